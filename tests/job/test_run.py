"""Many tasks: in their order, by any number of processes, stored one by one."""

from __future__ import annotations

import time
from dataclasses import replace
from multiprocessing import active_children

import pytest

from lstm_sym.job.faults import BrokenDerivation
from lstm_sym.job.run import run
from lstm_sym.job.store import Store
from lstm_sym.job.tasks import Task
from lstm_sym.language.text import TextError

FIRST = Task("first", "cell", "first.cell", "h[t] = tanh(W @ h[t-1])", "first.cell")
SECOND = Task("second", "cell", "second.cell", "h[t] = h[t-2] + x[t]", "second.cell")
THIRD = replace(FIRST, name="third")
WRONG = Task("wrong", "cell", "wrong.cell", "h[t] = ", "wrong.cell")
MISSING = Task("missing", "derivation", "missing")


def timeless(results):
    return [result.record | {"seconds": 0} for result in results]


def test_the_number_of_processes_changes_neither_records_nor_order():
    tasks = [SECOND, FIRST, THIRD]
    alone, many = run(tasks, None), run(tasks, None, jobs=2)
    assert [result.task for result in many] == tasks
    assert timeless(alone) == timeless(many)


@pytest.mark.parametrize(("task", "fault"), [(WRONG, TextError), (MISSING, BrokenDerivation)])
def test_a_fault_says_the_same_from_every_process(task, fault):
    told = set()
    for jobs in (1, 2):
        with pytest.raises(fault) as caught:
            run([FIRST, task, SECOND], None, jobs)
        told.add(str(caught.value))
    assert len(told) == 1
    assert not active_children()


def test_what_was_done_before_a_fault_is_kept(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(TextError):
        run([FIRST, WRONG, SECOND], store)
    assert store.load(FIRST)
    assert not store.load(SECOND)
    assert [result.kept for result in run([FIRST, SECOND], store)] == [True, False]


def test_fresh_does_all_again_and_keeps_it(tmp_path):
    store = Store(tmp_path)
    run([FIRST], store)
    (again,) = run([FIRST], store, fresh=True)
    assert not again.kept
    assert run([FIRST], store)[0].record == again.record


def test_progress_names_each_step_once():
    told: list[tuple[str, str]] = []
    (result,) = run([FIRST], None, progress=lambda task, label: told.append((task.name, label)))
    assert told == [("first", step["label"]) for step in result.record["steps"]]


def test_the_seconds_are_those_of_the_processor():
    before = time.process_time()
    (result,) = run([FIRST], None)
    assert 0 <= result.seconds <= time.process_time() - before + 1e-3
