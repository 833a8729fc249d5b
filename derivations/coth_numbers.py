r"""How much can one logistic unit pass, in numbers?

Without a rest of the net input, all depends on the product \(x = wy\) of weight and input. The
best product solves \(x \tanh(x/2) = 1\). The solution and the most that is passed are enclosed
between rational numbers by interval arithmetic that is rounded outwards, so that the digits are
proved, not measured. An input below 0.2239 is needed before a unit can pass more than it gets,
and then only with a weight above four.
"""

from sympy import Abs, Derivative, Rational, Subs, oo

from lstm_sym import (
    Chained,
    Derivation,
    Exact,
    FromDefinition,
    Instance,
    Peak,
    Signs,
    Source,
    Step,
    below,
    equal,
    number,
    sigma,
    slope,
    tanh,
)

from . import coth_maximiser
from .coth_maximiser import MEANS, b, exchange, passed, some_input, some_weight, w, y

x = number("x")
ROOT = tuple(Rational(f"1.5434046384182084479587097400533155{end}") for end in ("5", "6"))
MOST = tuple(Rational(f"0.22387160234715142458916212048{end}") for end in ("4", "5"))


def above(lhs, rhs):
    """Claim lhs > rhs."""
    return below(rhs, lhs)


rising = x * tanh(x / 2)
no_rest = Step(
    "no-rest",
    equal(Subs(passed, (w, b), (x / y, 0)), x * slope(sigma, x) / y),
    by=FromDefinition(given=(some_input,)),
    text=r"With \(b = 0\), all depends on \(x = wy\) alone",
)
no_rest_derivative = Step(
    "no-rest-derivative",
    equal(Derivative(x * slope(sigma, x), x), slope(sigma, x) * (1 - rising)),
    by=FromDefinition(),
    text=r"The best \(x\) solves \(x \tanh(x/2) = 1\)",
    source=exchange("DSE31449-7"),
)
slope_positive = Step(
    "slope-positive",
    below(0, slope(sigma, x)),
    by=Signs(),
    text="The slope is positive, so that is where the derivative vanishes",
)
root_single = Step(
    "root-single",
    below(0, Derivative(rising, x)),
    by=Signs(given=(below(0, x),)),
    text="The left side of the equation rises, so it has one positive solution",
)
root_above = Step(
    "root-above",
    below(rising.xreplace({x: ROOT[0]}), 1),
    by=Exact(),
    text="The solution is above this number",
    source=exchange("DSE31449-7"),
)
root_below = Step(
    "root-below",
    below(1, rising.xreplace({x: ROOT[1]})),
    by=Exact(),
    text="The solution is below this number",
    source=exchange("DSE31449-7"),
)
most_attained = Step(
    "most-attained",
    below(MOST[0], ROOT[0] * slope(sigma, ROOT[0])),
    by=Exact(),
    text="Just below the solution, this much is passed",
    source=exchange("DSE31449-7"),
)
most = Step(
    "most",
    below(x * slope(sigma, x), MOST[1]),
    by=Peak(x, no_rest_derivative, slope_positive, root_single, root_above, root_below, ROOT),
    text="Nowhere is it more than this",
    source=exchange("DSE31449-7"),
)
most_instance = Step(
    "most-instance",
    below(Abs(w * y) * slope(sigma, Abs(w * y)), MOST[1]),
    by=Instance(most, {x: Abs(w * y)}, given=(some_weight, some_input)),
    text="So it is for every weight and every input",
)
even = Step(
    "even",
    equal(Abs(w) * slope(sigma, w * y) * Abs(y), Abs(w * y) * slope(sigma, Abs(w * y))),
    by=Signs(),
    text="The signs of weight and input do not matter",
)
most_weight = Step(
    "most-weight",
    below(Abs(w) * slope(sigma, w * y) * Abs(y), MOST[1]),
    by=Chained((even, most_instance)),
    text=r"With \(b = 0\), no more than 0.2239 over the size of the input is ever passed",
    source=exchange("DSE31449-7"),
)
rounding = Step(
    "rounding",
    below(MOST[1], Rational("0.2239")),
    by=Exact(),
    text="Rounded up to four digits",
)
most_rounded = Step(
    "most-rounded",
    below(Abs(w) * slope(sigma, w * y) * Abs(y), Rational("0.2239")),
    by=Chained((most_weight, rounding)),
    text="it is this",
)

SAMPLES = ((2, "0.20999", "0.000005"), (5, "0.03324", "0.000005"), (10, "0.000454", "0.0000005"))
samples = tuple(
    Step(
        f"at-weight-{k}",
        below(Abs(k * slope(sigma, k) - Rational(seen)), Rational(last)),
        by=Exact(),
        text=rf"At \(w = {k}\), with \(y = 1\) and \(b = 0\)",
        source=exchange("DSE31449-8"),
    )
    for k, seen, last in SAMPLES
)

CROSSINGS = (
    ("1.2386", below, "the positive best weight is above 1.2386"),
    ("1.2387", above, "the positive best weight is below 1.2387"),
    ("-2.06", below, "the negative best weight is below -2.06"),
    ("-2.0601", above, "the negative best weight is above -2.0601"),
)
both_signs = tuple(
    Step(
        f"rest-one-{i}",
        relation(Rational(at) * tanh((Rational(at) + 1) / 2), 1),
        by=Exact(),
        text=rf"With \(y = 1\) and \(b = 1\) {words}",
        source=exchange("DSE31449-5"),
    )
    for i, (at, relation, words) in enumerate(CROSSINGS, start=1)
)

derivation = Derivation(
    "coth-numbers",
    "The most error that one unit passes",
    about=__doc__,
    forall=dict.fromkeys((w, y, b, x), (-oo, oo)),
    means=MEANS,
    source=Source("DSE31449", ""),
    builds_on=(coth_maximiser.derivation,),
    steps=(
        no_rest,
        no_rest_derivative,
        slope_positive,
        root_single,
        root_above,
        root_below,
        most_attained,
        most,
        most_instance,
        even,
        most_weight,
        rounding,
        most_rounded,
        *samples,
        *both_signs,
    ),
)
