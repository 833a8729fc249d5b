"""Cells to compare, and the same cells as another author would write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from sympy import Expr

from lstm_sym.language.activations import Elementwise, sigma, tanh
from lstm_sym.language.cell import Cell, CellError, t
from lstm_sym.language.operators import Matrix
from lstm_sym.language.symbols import number
from lstm_sym.language.text import parse
from lstm_sym.language.vectors import Vector, vectors


def gru(g: str = "U_g @ (r[t]*h[t-1])", h: str = "z[t]*h[t-1] + (1 - z[t])*g[t]") -> Cell:
    """A gated recurrent unit, with the recurrent part of its candidate and its output as given."""
    return parse(f"""
r[t] = sigma(W_r @ x[t] + U_r @ h[t-1] + b_r)
z[t] = sigma(W_z @ x[t] + U_z @ h[t-1] + b_z)
g[t] = tanh(W_g @ x[t] + {g} + b_g)
h[t] = {h}
""")


CHO, TORCH = gru(), gru("r[t]*(U_g @ h[t-1])")
TWO_BIASES = parse("""
i[t] = sigma(W_i @ x[t] + b_ii + U_i @ h[t-1] + b_hi)
f[t] = sigma(W_f @ x[t] + b_if + U_f @ h[t-1] + b_hf)
o[t] = sigma(W_o @ x[t] + b_io + U_o @ h[t-1] + b_ho)
g[t] = tanh(W_g @ x[t] + b_ig + U_g @ h[t-1] + b_hg)
c[t] = f[t]*c[t-1] + i[t]*g[t]
h[t] = o[t]*tanh(c[t])
""")


@st.composite
def disguises(draw: Any, cell: Cell) -> Cell:
    """The same function: other names, gates turned round, biases split, another order."""
    equations = dict(cell.equations)
    turned = [u for u, e in equations.items() if type(e) in (sigma, tanh) and _may_turn(cell, u)]
    for u in turned:
        if draw(st.booleans()):
            equations = _turned(equations, u)
    biases = [p for p in cell.learnt if isinstance(p, Vector)]
    split = {p: p + Vector(f"{p.name}_too", p.dim) for p in biases if draw(st.booleans())}
    equations = {u: e.xreplace(split) for u, e in equations.items()}
    names = [s.name for s in (*cell.computed, *cell.inputs)] + [p.name for p in cell.parameters]
    called = dict(
        zip(names, draw(st.permutations([f"k_{i}" for i in range(len(names))])), strict=True)
    )
    renamed = {_renamed(u, called): _renamed(e, called) for u, e in equations.items()}
    return Cell(
        "other",
        _reordered(draw, renamed),
        outputs=tuple(called[name] for name in cell.outputs),
        constants=frozenset(called[name] for name in cell.constants),
        backward=frozenset(called[name] for name in cell.backward),
    )


def _may_turn(cell: Cell, u: Vector) -> bool:
    return u.name not in cell.outputs


def _turned(equations: dict[Vector, Expr], u: Vector) -> dict[Vector, Expr]:
    """The gate u written as 1 - u, or as -u, with its argument negated."""
    f = type(equations[u])
    whole = 1 if f is sigma else 0
    found = {}
    for v, e in equations.items():
        read = {w: whole - w for w in vectors(e) if w.name == u.name}
        found[v] = f(-e.args[0].xreplace(read)) if v == u else e.xreplace(read)
    return found


def _renamed(e: Expr, called: dict[str, str]) -> Expr:
    put = {}
    for v in e.atoms(Vector):
        put[v] = Vector(called.get(v.name, v.name), *v.args[1:])
    for A in e.atoms(Matrix):
        put[A] = A.func(called[A.name], *A.args[1:])
    for s in e.free_symbols:
        if s.name in called:
            put[s] = number(called[s.name])
    return e.xreplace(put)


def _reordered(draw: Any, equations: dict[Vector, Expr]) -> dict[Vector, Expr]:
    """Another order in which the equations can be computed."""
    waiting, done = dict(equations), {}
    while waiting:
        ready = [
            u
            for u, e in waiting.items()
            if not {v for v in vectors(e) if v.time == t} & waiting.keys()
        ]
        u = draw(st.sampled_from(ready))
        done[u] = waiting.pop(u)
    return done


def mutants(cell: Cell) -> list[Cell]:
    """Cells that differ in one place: a term dropped, another function, a state read later."""
    found = []
    for u, e in cell.equations.items():
        inside = e.args[0] if isinstance(e, Elementwise) else e
        for term in inside.args if inside.is_Add else ():
            found.append({u: e.xreplace({inside: inside - term})})
        if type(e) in (sigma, tanh):
            found.append({u: (tanh if type(e) is sigma else sigma)(e.args[0])})
    return list(_cells(cell, found))


def _cells(cell: Cell, changes: list[dict[Vector, Expr]]) -> Iterator[Cell]:
    for change in changes:
        # Without its only recurrent term it is no cell.
        with suppress(CellError):
            yield Cell("mutant", {**cell.equations, **change}, outputs=cell.outputs)
