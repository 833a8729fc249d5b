r"""Which weight passes the most error through one logistic unit?

On its way back an error is multiplied by a slope and by a weight, \(w \, \sigma'(wy + b)\). A
larger weight lets more through, until it drives the unit into saturation and its own slope goes
to zero. In between there is one best weight of either sign; it solves an equation with a
hyperbolic cotangent that has the weight on both sides. The input \(y\) and the rest \(b\) of the
net input are held: if \(b\) moved along with \(w\), none of this would be so.
"""

from sympy import Abs, Derivative, Rational, Subs, coth, log, oo, sinh
from sympy import exp as natural_exp
from sympy import tanh as hyperbolic_tangent

from lstm_sym import (
    Chained,
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
    slope,
    tends,
)

from . import slopes

w, y, b, z, x = map(number, "wybzx")
net = w * y + b
passed = w * slope(sigma, net)
saturation = hyperbolic_tangent(z / 2)
best, rest = coth(z / 2) / y, z - coth(z / 2)
derivative_of_passed = slope(sigma, net) * (1 - w * y * hyperbolic_tangent(net / 2))
log_slope = 1 / w + y * (1 - 2 * sigma(net))
some_input, some_weight = below(0, Abs(y)), below(0, Abs(w))
some_net, other_net = below(0, Abs(z)), below(0, Abs(net))


def hs97(*formulas):
    """A place in the paper of 1997."""
    return Source("HS97", "section 3.1, below eq. (2)", formulas)


def exchange(*formulas):
    """A place in the question and its answer."""
    return Source("DSE31449", "", formulas)


product_rule = Step(
    "product-rule",
    equal(
        Derivative(passed, w),
        slope(sigma, net) + w * y * sigma(net) * (1 - sigma(net)) * (1 - 2 * sigma(net)),
    ),
    by=FromDefinition(),
    text="More weight passes more, and moves the slope",
    source=exchange("DSE31449-4"),
)
derivative = Step(
    "derivative",
    equal(Derivative(passed, w), derivative_of_passed),
    by=FromDefinition(),
    text="The two effects have the slope as a common factor",
    source=exchange("DSE31449-4"),
)
factored = Step(
    "factored",
    equal(
        Derivative(passed, w),
        slope(sigma, net) * y * hyperbolic_tangent(net / 2) * (coth(net / 2) / y - w),
    ),
    by=FromDefinition(given=(some_input, other_net)),
    text="The derivative changes sign where the weight is the hyperbolic cotangent",
    source=hs97("HS97-3.1j"),
)
other_factors = Step(
    "other-factors",
    below(0, slope(sigma, z) * Abs(y) * Abs(saturation)),
    by=Signs(given=(some_input, some_net)),
    text="It changes sign nowhere else: the other factors do not vanish",
    source=exchange("DSE31449-5"),
)
at_zero_net = Step(
    "at-zero-net",
    equal(Subs(derivative_of_passed, b, -w * y), Rational(1, 4)),
    by=FromDefinition(),
    text="At net input zero, where there is no cotangent, the derivative is one quarter",
    source=exchange("DSE31449-5"),
)
stationary = Step(
    "stationary",
    equal(Subs(Derivative(passed, w), (w, b), (best, rest)), 0),
    by=FromDefinition(given=(some_input, some_net)),
    text=r"With the net input named \(z\), the best weight and the rest that belongs to it",
    source=exchange("DSE31449-5"),
)
implicit = Step(
    "implicit",
    equal(Subs(net, (w, b), (best, rest)), z),
    by=FromDefinition(given=(some_input, some_net)),
    text=r"The equation is implicit: the net input \(z\) holds the weight itself",
    source=exchange("DSE31449-5"),
)
other_form = Step(
    "other-form",
    equal(best, 1 / (y * (2 * sigma(z) - 1))),
    by=FromDefinition(given=(some_input, some_net)),
    text="The same weight, written with the output of the unit",
    source=exchange("DSE31449-5"),
)
symmetric = Step(
    "symmetric",
    equal(slope(sigma, net), sigma(net) * sigma(-net)),
    by=FromDefinition(),
    text="The slope, as a product of two outputs",
)
growth_rate = Step(
    "growth-rate",
    equal(Derivative(log((w * sigma(net) * sigma(-net)) ** 2) / 2, w), log_slope),
    by=FromDefinition(given=(some_weight,)),
    text="The logarithm of what is passed, of either sign, has this derivative",
)
growth_rate_falls = Step(
    "growth-rate-falls",
    equal(Derivative(log_slope, w), -1 / w**2 - 2 * y**2 * slope(sigma, net)),
    by=FromDefinition(given=(some_weight,)),
    text="Its second derivative is a sum of two negative terms",
)
concave = Step(
    "concave",
    below(-1 / w**2 - 2 * y**2 * slope(sigma, net), 0),
    by=Signs(given=(some_weight,)),
    text="So it is concave, and each sign of the weight has one best weight only",
    source=hs97("HS97-3.1j"),
)
second_derivative = Step(
    "second-derivative",
    equal(
        Subs(Derivative(derivative_of_passed, w), (w, b), (best, rest)),
        -y * slope(sigma, z) * (1 + saturation**2) / (2 * saturation),
    ),
    by=FromDefinition(given=(some_input, some_net)),
    text="The second derivative at the best weight",
    source=exchange("DSE31449-6"),
)
maximum = Step(
    "maximum",
    below(best * (-y * slope(sigma, z) * (1 + saturation**2) / (2 * saturation)), 0),
    by=Signs(given=(some_net,)),
    text="It has the sign against the weight: what is passed is largest in absolute value",
    source=exchange("DSE31449-6"),
)
largest = Step(
    "largest",
    equal(Abs(best * slope(sigma, z)), (1 - saturation**2) / (4 * Abs(y) * Abs(saturation))),
    by=Signs(given=(some_input, some_net)),
    text="The most that is passed",
    source=exchange("DSE31449-7"),
)
largest_sinh = Step(
    "largest-sinh",
    equal(Abs(best * slope(sigma, z)), 1 / (2 * Abs(y) * Abs(sinh(z)))),
    by=Signs(given=(some_input, some_net)),
    text="The same, shorter",
)
pointwise = Step(
    "pointwise",
    at_most(Abs(w) * slope(sigma, z), Abs(w) / 4),
    by=SumOfSquares(sigma(z)),
    text="Whatever the net input, no more than a quarter of the weight is passed",
    source=exchange("DSE31449-9"),
)
small_weight = Step(
    "small-weight",
    below(Abs(w) / 4, 1),
    by=Signs(given=(below(Abs(w), 4),)),
    text="A quarter of a weight below four is below one",
    source=exchange("DSE31449-9"),
)
below_one = Step(
    "below-one",
    below(Abs(w) * slope(sigma, z), 1),
    by=Chained((pointwise, small_weight)),
    text="So weights below four pass less than they are given",
    source=hs97("HS97-3.1l"),
)
positive_weights = Step(
    "positive-weights",
    tends(passed, 0),
    by=Limit(w, oo, given=(some_input,)),
    text="A weight that grows without bound passes nothing in the end",
    source=hs97("HS97-3.1k"),
)
negative_weights = Step(
    "negative-weights",
    tends(passed, 0),
    by=Limit(w, -oo, given=(some_input,)),
    text="Nor does a negative weight that grows without bound",
    source=hs97("HS97-3.1k"),
)
exponential_bound = Step(
    "exponential-bound",
    below(slope(sigma, z), natural_exp(-Abs(z))),
    by=Signs(),
    text="The slope falls at least as fast as an exponential",
    source=exchange("DSE31449-8"),
)
limit_answer = Step(
    "limit-answer",
    tends(Abs(w) * natural_exp(-Abs(net)), 0),
    by=Limit(w, oo, given=(some_input,)),
    text="An exponential beats the weight",
    source=exchange("DSE31449-8"),
)
moving_rest = Step(
    "moving-rest",
    equal(Subs(passed, b, -w * y), w / 4),
    by=FromDefinition(),
    text="The rest must be held: where it cancels the weight's share, a quarter is passed",
)
moving_limit = Step(
    "moving-limit",
    tends(w / 4, oo),
    by=Limit(w, oo, why="a multiple of it"),
    text="Then what is passed has no bound",
)
MEANS = {
    w: "a weight",
    y: "the input that it weighs",
    b: "rest of the net input",
    z: "a net input",
    x: "product of weight and input",
}
derivation = Derivation(
    "coth-maximiser",
    "The weight that passes the most error",
    about=__doc__,
    forall=dict.fromkeys((w, y, b, z, x), (-oo, oo)),
    means=MEANS,
    source=Source("HS97", "section 3.1"),
    builds_on=(slopes.derivation,),
    steps=(
        product_rule,
        derivative,
        factored,
        other_factors,
        at_zero_net,
        stationary,
        implicit,
        other_form,
        symmetric,
        growth_rate,
        growth_rate_falls,
        concave,
        second_derivative,
        maximum,
        largest,
        largest_sinh,
        pointwise,
        small_weight,
        below_one,
        positive_weights,
        negative_weights,
        exponential_bound,
        limit_answer,
        moving_rest,
        moving_limit,
    ),
)
