r"""What does each weight of blocks with forget gates have to change, after one time step?

A weight into an output unit or an output gate changes by what the unit's error makes of what it
heard. Cells, input gates and forget gates answer with what was carried forward of their weights:
each cell of a block has its own error and its own derivative, and the two are added over the block.
"""

from sympy import KroneckerDelta

from lstm_sym import (
    Derivation,
    Entry,
    Selection,
    Source,
    Step,
    T,
    TangentStep,
    equal,
    number,
    sigma,
    slope,
    squash_h,
    sum_over,
    t,
    total,
)

from . import forget_gate_errors, forget_gate_traces, learning
from .forget_gate_errors import U_k, back, error, last, net_k, o, source
from .forget_gate_traces import (
    FROM,
    INTO,
    LEARNT,
    MEANS,
    E,
    a_out,
    answer,
    cell,
    gate,
    inside,
    named,
    never,
    ranges,
    s,
    target,
    v,
    weight,
    y_k,
    y_out,
    zero_or_one,
)

alpha = number("alpha")
ALL = [(p, k) for k in INTO for p in FROM]
CHANGES = {(p, k): number(f"Delta_{p}_{k}") for p, k in ALL}


def by(signal, at, time=t):
    """The derivative of a signal by a weight."""
    return total(signal(time), weight(*at))


meant = {
    at: learning.meant(
        "meant-{}-{}".format(*at),
        CHANGES[at],
        alpha,
        weight(*at),
        f"The change of {named(*at)}: down the slope of the error",
    )
    for at in ALL
}
heard = {
    at: learning.heard(
        "heard-{}-{}".format(*at),
        cell,
        y_k,
        weight(*at),
        f"The loss hears {named(*at)} through the output units",
        letter="a",
    )
    for at in ALL
}


def own(p, k):
    """What a weight into an output gate or an output unit does by itself."""
    signal, unit, _ = FROM[p]
    if k == "out":
        steepness = slope(sigma, Entry(a_out(t), gate))
        return sum_over(
            lambda c: (
                Entry(U_k, o, c)
                * Entry(E, c, gate)
                * squash_h(Entry(s(t), c))
                * steepness
                * Entry(signal(t - 1), unit)
            ),
            1,
            s.dim,
            "v",
        )
    return KroneckerDelta(o, answer) * Entry(signal(t), unit)


def through_states(at):
    """What a weight does through the states of the cells."""
    return sum_over(
        lambda c: (
            Entry(U_k, o, c)
            * Entry(E @ y_out(t), c)
            * slope(squash_h, Entry(s(t), c))
            * Entry(by(s, at), c)
        ),
        1,
        s.dim,
        "v",
    )


answers = {
    at: Step(
        "answer-by-{}-{}".format(*at),
        equal(
            Entry(by(y_k, at), o),
            slope(sigma, Entry(net_k(t), o)) * (through_states(at) if at in LEARNT else own(*at)),
        ),
        by=TangentStep(cell, keep=(s(t),), uses=() if at in LEARNT else (never[at],)),
        text=f"How an output unit hears {named(*at)}",
    )
    for at in ALL
}


def shown(at):
    """What shows an update: both sides are written with the errors of the output units."""
    forward = (answers[at], inside[at], zero_or_one) if at in LEARNT else (answers[at],)
    return Selection(
        uses=(meant[at], heard[at], *(step.at(T) for step in forward), *back, *last), free=(o, v)
    )


ERRORS = {
    "k": (net_k, answer, "eq. (3.4)", "GSC00-4", "SM19-u33"),
    "out": (a_out, gate, "section 3", "GSC00-5"),
}
LATE = {"k": 0, "out": 1}
simple = {
    (p, k): Step(
        f"update-{p}-{k}",
        equal(
            CHANGES[p, k],
            alpha * error(ERRORS[k][0], INTO[k][0]) * Entry(FROM[p][0](T - LATE[k]), FROM[p][1]),
        ),
        by=shown((p, k)),
        text=f"Rate, error, and what was heard: {named(p, k)}",
        source=source(*ERRORS[k][2:]),
    )
    for p, k in ALL
    if k in ERRORS
}
states = {
    "c": lambda at: error(s, target) * Entry(by(s, at, T), target),
    **dict.fromkeys(
        ("in", "phi"),
        lambda at: sum_over(
            lambda c: Entry(E, c, gate) * error(s, c) * Entry(by(s, at, T), c), 1, s.dim, "v"
        ),
    ),
}
through = {
    (p, k): Step(
        f"update-{p}-{k}",
        equal(CHANGES[p, k], alpha * states[k]((p, k))),
        by=shown((p, k)),
        text=f"Rate, error of each state of the block, and how {named(p, k)} has moved it",
        source=source("section 3", "GSC00-7"),
    )
    for p, k in LEARNT
}

derivation = Derivation(
    "forget-gate-updates",
    "Learning to forget",
    about=__doc__,
    cell=cell,
    source=Source("GSC00", "section 3"),
    forall={**ranges, o: (1, y_k.dim), alpha: (0, 1)},
    let={CHANGES[at]: learning.downhill(alpha, weight(*at)) for at in ALL},
    means=MEANS | {o: "an output unit", alpha: "learning rate"},
    loss="the end",
    at_rest=("s",),
    members=("E",),
    builds_on=(forget_gate_traces.derivation, forget_gate_errors.derivation),
    steps=(
        *meant.values(),
        *heard.values(),
        *answers.values(),
        *simple.values(),
        *through.values(),
    ),
)
