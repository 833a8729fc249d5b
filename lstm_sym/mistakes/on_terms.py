"""Mistakes in one term: slopes, factors, signals, times, transposes, signs."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Dummy, Expr, Mul, S

from ..language.activations import Elementwise, Slope, hold, relu, sigma, tanh
from ..language.cell import Cell, t
from ..language.operators import Dot, Matrix, Outer
from ..language.shapes import shape
from ..language.vectors import MARKS, Basis, Vector, vectors
from .operators import Operator, Terms, mistake

ON_TERMS: list[Operator] = []


@mistake(ON_TERMS, "slope forgotten", "the slope {0} is missing")
def _(e: Expr, cell: Cell) -> Terms:
    for s in _slopes(e):
        yield (s,), e.xreplace({s: S.One})


@mistake(
    ON_TERMS, "slope at the output", "the slope of {0} is taken at its output, not its argument"
)
def _(e: Expr, cell: Cell) -> Terms:
    for s in _slopes(e):
        y = s.args[0]
        if not isinstance(y, relu):  # its slope at the output is its slope: relu(z) > 0 where z > 0
            yield (y,), e.xreplace({s: Slope(y.func(y))})


@mistake(ON_TERMS, "slope of the argument", "the slope of {0} is computed of {1}, not of {0}")
def _(e: Expr, cell: Cell) -> Terms:
    for s in _slopes(e):
        y = s.args[0]
        if y.func.slope(y.args[0], y) != y.func.slope(y.args[0], y.args[0]):
            yield (y, y.args[0]), e.xreplace({s: y.func.slope(y.args[0], y.args[0])})


@mistake(ON_TERMS, "summand missing", "{0} is missing in {1}")
def _(e: Expr, cell: Cell) -> Terms:
    bare, back = _without_slopes(e)
    for a in _all_factors(bare):
        for part in a.args if a.is_Add else ():
            if vectors(part):
                yield (part, a), bare.xreplace({a: a - part}).xreplace(back)


@mistake(ON_TERMS, "value for slope", "{0} stands for its slope")
def _(e: Expr, cell: Cell) -> Terms:
    for s in _slopes(e):
        yield (s.args[0],), e.xreplace({s: s.args[0]})


@mistake(ON_TERMS, "slope of another function", "{0} has the slope of {1}")
def _(e: Expr, cell: Cell) -> Terms:
    other = {sigma: tanh, tanh: sigma}
    for s in _slopes(e):
        y = s.args[0]
        if type(y) in other:
            wrong = _as_if(other[type(y)], y)
            yield (y, other[type(y)].__name__), e.xreplace({s: wrong})


@mistake(ON_TERMS, "activation forgotten", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Terms:
    bare, back = _without_slopes(e)
    for y in sorted(bare.atoms(Elementwise), key=str):
        if not isinstance(y, hold):
            yield (y, y.args[0]), bare.xreplace({y: y.args[0]}).xreplace(back)


@mistake(ON_TERMS, "factor missing", "the factor {0} is missing")
def _(e: Expr, cell: Cell) -> Terms:
    for factor, without in _factors(e):
        yield (factor,), without


@mistake(ON_TERMS, "wrong signal", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Terms:
    for v in _signals(e, cell):
        for w in _alike(v, cell):
            yield (v, w), e.xreplace({v: w})


@mistake(ON_TERMS, "wrong time", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Terms:
    for v in _signals(e, cell):
        move = -1 if v.moment == t else 1
        w = v.xreplace({t: t + move})
        yield (v, w), e.xreplace({v: w})


@mistake(ON_TERMS, "complement", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Terms:
    bare, back = _without_slopes(e)
    sums = [a for a in _all_factors(bare) if a.is_Add and len(vectors(a)) == 1 and S.One in a.args]
    for a in sums:
        z = 1 - a
        if isinstance(z, Vector):
            yield (a, z), bare.xreplace({a: z}).xreplace(back)
    for z in _signals(bare, cell):
        if _is_gate(z, cell) and not any(z in vectors(a) for a in sums):
            yield (z, 1 - z), bare.xreplace({z: 1 - z}).xreplace(back)


@mistake(ON_TERMS, "transpose", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Terms:
    for d in sorted(e.atoms(Dot), key=str):
        A, x = d.args
        if isinstance(A, Matrix) and A.shape[0] == A.shape[1]:
            yield (A, A.T), e.xreplace({d: Dot(A.T, x)})
    if isinstance(e, Outer) and e.shape[0] == e.shape[1]:
        yield (e, e.T), Outer(e.args[1], e.args[0])


@mistake(ON_TERMS, "sum over cells missing", "of the sum over units in {0} only the last is kept")
def _(e: Expr, cell: Cell) -> Terms:
    for d in sorted(e.atoms(Dot), key=str):
        A, x = d.args
        if isinstance(A, Matrix) and A.is_transposed and A.name in cell.constants:
            last = Basis(A.shape[1], A.shape[1])
            yield (d,), e.xreplace({d: Dot(A, last * x)})


@mistake(ON_TERMS, "factor on the other side", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Terms:
    yield from (((was, becomes), e.xreplace({was: becomes})) for was, becomes in _moved(e))


@mistake(ON_TERMS, "sign", "the sign of {0} is wrong")
def _(e: Expr, cell: Cell) -> Terms:
    yield (e,), _scaled(e, S.NegativeOne)


@mistake(ON_TERMS, "factor 2", "{0} counts twice")
def _(e: Expr, cell: Cell) -> Terms:
    yield (e,), _scaled(e, S(2))


def _slopes(e: Expr) -> list[Slope]:
    return sorted(e.atoms(Slope), key=str)


def _without_slopes(e: Expr) -> tuple[Expr, dict[Expr, Expr]]:
    """The expression with every slope hidden, and what brings them back."""
    hidden = {
        s: Vector(f"slope {k}", *shape(s)) if shape(s) else Dummy()
        for k, s in enumerate(_slopes(e))
    }
    return e.xreplace(hidden), {v: s for s, v in hidden.items()}


def _moved(e: Expr) -> Iterator[tuple[Expr, Expr]]:
    """A factor before a matrix for one behind it, of h in a h^T for one of a; both ways round."""
    if isinstance(e, Outer):
        left, right = e.args
        if shape(left) == shape(right):
            for f, rest in _parted(left):
                yield e, Outer(rest, f * right)
            for f, rest in _parted(right):
                yield e, Outer(f * left, rest)
        return
    parts = Mul.make_args(e)
    for d in [a for a in parts if isinstance(a, Dot)]:
        A, x = d.args
        if isinstance(A, Matrix) and A.shape[0] == A.shape[1]:
            for f, rest in _parted(x):
                yield d, f * Dot(A, rest)
            for f, rest in _parted(e):
                if f != d and d in Mul.make_args(rest):
                    yield e, rest.xreplace({d: Dot(A, f * x)})


def _parted(x: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Every vector factor of forward signals that is not the only one, and what is left."""
    parts = Mul.make_args(x)
    for k, f in enumerate(parts):
        is_error = any(v.name.endswith(MARKS) for v in vectors(f))
        rest = Mul(*parts[:k], *parts[k + 1 :])
        if vectors(f) and not is_error and not f.has(Dot) and shape(f) == shape(rest) != ():
            yield f, rest


def _as_if(f: type[Elementwise], y: Elementwise) -> Expr:
    """The rule of the slope of f, with the output y of another function put in."""
    return S(f.slope(y.args[0], y))


def _all_factors(e: Expr) -> list[Expr]:
    """The factors of a term, within outer products and what matrices are applied to."""
    if isinstance(e, Outer):
        return [a for side in e.args for a in _all_factors(side)]
    found = []
    for a in Mul.make_args(e):
        found += _all_factors(a.args[1]) if isinstance(a, Dot) else [a]
    return found


def _factors(e: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Every factor that is made of forward signals, and the term without it."""
    if isinstance(e, Outer):
        left, right = e.args
        for factor, rest in _factors(left):
            yield factor, Outer(rest, right)
        return
    parts = Mul.make_args(e)
    for k, a in enumerate(parts):
        rest = parts[:k] + parts[k + 1 :]
        if isinstance(a, Dot):
            for factor, without in _factors(a.args[1]):
                yield factor, Mul(*rest, Dot(a.args[0], without))
        named = [v for v in vectors(a) if v.time is not None and not v.name.endswith(MARKS)]
        is_error = any(v.name.endswith(MARKS) for v in vectors(a))
        if named and not is_error and not isinstance(a, Slope) and rest:
            yield a, Mul(*rest)


def _signals(e: Expr, cell: Cell) -> list[Vector]:
    """The forward signals in a term."""
    return [
        v
        for v in vectors(e)
        if v.time is not None and v.name in {s.name for s in (*cell.computed, *cell.inputs)}
    ]


def _alike(v: Vector, cell: Cell) -> Iterator[Vector]:
    """Other signals that play the same part: gates for a gate, states for a state."""
    kinds = {u.name: _kind(u.name, cell) for u in cell.equations}
    for s in cell.computed:
        if s.name != v.name and s.dim == v.dim and kinds[s.name] == kinds.get(v.name):
            yield s(v.moment)


def _kind(name: str, cell: Cell) -> str:
    equation = next(e for u, e in cell.equations.items() if u.name == name)
    if isinstance(equation, Elementwise):
        return "activation"
    return "state" if name in {s.name for s in cell.carried} else "sum"


def _is_gate(v: Vector, cell: Cell) -> bool:
    """Whether a signal lies between 0 and 1."""
    return any(u.name == v.name and isinstance(e, sigma) for u, e in cell.equations.items())


def _scaled(e: Expr, by: Expr) -> Expr:
    return Outer(by * e.args[0], e.args[1]) if isinstance(e, Outer) else by * e
