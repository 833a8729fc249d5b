r"""How does a network learn forward in time, with nothing sent back?

Along with its outputs it carries how each weight has moved each of them: the sensitivity, all zero
at the start. A weight moves the unit in which it ends by what it hears now, and all others through
the units that hear that one. What a step misses, times the sensitivities, is the change that
belongs to the step; back-propagation from the same step through all that went before gives the
same change. The run ends at \(T\), and only the error there counts, as every step is the last of a
run in its turn.
"""

from sympy import KroneckerDelta, oo

from lstm_sym import (
    Algebra,
    Chained,
    Definition,
    Derivation,
    Entry,
    Given,
    GradientOf,
    Misprint,
    OperatorSum,
    Outer,
    Selection,
    Source,
    Step,
    T,
    TangentStep,
    equal,
    number,
    sum_over,
    t,
    total,
)

from . import learning
from .epochs import HEARD, WHO, W, eta, i, k, miss, network, source, steep, theta, u, v, x, y, z

PLACE = "section 6.2"
CHANGES = {p: number(f"Delta_{p}") for p in HEARD}


def sensitivity(p, time, unit):
    """How a weight has moved the output of a unit."""
    return Entry(total(y(time), HEARD[p][0]), unit)


loss = Step(
    "loss",
    equal(y.loss(T), y(T) - y.target(T)),
    by=Definition(),
    text="A unit hears how far it is from its target",
    source=source(PLACE, "u19"),
)
start = {
    p: Step(
        f"start-{p}",
        equal(total(y(0), weight), 0),
        by=Given(network),
        text="At the start no weight has moved anything",
        source=source("eq. (19)", "eq19"),
    )
    for p, (weight, _) in HEARD.items()
}
carried = {
    p: Step(
        f"carried-{p}",
        equal(
            sensitivity(p, t, k),
            steep(t, k)
            * (
                KroneckerDelta(u, k) * heard
                + sum_over(
                    lambda l, p=p: Entry(W, k, l) * sensitivity(p, t - 1, l),  # noqa: E741
                    1,
                    y.dim,
                    "l",
                )
            ),
        ),
        by=TangentStep(network),
        text=f"The sensitivity to a weight that hears {WHO[p]}: the delta says where it ends",
        source=source("eq. (18)", "eq15", "eq18", "u22"),
    )
    for p, (_, heard) in HEARD.items()
}
heard_by_loss = {
    p: learning.heard(
        f"heard-{p}",
        network,
        y,
        weight,
        "The error of the step hears a weight through all units",
        source("eq. (14)", "eq14"),
        letter="k",
    )
    for p, (weight, _) in HEARD.items()
}
meant = {
    p: learning.meant(
        f"meant-{p}",
        CHANGES[p],
        eta,
        weight,
        "The change that belongs to the step goes down the slope of its error",
        source(PLACE, "u21"),
    )
    for p, (weight, _) in HEARD.items()
}


def change(p, sign):
    """Rate times what the step misses times the sensitivities."""
    missed = sum_over(lambda c: miss(T, c) * sensitivity(p, T, c), 1, y.dim, "k")
    return equal(CHANGES[p], sign * eta * missed)


changes = {
    p: Step(
        f"change-{p}",
        change(p, 1),
        by=Selection(uses=(meant[p], heard_by_loss[p], loss)),
        text="Rate, what each unit misses, and how the weight has moved it: no minus is left",
        source=source("eq. (14)", "eq14"),
        printed=Misprint("S5", change(p, -1)),
    )
    for p in HEARD
}
gradients = {
    "W": Step(
        "back-W",
        equal(W.bar, OperatorSum(lambda s: Outer(z.bar(s), y(s - 1)), 1, T)),
        by=GradientOf(network),
        text="Back-propagation of the same error, through all that went before",
    ),
    "V": Step(
        "back-V",
        equal(HEARD["V"][0].of.bar, OperatorSum(lambda s: Outer(z.bar(s), x(s)), 1, T)),
        by=GradientOf(network),
        text="The same for weights from inputs",
    ),
}


def backward_in_time(p):
    """Error signal times what was heard, over the run."""
    return -sum_over(lambda s: (theta(t, u) * HEARD[p][1]).xreplace({t: s}), 1, T, "t")


def roads(p):
    """Forward and backward in time to the same derivative."""
    weight = HEARD[p][0]
    derivative = learning.slope_by(weight)
    ahead, behind = learning.at_step(y, weight, T, "k"), backward_in_time(p)
    forward = Step(
        f"forward-{p}",
        equal(ahead, derivative),
        by=Algebra(uses=(heard_by_loss[p],)),
        text="Forward in time it is what the units miss times the sensitivities",
    )
    backward = Step(
        f"backward-{p}",
        equal(derivative, behind),
        by=Selection(uses=(gradients[p],)),
        text="Backward in time it is error signal times what was heard",
    )
    both = Step(
        f"both-{p}",
        equal(ahead, behind),
        by=Chained((forward, backward)),
        text="So both roads give the same",
        source=source(PLACE, "eq14"),
    )
    return forward, backward, both


derivation = Derivation(
    "sensitivities",
    "Learning forward in time",
    about=__doc__,
    cell=network,
    source=Source("SM19", PLACE),
    forall={u: (1, y.dim), k: (1, y.dim), v: (1, y.dim), i: (1, x.dim), eta: (0, oo)},
    let={CHANGES[p]: learning.downhill(eta, w) for p, (w, _) in HEARD.items()},
    means={
        u: "unit in which a weight ends",
        k: "a unit",
        v: "unit in which a weight starts",
        i: "input in which a weight starts",
        eta: "learning rate",
    },
    loss="the end",
    steps=(
        loss,
        *start.values(),
        *carried.values(),
        *heard_by_loss.values(),
        *meant.values(),
        *changes.values(),
        *gradients.values(),
        *(step for p in HEARD for step in roads(p)),
    ),
)
