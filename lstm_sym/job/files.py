"""Files replaced as a whole or not at all."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def replace(files: Mapping[Path, str]) -> list[Path]:
    """Write files and return those whose content changed.

    All are written beside their places before the first takes its place, so that a full disk or
    an interruption changes nothing. Raises OSError with the path that cannot be written.
    """
    staged: dict[Path, Path] = {}
    path = Path()
    try:
        for path, text in files.items():
            if not _holds(path, text.encode()):
                path.parent.mkdir(parents=True, exist_ok=True)
                staged[path] = path.with_name(f".{os.getpid()}-{len(staged)}~")
                staged[path].write_bytes(text.encode())
        for path, beside in staged.items():
            os.replace(beside, path)
    except OSError as fault:
        what = f"cannot be written: {fault.strerror or fault}"
        raise OSError(fault.errno, what, str(path)) from fault
    finally:
        for beside in staged.values():
            beside.unlink(missing_ok=True)
    return list(staged)


def created(path: str | Path, text: str) -> None:
    """Write a new file, whole; OSError with its path if it exists or cannot be written."""
    path = Path(path)
    if path.exists():
        what = "is there already; name another file or remove it"
        raise FileExistsError(errno.EEXIST, what, str(path))
    beside = path.with_name(f".{os.getpid()}~")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(text.encode())
        path.open("xb").close()
        os.replace(beside, path)
    except OSError as fault:
        what = f"cannot be written: {fault.strerror or fault}"
        raise OSError(fault.errno, what, str(path)) from fault
    finally:
        if beside.is_file():
            beside.unlink()


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def dumped(data: Any) -> str:
    """Return data as JSON that is the same for the same data."""
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def remove(files: Iterable[Path]) -> None:
    """Remove the files that are there."""
    for file in files:
        file.unlink(missing_ok=True)
