"""The table of mistakes: what people get wrong in a backward pass, one operator each.

An operator on terms takes one term and yields what it may become by mistake, with the names that
its sentence speaks of; one on sums takes a whole equation; one on passes the whole pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sympy import Dummy, Expr, Mul, S

from ..calculus.truncation import truncated
from ..language.activations import Elementwise, Slope, hold, sigma, tanh
from ..language.cell import Cell, t
from ..language.operators import Dot, Matrix, Outer
from ..language.shapes import shape
from ..language.vectors import MARKS, Vector, vectors
from ..lower.text import text
from .passes import Equation, Pass, Term, derived_pass

Found = Iterator[tuple[tuple[Expr | str, ...], Expr]]
OnTerm = Callable[[Expr, Cell], Found]


@dataclass(frozen=True)
class Operator:
    """A kind of mistake, and the sentence that says it; the braces are filled with names."""

    kind: str
    sentence: str
    make: Callable

    def says(self, names: tuple[Expr | str, ...], lag: Expr = S.Zero) -> str:
        """The sentence with its names, in the time of the equation that hears with a lag."""
        return self.sentence.format(
            *(e if isinstance(e, str) else text(e.xreplace({t: t + lag})) for e in names)
        )


ON_TERMS: list[Operator] = []
ON_SUMS: list[Operator] = []
ON_PASSES: list[Operator] = []


def _mistake(table: list[Operator], kind: str, sentence: str) -> Callable[[Callable], Callable]:
    def register(make: Callable) -> Callable:
        table.append(Operator(kind, sentence, make))
        return make

    return register


# Terms


@_mistake(ON_TERMS, "slope forgotten", "the slope {0} is missing")
def _(e: Expr, cell: Cell) -> Found:
    for s in _slopes(e):
        yield (s,), e.xreplace({s: S.One})


@_mistake(
    ON_TERMS, "slope at the output", "the slope of {0} is taken at its output, not its argument"
)
def _(e: Expr, cell: Cell) -> Found:
    for s in _slopes(e):
        y = s.args[0]
        yield (y,), e.xreplace({s: Slope(y.func(y))})


@_mistake(ON_TERMS, "value for slope", "{0} stands for its slope")
def _(e: Expr, cell: Cell) -> Found:
    for s in _slopes(e):
        yield (s.args[0],), e.xreplace({s: s.args[0]})


@_mistake(ON_TERMS, "slope of another function", "{0} has the slope of {1}")
def _(e: Expr, cell: Cell) -> Found:
    other = {sigma: tanh, tanh: sigma}
    for s in _slopes(e):
        y = s.args[0]
        if type(y) in other:
            wrong = _as_if(other[type(y)], y)
            yield (y, other[type(y)].__name__), e.xreplace({s: wrong})


@_mistake(ON_TERMS, "activation forgotten", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Found:
    bare, back = _without_slopes(e)
    for y in sorted(bare.atoms(Elementwise), key=str):
        if not isinstance(y, hold):
            yield (y, y.args[0]), bare.xreplace({y: y.args[0]}).xreplace(back)


@_mistake(ON_TERMS, "factor missing", "the factor {0} is missing")
def _(e: Expr, cell: Cell) -> Found:
    for factor, without in _factors(e):
        yield (factor,), without


@_mistake(ON_TERMS, "wrong signal", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Found:
    for v in _signals(e, cell):
        for w in _alike(v, cell):
            yield (v, w), e.xreplace({v: w})


@_mistake(ON_TERMS, "wrong time", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Found:
    for v in _signals(e, cell):
        move = -1 if v.moment == t else 1
        w = v.xreplace({t: t + move})
        yield (v, w), e.xreplace({v: w})


@_mistake(ON_TERMS, "complement", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Found:
    bare, back = _without_slopes(e)
    sums = [a for a in _all_factors(bare) if a.is_Add and len(vectors(a)) == 1 and S.One in a.args]
    for a in sums:
        z = 1 - a
        if isinstance(z, Vector):
            yield (a, z), bare.xreplace({a: z}).xreplace(back)
    for z in _signals(bare, cell):
        if _is_gate(z, cell) and not any(z in vectors(a) for a in sums):
            yield (z, 1 - z), bare.xreplace({z: 1 - z}).xreplace(back)


@_mistake(ON_TERMS, "transpose", "{1} stands for {0}")
def _(e: Expr, cell: Cell) -> Found:
    for d in sorted(e.atoms(Dot), key=str):
        A, x = d.args
        if isinstance(A, Matrix) and A.shape[0] == A.shape[1]:
            yield (A, A.T), e.xreplace({d: Dot(A.T, x)})
    if isinstance(e, Outer) and e.shape[0] == e.shape[1]:
        yield (e, e.T), Outer(e.args[1], e.args[0])


@_mistake(ON_TERMS, "sign", "the sign of {0} is wrong")
def _(e: Expr, cell: Cell) -> Found:
    yield (e,), _scaled(e, S.NegativeOne)


@_mistake(ON_TERMS, "factor 2", "{0} counts twice")
def _(e: Expr, cell: Cell) -> Found:
    yield (e,), _scaled(e, S(2))


# Sums


@_mistake(ON_SUMS, "path lost", "{0} is lost")
def _(equation: Equation, whole: Pass) -> Iterator[tuple[tuple[str, ...], Equation]]:
    for k, term in enumerate(equation.terms):
        kept = equation.terms[:k] + equation.terms[k + 1 :]
        yield (_path(equation, term),), replace(equation, terms=kept)


@_mistake(ON_SUMS, "= for +=", "only {0} is kept: = stands for +=")
def _(equation: Equation, whole: Pass) -> Iterator[tuple[tuple[str, ...], Equation]]:
    for term in equation.terms if len(equation.terms) > 2 else ():
        yield (_path(equation, term),), replace(equation, terms=(term,))


@_mistake(ON_SUMS, "= for += over time", "the steps do not add up: = stands for +=")
def _(equation: Equation, whole: Pass) -> Iterator[tuple[tuple[str, ...], Equation]]:
    if equation.is_gradient:
        yield (), replace(equation, last=True)


@_mistake(ON_SUMS, "a step missing", "the {0} step is missing")
def _(equation: Equation, whole: Pass) -> Iterator[tuple[tuple[str, ...], Equation]]:
    if equation.is_gradient:
        yield ("first",), replace(equation, cut=(1, 0))
        yield ("last",), replace(equation, cut=(0, 1))


@_mistake(ON_SUMS, "mean for sum", "the sum over time is divided by the number of steps")
def _(equation: Equation, whole: Pass) -> Iterator[tuple[tuple[str, ...], Equation]]:
    if equation.is_gradient:
        yield (), replace(equation, mean=True)


@_mistake(ON_SUMS, "error of the next step", "{1} stands for {0}")
def _(equation: Equation, whole: Pass) -> Iterator[tuple[tuple[str, ...], Equation]]:
    for k, term in enumerate(equation.terms if equation.is_gradient else ()):
        for v in [v for v in vectors(term.e) if v.name.endswith(MARKS)]:
            late = v.xreplace({t: t + 1})
            moved = replace(term, e=term.e.xreplace({v: late}))
            terms = (*equation.terms[:k], moved, *equation.terms[k + 1 :])
            yield (text(v), text(late)), replace(equation, terms=terms)


@_mistake(ON_SUMS, "gradient of another", "the gradient of {0} is given")
def _(equation: Equation, whole: Pass) -> Iterator[tuple[tuple[str, ...], Equation]]:
    for other in whole.equations.values() if equation.is_gradient else ():
        if other != equation and other.is_gradient and _fits(equation, other):
            yield (other.of,), replace(equation, terms=other.terms)


# Passes


@_mistake(
    ON_PASSES, "truncated", "no error goes back through a matrix to an earlier step: truncated"
)
def _(whole: Pass) -> Iterator[tuple[tuple[str, ...], Pass]]:
    yield (), derived_pass(whole.cell, truncated(whole.cell))


@_mistake(ON_PASSES, "state detached", "no error goes back from a step to the {0} before it")
def _(whole: Pass) -> Iterator[tuple[tuple[str, ...], Pass]]:
    for s in whole.cell.carried:
        yield (s.name,), derived_pass(whole.cell, _detached(whole.cell, s.name))


@_mistake(ON_PASSES, "gate at another place", "{1} stands for {0} in the forward pass")
def _(whole: Pass) -> Iterator[tuple[tuple[str, ...], Pass]]:
    for u, e in whole.cell.equations.items():
        for was, becomes in _regated(e):
            moved = {**whole.cell.equations, u: e.xreplace({was: becomes})}
            through = replace(whole.cell, equations=moved)
            yield (text(was), text(becomes)), derived_pass(whole.cell, through)


@_mistake(ON_PASSES, "loss unheard", "the loss of {0} is not heard")
def _(whole: Pass) -> Iterator[tuple[tuple[str, ...], Pass]]:
    yield ("the last step",), replace(whole, deaf=frozenset([0]))
    yield ("all steps but the last",), replace(whole, deaf=frozenset(range(1, 1000)))


def _slopes(e: Expr) -> list[Slope]:
    return sorted(e.atoms(Slope), key=str)


def _without_slopes(e: Expr) -> tuple[Expr, dict[Expr, Expr]]:
    """The expression with every slope hidden, and what brings them back."""
    hidden = {
        s: Vector(f"slope {k}", *shape(s)) if shape(s) else Dummy()
        for k, s in enumerate(_slopes(e))
    }
    return e.xreplace(hidden), {v: s for s, v in hidden.items()}


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


def _path(equation: Equation, term: Term) -> str:
    """What a term is to its equation, in words."""
    name = equation.of
    if term.source is None:
        return f"what the loss says directly of {name}"
    if equation.is_gradient:
        return f"the use of {name} in {text(term.source)}"
    if term.lag != 0:
        same = term.source.name == name
        way = "the carousel" if same else f"the recurrent path through {term.source.name}"
        return f"{way} of the step t+{term.lag}" if term.lag != 1 else f"{way} of the next step"
    return f"what {term.source.name} sends back to {name}"


def _fits(one: Equation, other: Equation) -> bool:
    return type(one.head) is type(other.head) and shape(one.head) == shape(other.head)


def _detached(cell: Cell, name: str) -> Cell:
    """The cell with one state held wherever a later step reads it."""
    equations = {}
    for u, e in cell.equations.items():
        past = {v: hold(v) for v in vectors(e) if v.name == name and v.moment != t}
        equations[u] = e.xreplace(past)
    return replace(cell, equations=equations)


def _regated(e: Expr) -> Iterator[tuple[Expr, Expr]]:
    """A gate before a matrix for one behind it, and the other way round."""
    for d in sorted(e.atoms(Dot), key=str):
        A, x = d.args
        if isinstance(A, Matrix) and A.shape[0] == A.shape[1] and x.is_Mul:
            for gate in x.args:
                yield d, gate * Dot(A, Mul(*[a for a in x.args if a != gate]))
    for product in sorted(e.atoms(Mul), key=str):
        dots = [a for a in product.args if isinstance(a, Dot)]
        rest = Mul(*[a for a in product.args if not isinstance(a, Dot)])
        if len(dots) == 1 and shape(rest) == (dots[0].args[0].shape[1],):
            yield product, Dot(dots[0].args[0], rest * dots[0].args[1])
