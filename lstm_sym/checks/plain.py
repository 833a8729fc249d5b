"""The second symbolic road: plain SymPy on components, with symbolic sizes, units and times.

A recurrence is written entry by entry in SymPy's own Indexed and Sum; SymPy differentiates it,
which leaves Kronecker deltas in units and in time; contracting them gives the errors and the
gradients. Nothing here is shared with the calculus on vectors.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    solve,
)

from ..calculus.adjoint import T
from ..language.activations import Elementwise, Slope
from ..language.cell import Cell, Parameter, t
from ..language.operators import Matrix
from ..language.shapes import shape
from ..language.symbols import binder
from ..language.vectors import Entry, Vector
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
    """Return d of_i / d wrt_j with the whole step put into the one entry of_i(t)."""
    return contract(substituted(cell, plain(of, i)).diff(plain(wrt, j)))


def equation_components(cell: Cell, of: Vector, wrt: Vector, i: Expr, j: Expr) -> Expr:
    """Return the derivative of entry i of the equation of ``of`` by wrt_j, all else held."""
    return contract(plain(cell.equations[of], i).diff(plain(wrt, j)))


def substituted(cell: Cell, e: Expr) -> Expr:
    """Return ``e`` with every signal computed at time t replaced by its equation, to the bottom."""
    equations = {u.name: f for u, f in cell.equations.items()}
    while True:
        here = [v for v in e.atoms(Indexed) if v.base.name in equations and v.indices[1:] == (t,)]
        if not here:
            return e
        e = e.xreplace({v: plain(equations[v.base.name], v.indices[0]) for v in here})


def folded(cell: Cell, e: Expr) -> Expr:
    """Return ``e`` with every activation that an equation of the cell names called by its name."""
    e = e.replace(lambda x: isinstance(x, Slope), lambda x: x.unfolded)
    heads = {
        u.name: plain(y, UNIT) for u, y in cell.equations.items() if isinstance(y, Elementwise)
    }
    while True:
        found = {call: _output(heads, call) for call in e.atoms(Elementwise)}
        named = {call: name for call, name in found.items() if name is not None}
        if not named:
            return e
        e = e.xreplace(named)


def _output(heads: Mapping[str, Expr], call: Elementwise) -> Indexed | None:
    """The output that is this activation at some unit and time; None if there is none."""
    here = [v for v in call.atoms(Indexed) if len(v.indices) == 2]
    for name, y in heads.items():
        read = sorted((v for v in y.atoms(Indexed) if len(v.indices) == 2), key=str)
        for v in here if read and y.func == call.func else ():
            unit, time = v.indices[0], t + v.indices[1] - read[0].indices[1]
            if v.base == read[0].base and y.xreplace({UNIT: unit, t: time}) == call:
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
            (at,) = solve(delta.args[0] - delta.args[1], k)
            rest = _without(inside, delta)
            return contract(expand(outside * rest.xreplace({k: at})))
    return outside * Sum(inside, (k, low, high))


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
