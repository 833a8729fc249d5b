"""The adjoint of a recurrence is the transposed recurrence; its products are the gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from sympy import Add, Expr, MatAdd, S, Sum, Symbol, ZeroMatrix

from ..language.cell import Cell, Parameter, t
from ..language.operators import Dot, Matrix, Outer
from ..language.shapes import shape
from ..language.sums import OperatorSum
from ..language.symbols import binder, count, magnitude, number
from ..language.vectors import BAR, Ones, Total, Vector
from .jacobian import pullback, pullback_to
from .outputs import with_outputs

T = count("T")
L = magnitude("L")
KEPT = 64


@lru_cache(maxsize=KEPT)
def adjoint(cell: Cell, loss: bool = True) -> Mapping[Vector, Expr]:
    """Return the equations of back-propagation through time: u_bar(t) for every computed u(t).

    If u(t) reads v(t-s), then v hears from u at t+s:
    v_bar(t) = v_loss(t) + sum over u and s of (d u(t+s) / d v(t))^T u_bar(t+s).
    The outputs have a v_loss; with ``loss`` false, nothing arrives at time t.
    """
    errors = {u: u.loss if loss and u.name in cell.outputs else S.Zero for u in cell.equations}
    for v, _, lag, back in sent(cell):
        errors[v] += with_outputs(cell, back).xreplace({t: t + lag})
    return MappingProxyType({u.bar: e for u, e in errors.items()})


def sent(cell: Cell) -> Iterator[tuple[Vector, Vector, Expr, Expr]]:
    """Yield v(t), u(t), the lag s, and what u(t) sends back to v(t-s), for every reading."""
    heads = {u.name: u for u in cell.equations}
    for u, v in cell.readings:
        if v.name in heads:
            yield heads[v.name], u, t - v.time, pullback(cell.equations[u], v, u.bar)


@lru_cache(maxsize=KEPT)
def gradient(cell: Cell, parameter: Parameter) -> Expr:
    """Return dL/dparameter as a sum over t = 1..T.

    A matrix W standing in W psi(t) has the terms e(t) psi(t)^T, with e the error of the product;
    a vector has the sum of its errors; a number the totals of error times derivative.
    """
    terms = [term for _, term in spoken(cell, parameter)]
    if isinstance(parameter, Matrix):
        sides = [[with_outputs(cell, side) for side in term.args] for term in terms]
        return _over_time([Outer(*pair) for pair in sides if 0 not in pair], parameter)
    whole = with_outputs(cell, Add(*terms))
    k = binder("t")
    return Sum(whole.xreplace({t: k}), (k, 1, T)) if whole != 0 else S.Zero


def spoken(cell: Cell, parameter: Parameter) -> Iterator[tuple[Vector, Expr]]:
    """Yield u(t), and what its error says to a parameter at time t, for every use of it."""
    for u in cell.speaking[parameter.name]:
        if isinstance(parameter, Matrix):
            for term in _outer(cell, u, parameter):
                yield u, term
        else:
            yield u, _felt(cell.equations[u], u.bar, parameter)


def _felt(e: Expr, error: Vector, parameter: Vector | Symbol) -> Expr:
    """What the error of an equation says to a vector or a number in it."""
    if isinstance(parameter, Vector):
        return pullback(e, parameter, error)
    slope = e.diff(parameter)
    return Total(error * slope) if slope != 0 else S.Zero


def bar(parameter: Parameter) -> Expr:
    """Return the name of dL/dparameter."""
    return number(parameter.name + BAR) if isinstance(parameter, Symbol) else parameter.bar


def _outer(cell: Cell, u: Vector, W: Matrix) -> list[Outer]:
    e = cell.equations[u]
    found = []
    for product in sorted(e.atoms(Dot), key=str):
        A, psi = product.args
        if A not in (W, W.T):
            continue
        error = pullback_to(e, product, u.bar)
        if error != 0:
            psi = psi * (1 if shape(psi) else Ones(A.shape[1]))
            found.append(Outer(error, psi) if A == W else Outer(psi, error))
    return found


def _over_time(terms: list[Outer], W: Matrix) -> Expr:
    if not terms:
        return ZeroMatrix(*W.shape)
    whole = terms[0] if len(terms) == 1 else MatAdd(*terms)
    return OperatorSum(lambda k: whole.xreplace({t: k}), 1, T)
