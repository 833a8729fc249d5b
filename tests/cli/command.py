"""The command as a person runs it, and a small derivation to break."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import run

ROOT = Path(__file__).parents[2]
DERIVE = [sys.executable, "-m", "lstm_sym", "derive"]
CELL = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)\n"
SMALL = "h[t] = h[t-1] + x[t]\n"
TOY = '''"""A toy: a slope, its bound, an error, and a gradient."""

from sympy import Derivative, Rational, oo

from lstm_sym import (
    AdjointOf, Derivation, FromDefinition, GradientOf, OperatorSum, Outer, Source, Step,
    SumOfSquares, T, at_most, builtin, equal, number, sigma, t,
)

z = number("z")
rnn = builtin("rnn")
x, a, h, W, U, b = rnn["x a h W U b"]

slope = Step(
    "slope", equal(Derivative(sigma(z), z), sigma(z) * (1 - sigma(z))), by=FromDefinition()
)
bound = Step(
    "bound",
    at_most(Derivative(sigma(z), z), Rational(1, 4)),
    by=SumOfSquares(sigma(z), uses=(slope,)),
    source=Source("HS97", "section 3.1", ("HS97-3.1i",)),
)
error = Step("error", equal(h.bar(t), h.loss(t) + U.T @ a.bar(t + 1)), by=AdjointOf(rnn))
gradient = Step(
    "gradient",
    equal(U.bar, OperatorSum(lambda s: Outer(a.bar(s), h(s - 1)), 1, T)),
    by=GradientOf(rnn),
)
derivation = Derivation(
    "toy",
    "A toy",
    about=__doc__,
    cell=rnn,
    forall={z: (-oo, oo)},
    steps=(slope, bound, error, gradient),
)
'''


@dataclass(frozen=True)
class Outcome:
    """What a run of the command came to."""

    code: int
    out: str
    err: str


def spawned(*arguments: str, cwd: Path, within: float = 100, **env: str) -> Outcome:
    """Run the command in a process of its own."""
    done = run(
        [sys.executable, "-m", "lstm_sym", *arguments],
        cwd=cwd,
        env=environment(**env),
        capture_output=True,
        encoding="utf-8",
        timeout=within,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def environment(**more: str) -> Mapping[str, str]:
    """The environment with the package in reach and nothing that speaks of colours."""
    silent = ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in silent}
    return kept | {"PYTHONPATH": str(ROOT)} | more


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, hidden ones too."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@dataclass(frozen=True)
class Toy:
    """A folder of derivations with one module, and the command run on it."""

    folder: Path

    def edit(self, old: str, new: str, file: str = "toy.py") -> None:
        """Replace what is written once in a file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text.count(old))
        path.write_text(text.replace(old, new), encoding="utf-8")
        forget()

    def write(self, text: str | bytes, file: str = "toy.py") -> None:
        """Replace a file."""
        data = text.encode() if isinstance(text, str) else text
        (self.folder / file).write_bytes(data)
        forget()


@contextmanager
def toys(folder: Path) -> Iterator[Toy]:
    """Put a sound toy in the place of the derivations."""
    folder.mkdir()
    for name in ("catalogue.toml", "references.bib"):
        shutil.copy(ROOT / "derivations" / name, folder)
    (folder / "__init__.py").write_text('CONTENTS = (("Toys", ("toy",)),)\n', encoding="utf-8")
    (folder / "toy.py").write_text(TOY, encoding="utf-8")
    loaded = forget()
    yield Toy(folder)
    forget()
    sys.modules.update(loaded)


def forget() -> dict[str, object]:
    """Unload the derivations, so that they are imported as they are written now."""
    names = [name for name in sys.modules if name.split(".")[0] == "derivations"]
    return {name: sys.modules.pop(name) for name in names}
