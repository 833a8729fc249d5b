"""No small wrong change of an emitted C, PyTorch or JAX program passes for the gradient."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

from lstm_sym.cells import builtin
from lstm_sym.checks.programs import EXACT, Batch, Trial, compared, road
from lstm_sym.emit import code, native
from lstm_sym.emit.compiler import library
from lstm_sym.language.text import parse
from tests.emit.mutated import mutants, switched
from tests.emit.test_programs import UNSEEN, is_there

Judge = Callable[[dict[str, float]], bool]


def is_right(gaps: dict[str, float]) -> bool:
    return max(gaps.values()) <= EXACT


def survivors(cell, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The mutants of the C program of a cell that a judge takes for right."""

    text, words = switched(code(cell, "c"))
    fresh = {**vars(np), "empty": lambda shape, dtype: np.full(shape, np.nan, dtype)}
    monkeypatch.setattr(native, "np", SimpleNamespace(**fresh))
    mutant = ctypes.c_long.in_dll(library(text), "mutant")
    run, trials = road(cell, "c", text), [Trial(cell, seed) for seed in (0, 2)]
    batches = [batch for trial in trials for batch in trial.batches]

    def passes(k: int) -> bool:
        mutant.value = k
        return all(judge(compared(batch, run(batch))) for batch in batches)

    assert passes(-1)
    return [word for k, word in enumerate(words) if passes(k)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gru-torch", "lstm-vanilla", "unseen"])
def test_every_change_of_a_c_program_is_seen(name, monkeypatch):
    if not is_there("c"):
        pytest.skip("there is no C compiler")
    cell = parse(UNSEEN) if name == "unseen" else builtin(name)
    assert survivors(cell, is_right, monkeypatch) == []


@pytest.mark.slow
def test_a_check_that_sees_less_would_let_changes_pass(monkeypatch):
    if not is_there("c"):
        pytest.skip("there is no C compiler")

    def outputs_only(gaps: dict[str, float]) -> bool:
        return is_right({name: gap for name, gap in gaps.items() if " " in name})

    found = survivors(builtin("gru-torch"), outputs_only, monkeypatch)
    assert any("outers" in word for word in found)
    assert any("h_bar" in word for word in found)


def fates(cell, target: str) -> Iterator[tuple[str, str]]:
    batch = Batch(cell, 1, 3, is_final=True)
    for word, text in mutants(code(cell, target)):
        try:
            gaps = compared(batch, road(cell, target, text)(batch))
        except Exception:  # a wrong program may raise anything
            yield word, "refused"
        else:
            yield word, "survived" if is_right(gaps) else "refuted"


@pytest.mark.slow
@pytest.mark.parametrize("target", ["torch", "jax"])
@pytest.mark.parametrize("name", ["gru-torch", "lstm-vanilla"])
def test_every_change_of_a_python_program_is_seen(name, target):
    if not is_there(target):
        pytest.skip(f"{target} is not there")
    if target == "jax":
        import jax
    with jax.disable_jit() if target == "jax" else nullcontext():
        found = list(fates(builtin(name), target))
    assert sum(fate == "refuted" for _, fate in found) > 30
    assert [word for word, fate in found if fate == "survived"] == []
