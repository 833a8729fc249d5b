r"""Which functions squash the numbers of the network of 1997?

Gates and units are logistic. What a cell takes in and what it shows of its state are the same
function, stretched and moved so that it is odd: \(g\) with twice the range of \(h\). So all
three slopes are one bell, and what passes back through them is at most a quarter, a half and one.
"""

from sympy import Derivative, Rational, exp, oo, tanh

from lstm_sym import (
    Derivation,
    FromDefinition,
    Limit,
    Signs,
    Source,
    Step,
    SumOfSquares,
    at_most,
    below,
    equal,
    number,
    sigma,
    squash_g,
    squash_h,
    tends,
)

z = number("z")


def shape_of(label, claim, text, *ids, by=None):
    """A fact about a squashing function."""
    place = f"eq. ({ids[0].removeprefix('HS97-eq')})" if ids else "appendix A.1"
    return Step(label, claim, by or FromDefinition(), text, Source("HS97", place, ids))


def between(name, f, low, high, formula):
    """The range of a squashing function: it stays between two numbers, and comes near to both."""
    return (
        shape_of(f"above-{name}", below(low, f(z)), f"It is above {low}", formula, by=Signs()),
        shape_of(f"below-{name}", below(f(z), high), f"It is below {high}", formula, by=Signs()),
        shape_of(
            f"low-{name}", tends(f(z), low), f"It comes as near to {low} as one likes", formula,
            by=Limit(z, -oo, why="the exponential has no bound"),
        ),
        shape_of(
            f"high-{name}", tends(f(z), high), f"And to {high}", formula,
            by=Limit(z, oo, why="the exponential vanishes"),
        ),
    )  # fmt: skip


slope_f, slope_h, slope_g = (Derivative(f(z), z) for f in (sigma, squash_h, squash_g))
poly_f = shape_of(
    "slope-f", equal(slope_f, sigma(z) * (1 - sigma(z))), "Its slope, by its output", "HS97-eq3"
)
poly_h = shape_of(
    "slope-h", equal(slope_h, (1 - squash_h(z) ** 2) / 2), "Its slope, by its output", "HS97-eq4"
)
poly_g = shape_of(
    "slope-g", equal(slope_g, 1 - squash_g(z) ** 2 / 4), "Its slope, by its output", "HS97-eq5"
)
squashing = (
    shape_of(
        "logistic", equal(sigma(z), 1 / (1 + exp(-z))),
        "Gates and units are logistic", "HS97-eq3", "SM19-eq28",
    ),
    *between("f", sigma, 0, 1, "HS97-eq3"),
    poly_f,
    shape_of(
        "bound-f", at_most(slope_f, Rational(1, 4)), "It is nowhere above one quarter", "HS97-eq3",
        by=SumOfSquares(sigma(z), uses=(poly_f,)),
    ),
    shape_of(
        "shown-h", equal(squash_h(z), 2 / (1 + exp(-z)) - 1),
        "What a cell shows of its state", "HS97-eq4", "SM19-eq33",
    ),
    *between("h", squash_h, -1, 1, "HS97-eq4"),
    shape_of(
        "tanh-h", equal(squash_h(z), tanh(z / 2)), "It is a hyperbolic tangent", "HS97-eq4"
    ),
    shape_of("double-h", equal(slope_h, 2 * slope_f), "Twice as steep as the logistic", "HS97-eq4"),
    poly_h,
    shape_of(
        "bound-h", at_most(slope_h, Rational(1, 2)), "It is nowhere above one half", "HS97-eq4",
        by=SumOfSquares(squash_h(z), uses=(poly_h,)),
    ),
    shape_of(
        "let-in-g", equal(squash_g(z), 4 / (1 + exp(-z)) - 2),
        "What a cell takes in", "HS97-eq5", "SM19-eq31",
    ),
    *between("g", squash_g, -2, 2, "HS97-eq5"),
    shape_of(
        "tanh-g", equal(squash_g(z), 2 * tanh(z / 2)), "Twice a hyperbolic tangent", "HS97-eq5"
    ),
    shape_of(
        "double-g", equal(slope_g, 4 * slope_f), "Four times as steep as the logistic", "HS97-eq5"
    ),
    poly_g,
    shape_of(
        "bound-g", at_most(slope_g, 1), "It is nowhere above one", "HS97-eq5",
        by=SumOfSquares(squash_g(z), uses=(poly_g,)),
    ),
)  # fmt: skip

derivation = Derivation(
    "squashing",
    "The squashing functions of 1997",
    about=__doc__,
    source=Source("HS97", "appendix A.1"),
    forall={z: (-oo, oo)},
    means={z: "a net input"},
    steps=squashing,
)
