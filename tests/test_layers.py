"""Floors: imports go down only, in no circle, and every file keeps the habits of the house."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "lstm_sym"
BELOW = {
    "source": set(),
    "language": {"source"},
    "calculus": {"language"},
    "lower": {"language"},
    "emit": {"calculus", "conventions"},
    "cells": {"language"},
    "conventions": {"cells"},
    "proof": {"calculus", "lower", "cells"},
    "checks": {"proof", "emit"},
    "mistakes": {"checks"},
    "compare": {"checks"},
    "draw": {"checks", "demo"},
    "render": {"compare", "emit", "draw"},
    "job": {"render", "mistakes"},
    "demo": {"emit", "cells"},
    "session": {"render"},
    "cli": {"job", "session", "mistakes", "demo"},
}
FACE = {"__init__", "__main__", "session"}
SYMBOLIC = ("language", "calculus", "proof", "cells", "lower/latex", "lower/text.py")
UNBOUNDED, FOREIGN = {"simplify", "doit"}, {"eval", "exec", "compile"}
LONGEST = 300
WRITTEN = ("lstm_sym", "derivations", "tests", "benchmarks")


@cache
def modules() -> dict[str, Path]:
    """Every module of the package, by its name."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(modules()[name].read_text(encoding="utf-8"))


@cache
def imports(name: str) -> frozenset[str]:
    """The modules that a module imports, wherever the import stands."""
    found: set[str] = set()
    home = name.split(".") if modules()[name].stem == "__init__" else name.split(".")[:-1]
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = home[: len(home) - node.level + 1] if node.level else []
            base = ".".join([*start, *(node.module or "").split(".")]).strip(".")
            below = {f"{base}.{alias.name}" for alias in node.names}
            found |= (below & modules().keys()) or {base}
    return frozenset(found)


def floor(name: str) -> str:
    return name.split(".")[1] if "." in name else "__init__"


def reachable(floor: str) -> set[str]:
    return BELOW[floor].union(*(reachable(below) for below in BELOW[floor]))


@pytest.mark.parametrize("name", [name for name in modules() if floor(name) not in FACE])
def test_imports_go_down_only(name: str):
    own = {floor(other) for other in imports(name) if other.startswith("lstm_sym")}
    assert own - {"__init__"} <= {floor(name)} | reachable(floor(name))


def test_no_module_imports_itself_by_a_circle():
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        if name not in done:
            for other in sorted(imports(name) & modules().keys()):
                walk(other, (*path, name))
            done.add(name)

    for name in modules():
        walk(name, ())


def test_only_the_job_knows_the_derivations():
    def speaks(name: str) -> bool:
        return "derivations" in {other.split(".")[0] for other in imports(name)}

    assert {floor(name) for name in modules() if speaks(name)} <= {"job"}


@pytest.mark.parametrize("place", SYMBOLIC)
def test_what_is_symbolic_needs_no_numbers_and_no_site(place: str):
    for name, file in modules().items():
        if file.is_relative_to(PACKAGE / place):
            foreign = {other.split(".")[0] for other in imports(name)}
            assert not foreign & {"numpy", "mkdocs", "scipy", "click", "rich"}, name


@pytest.mark.parametrize(
    "name",
    [name for name in modules() if floor(name) in BELOW],
)
def test_no_call_of_unbounded_time_or_of_foreign_code(name: str):
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call):
            bare = isinstance(node.func, ast.Name)
            word = node.func.id if bare else getattr(node.func, "attr", "")
            assert word not in UNBOUNDED | (FOREIGN if bare else set()), (word, node.lineno)
            if word == "sympify":
                assert not any(isinstance(getattr(a, "value", 0), str) for a in node.args)


def test_a_file_is_read_at_one_sitting():
    files = (file for part in WRITTEN for file in (ROOT / part).rglob("*.py"))
    lines = {file: len(file.read_text("utf-8").splitlines()) for file in files}
    assert lines.keys() >= set(modules().values())
    assert [file for file, many in lines.items() if many > LONGEST] == []


@pytest.mark.parametrize("name", sorted(modules().keys() - {"lstm_sym.__main__"}))
def test_a_module_says_in_one_sentence_what_it_is_for(name: str):
    said = ast.get_docstring(tree(name))
    assert said
    assert said.splitlines()[0].rstrip().endswith((".", "?"))


def test_every_floor_is_known():
    assert {floor(name) for name in modules()} <= BELOW.keys() | FACE
