"""The program on the page of a cell: it is the one that is written, and judged with the steps."""

import copy

import pytest

from lstm_sym.cells import builtin
from lstm_sym.cli.screen import exit_code, problems, programs
from lstm_sym.emit import code
from lstm_sym.job.run import Result
from lstm_sym.job.tasks import Task
from lstm_sym.job.work import done
from lstm_sym.render.ledger import counts
from lstm_sym.render.page import page

TASK = Task("rnn", "cell", "rnn")


@pytest.fixture(scope="module")
def record():
    return done(TASK)


def test_it_is_what_is_written(record):
    assert record["program"]["text"] == code(builtin("rnn"), "numpy")
    assert '??? success "Supported: every entry, on 4 networks' in page(record)
    assert programs([Result(TASK, record, False, 0.0)])
    assert counts(record)["refuted"] == 0


def test_one_that_is_refuted_is_a_problem_as_a_step_is(record):
    wrong = copy.deepcopy(record)
    wrong["program"]["status"] = wrong["program"]["evidence"][0]["verdict"] = "refuted"
    assert '??? failure "Refuted: every entry, on 4 networks' in page(wrong)
    assert counts(wrong)["refuted"] == 1
    result = Result(TASK, wrong, False, 0.0)
    assert problems([result])[0].startswith("refuted: rnn/program: complex_step: every entry, on 4")
    assert exit_code(programs([result])) == 1


def test_of_a_cell_of_which_none_is_written_the_page_says_why(record):
    none = copy.deepcopy(record)
    none["program"] |= {
        "text": "",
        "status": "",
        "why": "no program is written of f",
        "evidence": [],
    }
    assert "No program is written of this cell: no program is written of f." in page(none)
    assert not programs([Result(TASK, none, False, 0.0)])
