"""A formula with numbers in it: one of the trials of its step, as a line that can be followed."""

from __future__ import annotations

import numpy as np
from sympy import Symbol

from ...checks.context import Context
from ...checks.network import OutOfTime
from ...checks.trial import Trial
from ...lower.filled import Filled, Unfit, number
from ...lower.latex import Printer, lines
from ...lower.latex.boxes import width
from ...proof.step import Claim, Step
from .formulas import LINE, RELATION

ROOM = LINE - 2.5  # it stands in a box
# More lines than these nobody would follow, nor longer ones.
TALL, FEW, WIDE, NESTED = 4, 3, 3 * LINE, r"\frac{\frac"


def example(step: Step, context: Context, printer: Printer) -> str:
    """The claim of a step, with numbers put in, and what they come to; "" if it is no line.

    It is from the trials that were drawn of the step, one in which its lags and sizes are small.
    """
    if step.claim.relation == "→":
        return ""
    drawn = context.obeying(step.given)
    for trial in sorted(drawn, key=lambda one: _far(one, step.claim))[:FEW]:
        try:
            with np.errstate(all="ignore"):
                shown = lines(_line(step.claim, trial, printer), ROOM)
        except (OutOfTime, Unfit):
            continue
        if shown.count(r"\\ &") < TALL:
            return shown
    return ""


def _far(trial: Trial, claim: Claim) -> int:
    """How far the whole numbers of a claim are from two: one shows too little, many too much."""
    named = claim.lhs.free_symbols | claim.rhs.free_symbols
    many = [trial.symbols[s] for s in named if s.is_integer and s in trial.symbols]
    return sum(abs(k - 2) for k in many if isinstance(k, int))


def _line(claim: Claim, trial: Trial, printer: Printer) -> str:
    """Symbols, numbers put in, result; of an inequality each side by itself."""
    meant = trial.derivation.meant(claim)
    whole = meant.rhs if meant.rhs.free_symbols else meant.lhs
    if not whole.free_symbols or isinstance(whole, Symbol):
        raise Unfit("there is nothing to put in")
    put = Filled(list(printer.place), trial.env).doprint(whole)
    if width(put) > WIDE or NESTED in put:
        raise Unfit("nobody would follow it")
    values = trial.sides(claim)
    left, right = (_plain(number(one)) for one in values)
    if put in (left, right) or (claim.relation == "=" and not np.any(values[0])):
        raise Unfit("it shows nothing")
    lhs, rhs = printer.doprint(claim.lhs), printer.doprint(claim.rhs)
    if claim.relation == "=":
        if left != right:
            raise Unfit("the last digit is off")
        return f"{lhs} = {put} = {right}"
    start = [lhs] if lhs == left else [lhs, "=", *([put, "="] if whole is meant.lhs else []), left]
    end = [right, "=", put] if whole is meant.rhs else [rhs]
    return " ".join([*start, RELATION[claim.relation], *end])


def _plain(tex: str) -> str:
    """A number by itself, without brackets."""
    return tex[1:-1] if tex.startswith("(") else tex
