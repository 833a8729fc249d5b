"""The status of a step follows from the verdicts by one law."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.checks.evidence import Evidence, Verdict, status
from tests.strategies import examples

PROVED, SUPPORTED, ASSUMED, UNDECIDED, REFUTED = (
    Verdict.PROVED,
    Verdict.SUPPORTED,
    Verdict.ASSUMED,
    Verdict.UNDECIDED,
    Verdict.REFUTED,
)


def found(*verdicts: Verdict) -> list[Evidence]:
    return [Evidence("checker", verdict, "") for verdict in verdicts]


def law(verdicts: set[Verdict]) -> str:
    """The law, said again: refuted dominates, then open, then proved, then assumed."""
    for verdict, word in ((REFUTED, "refuted"), (UNDECIDED, "undecided"), (PROVED, "verified")):
        if verdict in verdicts:
            return word
    return "assumed" if ASSUMED in verdicts else "undecided"


@pytest.mark.parametrize("size", range(len(Verdict) + 1))
def test_the_law_holds_for_every_set_of_verdicts(size: int):
    for verdicts in combinations(Verdict, size):
        assert status(found(*verdicts)) == law(set(verdicts))


@examples(100)
@given(st.lists(st.sampled_from(Verdict)), st.randoms(use_true_random=False))
def test_neither_order_nor_number_matters(verdicts: list[Verdict], random):
    mixed = verdicts * 2
    random.shuffle(mixed)
    assert status(found(*mixed)) == status(found(*verdicts))


@examples(100)
@given(st.lists(st.sampled_from(Verdict)))
def test_what_each_verdict_can_do(verdicts: list[Verdict]):
    assert status(found(*verdicts, REFUTED)) == "refuted"
    assert status(found(*verdicts, UNDECIDED)) in ("refuted", "undecided")
    assert (status(found(*verdicts)) == "verified") == (
        PROVED in verdicts and not {UNDECIDED, REFUTED} & set(verdicts)
    )
    if status(found(*verdicts)) == "verified":
        assert status(found(*verdicts, SUPPORTED)) == "verified"


def test_numbers_alone_verify_nothing():
    assert status(found(SUPPORTED)) == status([]) == "undecided"
    assert status(found(ASSUMED, SUPPORTED)) == "assumed"
