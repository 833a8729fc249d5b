"""Lines of an emitted program that compute what is there already: without one it is the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

Roots = Mapping[str, str]


def is_repeated(right: str, wrong: str) -> bool:
    """Whether ``wrong`` is a program without a line that computes what its array holds already.

    The same line stands before it in its block, and nothing from there on writes to what it reads
    or to what it writes. Arrays that share memory count as one; what is not a call of NumPy that
    says where it writes may write anything.
    """
    whole = ast.parse(right)
    place = _left_out(whole.body, ast.parse(wrong).body)
    if place is None:
        return False
    block, k = place
    roots = _roots(whole)
    out = _written(block[k], roots)
    if not out:
        return False
    read = _read(block[k], roots)
    if out & read:
        return False
    for line in reversed(block[:k]):
        if ast.dump(line) == ast.dump(block[k]):
            return True
        written = _written(line, roots)
        if not written or written & (out | read):
            return False
    return False


def _left_out(
    right: Sequence[ast.stmt], wrong: Sequence[ast.stmt]
) -> tuple[Sequence[ast.stmt], int] | None:
    """The block and the place of the one line that is left out."""
    for k, (a, b) in enumerate(zip(right, wrong, strict=True)):
        if isinstance(b, ast.Pass) and not isinstance(a, ast.Pass):
            return right, k
        for mine, other in zip(_blocks(a), _blocks(b), strict=True):
            found = _left_out(mine, other)
            if found is not None:
                return found
    return None


def _blocks(line: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    for name in ("body", "orelse"):
        block = getattr(line, name, None)
        if isinstance(block, list):
            yield block


def _roots(whole: ast.Module) -> dict[str, str]:
    """Of every array of the space, the one whose memory it lies in."""
    space = next(x for x in whole.body if isinstance(x, ast.ClassDef) and x.name == "Space")
    roots: dict[str, str] = {}
    for line in ast.walk(space):
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Attribute):
            name = line.targets[0].attr
            of = [n.attr for n in ast.walk(line.value) if isinstance(n, ast.Attribute)]
            roots[name] = next((roots[base] for base in of if base in roots), name)
    return roots


def _written(line: ast.stmt, roots: Roots) -> set[str]:
    """The memory that a call of NumPy writes to; nothing if that is not known."""
    if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Call)):
        return set()
    out = [word.value for word in line.value.keywords if word.arg == "out"]
    return _memory(out, roots)


def _read(line: ast.stmt, roots: Roots) -> set[str]:
    """The memory that such a call reads."""
    assert isinstance(line, ast.Expr)
    assert isinstance(line.value, ast.Call)
    return _memory(line.value.args, roots)


def _memory(parts: Sequence[ast.expr], roots: Roots) -> set[str]:
    names = {n.id for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)}
    return {roots[name] for name in names if name in roots}
