"""A map as a reader may be told it: in the names that the two cells use."""

from __future__ import annotations

from sympy import Expr

from ..calculus.normal import normal
from ..language.activations import Elementwise
from ..language.cell import t
from ..language.symbols import number
from ..language.vectors import Vector
from .equivalence import Proof
from .odd import copy
from .system import System, copied, scale_and_shift
from .weights import translation

Said = tuple[Expr, Expr]


def signals(proof: Proof) -> list[Said]:
    """Every signal of B that is heard, and what it is in the signals of A, where that is short."""
    a, b, m = proof.a, proof.b, proof.matching
    found: list[Said] = [(u, v) for u, v in m.pairs.items() if u in b.inputs]
    for name, meant in b.meaning.items():
        e = normal(meant.xreplace(translation(meant, m, proof.weights)))
        here = _in_signals(a, e)
        if here is not None:
            found.append((b.cell.signal(name)(t), here))
    return found


def _in_signals(a: System, e: Expr) -> Expr | None:
    """A multiple of one signal of A, plus a number, that is e; None if there is none."""
    for name, meant in a.meaning.items():
        signal = a.cell.signal(name)(t)
        if e in (meant, -meant):
            return signal if e == meant else -signal
        if copied(e) and copied(e) == copied(meant):
            (p, q), (k, s) = (scale_and_shift(side, *copied(e)) for side in (e, meant))
            return p / k * signal + q - p / k * s
    return None


def readable(s: System, e: Expr) -> Expr:
    """An expression with every squashed vector written in the signals of the cell."""
    put: dict[Expr, Expr] = {}
    for v, equation in s.equations.items():
        if equation.squashed is not None:
            named = next(iter(s.names(v)), None)
            if named is None:
                put[v] = equation.squashed(readable(s, equation.body))
            else:
                p, q = scale_and_shift(s.meaning[named], v)
                put[v] = (s.cell.signal(named)(t) - q) / p
    late = {
        v: put[v.xreplace({v.time: t})].xreplace({t: v.time})
        for v in e.atoms(Vector)
        if v.time is not None and v.xreplace({v.time: t}) in put
    }
    return normal(e.xreplace({**put, **late}))


def identities(proof: Proof) -> list[Said]:
    """The identities of squashing functions that a proof uses: f(-a) = ..., g(a) = ... f(k a)."""
    z = number("a")
    found: dict[Said, None] = {}
    for u, v in proof.matching.pairs.items():
        if u in proof.b.equations and proof.b.equations[u].squashed is not None:
            f, g = proof.a.function(v), proof.b.function(u)
            assert f is not None
            assert g is not None
            if proof.matching.signs[u] < 0:
                found[f(-z), 2 * copy(f).shift - f(z)] = None
            if f is not g:
                found[g(z), _as(f, g, z)] = None
    return list(found)


def _as(f: type[Elementwise], g: type[Elementwise], z: Expr) -> Expr:
    """g(z) as a copy of f, both being copies of one function."""
    ours, theirs = copy(f), copy(g)
    scale = theirs.scale / ours.scale
    return scale * f(z * theirs.speed / ours.speed) + theirs.shift - scale * ours.shift
