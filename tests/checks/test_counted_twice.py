"""What back and forward at once count too much: nothing in one step, and more in more."""

from functools import partial

import pytest

from derivations.double_counting import cell
from lstm_sym.checks import measures


@pytest.fixture
def measured(monkeypatch):
    """The measure over runs of some steps, on few networks."""

    def over(steps):
        monkeypatch.setattr(measures, "MANY", 3)
        monkeypatch.setattr(measures, "_drawn", partial(drawn, steps=steps))
        return measures.counted_twice(cell, seed=1)

    drawn = measures._drawn
    return over


def test_in_one_step_nothing_is_counted_twice(measured):
    found = measured(1)
    assert found.low == pytest.approx(1, abs=1e-12)
    assert found.high == pytest.approx(1, abs=1e-12)
    assert "is 1.00 to 1.00," in str(found)


def test_over_more_steps_the_two_are_apart(measured):
    found = measured(4)
    assert found.high > 1.1
    assert "on average" in str(found)
    assert "to 1.00," not in str(found)
