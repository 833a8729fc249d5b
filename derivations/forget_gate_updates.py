r"""What does each weight of blocks with forget gates have to change, after one time step?

Errors are those of a network without time: they go from the output units to the cells and their
output gates, and stop there. Cells, input gates and forget gates answer with what was carried
forward of their weights. The run ends at \(T\), and only the error there counts; the \(\delta\) of
the paper is minus our error of a net input, and \(e_s\) minus that of a state.
"""

from sympy import KroneckerDelta

from lstm_sym import (
    AdjointOf,
    Definition,
    Derivation,
    Entry,
    L,
    LossForward,
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
    unit,
)

from . import forget_gate_traces
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
    named,
    never,
    ranges,
    s,
    v,
    weight,
    y_c,
    y_k,
    y_out,
)

net_k, U_k = cell["net_k U_k"]
alpha, o = number("alpha"), unit("o")
ALL = [(p, k) for k in INTO for p in FROM]
CHANGES = {(p, k): number(f"Delta_{p}_{k}") for p, k in ALL}


def error(signal, unit):
    """Minus the derivative of the error by an entry of a signal, at the end."""
    return -Entry(signal.bar(T), unit)


def source(place, *ids):
    """A place in the paper."""
    return Source("GSC00", place, ids)


whole = Step(
    "whole",
    equal(
        L,
        sum_over(lambda a: (Entry(y_k.target(T), a) - Entry(y_k(T), a)) ** 2 / 2, 1, y_k.dim, "a"),
    ),
    by=Definition(),
    text="Half the squared distance of the outputs from their targets",
    source=source("section 3", "GSC00-3"),
)
loss = Step(
    "loss",
    equal(y_k.loss(T), y_k(T) - y_k.target(T)),
    by=Definition(),
    text="So an output hears how far it is from its target",
    source=source("section 3", "GSC00-3"),
)


def backward(label, signal, equation, text):
    """One equation of back-propagation."""
    return Step(label, equal(signal.bar(t), equation), AdjointOf(cell), text)


recursion = (
    backward(
        "back-net-out",
        a_out,
        slope(sigma, a_out(t)) * y_out.bar(t),
        "An output gate damps its error",
    ),
    backward(
        "back-out",
        y_out,
        E.T @ (squash_h(s(t)) * y_c.bar(t)),
        "It answers for what all the cells of its block showed",
    ),
    backward(
        "back-s",
        s,
        (E @ cell["y_phi"][0](t + 1)) * s.bar(t + 1)
        + (E @ y_out(t)) * slope(squash_h, s(t)) * y_c.bar(t),
        "A state answers for what it showed, and for what is kept of it",
    ),
    backward("back-c", y_c, U_k.T @ net_k.bar(t), "A cell is heard by the output units alone"),
    backward(
        "back-net-k", net_k, slope(sigma, net_k(t)) * y_k.bar(t), "An output unit damps its error"
    ),
    backward("back-k", y_k, y_k.loss(t), "It hears the loss"),
)
after = Step(
    "after-the-end", equal(s.bar(T + 1), 0), Definition(), "Nothing is heard after the end"
)
back = (*(rule.at(T) for rule in recursion[:3]), after, recursion[3].at(T))
last = (*(rule.at(T) for rule in recursion[4:]), loss)


def from_outputs(k):
    """What cell k hears of the errors of the output units."""
    return sum_over(lambda a: Entry(U_k, a, k) * error(net_k, a), 1, y_k.dim, "a")


error_k = Step(
    "error-output-unit",
    equal(
        error(net_k, answer),
        slope(sigma, Entry(net_k(T), answer))
        * (Entry(y_k.target(T), answer) - Entry(y_k(T), answer)),
    ),
    by=Selection(uses=last),
    text="The error of an output unit: the distance from its target, damped",
    source=source("eq. (3.4)", "GSC00-4"),
)
error_out = Step(
    "error-output-gate",
    equal(
        error(a_out, gate),
        slope(sigma, Entry(a_out(T), gate))
        * sum_over(
            lambda k: Entry(E, k, gate) * squash_h(Entry(s(T), k)) * from_outputs(k), 1, s.dim, "v"
        ),
    ),
    by=Selection(uses=back),
    text="That of an output gate: the cells of its block, each weighted by what it holds",
    source=source("section 3", "GSC00-5"),
)
error_s = Step(
    "error-state",
    equal(
        error(s, v),
        Entry(E @ y_out(T), v) * slope(squash_h, Entry(s(T), v)) * from_outputs(v),
    ),
    by=Selection(uses=back),
    text="That of a state: what its output gate lets through",
    source=source("section 3", "GSC00-6"),
)


# Forward: what the output units hear of a weight.
def by(signal, at, time=t):
    """The derivative of a signal by a weight."""
    return total(signal(time), weight(*at))


meant = {
    at: Step(
        "meant-{}-{}".format(*at),
        equal(CHANGES[at], -alpha * Entry(weight(*at).of.bar, *weight(*at).at)),
        by=Definition(),
        text=f"The change of {named(*at)}: down the slope of the error",
    )
    for at in ALL
}
heard = {
    at: Step(
        "heard-{}-{}".format(*at),
        equal(
            Entry(weight(*at).of.bar, *weight(*at).at),
            sum_over(
                lambda a, at=at: Entry(y_k.loss(T), a) * Entry(by(y_k, at, T), a), 1, y_k.dim, "a"
            ),
        ),
        by=LossForward(cell),
        text=f"The loss hears {named(*at)} through the output units",
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
    return Selection(uses=(meant[at], heard[at], answers[at].at(T), *back, *last), free=(o, v))


ERRORS = {
    "k": (net_k, answer, "eq. (3.4)", "GSC00-4"),
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
through = {
    (p, k): Step(
        f"update-{p}-{k}",
        equal(
            CHANGES[p, k],
            alpha
            * sum_over(lambda c, p=p, k=k: error(s, c) * Entry(by(s, (p, k), T), c), 1, s.dim, "v"),
        ),
        by=shown((p, k)),
        text=f"Rate, errors of the states, and how {named(p, k)} has moved them",
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
    let={CHANGES[at]: -alpha * Entry(weight(*at).of.bar, *weight(*at).at) for at in ALL},
    means=MEANS | {o: "an output unit", alpha: "learning rate"},
    loss="the end",
    at_rest=("s",),
    members=("E",),
    builds_on=(forget_gate_traces.derivation,),
    steps=(
        whole,
        loss,
        after,
        *recursion,
        error_k,
        error_out,
        error_s,
        *meant.values(),
        *heard.values(),
        *answers.values(),
        *simple.values(),
        *through.values(),
    ),
)
