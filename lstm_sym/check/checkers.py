"""Checkers: each looks at a step by its reason, or in spite of it.

Which checkers look at a step is decided by its kind, not by its author.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr

from ..calculus.adjoint import bar
from ..calculus.normal import vanishes
from ..language.shapes import shape
from ..language.symbols import unit
from ..proof.rules import AdjointOf, Definition, GradientOf
from ..proof.step import Derivation, Step
from .evidence import Evidence, Verdict
from .plain import error_components, gradient_components, opened, plain
from .sampling import Agreement, Counterexample, tried
from .trial import Trial, trials

MANY = 25
SEED = 1997


@dataclass(frozen=True)
class Context:
    """The derivation that a step belongs to, and its trials, drawn once."""

    derivation: Derivation
    many: int = MANY
    seed: int = SEED

    @cached_property
    def trials(self) -> list[Trial]:
        return list(trials(self.derivation, self.seed, self.many))


Checker = Callable[[Step, Context], Evidence | None]
CHECKERS: dict[str, Checker] = {}


def checker(check: Checker) -> Checker:
    """Register a checker under its name; it returns None for a step that is not its business."""
    CHECKERS[check.__name__] = check
    return check


def examine(step: Step, context: Context) -> list[Evidence]:
    """Return the evidence of every checker that has something to say of a step."""
    found = [check(step, context) for check in CHECKERS.values()]
    return [evidence for evidence in found if evidence is not None]


@checker
def replay(step: Step, context: Context) -> Evidence | None:
    """Recompute what the reason needs; a claim that the rule itself wrote is not replayed."""
    assumed = isinstance(step.by, Definition)
    if step.derived and not assumed:
        return None
    obligations = list(step.by.obligations(step.claim))
    unmet = [o.what for o in obligations if o.met is not True]
    if unmet:
        return Evidence("replay", Verdict.UNDECIDED, "not shown: " + "; ".join(unmet))
    if assumed:
        return Evidence("replay", Verdict.ASSUMED, "a definition")
    return Evidence("replay", Verdict.PROVED, "; ".join(o.what for o in obligations))


@checker
def by_components(step: Step, context: Context) -> Evidence | None:
    """Differentiate the recurrence by plain SymPy on components, with symbolic sizes and times."""
    if not isinstance(step.by, AdjointOf | GradientOf):
        return None
    units = (unit("u"), unit("v"))[: len(shape(step.claim.lhs))]
    other = _components(step.by, step.claim.lhs, *units)
    if other is None:
        return Evidence("by_components", Verdict.UNDECIDED, f"{step.claim.lhs} is no error or gradient of the cell")
    cell = step.by.cell
    if vanishes(opened(cell, other) - opened(cell, plain(step.claim.rhs, *units))):
        return Evidence("by_components", Verdict.PROVED, "plain SymPy on components, for all sizes and times")
    return Evidence("by_components", Verdict.UNDECIDED, "plain SymPy on components gives something else")


def _components(rule: AdjointOf | GradientOf, lhs: Expr, *units: Expr) -> Expr | None:
    if isinstance(rule, AdjointOf):
        heads = {u.bar: u for u in rule.cell.equations}
        return error_components(rule.cell, heads[lhs], *units, loss=rule.loss) if lhs in heads else None
    learnt = {bar(p): p for p in rule.cell.learnt}
    return gradient_components(rule.cell, learnt[lhs], *units) if lhs in learnt else None


@checker
def sample(step: Step, context: Context) -> Evidence | None:
    """Try both sides on random numbers."""
    found = tried(step.claim, context.trials)
    verdict = {Agreement: Verdict.SUPPORTED, Counterexample: Verdict.REFUTED}.get(type(found), Verdict.UNDECIDED)
    return Evidence("sample", verdict, str(found))


@checker
def erratum(step: Step, context: Context) -> Evidence | None:
    """A formula that is printed wrongly must fail on numbers on which the right one holds."""
    if step.printed is None:
        return None
    found = tried(step.printed.claim, context.trials)
    if isinstance(found, Counterexample):
        return Evidence("erratum", Verdict.PROVED, f"as printed it fails: {found}")
    return Evidence("erratum", Verdict.REFUTED, "as printed it holds too, so it is no misprint")
