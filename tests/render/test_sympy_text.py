"""Every formula can be copied as SymPy: pasted into Python it evaluates, and what it says holds."""

from __future__ import annotations

import random
from typing import Any

import pytest
import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanAtom

from derivations import error_flow, slopes, sums_over_paths, weight_counts
from lstm_sym.language.activations import sigma
from lstm_sym.language.operators import Matrix, Norm
from lstm_sym.language.symbols import count, magnitude, number, size
from lstm_sym.lower.text import Printer
from lstm_sym.proof.rules import Limit
from lstm_sym.proof.step import at_most, equal, tends
from lstm_sym.render.record import hypotheses, order
from lstm_sym.render.record.programs import programs

PLAIN = Printer()
NAMED = "  # "  # behind a name for what SymPy has no node for; numbers put in for it say nothing
n, q, tau = size("n"), count("q"), magnitude("tau")
W = Matrix("W", n, n)


def pasted(text: str) -> Any:
    """What Python makes of a text whose last line is the claim."""
    *head, claim = text.splitlines()
    space: dict[str, Any] = {}
    exec("\n".join([*head, f"found = {claim}"]), space)
    return space["found"]


Steps = dict[str, tuple[str, bool]]  # the text of a step, and whether it supposes nothing


def holds(steps: Steps) -> int:
    """Every step has a text, it evaluates, not to false; the number of those tried in numbers."""
    draw, tried = random.Random(1997), 0
    for name, (text, free) in steps.items():
        assert text, name
        e = pasted(text)
        assert isinstance(e, sp.core.relational.Relational | BooleanAtom), name
        assert e != False, name  # noqa: E712
        tried += e == True  # noqa: E712
        known = isinstance(e, sp.Eq) and not e.atoms(sp.Indexed, AppliedUndef, sp.Limit)
        if free and known and NAMED not in text:
            put = {s: draw.randint(1, 4) if s.is_integer else draw.random() for s in e.free_symbols}
            gap = sp.N((e.lhs - e.rhs).subs(put).doit())
            if gap.is_Number and gap.is_finite:
                assert abs(gap) < 1e-9, name
                tried += 1
    return tried


@pytest.mark.parametrize("home", [error_flow, slopes, sums_over_paths])
def test_every_formula_has_a_text_that_evaluates_and_holds(home) -> None:
    found = home.derivation
    printer = Printer(order(found.cell))
    steps = {}
    for step in found.steps:
        limit = step.by if isinstance(step.by, Limit) else None
        text = programs(step.claim, printer, limit).get("sympy", "")
        steps[step.label] = (text, not hypotheses(step.claim, found, printer, step.given))
    holds(steps)


@pytest.mark.slow
def test_every_formula_of_the_site_has_a_text_that_evaluates_and_holds(kept) -> None:
    free = {
        s["id"]: not s["hypotheses"] and s["status"] == "verified"
        for record in kept
        for s in record["steps"]
    }
    texts = {s["id"]: s["programs"].get("sympy", "") for r in kept for s in r["steps"]}
    assert holds({name: (text, free[name]) for name, text in texts.items()}) > 9


def test_a_text_that_is_wrong_is_seen() -> None:
    text = programs(equal(sigma(tau), 1 - sigma(-tau)), PLAIN)["sympy"]
    assert holds({"right": (text, True)}) == 1
    with pytest.raises(AssertionError, match="wrong"):
        holds({"wrong": (text.replace("1 - ", "2 - "), True)})


def test_what_sympy_has_no_node_for_is_a_name_that_is_told() -> None:
    text = programs(at_most(Norm(W) ** q, tau**q), PLAIN)["sympy"]
    assert "# norm_1(n) is |W|_2" in text
    e = pasted(text)
    assert isinstance(e, sp.Le)
    assert e.lhs.base.is_nonnegative


def test_a_limit_is_one() -> None:
    text = programs(tends(tau**q, 0), PLAIN, Limit(q, sp.oo))["sympy"]
    e = pasted(text)
    assert isinstance(e.lhs, sp.Limit)
    assert not programs(tends(tau**q, 0), PLAIN).get("sympy")


def test_fractions_are_exact() -> None:
    x = number("x")
    third = programs(equal(x, sp.Rational(1, 3)), PLAIN)["sympy"]
    assert pasted(third).rhs == sp.Rational(1, 3)
    tiny = sp.Rational(1, 10**30)
    assert pasted(programs(equal(x, 1 + tiny), PLAIN)["sympy"]).rhs == 1 + tiny


def test_a_delta_of_a_multiple_is_summed_rightly() -> None:
    step = weight_counts.derivation["order-sizes"]
    e = pasted(programs(step.claim, PLAIN)["sympy"])
    assert e.doit() == True  # noqa: E712
