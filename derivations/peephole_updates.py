r"""What does each peephole have to change, after one time step?

As no error goes back through a peephole, the errors are those of blocks without: a state hears the
output units through its output gate alone. A peephole of the output gate changes by the error of
the gate and what it saw, the new state; those of the other two gates by the errors of the states
and by what was carried forward.
"""

from sympy import KroneckerDelta

from lstm_sym import (
    AdjointOf,
    Definition,
    Derivation,
    Entry,
    Misprint,
    Selection,
    Source,
    Step,
    T,
    TangentStep,
    equal,
    number,
    sigma,
    slope,
    sum_over,
    t,
    total,
    unit,
)

from . import learning, peephole_traces
from .peephole_traces import (
    MEANS,
    NAMES,
    NETS,
    WEIGHTS,
    E,
    U_k,
    answer,
    cell,
    never,
    r,
    ranges,
    s,
    source,
    u,
    w,
    x,
    y_c,
    y_k,
    y_out,
    y_phi,
)

(net_k,) = cell["net_k"]
net_out = NETS["out"]
alpha, o = number("alpha"), unit("o")
FROM = {"x": (x, r), "c": (y_c, u)}
CHANGES = {k: number(f"Delta_{k}") for k in WEIGHTS}


def error(signal, at):
    """Minus the derivative of the error by an entry of a signal, at the end."""
    return -Entry(signal.bar(T), at)


def backward(label, signal, equation, text):
    """One equation of back-propagation."""
    return Step(label, equal(signal.bar(t), equation), AdjointOf(cell), text)


loss = Step(
    "loss",
    equal(y_k.loss(T), y_k(T) - y_k.target(T)),
    by=Definition(),
    text="An output hears how far it is from its target",
)
recursion = (
    backward("back-net-out", net_out, slope(sigma, net_out(t)) * y_out.bar(t), "An output gate"),
    backward("back-out", y_out, E.T @ (s(t) * y_c.bar(t)), "It answers for all that it showed"),
    backward(
        "back-s",
        s,
        (E @ y_phi(t + 1)) * s.bar(t + 1) + (E @ y_out(t)) * y_c.bar(t),
        "A state answers for what it showed and for what is kept of it, to no gate",
    ),
    backward("back-c", y_c, U_k.T @ net_k.bar(t), "A cell is heard by the output units alone"),
    backward("back-net-k", net_k, slope(sigma, net_k(t)) * y_k.bar(t), "An output unit"),
    backward("back-k", y_k, y_k.loss(t), "It hears the loss"),
)
after = Step(
    "after-the-end", equal(s.bar(T + 1), 0), Definition(), "Nothing is heard after the end"
)
back = (*(rule.at(T) for rule in recursion[:3]), after, *(rule.at(T) for rule in recursion[3:]))


def by(signal, k, time=t):
    """The derivative of a signal by a weight."""
    return total(signal(time), WEIGHTS[k])


def at_output(k):
    """What a weight does to the net input of an output unit."""
    if k in FROM:
        signal, start = FROM[k]
        return KroneckerDelta(o, answer) * Entry(signal(t), start)
    if k == "out":
        opened = slope(sigma, net_out(t))
        seen = sum_over(
            lambda c: (
                Entry(U_k, o, c)
                * Entry(s(t), c)
                * sum_over(
                    lambda b: Entry(E, c, b) * Entry(E, w, b) * Entry(opened, b), 1, y_out.dim, "j"
                )
            ),
            1,
            s.dim,
            "v",
        )
        return seen * Entry(s(t), w)
    return sum_over(
        lambda c: Entry(U_k, o, c) * Entry(E @ y_out(t), c) * Entry(by(s, k), c), 1, s.dim, "v"
    )


meant = {
    k: learning.meant(
        f"meant-{k}",
        CHANGES[k],
        alpha,
        e,
        f"The change of {NAMES[k]}: down the slope of the error",
    )
    for k, e in WEIGHTS.items()
}
heard = {
    k: learning.heard(
        f"heard-{k}",
        cell,
        y_k,
        e,
        f"The loss hears {NAMES[k]} through the output units",
        letter="a",
    )
    for k, e in WEIGHTS.items()
}
answers = {
    k: Step(
        f"answer-by-{k}",
        equal(Entry(by(y_k, k), o), slope(sigma, Entry(net_k(t), o)) * at_output(k)),
        by=TangentStep(cell, keep=(s(t),), uses=(never[k],) if k in never else ()),
        text=f"How an output unit hears {NAMES[k]}",
    )
    for k in WEIGHTS
}


def late(k, time):
    """Rate, error, and what a weight into an output unit heard at a time."""
    signal, start = FROM[k]
    return equal(CHANGES[k], alpha * error(net_k, answer) * Entry(signal(time), start))


def through_gate():
    """The error of the output gate of the block of the cell that is seen."""
    return sum_over(lambda b: Entry(E, w, b) * error(net_out, b), 1, y_out.dim, "j")


CLAIMS = {
    "out": equal(CHANGES["out"], alpha * through_gate() * Entry(s(T), w)),
    **{
        g: equal(
            CHANGES[g],
            alpha * sum_over(lambda c, g=g: error(s, c) * Entry(by(s, g, T), c), 1, s.dim, "v"),
        )
        for g in ("in", "phi")
    },
    **{k: late(k, T) for k in FROM},
}
SAID = {
    "out": "Rate, error of the gate, and the new state that was seen",
    "in": "Rate, errors of the states, and how a peephole of the input gate moved them",
    "phi": "The same for a peephole of the forget gate",
    "x": "Rate, error, and what was heard in the same step",
    "c": "The same for a weight from a cell",
}
updates = {
    k: Step(
        f"update-{k}",
        claim,
        by=Selection(uses=(meant[k], heard[k], answers[k].at(T), *back, loss), free=(o, w)),
        text=SAID[k],
        source=source("eq. (24)", "GSS02-6") if k == "out" else source("eq. (7), against eq. (8)"),
        printed=Misprint("G2", late(k, T - 1)) if k in FROM else None,
    )
    for k, claim in CLAIMS.items()
}

derivation = Derivation(
    "peephole-updates",
    "How peepholes learn",
    about=__doc__,
    cell=cell,
    source=Source("GSS02", "section 3"),
    forall={
        **ranges,
        o: (1, y_k.dim),
        alpha: (0, 1),
    },
    let={CHANGES[k]: learning.downhill(alpha, e) for k, e in WEIGHTS.items()},
    means=MEANS
    | {
        o: "an output unit",
        alpha: "learning rate",
    },
    loss="the end",
    at_rest=("s",),
    members=("E",),
    builds_on=(peephole_traces.derivation,),
    steps=(
        loss,
        *recursion,
        after,
        *meant.values(),
        *heard.values(),
        *answers.values(),
        *updates.values(),
    ),
)
