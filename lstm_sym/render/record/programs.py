"""A claim as text that runs: with NumPy, with plain SymPy, and in the scripts of the site."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sympy import Expr, Sum, Symbol, sympify

from ...language.operators import Matrix
from ...language.shapes import shape
from ...language.vectors import Vector
from ...lower.program import Unsayable, called, javascript, numpy, sympy
from ...lower.text import Printer as Plain
from ...proof.rules import Limit
from ...proof.step import Claim

Said = tuple[str, list[str]]
UNITS = (Symbol("i", integer=True), Symbol("j", integer=True))
HEADS = {
    "np.": "import numpy as np",
    "reduce(": "from functools import reduce",
    "pairwise(": "from itertools import pairwise, product",
    "prod(": "from math import prod",
}
CALLS = {"=": "Eq", "≤": "Le", "<": "Lt"}


def programs(claim: Claim, plain: Plain, limit: Limit | None = None) -> dict[str, Any]:
    """The texts that a target has words for, by the name of the target.

    ``numpy`` and ``sympy`` are programs to be copied; ``javascript`` is the right side as an
    expression of some names, with the functions it wants defined. ``limit`` says in what limit the
    left side tends to the right one.
    """
    order = sorted(plain.place, key=lambda name: plain.place[name])
    found: dict[str, Any] = {"numpy": _numpy(claim, plain, order)}
    found["sympy"] = _sympy(claim, order, limit)
    said = _said(partial(javascript, claim.rhs, order))
    if said:
        found["javascript"] = {"of": _names(claim.rhs), "is": said[0], "with": said[1]}
    return {target: text for target, text in found.items() if text}


def _names(e: Expr) -> list[str]:
    """What must be given for an expression to have a value."""
    named = {s.name for s in e.free_symbols} | {v.name for v in e.atoms(Vector, Matrix)}
    return sorted(map(called, named))


def _said(of: Callable[[], Said]) -> Said | None:
    try:
        return of()
    except Unsayable:
        return None


def _numpy(claim: Claim, plain: Plain, order: Sequence[str]) -> str:
    left, right = (_said(partial(numpy, e, order)) for e in (claim.lhs, claim.rhs))
    if right is None:
        return ""
    if left is None or not (_is_name(claim.lhs) and claim.relation == "="):
        remark = f"# {plain.doprint(claim.lhs)} {claim.relation} right"
        lines = [remark, *([f"left = {left[0]}"] if left else []), f"right = {right[0]}"]
    else:
        lines = [f"{left[0]} = {right[0]}"]
    functions = dict.fromkeys([*(left[1] if left else ()), *right[1]])
    body = "\n".join([*functions, *lines])
    return "\n".join([*(line for word, line in HEADS.items() if _calls(body, word)), body])


def _calls(body: str, word: str) -> bool:
    """Whether a word is called for, and not only the end of another."""
    at = body.find(word)
    while at >= 0:
        if at == 0 or not (body[at - 1].isalnum() or body[at - 1] in "_."):
            return True
        at = body.find(word, at + 1)
    return False


def _is_name(e: Expr) -> bool:
    plain = isinstance(e, Vector | Symbol)
    return plain or (isinstance(e, Matrix) and not e.is_transposed)


def _sympy(claim: Claim, order: Sequence[str], limit: Limit | None) -> str:
    ends: tuple[Any, ...] = (limit.of, sympify(limit.to)) if limit else ()
    if claim.relation not in CALLS and not ends:
        return ""
    sides = (claim.lhs, claim.rhs)
    taken = {s.name for side in sides for s in side.free_symbols}
    taken |= {e.name for side in sides for e in side.atoms(Vector, Matrix)}
    units = [u if u.name not in taken else Symbol(u.name * 2, integer=True) for u in UNITS]
    size = max(len(shape(side)) for side in sides)
    if any(len(shape(side)) < size for side in sides) and size > 1:
        return ""
    try:
        (left, right, *of), declared = sympy((*sides, *ends), units, order)
    except Unsayable:
        return ""
    if of:
        left = f"Limit({left}, {', '.join(of)})"
    # A sum of mere numbers SymPy would round at once, and wrongly where its terms are not smooth.
    free = claim.lhs.free_symbols | claim.rhs.free_symbols
    fixed = not free and claim.lhs.has(Sum)
    call = f"{CALLS.get(claim.relation, 'Eq')}({left}, {right}{', evaluate=False' * fixed})"
    return "\n".join(["from sympy import *", *declared, call])
