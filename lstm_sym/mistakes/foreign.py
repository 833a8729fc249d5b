"""Somebody's backward pass, run in a process of its own with a limit on time and memory."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from .cases import Case
from .warden import LATE

Array = NDArray[Any]
WORKER, WARDEN = (Path(__file__).with_name(f"{name}.py") for name in ("worker", "warden"))
SECONDS, GIGABYTES, GRACE = 60.0, 8.0, 8.0


class BrokenPass(ValueError):
    """A backward pass that cannot be judged: in one line, what happened and where."""


@dataclass(frozen=True)
class Returned:
    """The gradients of every case, and the names of what is no parameter of the cell."""

    gradients: list[tuple[Case, Mapping[str, Array]]]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Foreign:
    """A function of a Python file: ``FILE.py:FUNCTION``. To call it runs the file.

    It runs in an empty folder; the folder of the file is where it may import from.
    """

    path: Path
    function: str
    seconds: float = SECONDS
    gigabytes: float = GIGABYTES

    @classmethod
    def named(cls, what: str, seconds: float = SECONDS, gigabytes: float = GIGABYTES) -> Foreign:
        """Return the function that ``FILE.py:FUNCTION`` names; BrokenPass if there is none such."""
        file, colon, function = what.rpartition(":")
        if not colon or not function.isidentifier():
            raise BrokenPass(f"{what}: error: name a function, as in {what or 'mine.py'}:backward")
        path = Path(file)
        if not path.is_file():
            raise BrokenPass(f"{file}: error: there is no such file")
        return cls(path.resolve(), function, seconds, gigabytes)

    def returned(self, cases: Sequence[Case]) -> Returned:
        """Return the gradients that the function gives for every case, of the right shapes.

        Raises BrokenPass if it raises, hangs, leaves, returns what are no gradients, or other ones
        when it is called again.
        """
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder, "given.npz"), Path(folder, "answer")
            np.savez(source, **_flat(cases))  # type: ignore[arg-type]
            self._run(str(source), str(target), folder)
            said, arrays = self._answer(target)
            if said["fault"]:
                at = "" if said["case"] is None else f" (with {cases[said['case']].sizes})"
                space = "" if said["fault"][:1].isdigit() else " "
                raise BrokenPass(f"{self.path.name}:{space}{said['fault']}{at}")
        unknown = tuple(map(str, said.get("unknown") or ()))
        checked = [(case, self._checked(k, case, arrays, unknown)) for k, case in enumerate(cases)]
        return Returned(checked, unknown)

    def _answer(self, target: Path) -> tuple[dict[str, Any], dict[str, Array]]:
        """What the process wrote down; BrokenPass if that cannot be read."""
        try:
            said = json.loads(Path(f"{target}.json").read_text(encoding="utf-8"))
            with np.load(f"{target}.npz") as file:
                return dict(said), {name: file[name] for name in file.files}
        except (OSError, ValueError, TypeError, KeyError, EOFError, BadZipFile) as fault:
            what = "error: it returned nothing that can be read"
            raise BrokenPass(f"{self.path.name}: {what}") from fault

    def _run(self, source: str, target: str, folder: str) -> None:
        worker = [sys.executable, "-P", str(WORKER), str(self.path), self.function, source, target]
        warden = subprocess.Popen(
            [sys.executable, "-P", str(WARDEN), str(self.seconds), *worker],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
            preexec_fn=self._limited,
        )
        try:
            how = warden.communicate(timeout=self.seconds + GRACE)[0].decode().strip()
        except subprocess.TimeoutExpired:
            how = LATE
        finally:
            _end(warden)
        if how == LATE:
            what = f"error: it did not come to an end within {self.seconds:g} s"
            raise BrokenPass(f"{self.path.name}: {what}; give it more with --timeout")
        if not how or not Path(f"{target}.json").exists():
            code = int(how or warden.returncode)
            raise BrokenPass(f"{self.path.name}: error: {_how(code)}, and returned nothing")

    def _limited(self) -> None:
        size = int(self.gigabytes * 2**30)
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**30, 2**30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def _checked(
        self, k: int, case: Case, arrays: Mapping[str, Array], unknown: Sequence[str]
    ) -> Mapping[str, Array]:
        start = f"{k}/"
        given = {name[len(start) :]: v for name, v in arrays.items() if name.startswith(start)}
        names = [p.name for p in case.network.cell.learnt]
        missing = [name for name in names if name not in given]
        if missing:
            what = f"error: no gradient of {', '.join(missing)}"
            there = f"; it returned {', '.join((*given, *unknown)) or 'nothing'}"
            raise BrokenPass(f"{self.path.name}: {what}{there}")
        for p in case.network.cell.learnt:
            run = case.network
            right = () if isinstance(p, Symbol) else run.constants[p.name].shape
            if given[p.name].shape != right:
                what = f"dL/d{p.name} has shape {given[p.name].shape}, {p.name} has {right}"
                mend = "; is it transposed?" if given[p.name].shape == right[::-1] else ""
                raise BrokenPass(f"{self.path.name}: error: {what}{mend} (with {case.sizes})")
        return {name: given[name] for name in names}


def _flat(cases: Sequence[Case]) -> dict[str, Array]:
    return {
        f"{k}/{part}/{name}": v
        for k, case in enumerate(cases)
        for part, arrays in case.given.items()
        for name, v in arrays.items()
    }


def _end(warden: subprocess.Popen[bytes]) -> None:
    """Have a warden end what it watches over, and then itself."""
    if warden.poll() is None:
        warden.terminate()
    with suppress(subprocess.TimeoutExpired):
        warden.wait(GRACE)
    with suppress(ProcessLookupError):
        os.killpg(warden.pid, signal.SIGKILL)
    warden.wait()


def _how(code: int) -> str:
    if code < 0:
        return f"the process was ended by {signal.Signals(-code).name}"
    return f"the process ended with exit code {code}"
