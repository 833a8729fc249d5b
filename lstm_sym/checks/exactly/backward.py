"""The derived adjoint and gradients on a run, in an exact arithmetic."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Expr, MatAdd, Mul, Pow, Rational, Sum, Symbol, ZeroMatrix
from sympy.core.basic import Basic

from ...calculus.adjoint import T, adjoint, gradient
from ...language.activations import Elementwise
from ...language.cell import Parameter, t
from ...language.operators import Dot, Matrix, Outer
from ...language.sums import OperatorSum
from ...language.vectors import BAR, LOSS, Ones, Total, Vector
from .fields import Unheard, whole
from .tangent import STEPS, Forward

Array = NDArray[Any]


class Backward:
    """The derived adjoint and gradients on a run; the loss speaks random residues."""

    def __init__(self, forward: Forward) -> None:
        self.forward, self.field = forward, forward.field
        self.errors: dict[tuple[str, int], Array] = {}
        system = adjoint(self.field.cell)
        for time, heads in reversed(tuple(self.field.cell.schedule(STEPS))):
            for u in reversed(heads):
                none = np.zeros(int(self.field.sizes.get(u.dim, u.dim)), dtype=object)
                self.errors[u.name, time] = self.field.reduced(
                    self.value(system[u.bar], time) + none
                )

    def gradient(self, p: Parameter) -> Array:
        """dL/dp by the derived formula."""
        return self.field.reduced(
            np.asarray(self.value(gradient(self.field.cell, p), 0), dtype=object)
        )

    def loss(self, name: str, time: int) -> Array:
        """What the loss says of an output."""
        return self.field.drawn((name + LOSS, time), (self.field.cell.signal(name).dim,))

    def _vector(self, v: Vector, time: int) -> Array:
        within = 1 <= time <= STEPS
        if v.name.endswith(LOSS):
            return self.loss(v.name.removesuffix(LOSS), time) if within else self.field.zero()
        if v.name.endswith(BAR):
            return self.errors[v.name.removesuffix(BAR), time] if within else self.field.zero()
        return self.forward.signal(v, time).at

    @singledispatchmethod
    def value(self, e: Basic, time: int) -> Any:
        """The residue of an expression at a time."""
        raise Unheard(type(e).__name__)

    @value.register
    def _(self, e: Rational, time: int) -> Any:
        return self.field.number(e)

    @value.register
    def _(self, e: Symbol, time: int) -> Any:
        return self.field.parameter(e)

    @value.register
    def _(self, e: Vector, time: int) -> Any:
        if e.time is None:
            return self.field.parameter(e)
        return self._vector(e, int(e.moment.xreplace({t: time})))

    @value.register(Add)
    @value.register(MatAdd)
    def _(self, e: Basic, time: int) -> Any:
        return self.field.reduced(sum(self.value(a, time) for a in e.args))

    @value.register
    def _(self, e: Mul, time: int) -> Any:
        found: Any = 1
        for a in e.args:
            found = self.field.reduced(found * self.value(a, time))
        return found

    @value.register
    def _(self, e: Pow, time: int) -> Any:
        found, base = 1, self.value(e.base, time)
        for _ in range(whole(e)):
            found = self.field.reduced(found * base)
        return found

    @value.register
    def _(self, e: Matrix, time: int) -> Any:
        return self.field.parameter(e.T).T if e.is_transposed else self.field.parameter(e)

    @value.register
    def _(self, e: Dot, time: int) -> Any:
        A = self.value(e.args[0], time)
        x = self.value(e.args[1], time) * np.ones(A.shape[1], dtype=object)
        return self.field.reduced(A @ x)

    @value.register
    def _(self, e: Outer, time: int) -> Any:
        x, y = (self.value(a, time) for a in e.args)
        return self.field.reduced(x[:, None] * y[None, :])

    @value.register
    def _(self, e: Ones, time: int) -> Any:
        return np.ones(int(self.field.sizes.get(e.args[0], e.args[0])), dtype=object)

    @value.register
    def _(self, e: Total, time: int) -> Any:
        return self.field.reduced(self.value(e.args[0], time).sum())

    @value.register
    def _(self, e: ZeroMatrix, time: int) -> Any:
        return np.zeros([int(self.field.sizes.get(d, d)) for d in e.shape], dtype=object)

    @value.register
    def _(self, e: Elementwise, time: int) -> Any:
        return self.field.activated(type(e), self.value(e.args[0], time))

    @value.register
    def _(self, e: OperatorSum, time: int) -> Any:
        return self._over(e.at(t), *e.limits)

    @value.register
    def _(self, e: Sum, time: int) -> Any:
        (k, low, high), *others = e.limits
        if others:
            raise Unheard("a double sum")
        return self._over(e.function.xreplace({k: t}), low, high)

    def _over(self, body: Basic, low: Expr, high: Expr) -> Any:
        first, last = (int(end.xreplace({T: STEPS})) for end in (low, high))
        return self.field.reduced(sum(self.value(body, time) for time in range(first, last + 1)))
