"""Total derivatives along the equations of a cell, forward, or backward between errors.

If u(a) = F(w1, w2, ...) is an equation and u(a) is not v(b), then
d u(a) / d v(b) = sum over w of (dF / dw) (d w / d v(b)), with d v(b) / d v(b) the identity and
d w / d v(b) = 0 for every w that is computed before v(b). The errors obey the adjoint recurrence,
which is linear in them; the forward pass is held, and "before" is "later".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sympy import Expr, Identity, MatAdd, Product, ZeroMatrix
from sympy.core.basic import Basic
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..language.cell import Cell, t
from ..language.operators import Matrix, Response
from ..language.shapes import shape
from ..language.vectors import BAR, Entry, Vector, vectors
from .adjoint import adjoint
from .flow import equation_jacobian, step_jacobian
from .jacobian import composed, jacobian
from .outputs import with_outputs

DEEPEST = 12
ENDLESS = 25


class Unknown(ValueError):
    """It cannot be said whether two times of one signal are the same, or opening does not end."""


def traced(e: Expr, cell: Cell, opened: Collection[str] = (), loss: bool = True) -> Expr:
    """Return ``e`` with its derivatives worked out, and the errors of ``opened`` replaced.

    Derivatives within a step or an equation become their Jacobians. A total derivative of a signal
    that is ``opened`` becomes the sum over what its equation reads, again and again; so does the
    error of an opened signal by the adjoint recurrence.
    """
    system = _System(cell, loss)
    e = e.xreplace({R: system.worked_out(R, opened) for R in e.atoms(Response)})
    e, places = _masked(e)
    for _ in range(DEEPEST):
        bars = [v for v in vectors(e) if v.name.endswith(BAR) and _base(v) in opened]
        if not bars:
            break
        e = system.put_in(e, bars)
    e = with_outputs(cell, e).xreplace(places)
    return e.replace(lambda x: isinstance(x, Product), _constant_product)


def begun(e: Expr, cell: Cell, opened: Collection[str] = (), loss: bool = True) -> Expr:
    """Return ``e`` with every total derivative and every error in it opened once at least."""
    system = _System(cell, loss)
    total = [R for R in e.atoms(Response) if R.through == "all"]
    e = e.xreplace({R: opened_once(R, cell, opened) for R in total})
    e, places = _masked(e)
    bars = [v for v in vectors(e) if v.name in system.backward and v.time is not None]
    return system.put_in(e, bars).xreplace(places)


def _masked(e: Expr) -> tuple[Expr, dict[Basic, Basic]]:
    """The expression with a plain matrix for every derivative, and what each stands for."""
    found = sorted(e.atoms(Response), key=str)
    masks = {R: Matrix(f"derivative {i}", *R.shape) for i, R in enumerate(found)}
    return e.xreplace(masks), {mask: R for R, mask in masks.items()}


def opened_once(R: Response, cell: Cell, opened: Collection[str] = ()) -> MatrixExpr:
    """Return a total derivative with the equation of its upper end opened, and then ``opened``."""
    return _System(cell, loss=False).once(R, opened)


class _System:
    """The equations of a cell and of its errors, each with the order of computing."""

    def __init__(self, cell: Cell, loss: bool) -> None:
        if cell.backward:
            raise Unknown(
                f"{cell.name}: which of two signals comes first, where some run backward?"
            )
        self.cell = cell
        self.way: list[Response] = []
        names = [u.name for u in cell.equations]
        self.place = {name: i for i, name in enumerate(names)}
        self.forward = {u.name: (u, e) for u, e in cell.equations.items()}
        self.backward: Mapping[str, tuple[Vector, Expr]] = {
            u.name: (u, e) for u, e in adjoint(cell, loss).items()
        }

    def equation(self, v: Vector) -> Expr:
        """What computes a signal or an error, at its own time."""
        _, e = (self.backward if v.name.endswith(BAR) else self.forward)[v.name]
        return e.xreplace({t: v.moment})

    def put_in(self, e: Expr, bars: Collection[Vector]) -> Expr:
        """The expression with the equations of some errors, also where one entry stands."""
        equations = {v: self.equation(v) for v in bars}
        entries = {
            x: Entry(equations[x.of], *x.at) if shape(equations[x.of]) else equations[x.of]
            for x in e.atoms(Entry)
            if x.of in equations
        }
        return e.xreplace({**equations, **entries})

    def worked_out(self, R: Response, opened: Collection[str]) -> MatrixExpr:
        """The derivative as Jacobians, with total ones of opened signals only."""
        if R.through != "all":
            derive = step_jacobian if R.through == "step" else equation_jacobian
            now = {t: t - (R.of.moment - t)}
            J = derive(self.cell, R.of.xreplace(now), R.wrt.xreplace(now))
            return J.xreplace({t: R.of.moment})
        settled = self.settled(R)
        if settled is not None or _base(R.of) not in opened:
            return R if settled is None else settled
        return self.once(R, opened)

    def once(self, R: Response, opened: Collection[str]) -> MatrixExpr:
        """One opening of the upper end: each part read, times its own derivative."""
        settled = self.settled(R)
        if settled is not None:
            return settled
        if len(self.way) >= ENDLESS:
            raise Unknown(f"{R}: opening does not end")
        self.way.append(R)
        e, n, m = self.equation(R.of), R.of.dim, R.wrt.dim
        terms = []
        for w in self._read(e, R.of):
            J = jacobian(e, w, n)
            if not J.is_ZeroMatrix:
                terms.append(composed(J, self.worked_out(Response(w, R.wrt), opened)))
        self.way.pop()
        terms = [term for term in terms if not term.is_ZeroMatrix]
        if not terms:
            return ZeroMatrix(n, m)
        return terms[0] if len(terms) == 1 else MatAdd(*terms)

    def _read(self, e: Expr, of: Vector) -> list[Vector]:
        """What an equation reads that a kick may move: signals forward, errors backward."""
        system = self.backward if of.name.endswith(BAR) else self.forward
        return [w for w in vectors(e) if w.name in system and w.time is not None]

    def settled(self, R: Response) -> MatrixExpr | None:
        """The identity or zero, where ``of`` is ``wrt`` or is computed before it; else None."""
        if R.of.name.endswith(BAR) != R.wrt.name.endswith(BAR):
            raise Unknown(f"{R}: an error and a signal")
        back = R.of.name.endswith(BAR)
        late = R.of.moment - R.wrt.moment
        late = -late if back else late
        if late.is_zero:
            here, there = self.place[_base(R.of)], self.place[_base(R.wrt)]
            if here == there:
                return Identity(R.of.dim)
            before = here > there if back else here < there
            return ZeroMatrix(*R.shape) if before else None
        if late.is_negative:
            return ZeroMatrix(*R.shape)
        if R.of.name == R.wrt.name and not late.is_positive:
            raise Unknown(f"{R}: at one time or at two?")
        return None


def _base(v: Vector) -> str:
    return v.name.removesuffix(BAR)


def _constant_product(e: Product) -> Basic:
    """A product of equal factors is a power."""
    (k, low, high), *others = e.limits
    if others or k in e.function.free_symbols:
        return e
    return e.function ** (high - low + 1)
