r"""Which errors do the units of blocks with forget gates hear, at the end of a run?

They are those of a network without time: from the output units to the cells and their output gates,
where they stop. The run ends at \(T\), and only the error there counts, as every step is the last
of a run in its turn; the \(\delta\) of the paper is minus our error of a net input, and \(e_s\)
minus that of a state.
"""

from lstm_sym import (
    AdjointOf,
    Definition,
    Derivation,
    Entry,
    L,
    Misprint,
    Selection,
    Source,
    Step,
    T,
    equal,
    sigma,
    slope,
    squash_h,
    sum_over,
    t,
    unit,
)

from . import forget_gate_traces
from .forget_gate_traces import (
    MEANS,
    E,
    a_out,
    answer,
    cell,
    gate,
    ranges,
    s,
    v,
    x,
    y_c,
    y_k,
    y_out,
    y_phi,
)

net_k, W_k, U_k, b_k = cell["net_k W_k U_k b_k"]
o = unit("o")
BUILDS_ON = (forget_gate_traces.derivation,)


def error(signal, unit):
    """Minus the derivative of the error by an entry of a signal, at the end."""
    return -Entry(signal.bar(T), unit)


def source(place, *ids):
    """A place in the paper."""
    return Source("GSC00", place, ids)


def heard_at(time):
    """What an output unit hears from the inputs and the cells at a time, and its bias."""
    from_inputs = sum_over(lambda j: Entry(W_k, o, j) * Entry(x(time), j), 1, x.dim, "r")
    from_cells = sum_over(lambda j: Entry(U_k, o, j) * Entry(y_c(time), j), 1, s.dim, "u")
    return from_inputs + from_cells + Entry(b_k, o)


net = Step(
    "net-k",
    equal(net_k(t), W_k @ x(t) + U_k @ y_c(t) + b_k),
    by=Definition(cell),
    text="The net input of the output units",
)
heard_now = Step(
    "unit-net-k",
    equal(Entry(net_k(t), o), heard_at(t)),
    by=Selection(uses=(net,)),
    text="An output unit hears inputs and cells of its own step, as its update supposes",
    source=source("eq. (3.4), against eq. (2.5)", "GSC00-4"),
    printed=Misprint("G1", equal(Entry(net_k(t), o), heard_at(t - 1))),
)
whole = Step(
    "whole",
    equal(
        L,
        sum_over(lambda a: (Entry(y_k.target(T), a) - Entry(y_k(T), a)) ** 2 / 2, 1, y_k.dim, "a"),
    ),
    by=Definition(),
    text="Half the squared distance of the outputs from their targets",
    source=source("section 3", "GSC00-3", "SM19-eq39"),
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
        (E @ y_phi(t + 1)) * s.bar(t + 1) + (E @ y_out(t)) * slope(squash_h, s(t)) * y_c.bar(t),
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
    source=source("eq. (3.4)", "GSC00-4", "SM19-eq40", "SM19-u32"),
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
    source=source("section 3", "GSC00-5", "SM19-u36"),
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


derivation = Derivation(
    "forget-gate-errors",
    "Errors of blocks with forget gates",
    about=__doc__,
    cell=cell,
    source=Source("GSC00", "section 3"),
    forall={**ranges, o: (1, y_k.dim)},
    means=MEANS | {o: "an output unit"},
    loss="the end",
    at_rest=("s",),
    members=("E",),
    builds_on=BUILDS_ON,
    steps=(net, heard_now, whole, loss, after, *recursion, error_k, error_out, error_s),
)
