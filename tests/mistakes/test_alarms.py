"""No false alarm: right passes in NumPy, in double and in single precision, on random networks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from lstm_sym.cells import builtin
from lstm_sym.checks.drawn import filled
from lstm_sym.mistakes.cases import Case
from lstm_sym.mistakes.diagnosis import diagnose
from tests.mistakes.filled import solved

NAMES = ("lstm", "gss02", "gru-torch", "gru-cho", "rnn")
LARGEST, LONGEST = 4, 12


@cache
def written(name: str) -> Callable[..., dict[str, Any]]:
    """The function of the filled-in template, which keeps the precision that it is given."""
    known: dict[str, Any] = {}
    exec(compile(solved(name).replace("dtype=float", ""), name, "exec"), known)
    return known["backward"]


def case(name: str, dice: np.random.Generator) -> Case:
    """A run of random sizes and length, whose weights are small, common or large."""
    cell = builtin(name).explicit()
    sizes = {s: int(k) for s, k in zip(cell.sizes, dice.integers(1, LARGEST + 1, 9), strict=False)}
    scale = float(dice.choice([0.1, 1.0, 2.0]))
    steps = int(dice.integers(1, LONGEST + 1))
    return Case(
        filled(cell, {s: k for s, k in sizes.items() if s.is_Symbol}, steps, dice, scale=scale)
    )


def answer(name: str, one: Case, precision: type[np.floating]) -> dict[str, Any]:
    given = {
        part: {key: np.asarray(v, precision) for key, v in arrays.items()}
        for part, arrays in one.given.items()
    }
    with np.errstate(all="ignore"):
        return written(name)(**given)


@pytest.mark.parametrize("many", [4, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.parametrize("precision", [np.float64, np.float32])
@pytest.mark.parametrize("name", NAMES)
def test_a_right_pass_is_never_called_wrong(name: str, precision: type[np.floating], many: int):
    dice = np.random.default_rng(many)
    for _ in range(many):
        one = case(name, dice)
        returned = answer(name, one, precision)
        learnt = [p.name for p in one.network.cell.learnt]
        if precision is np.float32:
            assert {returned[p].dtype for p in learnt} == {np.dtype(np.float32)}
        found = diagnose(one.network.cell, [(one, {p: returned[p] for p in learnt})], patience=0)
        assert found.is_verified, (one.sizes, found.worst)
        assert found.precision == precision.__name__
