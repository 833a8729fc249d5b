"""A formula with numbers in it: one of the trials of its step, as a line that can be followed."""

from __future__ import annotations

import re

import numpy as np
from sympy import Pow, Symbol, preorder_traversal
from sympy.core.basic import Basic

from ...checks.context import Context
from ...checks.network import OutOfTime
from ...checks.trial import Trial
from ...language.activations import Elementwise
from ...language.cell import t
from ...language.vectors import Vector
from ...lower.filled import Filled, Unfit, number
from ...lower.latex import Printer, lines
from ...lower.latex.boxes import width
from ...lower.numpy import value
from ...proof.step import Claim, Step
from .formulas import LINE, RELATION

ROOM = LINE - 2.5  # it stands in a box
# More lines than these nobody would follow, nor longer ones.
TALL, FEW, WIDE, NESTED = 4, 3, 3 * LINE, r"\frac{\frac"
WIDEST, BREAK = LINE + 2, re.compile(r"\\\\ &")
# Above it a squashing function is nearly flat.
LOUD, LOUDEST = 2.5, 1e6


def example(step: Step, context: Context, printer: Printer) -> str:
    """The claim of a step, with numbers put in, and what they come to; "" if it is no line.

    It is from the trials that were drawn of the step: one in which no bound grows with the lag, no
    unit is saturated, and lags and sizes are small, as far as there is one.
    """
    if step.claim.relation == "→":
        return ""
    drawn = context.obeying(step.given)
    with np.errstate(all="ignore"):
        tame = sorted(drawn, key=lambda one: (*_wild(one, step.claim), _far(one, step.claim)))
        for trial in tame[:FEW]:
            try:
                shown = lines(_line(step.claim, trial, printer), ROOM)
            except (OutOfTime, Unfit):
                continue
            parts = BREAK.split(shown)
            if len(parts) <= TALL and max(map(width, parts)) <= WIDEST:
                return shown
    return ""


def _wild(trial: Trial, claim: Claim) -> tuple[int, int]:
    """How many powers grow with the lag in a bound; how loud its vectors and numbers are."""
    meant = trial.derivation.meant(claim)
    nodes = [e for side in (meant.lhs, meant.rhs) for e in preorder_traversal(side)]
    powers = {e.base for e in nodes if isinstance(e, Pow) and e.exp.free_symbols}
    grow = [b for b in powers if claim.relation != "=" and _size(b, trial) > 1]
    named = {s for s in meant.lhs.free_symbols | meant.rhs.free_symbols if not s.is_integer}
    signals = {
        v.func(*v.args[:2], t) for v in nodes if isinstance(v, Vector) and v.time is not None
    }
    inputs = {e.args[0] for e in nodes if isinstance(e, Elementwise)}
    loudest = max((_size(e, trial) for e in named | signals | inputs), default=0.0)
    return len(grow), int(min(loudest, LOUDEST) // LOUD)


def _size(e: Basic, trial: Trial) -> float:
    """The largest number in the value of an expression; 0 if it has none of its own."""
    try:
        return float(np.max(np.abs(value(e, trial.env)), initial=0.0))
    except (KeyError, IndexError, OutOfTime, TypeError, ValueError):
        return 0.0


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
