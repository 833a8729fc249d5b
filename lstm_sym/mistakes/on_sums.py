"""Mistakes in a sum: terms lost, steps not added up, the gradient of another parameter."""

from __future__ import annotations

from dataclasses import replace

from ..language.cell import t
from ..language.operators import Dot
from ..language.shapes import shape
from ..language.vectors import MARKS, vectors
from ..lower.text import typed
from .operators import Operator, Sums, mistake
from .passes import Equation, Pass, Term

ON_SUMS: list[Operator] = []


@mistake(ON_SUMS, "path lost", "{0} is lost")
def _(equation: Equation, whole: Pass) -> Sums:
    for k, term in enumerate(equation.terms):
        kept = equation.terms[:k] + equation.terms[k + 1 :]
        yield (_path(equation, term),), replace(equation, terms=kept)


@mistake(ON_SUMS, "= for +=", "of the recurrent paths only {0} is kept: = stands for +=")
def _(equation: Equation, whole: Pass) -> Sums:
    paths = [term for term in equation.terms if term.lag != 0 and term.e.has(Dot)]
    for kept in paths:
        terms = tuple(term for term in equation.terms if term is kept or term not in paths)
        yield (f"that through {kept.source}",), replace(equation, terms=terms)


@mistake(ON_SUMS, "= for += over time", "the steps do not add up: = stands for +=")
def _(equation: Equation, whole: Pass) -> Sums:
    if equation.is_gradient:
        yield (), replace(equation, last=True)


@mistake(ON_SUMS, "a step missing", "the {0} step is missing")
def _(equation: Equation, whole: Pass) -> Sums:
    if equation.is_gradient:
        yield ("first",), replace(equation, cut=(1, 0))
        yield ("last",), replace(equation, cut=(0, 1))


@mistake(ON_SUMS, "mean for sum", "the sum over time is divided by the number of steps")
def _(equation: Equation, whole: Pass) -> Sums:
    if equation.is_gradient:
        yield (), replace(equation, mean=True)


@mistake(ON_SUMS, "error of the next step", "{1} stands for {0}")
def _(equation: Equation, whole: Pass) -> Sums:
    for k, term in enumerate(equation.terms):
        for v in [v for v in vectors(term.e) if v.name.endswith(MARKS)]:
            late = v.xreplace({t: t + 1})
            moved = replace(term, e=term.e.xreplace({v: late}))
            terms = (*equation.terms[:k], moved, *equation.terms[k + 1 :])
            heard = [typed(w.xreplace({t: t + term.lag})) for w in (v, late)]
            yield tuple(heard), replace(equation, terms=terms)


@mistake(ON_SUMS, "gradient of another", "the gradient of {0} is given")
def _(equation: Equation, whole: Pass) -> Sums:
    for other in whole.equations.values() if equation.is_gradient else ():
        if other != equation and other.is_gradient and _fits(equation, other):
            yield (other.of,), replace(equation, terms=other.terms)


def _path(equation: Equation, term: Term) -> str:
    """What a term is to its equation, in words."""
    name = equation.of
    if term.source is None:
        return f"what the loss says directly of {name}"
    if equation.is_gradient:
        return f"the use of {name} in {typed(term.source)}"
    if term.lag != 0:
        same = term.source.name == name
        way = "the carousel" if same else f"the recurrent path through {term.source.name}"
        return f"{way} of the step t+{term.lag}" if term.lag != 1 else f"{way} of the next step"
    return f"what {term.source.name} sends back to {name}"


def _fits(one: Equation, other: Equation) -> bool:
    return type(one.head) is type(other.head) and shape(one.head) == shape(other.head)
