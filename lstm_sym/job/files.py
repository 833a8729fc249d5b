"""Files replaced as a whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any


def replace(path: Path, text: str) -> bool:
    """Write a file atomically; return whether its content changed."""
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def dumped(data: Any) -> str:
    """Return data as JSON that is the same for the same data."""
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
