"""Certificates: the roads on which the extent of a function is shown, each on its own.

A road is one function with ``@road``: it returns what it shows, or None if it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import sympy
from sympy import Poly, Rational

from ..arithmetic import Balls
from .algebraic import Gate, gate_nodes, is_nonnegative, stationary_points
from .extent import Extent
from .find import Found
from .largest import extent_of
from .question import Question
from .signs import Zero
from .zeros import LONGEST, short

PATIENCE = 2000


@dataclass(frozen=True)
class Certificate:
    """What one road shows: the extent, or that the extent found by others is not passed."""

    road: str
    says: str
    extent: Extent | None = None


class MissingExtra(ImportError):
    """An optional dependency that was asked for by name is not installed."""


class Disagreement(ArithmeticError):
    """Two roads to one value came to different ends: a defect of the engine."""


Road = Callable[[Question], Certificate | None]
ROADS: dict[str, Road] = {}
EXTRAS = {"balls": ("flint", "flint", "python-flint"), "z3": ("z3", "z3", "z3-solver")}


def road(take: Road) -> Road:
    """Register a road under its name."""
    ROADS[take.__name__] = take
    return take


def is_installed(name: str) -> bool:
    """Whether what a road needs is there."""
    return name not in EXTRAS or find_spec(EXTRAS[name][0]) is not None


def check_installed(name: str) -> None:
    """Raise MissingExtra, with the line that installs what is missing."""
    if not is_installed(name):
        _, extra, package = EXTRAS[name]
        raise MissingExtra(f"{name} needs {package}; pip install 'lstm_sym[{extra}]'")


@road
def algebraic(question: Question) -> Certificate | None:
    """Each piece is a ratio of polynomials in a gate: decided exactly."""
    if question.gates is None:
        return None
    found = extent_of([n for g in question.gates for n in gate_nodes(g, question.digits)])
    says = dict.fromkeys(part for g in question.gates for part in _algebra(g, found))
    return Certificate("algebraic", "; ".join(says), found)


@road
def intervals(question: Question) -> Certificate | None:
    """Turns are isolated, what lies between is monotone, and the tails have a sign: by intervals
    of mpmath, rounded outwards."""
    found = question.by_intervals
    return Certificate("intervals", _monotone(found), found.extent)


@road
def balls(question: Question) -> Certificate | None:
    """The same in ball arithmetic of python-flint, from the beginning."""
    if not is_installed("balls"):
        return None
    found = question.enclosed(Balls)
    return Certificate("balls", _monotone(found), found.extent)


@road
def z3(question: Question) -> Certificate | None:
    """No gate value passes the extent: the negation has no solution over the real numbers."""
    if question.gates is None or not is_installed("z3"):
        return None
    found = extent_of([n for g in question.gates for n in gate_nodes(g, question.digits)])
    says = []
    for g in question.gates:
        for end, side in ((found.sup, 1), (found.inf, -1)):
            c = end.high if side > 0 else end.low
            if c.is_finite:
                answer = _unsatisfiable(g.gap(c, side), g)
                if answer is None:
                    return None
                if not answer:
                    raise Disagreement(f"z3 finds a value beyond {c}")
                says.append(f"none {'above' if side > 0 else 'below'} {shortened(c)}")
    told = f"unsatisfiable: {', '.join(dict.fromkeys(says))}"
    return Certificate("z3", told, found) if says else None


def shortened(c: Rational) -> str:
    """A rational number, or some digits of it if it is long."""
    return str(c) if c.q < 10**6 else f"{float(c):.12g}..."


def _algebra(g: Gate, found: Extent) -> list[str]:
    """Why a gate's ratio stays within an extent."""
    F, says = g.expression, [f"{g}: F = {short(g.expression)}"]
    for end, side in ((found.sup, 1), (found.inf, -1)):
        if end.exact is None or not end.exact.is_Rational:
            continue
        if not is_nonnegative(g.gap(end.exact, side), g.low, g.high):
            raise Disagreement(f"{short(F)} passes {end.exact}")
        gap = sympy.Symbol("F") - end.exact if side < 0 else end.exact - sympy.Symbol("F")
        rest = str(sympy.factor(side * (end.exact - F)))
        plain = end.exact == 0 or len(rest) > LONGEST
        says.append(f"{gap} >= 0" if plain else f"{gap} = {rest} >= 0")
    points = stationary_points(g)
    return [*says, f"{points} stationary point{'s' * (points != 1)} (Sturm)"]


def _monotone(found: Found) -> str:
    """Where a function turns, and that it does so nowhere else."""
    turns = [str(node.where) for node in found.nodes[1:-1] if isinstance(node.where, Zero)]
    if not turns:
        return "monotone: its derivative has one sign"
    return f"turns at {', '.join(dict.fromkeys(turns))}; its derivative has one sign in between"


def _unsatisfiable(p: Poly, g: Gate) -> bool | None:
    """Whether p(y) < 0 has no solution inside the gate's range; None if z3 gives up."""
    import z3 as solver

    y: Any = solver.Real("y")
    work = solver.SolverFor("QF_NRA")
    work.set("timeout", PATIENCE)
    for end, beyond in ((g.low, y.__gt__), (g.high, y.__lt__)):
        if end.is_finite:
            work.add(beyond(solver.Q(int(end.p), int(end.q))))
    value: Any = solver.RealVal(0)
    for c in p.all_coeffs():
        value = value * y + solver.Q(int(c.p), int(c.q))
    work.add(value < 0)
    answer = work.check()
    return None if answer == solver.unknown else bool(answer == solver.unsat)
