r"""How does one unit keep a bit?

A unit that hears itself through a weight \(w\) above one has two places to rest, one of either
sign; a weight of one or less leaves it only zero. Both places attract what is near, zero drives it
away: the sign of the state is a bit that stays. The larger the weight, the farther out they lie.
"""

from sympy import Derivative, Rational, Subs, atanh, coth, oo, sinh

from lstm_sym import (
    Definition,
    Derivation,
    Exact,
    FromDefinition,
    Grows,
    Limit,
    Positive,
    Signs,
    Source,
    Step,
    T,
    Total,
    below,
    cell,
    equal,
    number,
    t,
    tanh,
    tends,
)

unit_cell = cell(
    """
    number w
    a[t] = w*tanh(a[t-1]) + h[t]
    x[t] = tanh(a[t])
    output x
    """
)
a, x, h, w = unit_cell["a x h w"]
C, z = number("C"), number("z")
TARGET = Rational(4, 5)
weight = z * coth(z)
some = below(0, z)


def bengio(place, *ids):
    """A place in the paper."""
    return Source("BSF94", place, tuple(f"BSF94-{k}" for k in ids))


latching = bengio("the latching unit", "1")

state = Step(
    "state",
    equal(a(t), w * tanh(a(t - 1)) + h(t)),
    by=Definition(unit_cell),
    text="One unit hears itself, and an input",
    source=latching,
)
output = Step(
    "output",
    equal(x(t), tanh(a(t))),
    by=Definition(unit_cell),
    text="Its output is squashed",
    source=latching,
)
resting = Step(
    "resting",
    equal(Subs(w * tanh(z), w, weight), z),
    by=FromDefinition(given=(some,)),
    text=r"Without an input it rests at a given \(z > 0\) for just one weight",
    source=latching,
)
odd = Step(
    "odd",
    equal(w * tanh(-z), -(w * tanh(z))),
    by=FromDefinition(),
    text="And then at the negative of it too",
    source=latching,
)
sinh_steep = Step(
    "sinh-steep",
    below(0, Derivative(sinh(2 * z) - 2 * z, z)),
    by=Signs(given=(some,)),
    text="The hyperbolic sine rises faster than its argument",
)
sinh_above = Step(
    "sinh-above",
    below(0, sinh(2 * z) - 2 * z),
    by=Grows(z, sinh_steep),
    text="So it is above it",
)
sinh_positive = Step(
    "sinh-positive",
    below(0, sinh(z)),
    by=Signs(given=(some,)),
    text="And positive",
)
weight_slope = Step(
    "weight-slope",
    equal(Derivative(weight, z), (sinh(2 * z) - 2 * z) / (2 * sinh(z) ** 2)),
    by=FromDefinition(given=(some,)),
    text="How the weight changes with the place of rest",
)
weight_rises = Step(
    "weight-rises",
    below(0, Derivative(weight, z)),
    by=Positive((sinh_above, sinh_positive), of=weight_slope),
    text="A unit with a larger weight rests farther out, and at one place only",
    source=latching,
)
above_one = Step(
    "above-one",
    below(1, weight),
    by=Grows(z, weight_rises),
    text="No weight of one or less has such a place",
    source=latching,
)
every_weight = Step(
    "every-weight",
    tends(weight, oo),
    by=Limit(z, oo, why="the hyperbolic cotangent tends to one"),
    text="Every weight above one has",
    source=latching,
)
slope_there = Step(
    "slope-there",
    equal(1 - Subs(Derivative(w * tanh(z), z), w, weight), (sinh(2 * z) - 2 * z) / sinh(2 * z)),
    by=FromDefinition(given=(some,)),
    text="What the slope of one step is below one at the place of rest",
)
double_positive = Step(
    "double-positive",
    below(0, sinh(2 * z)),
    by=Signs(given=(some,)),
    text="Its denominator is positive",
)
attracts = Step(
    "attracts",
    below(0, 1 - Subs(Derivative(w * tanh(z), z), w, weight)),
    by=Positive((sinh_above, double_positive), of=slope_there),
    text="So the place attracts: one step brings a neighbour closer",
    source=latching,
)
same_side = Step(
    "same-side",
    below(0, Subs(Derivative(w * tanh(z), z), w, weight)),
    by=Signs(given=(some,)),
    text="And leaves it on its side",
    source=latching,
)
zero_repels = Step(
    "zero-repels",
    equal(Subs(Derivative(w * tanh(z), z), z, 0), w),
    by=FromDefinition(),
    text="While zero drives its neighbours away by the weight",
    source=latching,
)
cost = Step(
    "cost",
    equal(C, Total((x(T) - x.target(T)) ** 2) / 2),
    by=Definition(),
    text="Let a unit be asked, pattern by pattern, to end at a target of its own",
    source=bengio("the learning experiment", "3"),
)
target_weight = Step(
    "target-weight",
    equal(Subs(weight, z, atanh(TARGET)), atanh(TARGET) / TARGET),
    by=FromDefinition(),
    text="The paper asks for 0.8 or its negative, where one weight lets it rest",
    source=bengio("the learning experiment", "3"),
)
target_weight_below = Step(
    "target-weight-below",
    below(atanh(TARGET) / TARGET, Rational("1.3733")),
    by=Exact(),
    text="That weight is below this number",
)
target_weight_above = Step(
    "target-weight-above",
    below(Rational("1.3732"), atanh(TARGET) / TARGET),
    by=Exact(),
    text="And above this one, so above one",
)

derivation = Derivation(
    "latch",
    "One unit that keeps a bit",
    about=__doc__,
    cell=unit_cell,
    source=Source("BSF94", "the latching unit"),
    forall={z: (-oo, oo)},
    let={C: cost.claim.rhs},
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
