"""What is to be derived: the modules of ``derivations``, the built-in cells, a cell of the user's.

Nothing here imports a derivation or SymPy: a task that was done before costs only its key.
"""

from __future__ import annotations

import ast
import hashlib
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from .faults import broken

PACKAGE = Path(__file__).parent.parent
ENGINE = (
    "source.py",
    "language",
    "calculus",
    "lower",
    "proof",
    "checks",
    "render/record",
    "render/places.py",
    "job/work.py",
    "job/loading.py",
)
DERIVATIONS = "derivations"
TEXTS = {".py", ".lark", ".toml", ".txt", ".c"}
MUTANTS, EVERY_MUTANT, COMPARISON, FIGURES = "mutants", "every-mutant", "comparison", "figures"
# What a module is for is told on its own page; what imports it does not ask.
OPENING = re.compile(rb'\Ar?""".*?"""', re.DOTALL)
WITNESSES = {"balls": "python-flint", "torch": "torch", "jax": "jax"}
BREAKING = ("mistakes", "emit", "conventions", "job/scoring.py")
MORE = {
    "cell": ("emit", "conventions"),
    MUTANTS: BREAKING,
    EVERY_MUTANT: BREAKING,
    COMPARISON: ("compare", "render/difference.py"),
    FIGURES: ("draw", "demo/shown.py", "demo/result.json"),
}
FAMILIES = {
    "simple": "Simple networks",
    "lstm": "LSTM cells",
    "variants": "Eight variants of the LSTM",
    "gru": "GRU cells",
    "linear": "Light and linear cells",
    "loop": "Cells in a loop with a network",
}


@dataclass(frozen=True)
class Task:
    """One thing to do: its name, its kind, and where it is written.

    A kind is derivation, cell, pair, or gallery: the named pictures, which may show any cell.

    ``origin`` is a module's name, a built-in cell's name or two, or the path of a cell file;
    ``text`` is the text of a cell that was given rather than named. ``purpose`` is empty for
    deriving it, ``mutants`` for breaking what was derived by a sample of mistakes and
    ``every-mutant`` by all, ``comparison`` for comparing a pair, ``figures`` for drawing; or one of
    WITNESSES.
    """

    name: str
    kind: str
    origin: str
    text: str | None = None
    file: str = ""
    purpose: str = ""

    @cached_property
    def key(self) -> str:
        """A hash of all that the result depends on, as it was when first asked for."""
        seen = hashlib.sha256(
            "\0".join((self.kind, self.name, engine(self.purpose or self.kind))).encode()
        )
        for part in self._contents():
            seen.update(b"\0" + part)
        return seen.hexdigest()

    def _contents(self) -> Iterator[bytes]:
        if self.text is not None:
            yield self.text.encode()
        elif self.kind in ("cell", "pair"):
            for name in self.origin.split():
                yield cell_file(name).read_bytes()
        elif self.kind == "gallery":
            for name in cell_names():
                yield cell_file(name).read_bytes()
        else:
            for file in sorted(_reached(self.origin)):
                text = file.read_bytes()
                yield text if file.stem == self.origin else OPENING.sub(b"", text)


def home() -> Path | None:
    """The folder of the derivations; None if there is none to import."""
    spec = find_spec(DERIVATIONS)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places and (Path(places[0]) / "catalogue.toml").is_file() else None


def chapters() -> list[tuple[str, list[Task]]]:
    """All derivations by chapter, in reading order, and last the built-in cells by family."""
    found = [
        (title, [Task(module.replace("_", "-"), "derivation", module) for module in modules])
        for title, modules in contents()
    ]
    files = cell_files()
    for family, title in FAMILIES.items():
        names = sorted(name for name, file in files.items() if file.parent.name == family)
        found.append((title, [Task(name, "cell", name) for name in names]))
    return found


def all_names() -> set[str]:
    """The names of all derivations and built-in cells."""
    return {task.name for _, tasks in chapters() for task in tasks}


def contents() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The chapters that the derivations declare."""
    folder = home()
    if folder is None:
        return ()
    try:
        from derivations import CONTENTS
    except (Exception, SystemExit) as fault:
        raise broken(fault, folder, "__init__.py") from fault
    return CONTENTS


def cell_names() -> list[str]:
    """The names of the built-in cells."""
    return sorted(cell_files())


def cell_file(name: str) -> Path:
    """The file of a built-in cell."""
    return cell_files()[name]


def cell_files() -> dict[str, Path]:
    """The files of the built-in cells by name; the folder of a file is its family."""
    return {file.stem: file for file in (PACKAGE / "cells").glob("*/*.cell")}


@cache
def engine(purpose: str = "") -> str:
    """A hash of the code that derives and checks, and of the versions that it stands on."""
    parts = (*ENGINE, *MORE.get(purpose, ()))
    files = sorted(file for part in parts for file in _files(PACKAGE / part))
    seen = hashlib.sha256()
    for file in files:
        seen.update(
            file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0"
        )
    for name in ("sympy", "numpy", "mpmath", "lark"):
        seen.update(f"{name} {version(name)}\0".encode())
    if purpose in WITNESSES:
        seen.update(f"{purpose} {installed(WITNESSES[purpose])}\0".encode())
    seen.update(platform.python_version().encode())
    return seen.hexdigest()


def installed(package: str) -> str:
    """The version of a package, empty if it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [f for f in path.rglob("*") if f.suffix in TEXTS]


def _reached(module: str) -> set[Path]:
    """The files that a derivation is made of: itself, what it imports beside it, and its cells."""
    folder = home()
    assert folder is not None
    cells = cell_files()
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        file = folder / f"{waiting.pop()}.py"
        if file in found or not file.is_file():
            continue
        found.add(file)
        imports, strings = _spoken(file.read_bytes())
        waiting += imports
        found.update(cells[name] for name in strings & cells.keys())
    return found


@lru_cache(maxsize=1024)
def _spoken(source: bytes) -> tuple[tuple[str, ...], frozenset[str]]:
    """What a module imports of ``derivations``, and the strings in it; by its bytes alone."""
    nodes = list(ast.walk(_parsed(source)))
    strings = (node.value for node in nodes if isinstance(node, ast.Constant))
    imports = tuple(name for node in nodes for name in _imported(node))
    return imports, frozenset(value for value in strings if isinstance(value, str))


def _imported(node: ast.AST) -> list[str]:
    """The modules of ``derivations`` that an import names, in any of its forms."""
    if isinstance(node, ast.Import):
        names = [name.name for name in node.names]
    elif isinstance(node, ast.ImportFrom):
        home = ".".join(filter(None, (DERIVATIONS if node.level else "", node.module)))
        names = [home, *(f"{home}.{name.name}" for name in node.names)]
    else:
        names = []
    return [name.split(".")[1] for name in names if name.startswith(f"{DERIVATIONS}.")]


def _parsed(source: bytes) -> ast.AST:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], [])
