r"""How steep can an activation be, and how flat?

The largest slope of an activation says how much of an error one unit can pass on, the smallest
how much of it is lost. For what squashes, both follow from a polynomial in the output. For the
smooth successors of the rectifier they do not: SiLU and GELU turn where an equation holds that
mixes the input with its exponential, overshoot the slope one, and fall below zero. GELU turns at
\(\sqrt{2}\), so that its steepest slope has a closed form; that of SiLU is enclosed between
decimal numbers.
"""

from sympy import Expr, Rational, ceiling, floor, oo

from lstm_sym import (
    Derivation,
    Exact,
    Extreme,
    Limit,
    Step,
    at_most,
    below,
    equal,
    gelu,
    number,
    relu,
    sigma,
    silu,
    slope,
    slope_range,
    softplus,
    squash_g,
    squash_h,
    tanh,
    tends,
)

z = number("z")
DIGITS = 10**30
NAMES = {
    sigma: "the logistic function",
    tanh: "the hyperbolic tangent",
    squash_h: "the function \\(h\\) of 1997",
    squash_g: "the function \\(g\\) of 1997",
    relu: "the rectifier",
    softplus: "softplus",
    silu: "SiLU",
    gelu: "GELU",
}


def decimal(e, towards):
    """A number rounded to thirty decimals."""
    return Rational(towards(e * DIGITS), DIGITS)


def point(place):
    """A point of a place: itself, inside of an interval, or to thirty decimals."""
    if isinstance(place, tuple):
        return decimal(place[0], floor)
    if isinstance(place, Expr):
        return place
    return place.low + 1 if place.low.is_finite else place.high - 1


def bounded(f):
    """No slope is above the supremum, and it is reached, or approached."""
    end = slope_range(f).sup
    above = decimal(end.high, ceiling) if end.exact is None else end.exact
    yield at_most(slope(f, z), above), Extreme(), f"Nowhere is {NAMES[f]} steeper than this"
    at = end.at[0]
    if not end.attained:
        yield tends(slope(f, z), end.exact), Limit(z, at), "It comes as near to that as one likes"
    elif end.exact is None:
        near = below(decimal(end.low, floor), slope(f, point(at)))
        yield near, Exact(), "All but the last of these thirty digits are reached"
    else:
        yield equal(slope(f, point(at)), end.exact), Exact(), "It is that steep here"


def from_below(f):
    """No slope is below the infimum, and it is reached, or approached."""
    end = slope_range(f).inf
    low = decimal(end.low, floor) if end.exact is None else end.exact
    at = end.at[0]
    if not end.attained:
        yield below(low, slope(f, z)), Extreme(), "It rises everywhere"
        flat = tends(slope(f, z), low)
        yield flat, Limit(z, at), "Far out it is as flat as one likes"
        return
    falls = "It never falls" if low == 0 else "Nowhere does it fall more steeply than this"
    yield at_most(low, slope(f, z)), Extreme(), falls
    if end.exact is None:
        near = below(slope(f, point(at)), decimal(end.high, ceiling))
        yield near, Exact(), "It falls so steeply here, but for the last digit"
    else:
        yield equal(slope(f, point(at)), low), Exact(), "Here its slope is that"


def steps():
    """The claims about all activations; labels are the name of one and what is said of it."""
    labels = ("steepest", "reached", "flattest", "flat")
    for f in NAMES:
        name = f.__name__.replace("_", "-")
        for label, (claim, by, text) in zip(labels, (*bounded(f), *from_below(f)), strict=True):
            yield Step(f"{name}-{label}", claim, by=by, text=text)


derivation = Derivation(
    "activation-slopes",
    "The steepest slopes of the activations",
    about=__doc__,
    forall={z: (-oo, oo)},
    steps=tuple(steps()),
)
