r"""What is the gradient of a weight of memory blocks, with nothing truncated?

Every weight is used at every time, and each use adds the error of the unit in which the weight ends
times what it heard: an input of the same step, a cell of the step before, and through a peephole a
state, old for input and forget gate, new for the output gate.

The error is that of all later steps. So nothing is missing, though what is heard depends on the
weight itself through earlier steps: that dependence is counted where those steps are, in the other
terms of the sum. To add it once more, as has been proposed in public, counts it twice.
"""

from lstm_sym import (
    Derivation,
    Entry,
    GradientOf,
    Misprint,
    OperatorSum,
    Outer,
    Selection,
    Source,
    Step,
    T,
    equal,
    sum_over,
    t,
    total,
    units,
)

from .full_gradient import E, a_c, a_in, a_k, a_out, a_phi, b_c, b_in, cell, s, source, v, x

NETS = {"in": a_in, "phi": a_phi, "c": a_c, "out": a_out}
gate, target, answer, r, u = units("l_g l_c l_k r u")
ENDS = {
    a_in: (gate, "an input gate"),
    a_phi: (gate, "a forget gate"),
    a_c: (target, "a cell"),
    a_out: (gate, "an output gate"),
    a_k: (answer, "an output unit"),
}
HEARD = {x: (r, "an input"), b_c: (u, "a cell")}
(U_c,) = cell["U_c"]
PLACE = "appendix, backward pass"


def over_time(e):
    """The sum of a term over the whole run."""
    return sum_over(lambda k: e.xreplace({t: k}), 1, T, "t")


def gradient(name, net, signal, time):
    """The gradient of a matrix that hears a signal at a time: t or t - 1."""
    (W,) = cell[name]
    return Step(
        f"gradient-{name}",
        equal(W.bar, OperatorSum(lambda k: Outer(net.bar(k), signal(k + time - t)), 1, T)),
        by=GradientOf(cell),
        text=f"Weights from {HEARD[signal][1]} into {ENDS[net][1]}, all at once",
    )


def one_weight(of, net, signal, time):
    """The same, for one weight."""
    (end, kind), (start, sender) = ENDS[net], HEARD[signal]
    weight = of.claim.lhs
    whole = over_time(Entry(net.bar(t), end) * Entry(signal(time), start))
    again = Entry(net.bar(t), end) * (
        Entry(signal(time), start)
        + Entry(U_c, end, start) * Entry(total(signal(time), Entry(U_c, end, start)), start)
    )
    return Step(
        f"weight-{of.label.removeprefix('gradient-')}",
        equal(Entry(weight, end, start), whole),
        by=Selection(uses=(of,)),
        text=f"The error of {kind} times what {sender} said, at all times",
        source=source(PLACE, "GS05-12"),
        printed=Misprint("F2", equal(Entry(weight, end, start), over_time(again)), proposed=True)
        if weight == U_c.bar
        else None,
    )


def one_peephole(name, net, time):
    """The gradient of the peephole of one cell to the gate of its block."""
    (w,) = cell[name]
    whole = equal(w.bar, sum_over(lambda k: s(k + time - t) * (E @ net.bar(k)), 1, T, "t"))
    (_, kind) = ENDS[net]
    of = Step(f"gradient-{name}", whole, GradientOf(cell), f"The peepholes of {kind}, all at once")
    yield of
    yield Step(
        f"weight-{name}",
        equal(Entry(w.bar, v), over_time(Entry(s(time), v) * Entry(E @ net.bar(t), v))),
        by=Selection(uses=(of,)),
        text=f"The error of {kind} times the state that was seen, at all times",
        source=source(PLACE, "GS05-12"),
    )


USES = {
    **{f"W_{k}": (net, x, t) for k, net in NETS.items()},
    **{f"U_{k}": (net, b_c, t - 1) for k, net in NETS.items()},
    "W_k": (a_k, b_c, t),
}
gradients = {name: gradient(name, *use) for name, use in USES.items()}
weights = {name: one_weight(gradients[name], *use) for name, use in USES.items()}
peepholes = [
    step
    for name, net, time in (("w_in", a_in, t - 1), ("w_phi", a_phi, t - 1), ("w_out", a_out, t))
    for step in one_peephole(name, net, time)
]

derivation = Derivation(
    "full-gradient-sums",
    "Nothing truncated: the gradients of memory blocks",
    about=__doc__,
    cell=cell,
    source=Source("GS05", "appendix"),
    forall={
        v: (1, s.dim),
        gate: (1, b_in.dim),
        target: (1, s.dim),
        answer: (1, a_k.dim),
        r: (1, x.dim),
        u: (1, s.dim),
    },
    means={
        v: "cell that is seen",
        gate: "gate in which a weight ends",
        target: "cell in which a weight ends",
        answer: "output unit in which a weight ends",
        r: "input in which a weight starts",
        u: "cell in which a weight starts",
    },
    members=("E",),
    steps=(*gradients.values(), *weights.values(), *peepholes),
)
