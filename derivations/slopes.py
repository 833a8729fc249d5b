"""How steep can a squashing function be?

Every step back in time multiplies an error by the slope of an activation. So the first thing to
know about a recurrent network is the largest slope: 1/4 for the logistic function, 1 for the
hyperbolic tangent. Both are attained at zero, and nowhere else.
"""

from sympy import Derivative, Rational, oo, sech
from sympy import tanh as hyperbolic_tangent

from lstm_sym import (
    Algebra,
    Derivation,
    FromDefinition,
    Source,
    Step,
    SumOfSquares,
    at_most,
    equal,
    number,
    sigma,
    slope,
    tanh,
)

z = number("z")
logistic, hyperbolic = sigma(z), tanh(z)

logistic_slope = Step(
    "logistic-slope",
    equal(Derivative(logistic, z), logistic * (1 - logistic)),
    by=FromDefinition(),
    text="The slope of the logistic function is a polynomial in its own output",
    source=Source("DSE31449", "", ("DSE31449-1",)),
)
logistic_sech = Step(
    "logistic-sech",
    equal(Derivative(logistic, z), sech(z / 2) ** 2 / 4),
    by=FromDefinition(),
    text="Seen from the input, the slope is a bell",
)
logistic_odd = Step(
    "logistic-odd",
    equal(1 - 2 * logistic, -hyperbolic_tangent(z / 2)),
    by=FromDefinition(),
    text="Shifted and scaled, the logistic function is a hyperbolic tangent",
    source=Source("DSE31449", "", ("DSE31449-3",)),
)
logistic_curvature = Step(
    "logistic-curvature",
    equal(Derivative(slope(sigma, z), z), logistic * (1 - logistic) * (1 - 2 * logistic)),
    by=FromDefinition(),
    text="The slope of the slope vanishes only where the output is one half",
    source=Source("DSE31449", "", ("DSE31449-2",)),
)
logistic_certificate = Step(
    "logistic-certificate",
    equal(Rational(1, 4) - logistic * (1 - logistic), (2 * logistic - 1) ** 2 / 4),
    by=Algebra(),
    text="What is missing to one quarter is a square",
)
logistic_bound = Step(
    "logistic-bound",
    at_most(Derivative(logistic, z), Rational(1, 4)),
    by=SumOfSquares(logistic, uses=(logistic_slope,)),
    text="So the slope is never above one quarter",
    source=Source("HS97", "section 3.1", ("HS97-3.1i",)),
)
logistic_attained = Step(
    "logistic-attained",
    equal(slope(sigma, 0), Rational(1, 4)),
    by=FromDefinition(),
    text="One quarter is reached at zero",
    source=Source("HS97", "section 3.1", ("HS97-3.1i",)),
)
tanh_slope = Step(
    "tanh-slope",
    equal(Derivative(hyperbolic, z), 1 - hyperbolic**2),
    by=FromDefinition(),
    text="The slope of the hyperbolic tangent is a polynomial in its output too",
)
tanh_bound = Step(
    "tanh-bound",
    at_most(Derivative(hyperbolic, z), 1),
    by=SumOfSquares(hyperbolic, uses=(tanh_slope,)),
    text="What is missing to one is the square of the output, so the slope is never above one",
)
tanh_attained = Step(
    "tanh-attained", equal(slope(tanh, 0), 1), by=FromDefinition(), text="One is reached at zero"
)

derivation = Derivation(
    "slopes",
    "The slopes of the squashing functions",
    about=__doc__,
    forall={z: (-oo, oo)},
    means={z: "a net input"},
    steps=(
        logistic_slope,
        logistic_sech,
        logistic_odd,
        logistic_curvature,
        logistic_certificate,
        logistic_bound,
        logistic_attained,
        tanh_slope,
        tanh_bound,
        tanh_attained,
    ),
)
