"""A gradient that rounding blurs is not called wrong; one that is wrong is, however blurred."""

import numpy as np
import pytest

from lstm_sym.checks import shaken
from lstm_sym.checks.context import Context
from lstm_sym.checks.drawn import network
from lstm_sym.checks.sampling import distance
from lstm_sym.checks.shaken import EXACT, ROUNDS, Compared
from lstm_sym.language.text import parse
from lstm_sym.lower.numpy import EPSILON
from lstm_sym.lower.numpy.scalars import _whole_power
from lstm_sym.proof.derive import derived

FLAT = parse("layers 2\nbackward b\nb[t] = tanh(W @ x[t] + U @ b[t+1])\ny[t] = V @ b[t]")
INSIDE = parse("layers 2\ndirections 2\nh[t] = tanh(W @ x[t] + u*h[t-1]) - 20*b - 1/b")


def blurred(cell) -> list[Compared]:
    """Runs on which the two gradients are further apart than EXACT."""
    runs = [Compared(network) for network in Context(derived(cell), many=2)._networks]
    found = [one for one in runs if any(one.gap(p.name) > EXACT for p in cell.learnt)]
    assert found
    return found


@pytest.mark.parametrize("cell", [FLAT, INSIDE], ids=["flat", "inside"])
def test_what_rounding_explains_is_not_wrong(cell):
    for one in blurred(cell):
        assert all(one.agree(p.name) is not False for p in cell.learnt)
        assert all(one.agree_at(at) is not False for at in one.network.errors)


@pytest.mark.parametrize("off", [1e-3, 1e-6, 1e-9])
def test_what_is_off_by_more_is_wrong(off, monkeypatch: pytest.MonkeyPatch):
    right = shaken.gradients

    def wrong(run):
        return {name: (1 + off) * v for name, v in right(run).items()}

    monkeypatch.setattr(shaken, "gradients", wrong)
    plain = Compared(network(FLAT, np.random.default_rng(3)))
    assert distance(plain.gradients["V_1"], plain.network.gradients["V_1"]) > off / 2
    for one in [plain, *blurred(FLAT)]:
        told = {p.name: one.agree(p.name) for p in FLAT.learnt}
        assert False in told.values()
        assert all(not agree or one.gap(name) <= EXACT for name, agree in told.items())


def test_a_gradient_of_which_nothing_can_be_told_is_undecided(monkeypatch: pytest.MonkeyPatch):
    one = Compared(network(FLAT, np.random.default_rng(3)))
    for moved, told in ((1e-8, None), (1e-11, False), (np.inf, None)):
        assert shaken._told(1e-7 if told is False else 1e-9, lambda moved=moved: moved) is told
    assert shaken._told(np.nan, lambda: 1e-16) is False
    assert shaken._told(ROUNDS * 1e-13, lambda: 1e-13) is True
    assert one.agree("V_1") is True


@pytest.mark.parametrize("n", [1, 2, 3, 7, 64, 101, 320, -1, -5, -150])
def test_the_power_of_a_negative_number_has_a_slope(n: int):
    base = -0.97
    slope = np.imag(_whole_power(np.array([base + 1j * EPSILON]), n)) / EPSILON
    assert slope == pytest.approx(n * base ** (n - 1), rel=1e-12)
    assert _whole_power(np.array([base]), n) == pytest.approx(base**n)
