r"""Which errors still arrive at the output of a cell, if gates and cells pass none on?

This is the truncation as appendix A.2 words it: what gates and cells hear is held, what
hidden units hear is not. Then the error at the output of a cell comes from the units that are
neither gates nor cells, one step later; and an error that is in the state of a cell does not come
back to an output of a cell. In appendix A.1, and on the pages after this, what hidden units hear is
held too: then only the output units are left.
"""

from sympy import ZeroMatrix

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
    sum_over,
    t,
    total,
    truncated,
    unit,
)

from .what_truncation_drops import OPEN, numbered

cell = truncated(builtin("hs97-lagged"), but=("net_k", "net_h"))
y, y_c, s, net_h, net_k = cell["y y_c s net_h net_k"]
W_h, W_kc, P_c = cell["W_h W_kc P_c"]
j = unit("j")


def by(weights, net):
    """What the units of a layer tell cell j one step later, each by its weight."""
    return sum_over(lambda k: Entry(weights, k, j) * Entry(net.bar(t + 1), k), 1, net.dim, "l")


sources = Step(
    "sources",
    equal(y.bar(t), W_h.T @ net_h.bar(t + 1)),
    by=AdjointOf(cell),
    text="Of all that hears the units, hidden units alone pass errors back",
)
at_output = Step(
    "at-output",
    equal(y_c.bar(t), W_kc.T @ net_k.bar(t + 1) + P_c.T @ y.bar(t)),
    by=AdjointOf(cell),
    text="A cell is heard by the output units, and as one of all the units",
)
cell_output = Step(
    "cell-output",
    equal(Entry(y_c.bar(t), j), by(W_kc, net_k) + by(W_h * P_c, net_h)),
    by=Algebra(uses=(at_output, sources)),
    text="So its error comes from units that are neither gates nor cells",
    source=Source("HS97", "appendix A.2", ("HS97-A2tr",)),
)
no_return = Step(
    "no-return",
    equal(total(y_c.bar(t - 1), s.bar(t)), ZeroMatrix(y_c.dim, s.dim)),
    by=TotalOf(cell, OPEN),
    text="And what is in a state does not come back to the output of a cell",
    source=numbered(34),
)

derivation = Derivation(
    "errors-from-outside",
    "Errors from outside the memory blocks",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "appendix A.2"),
    forall={j: (1, y_c.dim)},
    steps=(sources, at_output, cell_output, no_return),
)
