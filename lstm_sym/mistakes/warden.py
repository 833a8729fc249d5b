"""Run a command, and end it with all that it started: in time, or when it is done.

Started by its path, with the seconds and the command; it needs the standard library only. What
becomes of the command is one line on standard output: its exit code, or that it was late. On Linux
whoever loses his parent is handed to this process, so that what left the session is ended too.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

ADOPT = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
LATE = "late"
PROCESSES = Path("/proc")
PATIENCE = 5.0


def main(seconds: float, command: list[str]) -> None:
    """Run the command for at most so many seconds, and say how it ended."""
    adopt()
    signal.signal(signal.SIGTERM, _leave)
    child = None
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        how = str(child.wait(seconds))
    except subprocess.TimeoutExpired:
        how = LATE
    finally:
        if child is not None:
            end(child)
    print(how, flush=True)


def _leave(*_: Any) -> NoReturn:
    raise SystemExit(1)


def adopt() -> None:
    """Become the parent of every descendant whose parent ends; elsewhere than on Linux nothing."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)


def end(child: subprocess.Popen[bytes]) -> None:
    """End a process, its group, and all that this process has become the parent of."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for pid in children():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.005)


def children() -> Iterator[int]:
    """The processes whose parent this one is, as /proc tells."""
    for folder in PROCESSES.iterdir() if PROCESSES.is_dir() else ():
        if folder.name.isdigit():
            with suppress(OSError):
                told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
                if int(told.rpartition(")")[2].split()[1]) == os.getpid():
                    yield int(folder.name)


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2:])
