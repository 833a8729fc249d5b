"""The text of a file, or the reason why there is none."""

from __future__ import annotations

from os import PathLike, fspath
from typing import BinaryIO

from . import limits
from .errors import TextError
from .script import Script, too_large

STDIN = "<stdin>"


def read(source: str | PathLike[str] | BinaryIO) -> str:
    """Return the text of a file or of a stream in UTF-8; TextError if it has none or too much."""
    stream = None if isinstance(source, str | PathLike) else source
    file = STDIN if stream else fspath(source)  # type: ignore[arg-type]
    data = stream.read(limits.BYTES + 1) if stream else _bytes(file)
    if len(data) > limits.BYTES:
        raise TextError(*too_large(), file)
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        before, text = (part.decode(errors="replace") for part in (data[: fault.start], data))
        what = f"not UTF-8: byte 0x{data[fault.start]:02x} at offset {fault.start}"
        raise Script(text, file).fault(len(before), what, "save the file as UTF-8") from fault


def _bytes(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read(limits.BYTES + 1)
    except FileNotFoundError as fault:
        raise TextError("there is no such file", "", file) from fault
    except IsADirectoryError as fault:
        raise TextError("this is a directory", "name a file in it", file) from fault
    except OSError as fault:
        raise TextError(f"cannot be read: {fault.strerror or fault}", "", file) from fault
    except ValueError as fault:
        raise TextError(f"no name of a file: {fault}", "", repr(file)) from fault
