"""The second symbolic road: plain SymPy on components, with symbolic sizes, units and times.

A recurrence is written entry by entry in SymPy's own Indexed and Sum; SymPy differentiates it,
which leaves Kronecker deltas in units and in time; contracting them gives the errors and the
gradients. Nothing here is shared with the calculus on vectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from sympy import (
    Add,
    Expr,
    Indexed,
    IndexedBase,
    KroneckerDelta,
    Mul,
    S,
    Sum,
    Symbol,
    expand,
)

from ..calculus.adjoint import KEPT, T
from ..language.activations import Elementwise, Slope
from ..language.cell import Cell, Parameter, t
from ..language.operators import Matrix, Sensitivity
from ..language.shapes import shape
from ..language.symbols import binder
from ..language.vectors import Entry, Vector, vectors
from ..lower.components import entry, in_components

UNIT = Symbol("a unit", integer=True)


def plain(e: Expr, *at: Expr) -> Expr:
    """Return the entry of ``e`` at the units ``at``, in SymPy's Indexed and Sum."""
    written = in_components(entry(e, *at) if shape(e) else e)
    return written.replace(lambda x: isinstance(x, Entry), _indexed)


def error_components(cell: Cell, v: Vector, j: Expr, loss: bool = True) -> Expr:
    """Return dL/dv_j(t): what the loss says, and what all entries of all equations send back."""
    here = plain(v, j)
    heard = [u for u, e in cell.equations.items() if v.name in {w.name for w in e.atoms(Vector)}]
    direct = plain(v.loss, j) if loss and v.name in cell.outputs else S.Zero
    return Add(direct, *[_sent(cell, u, here) for u in heard])


def gradient_components(cell: Cell, p: Parameter, *at: Expr) -> Expr:
    """Return dL/dp at the units ``at``, summed over all equations, entries and times."""
    here = p if isinstance(p, Symbol) else plain(p, *at)
    return Add(
        *[_sent(cell, u, here, steps=True) for u, e in cell.equations.items() if _speaks(e, p)]
    )


def step_components(cell: Cell, of: Vector, wrt: Vector, i: Expr, j: Expr) -> Expr:
    """Return d of_i / d wrt_j within one step: the chain rule, entry by entry.

    d u_i / d v_j is what the equation of u says of v_j itself, and the sum over every entry w_k(t)
    that it reads of d u_i / d w_k times d w_k / d v_j.
    """
    here = plain(wrt, j)
    through: dict[Vector, Expr] = {}
    for u in _between(cell, of, wrt):
        e = plain(cell.equations[u], UNIT)
        found = [e.diff(here)]
        for w in through.keys() & vectors(cell.equations[u]):
            k = binder("k")
            inner = through[w].xreplace({UNIT: k})
            found.append(Sum(expand(e.diff(plain(w, k)) * inner), (k, 1, w.dim)))
        through[u] = contract(Add(*found))
    return through[of].xreplace({UNIT: i})


def _between(cell: Cell, of: Vector, wrt: Vector) -> list[Vector]:
    """What lies on a path from ``wrt`` to ``of`` within the step, in the order of computing."""
    reached: set[Vector] = {wrt}
    for u, e in cell.equations.items():
        if not reached.isdisjoint(vectors(e)):
            reached.add(u)
    needed = {of}
    for u, e in reversed(tuple(cell.equations.items())):
        if u in needed:
            needed.update(vectors(e))
    return [u for u in cell.equations if u == of or u in reached & needed]


def tangent_components(cell: Cell, of: Vector, weight: Expr, i: Expr) -> Expr:
    """Return d of_i / d weight: what the equation of ``of`` says of the weight itself, and of all.

    That is the sum over every entry w_k that it reads of d of_i / d w_k times d w_k / d weight.
    """
    e, here = plain(cell.equations[of], i), plain(weight)
    heads = {u.name for u in cell.equations}
    found = [e.diff(here)]
    for w in vectors(cell.equations[of]):
        if w.name in heads:
            k = binder("k")
            passed = plain(Entry(Sensitivity(w, weight), k))
            found.append(Sum(expand(e.diff(plain(w, k)) * passed), (k, 1, w.dim)))
    return Add(*map(contract, found))


def equation_components(cell: Cell, of: Vector, wrt: Vector, i: Expr, j: Expr) -> Expr:
    """Return the derivative of entry i of the equation of ``of`` by wrt_j, all else held."""
    return contract(plain(cell.equations[of], i).diff(plain(wrt, j)))


def folded(cell: Cell, e: Expr) -> Expr:
    """Return ``e`` with every activation that an equation of the cell names called by its name.

    Where several equations name one activation, at times of their own, the first gives the name.
    """
    e = e.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
    while True:
        found = {call: _output(cell, call) for call in e.atoms(Elementwise)}
        named = {call: name for call, name in found.items() if name is not None}
        if not named:
            break
        e = e.xreplace(named)
    second = _second_names(cell)
    return e.xreplace(
        {
            v: second[v.base.name].xreplace({UNIT: v.indices[0], t: v.indices[1]})
            for v in e.atoms(Indexed)
            if v.base.name in second
        }
    )


Signature: TypeAlias = tuple[type[Expr], frozenset[str]]


def _signals(cell: Cell, e: Expr) -> list[Indexed]:
    """The entries of signals in ``e``, in a fixed order."""
    own = _signal_names(cell)
    return sorted((v for v in e.atoms(Indexed) if v.base.name in own), key=str)


def _signature(cell: Cell, call: Elementwise) -> Signature:
    return call.func, frozenset(v.base.name for v in _signals(cell, call))


@lru_cache(maxsize=KEPT)
def _signal_names(cell: Cell) -> frozenset[str]:
    return frozenset(s.name for s in (*cell.computed, *cell.inputs))


@lru_cache(maxsize=KEPT)
def _heads(cell: Cell) -> Mapping[Signature, list[tuple[str, Expr, Indexed]]]:
    """The equations u = f(...) that are one activation: u, f(...) at a unit, and what it reads."""
    found: dict[Signature, list[tuple[str, Expr, Indexed]]] = {}
    for u, e in cell.equations.items():
        y = plain(e, UNIT) if isinstance(e, Elementwise) else S.Zero
        read = _signals(cell, y)
        if read:
            found.setdefault(_signature(cell, y), []).append((u.name, y, read[0]))
    return found


@lru_cache(maxsize=KEPT)
def _second_names(cell: Cell) -> Mapping[str, Indexed]:
    """What the signals are called that an earlier equation names too, at a unit and the time t."""
    heads = [(name, y) for several in _heads(cell).values() for name, y, _ in several]
    first = {name: _output(cell, y) for name, y in heads}
    return {name: v for name, v in first.items() if v is not None and v.base.name != name}


def _output(cell: Cell, call: Elementwise) -> Indexed | None:
    """The output that is this activation at some unit and time; None if there is none."""
    for name, y, read in _heads(cell).get(_signature(cell, call), ()):
        for v in _signals(cell, call):
            unit, time = v.indices[0], t + v.indices[1] - read.indices[1]
            if v.base == read.base and y.xreplace({UNIT: unit, t: time}) == call:
                return Indexed(IndexedBase(name, real=True), unit, time)
    return None


def _speaks(e: Expr, p: Parameter) -> bool:
    if isinstance(p, Symbol):
        return p in e.free_symbols
    return any(w.name == p.name for w in e.atoms(type(p)))


def _sent(cell: Cell, u: Vector, here: Expr, steps: bool = False) -> Expr:
    """Sum over the time and the entry i of equation u: u_bar_i times d u_i / d here."""
    i, time = binder("i"), binder("s")
    slope = plain(cell.equations[u], i).xreplace({t: time}).diff(here)
    error = plain(u.bar, i).xreplace({t: time})
    over_units = contract(Sum(expand(error * slope), (i, 1, u.dim)))
    if steps:
        return contract(Sum(expand(over_units), (time, 1, T)))
    return contract(Sum(expand(over_units), (time, S.NegativeInfinity, S.Infinity)))


def contract(e: Expr) -> Expr:
    """Return ``e`` with every Kronecker delta summed away: sum_k delta(k, j) f(k) = f(j)."""
    e = expand(e)
    if isinstance(e, Add):
        return Add(*[contract(term) for term in e.args])
    if isinstance(e, Mul):
        return Mul(*[contract(factor) for factor in e.args])
    if not isinstance(e, Sum):
        return e
    *others, (k, low, high) = e.limits
    inside = contract(e.function if not others else Sum(e.function, *others))
    return Add(*[_summed(term, k, low, high) for term in Add.make_args(expand(inside))])


def _summed(term: Expr, k: Symbol, low: Expr, high: Expr) -> Expr:
    outside, inside = term.as_independent(k, as_Add=False)
    for delta in sorted(_deltas(inside), key=str):
        if delta.has(k):
            at = _root(delta.args[0] - delta.args[1], k)
            rest = _without(inside, delta)
            return contract(expand(outside * rest.xreplace({k: at})))
    return outside * Sum(inside, (k, low, high))


def _root(e: Expr, k: Symbol) -> Expr:
    """The k at which an expression that is linear in k with slope 1 or -1 vanishes."""
    slope = e.coeff(k)
    if slope not in (1, -1):
        raise ValueError(f"{e} is no shift of {k}")
    return expand(k - slope * e)


def _deltas(e: Expr) -> set[KroneckerDelta]:
    """The deltas among the factors of ``e``, through inner sums."""
    found = {f for f in Mul.make_args(e) if isinstance(f, KroneckerDelta)}
    for f in Mul.make_args(e):
        if isinstance(f, Sum):
            bound = set(f.variables)
            found |= {d for d in _deltas(f.function) if not d.free_symbols & bound}
    return found


def _without(e: Expr, delta: KroneckerDelta) -> Expr:
    return e.xreplace({delta: S.One})


def _indexed(e: Entry) -> Expr:
    of = e.of
    if isinstance(of, Vector):
        time = () if of.time is None else (of.time,)
        return Indexed(IndexedBase(of.name, real=True), *e.at, *time)
    if isinstance(of, Matrix):
        at = reversed(e.at) if of.is_transposed else e.at
        return Indexed(IndexedBase(of.name, real=True), *at)
    return e
