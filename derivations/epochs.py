r"""How does a recurrent network learn from an epoch, if inputs are heard within the step?

Units hear each other one step before, and the inputs of the same step. The error of the epoch is
the sum of the errors of its steps, and the error signal of a unit, minus the derivative of that
whole sum by what the unit hears, carries all that comes later. So at every step it has two parts:
what the unit itself misses now, and what the units that hear it next have to answer for.

A weight is used at every step: the update adds up, over the epoch, error signal times what was
heard. With the error signal as a bare derivative, its sign would be that of going uphill.
As errors add up over the epoch, so do the changes: each step of it has a change of its own, and one
step more adds its gradient to what there was.
"""

from sympy import Rational, oo

from lstm_sym import (
    AdjointOf,
    Definition,
    Derivation,
    Entry,
    GradientOf,
    L,
    LastTerm,
    Misprint,
    OperatorSum,
    Outer,
    Selection,
    Source,
    Step,
    T,
    cell,
    equal,
    number,
    sigma,
    slope,
    sum_over,
    t,
    units,
)

from . import learning

network = cell(
    """
    z[t] = W @ y[t-1] + V @ x[t]  # what a unit hears
    y[t] = sigma(z[t])            # outputs of the units
    """,
    "epoch",
)
x, y, z, W, V = network["x y z W V"]
u, k, v, i = units("u k v i")
eta, THETA = number("eta"), number("vartheta")
CHANGES = {k: number(f"Delta_{k}") for k in "WV"}
HEARD = {
    "W": (Entry(W, u, v), Entry(y(t - 1), v)),
    "V": (Entry(V, u, i), Entry(x(t), i)),
}
WHO = {"W": "another unit, one step before", "V": "an input, in the same step"}


def source(place, *ids):
    """A place in the text."""
    return Source("SM19", place, tuple(f"SM19-{k}" for k in ids))


def miss(time, unit):
    """How far a unit is from its target."""
    return Entry(y.target(time), unit) - Entry(y(time), unit)


def theta(time, unit):
    """The error signal of a unit."""
    return -Entry(z.bar(time), unit)


def steep(time, unit):
    """The slope of a unit."""
    return slope(sigma, Entry(z(time), unit))


net = Step("net", equal(z(t), W @ y(t - 1) + V @ x(t)), Definition(network), "What a unit hears")
unit_net = Step(
    "unit-net",
    equal(
        Entry(z(t), k),
        sum_over(lambda j: Entry(W, k, j) * Entry(y(t - 1), j), 1, y.dim, "v")
        + sum_over(lambda j: Entry(V, k, j) * Entry(x(t), j), 1, x.dim, "i"),
    ),
    by=Selection(uses=(net,)),
    text="Unit by unit: the others one step before, the inputs in the same step",
    source=source("eqs. (7) and (17)", "eq7", "eq17"),
)
output = Step(
    "output",
    equal(y(t), sigma(z(t))),
    by=Definition(network),
    text="What it says",
    source=source("eqs. (6) and (16)", "eq6", "eq16"),
)


def squares(time):
    """Half the squared distances from the targets at a time."""
    return sum_over(lambda j: Rational(1, 2) * miss(time, j) ** 2, 1, y.dim, "k")


error = Step(
    "error",
    equal(L, sum_over(squares, 1, T, "t")),
    by=Definition(),
    text="The error of an epoch: that of its steps, each half a squared distance from the targets; "
    "a unit without a target then is its own, and misses nothing",
    source=source("eqs. (8) to (10)", "eq8", "eq9", "eq10", "u19"),
)
loss = Step(
    "loss",
    equal(y.loss(t), y(t) - y.target(t)),
    by=Definition(),
    text="So a unit hears at every step how far it is from its target",
    source=source("eq. (10)", "eq10"),
)
after = Step(
    "after-the-end", equal(z.bar(T + 1), 0), Definition(), "Nothing is heard after the end"
)
back = equal(z.bar(t), slope(sigma, z(t)) * y.bar(t))
damped = Step("back-net", back, AdjointOf(network), "A unit damps its error")
gathered = Step(
    "back-output",
    equal(y.bar(t), y.loss(t) + W.T @ z.bar(t + 1)),
    AdjointOf(network),
    "which it hears from its target now and from the units that hear it next",
)


def from_next(time):
    """What unit u hears back of the error signals one step later."""
    return sum_over(lambda j: Entry(W, j, u) * theta(time + 1, j), 1, y.dim, "k")


meant_signal = Step(
    "signal-meant",
    equal(THETA, theta(t, u)),
    by=Definition(),
    text="The error signal of a unit is meant: minus the derivative of the whole error by what it "
    "hears",
    source=source("eq. (11)", "eq11"),
    printed=Misprint("S3", equal(THETA, -theta(t, u))),
)
last = Step(
    "signal-last",
    equal(theta(T, u), steep(T, u) * miss(T, u)),
    by=Selection(uses=(damped.at(T), gathered.at(T), after, loss.at(T))),
    text="At the end of an epoch the error signal is what the unit misses, damped; with the sign "
    "of a bare derivative it would not be",
    source=source("eq. (12)", "eq12"),
    printed=Misprint("S3", equal(-theta(T, u), steep(T, u) * miss(T, u))),
)
signal = Step(
    "signal",
    equal(theta(t, u), steep(t, u) * (miss(t, u) + from_next(t))),
    by=Selection(uses=(damped, gathered, loss)),
    text="Before the end it is that, and what the units that hear it next answer for",
    source=source("eq. (12)", "eq12"),
    printed=Misprint("S4", equal(theta(t, u), steep(t, u) * from_next(t))),
)

gradients = {
    p: Step(
        f"gradient-{p}",
        equal(matrix.bar, OperatorSum(lambda s, at=at: Outer(z.bar(s), at.xreplace({t: s})), 1, T)),
        by=GradientOf(network),
        text=text,
    )
    for p, matrix, at, text in (
        ("W", W, y(t - 1), "All weights between units at once"),
        ("V", V, x(t), "All weights from inputs at once"),
    )
}


def shares(p):
    """The sum over the epoch of error signal times what the weight heard."""
    return sum_over(lambda s: (theta(t, u) * HEARD[p][1]).xreplace({t: s}), 1, T, "t")


derivatives = {
    p: Step(
        f"derivative-{p}",
        equal(Entry(weight.of.bar, *weight.at), -shares(p)),
        by=Selection(uses=(gradients[p],)),
        text=f"The derivative by a weight that hears {WHO[p]}",
        source=source("sections 6.1 and 7", "u18", "u24"),
        printed=Misprint("S3", equal(Entry(weight.of.bar, *weight.at), shares(p))),
    )
    for p, (weight, _) in HEARD.items()
}
meant = {
    p: learning.meant(
        f"meant-{p}",
        CHANGES[p],
        eta,
        weight,
        "A weight goes down the slope of the whole error",
        source("sections 6.1 and 7", "u17", "u23"),
    )
    for p, (weight, _) in HEARD.items()
}
updates = tuple(
    Step(
        f"update-{p}",
        equal(CHANGES[p], eta * shares(p)),
        by=Selection(uses=(meant[p], derivatives[p])),
        text="So it adds up rate, error signal and what it heard, over the epoch",
        source=source("sections 6.1 and 7", "u18", "u24"),
    )
    for p in HEARD
)


def at_step(p, time):
    """The derivative of the error of one step."""
    return learning.at_step(y, HEARD[p][0], time, "k")


def up_to(p, time):
    """The derivative of the errors of all steps up to a time."""
    return learning.up_to(y, HEARD[p][0], time, "k")


step_by_step = {
    p: learning.heard(
        f"by-step-{p}",
        network,
        y,
        weight,
        f"The derivative is the sum of those of the steps: by a weight that hears {WHO[p]}",
        source("section 6.2", "u20"),
        letter="k",
        always=True,
    )
    for p, (weight, _) in HEARD.items()
}
one_more = tuple(
    Step(
        f"one-more-{p}",
        equal(up_to(p, t), up_to(p, t - 1) + at_step(p, t)),
        by=LastTerm(),
        text="One step more adds its own",
        source=source("section 6.2", "u20"),
    )
    for p in HEARD
)
by_changes = tuple(
    Step(
        f"changes-{p}",
        equal(CHANGES[p], sum_over(lambda s, p=p: -eta * at_step(p, s), 1, T, "t")),
        by=Selection(uses=(meant[p], step_by_step[p])),
        text="So the change is the sum of the changes of the steps",
        source=source("eq. (13)", "eq13"),
    )
    for p in HEARD
)

derivation = Derivation(
    "epochs",
    "Learning from an epoch",
    about=__doc__,
    cell=network,
    source=Source("SM19", "section 6.1"),
    forall={**dict.fromkeys((u, k, v), (1, y.dim)), i: (1, x.dim), eta: (0, oo)},
    let={
        **{CHANGES[p]: learning.downhill(eta, w) for p, (w, _) in HEARD.items()},
        THETA: theta(t, u),
    },
    means={
        u: "a unit",
        k: "a unit",
        v: "unit in which a weight starts",
        i: "input in which a weight starts",
        eta: "learning rate",
        THETA: "the error signal of a unit",
    },
    steps=(
        *(net, unit_net, output, error, loss),
        *(after, meant_signal, damped, gathered, last, signal),
        *gradients.values(),
        *derivatives.values(),
        *meant.values(),
        *updates,
        *step_by_step.values(),
        *one_more,
        *by_changes,
    ),
)
