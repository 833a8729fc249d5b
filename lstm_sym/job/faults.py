"""A fault in a derivation: where it is, in one line."""

from __future__ import annotations

import traceback
from pathlib import Path


class BrokenDerivation(Exception):
    """A derivation that cannot be loaded or examined: file, line and what is wrong."""


def broken(fault: BaseException, folder: Path | None, file: str) -> BrokenDerivation:
    """Say in compiler style where in the folder of the derivations a fault arose.

    ``file`` is named if the fault left no trace in the folder.
    """
    lines = [(Path(f.filename), f.lineno) for f in traceback.extract_tb(fault.__traceback__)]
    what = f"{type(fault).__name__}: {fault}"
    if isinstance(fault, SyntaxError):
        lines.append((Path(fault.filename or ""), fault.lineno))
        what = f"{type(fault).__name__}: {fault.msg}"
    inside = [(path.name, line) for path, line in lines if path.parent == folder]
    name, line = inside[-1] if inside else (file, None)
    place = f"derivations/{name}" + (f":{line}" if line else "")
    return BrokenDerivation(f"{place}: error: {what.splitlines()[0]}")
