r"""What is the error at the output of a memory cell, as the appendix of 1997 counts it?

There every unit hears the others one step late, output units too. So the error at the output of a
cell at time \(t\) is told by everything that heard it at time \(t + 1\), each by its weight, and no
slope damps it: the cell has its gates instead. For any other unit the same sum is damped by its
slope; the paper calls it the external error of the unit. Nothing is truncated on this page.
"""

from lstm_sym import (
    AdjointOf,
    Algebra,
    Derivation,
    Entry,
    Source,
    Step,
    TotalOf,
    builtin,
    equal,
    immediate,
    sigma,
    slope,
    sum_over,
    t,
    units,
)

from .what_truncation_drops import numbered

cell = builtin("hs97-lagged")
y, y_h, y_in, y_out, y_c, s = cell["y y_h y_in y_out y_c s"]
net_h, net_in, net_out, net_c, net_k = cell["net_h net_in net_out net_c net_k"]
W_h, W_in, W_out, W_c, W_kh, W_kc = cell["W_h W_in W_out W_c W_kh W_kc"]
P_h, P_c = cell["P_h P_c"]
j, i = units("j i")
HEARING = ((net_h, W_h), (net_in, W_in), (net_out, W_out), (net_c, W_c))


def told(place, unit, outward):
    """What all units that hear one unit tell it one step later, each by its weight."""

    def by(weights, net):
        return sum_over(
            lambda l: Entry(weights, l, unit) * Entry(net.bar(t + 1), l),  # noqa: E741
            1,
            net.dim,
            "l",
        )

    return by(outward, net_k) + sum(by(W * place, net) for net, W in HEARING)


sources = Step(
    "sources",
    equal(y.bar(t), sum(W.T @ net.bar(t + 1) for net, W in HEARING)),
    by=AdjointOf(cell),
    text="Whatever is heard is told the errors of all that heard it, one step later",
)
at_output = Step(
    "at-output",
    equal(y_c.bar(t), W_kc.T @ net_k.bar(t + 1) + P_c.T @ y.bar(t)),
    by=AdjointOf(cell),
    text="A cell is heard by the output units, and as one of all the units",
)
cell_output = Step(
    "cell-output",
    equal(Entry(y_c.bar(t), j), told(P_c, j, W_kc)),
    by=Algebra(uses=(at_output, sources)),
    text="So its error is gathered from all units, each by its weight, without any slope",
    source=numbered(31),
)
damped = Step(
    "damped",
    equal(net_h.bar(t), slope(sigma, net_h(t)) * y_h.bar(t)),
    by=AdjointOf(cell),
    text="A hidden unit damps its error by its slope",
)
hidden_output = Step(
    "hidden-output",
    equal(y_h.bar(t), W_kh.T @ net_k.bar(t + 1) + P_h.T @ y.bar(t)),
    by=AdjointOf(cell),
    text="It is heard as a cell is",
)
external = Step(
    "external",
    equal(
        Entry(net_h.bar(t), i),
        slope(sigma, Entry(net_h(t), i)) * told(P_h, i, W_kh),
    ),
    by=Algebra(uses=(damped, hidden_output, sources)),
    text="So its error is the same sum, damped: the external error of the paper",
    source=numbered(38),
)

cell_input = Step(
    "cell-input",
    equal(
        Entry(net_c.bar(t), j),
        Entry(immediate(s(t), net_c(t)), j, j) * Entry(s.bar(t), j),
    ),
    by=TotalOf(cell, ("net_c",)),
    text="The net input of the cell speaks to its state alone, truncated or not",
    source=numbered(36),
)

derivation = Derivation(
    "error-at-a-cell",
    "The error at the output of a cell",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "appendix A.2"),
    forall={j: (1, y_c.dim), i: (1, y_h.dim)},
    steps=(sources, at_output, cell_output, damped, hidden_output, external, cell_input),
)
