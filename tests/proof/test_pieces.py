"""ByPieces: functions with kinks are one on every piece and where they meet, or it is not said."""

import pytest
from sympy import Abs, Derivative, Max, Piecewise, Rational, S

from lstm_sym.language.activations import clip, heaviside, relu, smooth_l1, tanh
from lstm_sym.language.symbols import number
from lstm_sym.proof.rules import ByPieces
from lstm_sym.proof.step import Claim, at_most, below, equal

z, w = number("z"), number("w")
positive = (below(0, z),)
HALF = Rational(1, 2)


def miss(short: object = HALF, edge: object = 1) -> Piecewise:
    """The distance by cases, with what is taken off a large miss, and where a miss is large."""
    return Piecewise((z**2 / 2, Abs(z) < edge), (Abs(z) - short, True))


TRUTHS: dict[str, Claim] = {
    "distance": equal(smooth_l1(z), miss()),
    "its slope": equal(Derivative(smooth_l1(z), z), clip(z)),
    "in one formula": equal(smooth_l1(z), clip(z) * (z - clip(z) / 2)),
    "rectifier": equal(relu(z), (z + Abs(z)) / 2),
    "two rectifiers": equal(clip(z), relu(z + 1) - relu(z - 1) - 1),
    "a kink in a kink": equal(relu(clip(z)), Piecewise((0, z < 0), (z, z < 1), (1, True))),
    "no kink": equal(Derivative(tanh(z), z), 1 - tanh(z) ** 2),
}
FALSE: dict[str, Claim] = {
    "too little taken off": equal(smooth_l1(z), miss(Rational(1, 3))),
    "another edge": equal(smooth_l1(z), miss(HALF, 2)),
    "not clipped": equal(Derivative(smooth_l1(z), z), z),
    "one piece only": equal(relu(z), z),
    "a sign": equal(relu(z), (z - Abs(z)) / 2),
    "a corner": equal(Derivative(relu(z), z), heaviside(z)),
    "a jump": equal(heaviside(z), Piecewise((S.Zero, z < 0), (S.One, True))),
    "an order": at_most(relu(z), Abs(z)),
}
OPEN: dict[str, Claim] = {
    "an edge that is a symbol": equal(Max(z, w), Piecewise((w, z < w), (z, True))),
}


def met(claim: Claim, given: tuple[Claim, ...] = ()) -> bool:
    return all(o.met is True for o in ByPieces(z, given).obligations(claim))


@pytest.mark.parametrize("name", TRUTHS)
def test_a_true_equation_is_shown(name: str):
    assert met(TRUTHS[name])


@pytest.mark.parametrize("name", [*FALSE, *OPEN])
def test_what_is_false_or_unknown_is_not(name: str):
    assert not met((FALSE | OPEN)[name])


def test_a_hypothesis_leaves_out_pieces():
    assert met(equal(relu(z), z), positive)
    assert not met(equal(relu(z), z + 1), positive)
