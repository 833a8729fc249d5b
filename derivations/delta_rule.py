r"""How do the weights of a network without time learn from an error?

Inputs are heard by hidden units, hidden units by output units, all logistic. The error is half the
squared distance from the targets, and every weight goes down its slope. The error signal
\(\vartheta\) of a unit is minus the derivative of the error by its state \(s\); a weight changes by
the rate times the error signal of the unit in which it ends times what it heard. Before there were
slopes there was the perceptron's rule, which moves the weighted sum straight at the target.
"""

from sympy import Derivative, KroneckerDelta, exp, oo

from lstm_sym import (
    Algebra,
    Cell,
    Definition,
    Derivation,
    Entry,
    FromDefinition,
    L,
    Matrix,
    Misprint,
    Selection,
    Signal,
    Source,
    Step,
    T,
    TangentStep,
    Vector,
    equal,
    number,
    sigma,
    size,
    slope,
    sum_over,
    t,
    total,
    units,
)

from . import learning

m, n, p = size("m"), size("n"), size("p")
x, z_h, s_h, y_h = Signal("x", m), Signal("z_h", n), Signal("s_h", n), Signal("y_h", n)
z_o, s_o, y_o = Signal("z_o", p), Signal("s_o", p), Signal("y_o", p)
W_h, b_h = Matrix("W_h", n, m), Vector("b_h", n)
W_o, b_o = Matrix("W_o", p, n), Vector("b_o", p)
layers = Cell(
    "two-layers",
    {
        z_h(t): W_h @ x(t),
        s_h(t): z_h(t) + b_h,
        y_h(t): sigma(s_h(t)),
        z_o(t): W_o @ y_h(t),
        s_o(t): z_o(t) + b_o,
        y_o(t): sigma(s_o(t)),
    },
    title="Two layers, without time",
    timeless=True,
)
i, h, o, a = units("i h o a")
eta, z, y, d, l = number("eta"), number("z"), number("y"), number("d"), number("l")  # noqa: E741
WEIGHTS = {"o": Entry(W_o, o, h), "h": Entry(W_h, h, i)}
CHANGES = {k: number(f"Delta_{k}") for k in WEIGHTS}
KINDS = {"o": "an output unit", "h": "a hidden unit"}


def source(place, *ids):
    """A place in the text."""
    return Source("SM19", place, tuple(f"SM19-{k}" for k in ids))


def defined(label, signal, equation, text, *ids):
    """One equation of the network."""
    return Step(
        label, equal(signal(t), equation), Definition(layers), text, source("section 4", *ids)
    )


def theta(s, unit):
    """The error signal of a unit."""
    return -Entry(s.bar(T), unit)


def steep(s, unit):
    """The slope of a logistic unit, by its output."""
    return slope(sigma, Entry(s(T), unit))


# One unit, in numbers.
steeper = Step(
    "steepness",
    equal(sigma(l * z), 1 / (1 + exp(-l * z))),
    by=FromDefinition(),
    text="The sigmoid of a state, as steep as one likes",
    source=source("section 3.4", "u4"),
    printed=Misprint("S1", equal(sigma(l * z), 1 / (1 - exp(-l * z)))),
)
logistic = Step(
    "logistic",
    equal(sigma(z), 1 / (1 + exp(-z))),
    by=FromDefinition(),
    text="Units are logistic",
    source=source("eq. (1)", "eq1"),
)
by_output = Step(
    "error-by-output",
    equal(Derivative((d - y) ** 2 / 2, y), -(d - y)),
    by=FromDefinition(),
    text="The error by an output: minus the distance from the target",
    source=source("section 4", "u9"),
)
by_state = Step(
    "output-by-state",
    equal(Derivative(sigma(z), z), sigma(z) * (1 - sigma(z))),
    by=FromDefinition(),
    text="An output by its state, through the output itself",
    source=source("section 4", "u10"),
)
# The perceptron's rule.
entry, weight = (lambda k: Entry(x(t), k)), (lambda k: Entry(W_h, h, k))
old = sum_over(lambda k: weight(k) * entry(k), 1, x.dim, "i")
perceptron = Step(
    "perceptron-rule",
    equal(
        sum_over(lambda k: (weight(k) + eta * (d - y) * entry(k)) * entry(k), 1, x.dim, "i"),
        old + eta * (d - y) * sum_over(lambda k: entry(k) ** 2, 1, x.dim, "i"),
    ),
    by=Algebra(),
    text="With each weight changed by rate, miss and input, the sum moves towards the target",
    source=source("section 3", "u2", "u3"),
)

# The network.
forward = (
    defined("net-h", z_h, W_h @ x(t), "What a hidden unit hears", "eq3"),
    defined("state-h", s_h, z_h(t) + b_h, "Its state: that and a bias", "eq2", "u5"),
    defined("hidden", y_h, sigma(s_h(t)), "Its output", "eq1"),
    defined("net-o", z_o, W_o @ y_h(t), "What an output unit hears", "eq3"),
    defined("state-o", s_o, z_o(t) + b_o, "Its state", "eq2"),
    defined("output", y_o, sigma(s_o(t)), "Its output", "eq1"),
)
distance = sum_over(
    lambda k: (Entry(y_o.target(T), k) - Entry(y_o(T), k)) ** 2 / 2, 1, y_o.dim, "o"
)
error = Step(
    "error",
    equal(L, distance),
    by=Definition(),
    text="Half the squared distance of the outputs from their targets",
    source=source("section 4", "u6"),
)
loss = Step(
    "loss",
    equal(y_o.loss(T), y_o(T) - y_o.target(T)),
    by=Definition(),
    text="An output hears how far it is from its target",
    source=source("section 4", "u6"),
)
changes = {
    k: learning.meant(
        f"change-{k}",
        CHANGES[k],
        eta,
        w,
        f"A weight into {KINDS[k]} goes down the slope of the error",
        source("section 4", "u7"),
    )
    for k, w in WEIGHTS.items()
}
state_by_weight = Step(
    "state-by-weight",
    equal(Entry(total(s_o(t), WEIGHTS["o"]), a), KroneckerDelta(a, o) * Entry(y_h(t), h)),
    by=TangentStep(layers),
    text="A state by a weight: what the weight hears, in the unit in which it ends",
    source=source("section 4", "u11"),
)
heard = {
    k: learning.heard(
        f"heard-{k}",
        layers,
        y_o,
        w,
        f"The error hears a weight into {KINDS[k]} through all outputs",
        letter="k",
    )
    for k, w in WEIGHTS.items()
}
passes = {
    "o": Step(
        "output-by-weight-o",
        equal(
            Entry(total(y_o(t), WEIGHTS["o"]), a),
            KroneckerDelta(a, o) * slope(sigma, Entry(s_o(t), a)) * Entry(y_h(t), h),
        ),
        by=TangentStep(layers),
        text="An output by a weight into it",
    ),
    "h": Step(
        "output-by-weight-h",
        equal(
            Entry(total(y_o(t), WEIGHTS["h"]), a),
            slope(sigma, Entry(s_o(t), a))
            * Entry(W_o, a, h)
            * slope(sigma, Entry(s_h(t), h))
            * Entry(x(t), i),
        ),
        by=TangentStep(layers),
        text="An output by a weight into a hidden unit",
    ),
}
chains = {
    "o": Step(
        "chain-o",
        equal(
            CHANGES["o"],
            -eta * Entry(y_o.loss(T), o) * steep(s_o, o) * Entry(y_h(T), h),
        ),
        by=Selection(uses=(changes["o"], heard["o"], passes["o"].at(T)), free=(a,)),
        text="Three factors for a weight into an output unit: one output hears it",
        source=source("section 4", "u8"),
    ),
    "h": Step(
        "chain-h",
        equal(
            CHANGES["h"],
            -eta
            * sum_over(
                lambda c: (
                    Entry(y_o.loss(T), c)
                    * steep(s_o, c)
                    * Entry(W_o, c, h)
                    * steep(s_h, h)
                    * Entry(x(T), i)
                ),
                1,
                y_o.dim,
            ),
        ),
        by=Selection(uses=(changes["h"], heard["h"], passes["h"].at(T)), free=(a,)),
        text="Five factors for a weight into a hidden unit, and all outputs hear it",
        source=source("section 4", "u13"),
    ),
}

forall = {
    i: (1, x.dim),
    h: (1, y_h.dim),
    o: (1, y_o.dim),
    a: (1, y_o.dim),
    eta: (0, 1),
    **dict.fromkeys((z, y, d, l), (-oo, oo)),
}
LET = {CHANGES[k]: learning.downhill(eta, w) for k, w in WEIGHTS.items()}
MEANS = {
    i: "an input",
    h: "a hidden unit",
    o: "an output unit",
    a: "an output unit",
    eta: "learning rate",
    z: "a state",
    y: "an output",
    d: "a target",
    l: "how steep the sigmoid is",
}

derivation = Derivation(
    "delta-rule",
    "How a weight learns",
    about=__doc__,
    cell=layers,
    source=Source("SM19", "sections 3 and 4"),
    forall=forall,
    let=LET,
    means=MEANS,
    loss="the end",
    steps=(
        perceptron,
        steeper,
        logistic,
        *forward,
        error,
        loss,
        by_output,
        by_state,
        *changes.values(),
        state_by_weight,
        *heard.values(),
        *passes.values(),
        *chains.values(),
    ),
)
