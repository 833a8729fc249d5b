"""What the page of verification counts is what the records hold."""

from __future__ import annotations

from collections import Counter
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from derivations import error_flow
from lstm_sym.cells import builtin
from lstm_sym.proof.derive import derived
from lstm_sym.render.evidence import CHECKS
from lstm_sym.render.record import record
from lstm_sym.render.verified import percent, verified_page
from lstm_sym.render.witnesses import KINDS, LIBRARIES, WITNESSES, looked_at, witnesses

SAID = [{"cell": "rnn", "witness": "torch", "verdict": "supported", "detail": "", "gap": 3e-15}]
NOTHING = {"tried": 0}
COUNTED = {
    "tried": 20,
    "caught": 17,
    **{"claims": 10, "adjoints": 6, "programs": 4},
    **{"refuted": 15, "refused": 2, "proved": 1, "assumed": 1},
    **{"measured": 2, "sampled": 2, "survivors": ["lstm/W: sign"], "unmeasured": ["gru"]},
}


@cache
def records() -> list[dict]:
    return [record(error_flow.derivation), record(derived(builtin("rnn")), "cell")]


def table(text: str) -> dict[str, list[str]]:
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines()[2:]]
    return {row[0]: row[1:] for row in rows}


def test_every_piece_of_evidence_is_counted_once():
    found = Counter(e["checker"] for r in records() for s in r["steps"] for e in s["evidence"])
    told = table(witnesses([s for r in records() for s in r["steps"]], SAID))
    programs = Counter(
        e["checker"] for r in records() if r["program"] for e in r["program"]["evidence"]
    )
    by_kind = table(looked_at(records(), SAID))
    for name, many in found.items():
        assert told[CHECKS[name]][0] == str(many)
        assert sum(int(n or 0) for n in by_kind[CHECKS[name]]) == many + programs[name]
    torch = LIBRARIES["torch"][0]
    assert told[torch][:3] == ["1", "", "3.0e-15"]
    assert dict(zip(KINDS, by_kind[torch], strict=True))["cells"] == "1"


def test_every_check_says_what_it_cannot_see():
    assert WITNESSES.keys() == CHECKS.keys()
    assert all(says and blind for says, blind in WITNESSES.values())


def test_libraries_that_were_not_asked_are_not_on_the_page():
    silent, told = verified_page(records(), NOTHING), verified_page(records(), NOTHING, SAID)
    assert "PyTorch" not in silent
    assert "check --autograd" in silent
    assert "PyTorch" in told


def test_survivors_are_named_and_the_score_is_of_the_wrong_ones():
    page = verified_page(records(), COUNTED)
    assert "**Score: 94.44%** of the 18 wrong ones" in page
    assert "lstm/W: sign" in page
    assert "random sample" in page
    assert "gru" in page
    assert "random sample" not in verified_page(records(), COUNTED | {"sampled": 0})


@given(st.integers(1, 10**6), st.data())
def test_a_share_is_never_said_to_be_larger_than_it_is(whole: int, data: st.DataObject):
    part = data.draw(st.integers(0, whole))
    said = percent(part, whole)
    assert 0 <= part / whole - float(said[:-1]) / 100 < 1.01e-4
    assert (said == "100.00%") == (part == whole)
