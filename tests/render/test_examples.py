"""A formula with numbers put in is worth what stands behind it, whatever page it is on."""

from __future__ import annotations

import re

import pytest

from lstm_sym.render.page import page
from tests.lower.arithmetic import read

BROKEN = re.compile(r"\\begin\{aligned\}|\\end\{aligned\}|\\\\ &|&|\\qquad|\\quad|\{\}")
LEADING = re.compile(r"^\s*\\cdot")


def sides(example: str) -> list[str]:
    """What stands between the signs of a line, the lines joined again."""
    return [part.strip() for part in re.split(r"\\le(?![a-z])|[=<]", BROKEN.sub(" ", example))]


def test_numbers_that_are_put_in_come_to_the_result(kept):
    tried = []
    for step in (s for r in kept for s in r["steps"] if s["example"]):
        equal = "<" not in step["example"] and r"\le " not in step["example"]
        *_, put, result = sides(step["example"])
        try:
            found = read(put), read(result)
        except Exception:  # it says more than numbers, sums, products and activations
            continue
        largest = max(1.0, *(abs(float(x)) for x in re.findall(r"\d+\.?\d*", put)))
        assert equal is False or abs(found[0] - found[1]) < 0.02 * largest, step["id"]
        tried.append(step["id"])
    assert len(tried) > 100


def test_only_what_was_tried_has_an_example(kept):
    for step in (s for r in kept for s in r["steps"]):
        said = {e["checker"]: e["verdict"] for e in step["evidence"]}
        assert not step["example"] or said["sample"] == "supported"


@pytest.mark.parametrize(
    "name",
    ["slopes/logistic-slope", "error-flow/path-sum", "norm-bound/flow-bound", "lstm-bptt/state"],
)
def test_key_formulas_have_an_example_on_their_page(kept, name):
    record = next(r for r in kept if r["label"] == name.split("/")[0])
    (step,) = (s for s in record["steps"] if s["id"] == name)
    assert step["example"]
    assert f"    {step['example']}\n" in page(record)
