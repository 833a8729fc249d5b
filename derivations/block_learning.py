r"""What do hidden units and output gates learn, beside memory blocks with forget gates?

Hidden units hear inputs and cells as the gates do, and speak to the output units. As cells and
gates hold what they hear, nothing goes back in time from them: the error signal of a hidden unit or
of an output gate has to do with the errors of its own step alone. So the change of a weight, the
rate times what the error loses by what the unit hears, times what the unit hears by the weight, is
the sum over the run of rate, error signal and what was heard.
"""

from dataclasses import replace

from sympy import oo

from lstm_sym import (
    AdjointOf,
    Derivation,
    Entry,
    GradientOf,
    Matrix,
    OperatorSum,
    Outer,
    Selection,
    Signal,
    Source,
    Step,
    T,
    TangentStep,
    Vector,
    equal,
    hold,
    number,
    sigma,
    size,
    slope,
    squash_h,
    sum_over,
    t,
    total,
    unit,
)

from . import learning, memory_blocks
from .memory_blocks import HEARD, MEANS, E, gate, gates, net_k, nets, ranges, s, source, x, y_c, y_k

m = size("q")
net_h, y_h = Signal("net_h", m), Signal("y_h", m)
V_k, U_k = Matrix("V_k", net_k.dim, m), memory_blocks.U_k
W_h, U_h, b_h = Matrix("W_h", m, x.dim), Matrix("U_h", m, y_c.dim), Vector("b_h", m)
hears = memory_blocks.cell.equations[net_k(t)]
cell = replace(
    memory_blocks.cell,
    name="blocks-and-hidden-units",
    title="Memory blocks beside hidden units",
    equations={
        net_h(t): W_h @ x(t) + U_h @ hold(y_c(t - 1)) + b_h,
        y_h(t): sigma(net_h(t)),
        **memory_blocks.cell.equations,
        net_k(t): hears + V_k @ y_h(t),
    },
)
i, o, eta = unit("i"), unit("o"), number("eta")
NETS = {"h": (net_h, i, "a hidden unit"), "out": (nets["out"], gate, "an output gate")}
ALL = [(p, k) for k in NETS for p in HEARD]
CHANGES = {at: number("Delta_{}_{}".format(*at)) for at in ALL}


def weight(p, k):
    """A weight into a hidden unit or an output gate, from an input (W) or from a cell (U)."""
    (matrix,) = cell[f"{p}_{k}"]
    return Entry(matrix, NETS[k][1], HEARD[p][1])


def named(p, k):
    """Which weights these are, in words."""
    return f"a weight from {HEARD[p][2]} into {NETS[k][2]}"


def theta(signal, unit):
    """The error signal of a unit."""
    return -Entry(signal.bar(t), unit)


def over_time(e):
    """The sum of a term over the run."""
    return sum_over(lambda k: e.xreplace({t: k}), 1, T, "t")


def backward(label, signal, equation, text):
    """One equation of back-propagation."""
    return Step(label, equal(signal.bar(t), equation), AdjointOf(cell), text)


out, net_out = gates["out"], nets["out"]
recursion = (
    backward(
        "back-net-k", net_k, slope(sigma, net_k(t)) * y_k.bar(t), "An output unit damps its error"
    ),
    backward("back-k", y_k, y_k.loss(t), "It hears how far it is from its target"),
    backward(
        "back-net-h", net_h, slope(sigma, net_h(t)) * y_h.bar(t), "A hidden unit damps its error"
    ),
    backward("back-h", y_h, V_k.T @ net_k.bar(t), "It is heard by the output units alone"),
    backward(
        "back-net-out", net_out, slope(sigma, net_out(t)) * out.bar(t), "So does an output gate"
    ),
    backward("back-out", out, E.T @ (squash_h(s(t)) * y_c.bar(t)), "It showed its cells"),
    backward("back-c", y_c, U_k.T @ net_k.bar(t), "They are heard by the output units alone"),
)


def from_outputs(weights, k):
    """What unit k hears of the error signals of the output units."""
    return sum_over(lambda a: Entry(weights, a, k) * theta(net_k, a), 1, net_k.dim, "o")


signals = (
    Step(
        "signal-k",
        equal(theta(net_k, o), slope(sigma, Entry(net_k(t), o)) * -Entry(y_k.loss(t), o)),
        by=Selection(uses=recursion[:2]),
        text="The error signal of an output unit: what it misses, damped",
        source=source("section 9.3", "u32"),
    ),
    Step(
        "signal-h",
        equal(theta(net_h, i), slope(sigma, Entry(net_h(t), i)) * from_outputs(V_k, i)),
        by=Selection(uses=recursion[2:4]),
        text="That of a hidden unit: the error signals of the output units, weighted and damped",
        source=source("section 9.3", "u34"),
    ),
    Step(
        "signal-out",
        equal(
            theta(net_out, gate),
            slope(sigma, Entry(net_out(t), gate))
            * sum_over(
                lambda c: Entry(E, c, gate) * squash_h(Entry(s(t), c)) * from_outputs(U_k, c),
                1,
                s.dim,
                "v",
            ),
        ),
        by=Selection(uses=recursion[4:]),
        text="That of an output gate: the cells of its block, each weighted by what it holds",
        source=source("section 9.3", "u36"),
    ),
)
meant = {
    at: learning.meant(
        "meant-{}-{}".format(*at),
        CHANGES[at],
        eta,
        weight(*at),
        f"The change of {named(*at)}: down the slope of the error",
    )
    for at in ALL
}
gathered = {
    (p, k): Step(
        f"gathered-{p}-{k}",
        equal(
            weight(p, k).of.bar,
            OperatorSum(
                lambda m, p=p, k=k: Outer(NETS[k][0].bar(m), HEARD[p][0].xreplace({t: m})), 1, T
            ),
        ),
        by=GradientOf(cell),
        text=f"Weights from {HEARD[p][2]} into {NETS[k][2]}, all at once",
    )
    for p, k in ALL
}
net_by_weight = {
    (p, k): Step(
        f"net-by-{p}-{k}",
        equal(Entry(total(NETS[k][0](t), weight(p, k)), NETS[k][1]), Entry(*HEARD[p][:2])),
        by=TangentStep(cell),
        text=f"What is heard through {named(p, k)}, by the weight",
        source=source("section 9.3", "u31"),
    )
    for p, k in ALL
}


def split(p, k):
    """The error by what a unit hears, times that by the weight, over the run."""
    net, end, _ = NETS[k]
    return over_time(Entry(net.bar(t), end) * Entry(total(net(t), weight(p, k)), end))


chains = tuple(
    Step(
        "chain-{}-{}".format(*at),
        equal(CHANGES[at], -eta * split(*at)),
        by=Selection(uses=(meant[at], gathered[at], net_by_weight[at]), free=(t,)),
        text=f"Split in two at what the unit hears: {named(*at)}",
        source=source("section 9.3", "u31"),
    )
    for at in ALL
)
updates = tuple(
    Step(
        f"update-{p}-{k}",
        equal(CHANGES[p, k], eta * over_time(theta(*NETS[k][:2]) * Entry(*HEARD[p][:2]))),
        by=Selection(uses=(meant[p, k], gathered[p, k])),
        text=f"Rate, error signal, and what was heard: {named(p, k)}",
        source=source("section 9.3", "u37" if k == "out" else "u35"),
    )
    for p, k in ALL
)

derivation = Derivation(
    "block-learning",
    "What units around memory blocks learn",
    about=__doc__,
    cell=cell,
    source=Source("SM19", "section 9.3"),
    forall={**ranges, i: (1, m), o: (1, y_k.dim), eta: (0, oo)},
    let={CHANGES[at]: learning.downhill(eta, weight(*at)) for at in ALL},
    means=MEANS | {i: "a hidden unit", o: "an output unit", eta: "learning rate"},
    at_rest=("s",),
    members=("E",),
    steps=(
        *recursion,
        *signals,
        *meant.values(),
        *gathered.values(),
        *net_by_weight.values(),
        *chains,
        *updates,
    ),
)
