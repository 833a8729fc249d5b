"""C text to a loaded library: compiled once by the system's compiler, kept by its hash."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

FAST = ("-march=native", "-mprefer-vector-width=512")
PLAIN = ("-std=gnu11", "-O2", "-fPIC", "-shared", "-fno-math-errno", "-fno-trapping-math")
TRIES = (
    (*FAST, "-fopenmp"),
    (FAST[0], "-fopenmp"),
    ("-fopenmp",),
    (FAST[0], "-fopenmp-simd"),
    (),
)


class NoCompiler(OSError):
    """There is no C compiler, or it does not compile: why, in one line."""


def library(text: str) -> ctypes.CDLL:
    """Return the library that a C text is.

    Its file stands in the user's cache, so that a text is compiled once on a machine. Raises
    NoCompiler.
    """
    file = _folder() / f"{_key(text)}.so"
    if not file.exists():
        _compiled(text, file)
    return ctypes.CDLL(str(file))


def _folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "lstm_sym"


def _key(text: str) -> str:
    seen = hashlib.sha256(text.encode())
    for part in (*compiler(), _processor(), repr(PLAIN), repr(TRIES)):
        seen.update(b"\0" + part.encode())
    return seen.hexdigest()[:32]


@cache
def _processor() -> str:
    """What code for this machine may not be run on another."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine() + platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), "")


def compiler() -> tuple[str, ...]:
    """The command of the C compiler: what CC says, or cc."""
    asked = shlex.split(os.environ.get("CC", "cc"))
    found = shutil.which(asked[0]) if asked else None
    if found is None:
        raise NoCompiler(f"there is no C compiler {asked[0] if asked else 'cc'}")
    return (found, *asked[1:])


def _compiled(text: str, to: Path) -> None:
    """Compile beside the place and move there, so that no other process sees half a file."""
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.mkdtemp(dir=to.parent)
    except OSError as fault:
        raise NoCompiler(f"{to.parent} cannot be written: {fault.strerror}") from fault
    try:
        source, made = Path(folder) / "program.c", Path(folder) / "program.so"
        source.write_text(text, encoding="utf-8")
        said = ""
        for flags in TRIES:
            done = subprocess.run(
                [*compiler(), *PLAIN, *flags, str(source), "-o", str(made), "-lm"],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode == 0:
                os.replace(made, to)
                return
            said = _reason(done)
        raise NoCompiler(f"{compiler()[0]} does not compile: {said}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    """Why a compiler failed: its first error, else its last word, else what it returned."""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    last = lines[-1] if lines else f"it returns {done.returncode} and says nothing"
    return next((line for line in lines if "error" in line), last)
