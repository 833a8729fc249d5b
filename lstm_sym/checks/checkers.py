"""Checkers: each looks at a step by its reason, or in spite of it.

Which checkers look at a step is decided by its kind, not by its author.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import TypeAlias

import numpy as np
from sympy import Expr, Symbol, sympify

from ..calculus.adjoint import bar
from ..calculus.flow import within_step
from ..calculus.forward import is_weight
from ..calculus.normal import vanishes
from ..language.activations import hold
from ..language.cell import Cell
from ..language.operators import Response, Sensitivity
from ..language.shapes import shape
from ..language.symbols import unit
from ..lower.text import text
from ..proof.rules import AdjointOf, Definition, GradientOf, JacobianOf, Limit, TangentOf
from ..proof.step import Claim, Step, tends
from .context import Context
from .evidence import Evidence, Verdict
from .exactly import Unheard, holds
from .limits import approached
from .measures import MEASURES
from .plain import (
    contract,
    equation_components,
    error_components,
    folded,
    gradient_components,
    plain,
    step_components,
    tangent_components,
)
from .sampling import (
    Agreement,
    Counterexample,
    Found,
    OutOfReach,
    order,
    refuted,
    tried,
)
from .trial import Exploding

UNITS = ("u", "v", "u1", "v1", "u2", "v2", "u3", "v3")
Derived: TypeAlias = AdjointOf | GradientOf | JacobianOf | TangentOf
DERIVED = (AdjointOf, GradientOf, JacobianOf, TangentOf)
FAILS = {way: f"as {way} it fails: " for way in ("printed", "proposed", "copied")}


Checker = Callable[[Step, Context], Evidence | None]
CHECKERS: dict[str, Checker] = {}


def checker(check: Checker) -> Checker:
    """Register a checker under its name; it returns None for a step that is not its business."""
    CHECKERS[check.__name__] = check
    return check


def examine(step: Step, context: Context) -> list[Evidence]:
    """Return the evidence of every checker that has something to say of a step."""
    with np.errstate(all="ignore"):
        found = [check(step, context) for check in CHECKERS.values()]
    return [evidence for evidence in found if evidence is not None]


@checker
def replay(step: Step, context: Context) -> Evidence | None:
    """Recompute what the reason needs; a claim that the rule itself wrote is not replayed."""
    assumed = isinstance(step.by, Definition)
    if step.derived and isinstance(step.by, DERIVED):
        return None
    shown = getattr(step.by, "relations", ("=",))
    if step.claim.relation not in shown:
        detail = f"the reason shows {' or '.join(shown)}, not {step.claim.relation}"
        return Evidence("replay", Verdict.UNDECIDED, detail)
    try:
        obligations = list(step.by.obligations(step.claim))
    except (ArithmeticError, LookupError, TypeError, ValueError) as fault:
        return Evidence("replay", Verdict.UNDECIDED, f"the reason does not apply: {fault}")
    unmet = [o.what for o in obligations if o.met is not True]
    if not obligations and not assumed:
        return Evidence("replay", Verdict.UNDECIDED, "the reason shows nothing")
    if unmet:
        return Evidence("replay", Verdict.UNDECIDED, "not shown: " + "; ".join(unmet))
    if assumed:
        return Evidence("replay", Verdict.ASSUMED, "a definition")
    return Evidence("replay", Verdict.PROVED, "; ".join(o.what for o in obligations))


@checker
def by_components(step: Step, context: Context) -> Evidence | None:
    """Differentiate the recurrence by plain SymPy on components, with symbolic sizes and times."""
    rule, claim = step.by, step.claim
    if not isinstance(rule, DERIVED) or claim.relation != "=":
        return None
    units = _units(rule.cell, claim)
    other = _components(rule, claim.lhs, *units)
    if other is None:
        return Evidence(
            "by_components", Verdict.UNDECIDED, f"{text(claim.lhs)} is no derivative of the cell"
        )
    claimed = contract(plain(claim.rhs, *units))
    gap = folded(rule.cell, other) - folded(rule.cell, claimed)
    gap = gap.replace(lambda x: isinstance(x, hold), lambda x: x.args[0])
    if all(
        vanishes(one) for one in _at_units(gap, dict(zip(units, shape(claim.lhs), strict=True)))
    ):
        return Evidence("by_components", Verdict.PROVED, "the same, for all sizes and times")
    return Evidence(
        "by_components", Verdict.UNDECIDED, "plain SymPy on components gives something else"
    )


def _at_units(gap: Expr, sizes: Mapping[Symbol, Expr]) -> list[Expr]:
    """A number at every unit, where it is known how many there are; else at symbolic ones."""
    known = [[(u, sympify(i)) for i in range(1, n + 1)] for u, n in sizes.items() if n.is_Integer]
    return [gap.xreplace(dict(at)) for at in product(*known)]


def _units(cell: Cell, claim: Claim) -> list[Symbol]:
    """A unit for each dimension of the claim, with a name that nothing in it has."""
    taken = {*claim.lhs.free_symbols, *claim.rhs.free_symbols, *cell.sizes}
    free = (k for k in map(unit, UNITS) if k not in taken)
    return [next(free) for _ in shape(claim.lhs)]


def _components(rule: Derived, lhs: Expr, *units: Expr) -> Expr | None:
    """The derivative that the claim speaks of, in components; None if the cell has none such."""
    cell = rule.cell
    if isinstance(rule, TangentOf):
        right = isinstance(lhs, Sensitivity) and is_weight(cell, lhs.weight)
        known = right and lhs.of in cell.equations
        return tangent_components(cell, lhs.of, lhs.weight, *units) if known else None
    if isinstance(rule, JacobianOf):
        if not isinstance(lhs, Response) or not within_step(cell, lhs):
            return None
        derive = step_components if lhs.through == "step" else equation_components
        return derive(cell, lhs.of, lhs.wrt, *units)
    if isinstance(rule, AdjointOf):
        heads = {u.bar: u for u in cell.equations}
        return error_components(cell, heads[lhs], units[0], rule.loss) if lhs in heads else None
    learnt = {bar(p): p for p in cell.learnt}
    return gradient_components(cell, learnt[lhs], *units) if lhs in learnt else None


def _tried(step: Step, claim: Claim, context: Context) -> Found:
    """Both sides on random numbers that obey the hypotheses; a limit is followed far out."""
    try:
        trials = context.obeying(step.given)
    except Exploding as fault:
        return OutOfReach(str(fault))
    if claim.relation == "→" and isinstance(step.by, Limit):
        closed = tends(step.by.closed(claim.lhs), claim.rhs)
        return approached(closed, step.by.of, step.by.to, trials)
    return tried(claim, trials, step.given)


def fails(step: Step, context: Context) -> bool:
    """Whether the numbers refute the claim of a step, as ``sample`` finds, but sooner."""
    if step.claim.relation == "→" and isinstance(step.by, Limit):
        return isinstance(_tried(step, step.claim, context), Counterexample)
    try:
        return refuted(step.claim, context.obeying(step.given), step.given)
    except Exploding:
        return False


@checker
def sample(step: Step, context: Context) -> Evidence | None:
    """Try both sides on random numbers."""
    found = _tried(step, step.claim, context)
    verdict = {Agreement: Verdict.SUPPORTED, Counterexample: Verdict.REFUTED}.get(
        type(found), Verdict.UNDECIDED
    )
    return Evidence(
        "sample", verdict, str(found), found.gap if isinstance(found, Agreement) else None
    )


@checker
def complex_step(step: Step, context: Context) -> Evidence | None:
    """Run the derived adjoint backward, and compare the gradient with Im L(W + i eps) / eps."""
    if not isinstance(step.by, GradientOf) or not context.gradients:
        return None
    names = {bar(p): p.name for p in step.by.cell.learnt}
    if step.claim.lhs not in names:
        return None
    name = names[step.claim.lhs]
    told = [(one, one.agree(name)) for one in context.gradients]
    gaps = [one.gap(name) for one, agree in told if agree is not None]
    if not gaps:
        return Evidence("complex_step", Verdict.UNDECIDED, "rounding hides it")
    wrong = any(agree is False for _, agree in told)
    verdict = Verdict.REFUTED if wrong else Verdict.SUPPORTED
    gap = max(gaps)
    found = f"every entry, on {len(gaps)} networks run backward as derived, {order(gap)}"
    return Evidence("complex_step", verdict, found, gap)


@checker
def modulo_prime(step: Step, context: Context) -> Evidence | None:
    """Compare the derived gradient with the tangent in whole numbers modulo a prime."""
    if not isinstance(step.by, GradientOf):
        return None
    cell = step.by.cell
    learnt = {bar(p): p for p in cell.learnt}
    try:
        right = step.claim.lhs not in learnt or holds(cell) or holds(cell, learnt[step.claim.lhs])
    except Unheard:
        return None
    verdict = Verdict.SUPPORTED if right else Verdict.REFUTED
    detail = "the tangent is the same number modulo 2^61 - 1, whatever the activations are worth"
    return Evidence("modulo_prime", verdict, detail if right else "not the tangent modulo 2^61 - 1")


@checker
def adversarial(step: Step, context: Context) -> Evidence | None:
    """Climb towards a network on which a bound of the error flow fails; say how near it came."""
    found = context.summits.get(step.label)
    return None if found is None else found.evidence


@checker
def erratum(step: Step, context: Context) -> Evidence | None:
    """A formula that is printed wrongly must fail on numbers on which the right one holds."""
    if step.printed is None:
        return None
    found = _tried(step, step.printed.claim, context)
    if isinstance(found, Counterexample):
        return Evidence("erratum", Verdict.PROVED, f"{FAILS[step.printed.way]}{found}")
    if isinstance(found, Agreement):
        detail = "as printed it holds too, so it is no misprint"
        return Evidence("erratum", Verdict.REFUTED, detail)
    return Evidence("erratum", Verdict.UNDECIDED, str(found))


@checker
def measured(step: Step, context: Context) -> Evidence | None:
    """Measure the quantity that a step names; a measurement supports, it never proves."""
    if not step.measure or context.derivation.cell is None:
        return None
    found = MEASURES[step.measure](context.derivation.cell, context.seed)
    verdict = Verdict.SUPPORTED if found.low > 0 else Verdict.REFUTED
    return Evidence("measured", verdict, str(found))
