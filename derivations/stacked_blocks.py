r"""How does a layer of memory cells hear, if it stands on another?

What a layer hears, its input and what it said one step before, is joined in one vector \(X\), the
one above the other; the fixed matrices \(J\) and \(H\) put both in their places. Then one step is a
map: from \(X\) and the states before to what the cells say and to their states now. A layer that
stands on another hears, instead of the input, what the layer below says in the same step.
"""

from lstm_sym import Definition, Derivation, Step, cell, equal, t
from lstm_sym.language.stack import stack

from .step_maps import source, step_map

layer = cell(
    """
    constant matrix J[q, m]  # the place of what comes from below
    constant matrix H[q, n]  # the place of what was said before
    X[t] = J @ x[t] + H @ y[t-1]  # all that is heard
    p[t] = sigma(W_p @ X[t])  # forget gate
    i[t] = sigma(W_i @ X[t])  # input gate
    o[t] = sigma(W_o @ X[t])  # output gate
    s[t] = p[t]*s[t-1] + i[t]*squash_g(W_z @ X[t])  # state
    y[t] = o[t]*squash_h(s[t])  # what the cells say
    """,
    "joined-layer",
)
two = stack(layer, 2)
BELOW = {1: "x", 2: "y_1"}
WHERE = {1: "of the lower layer", 2: "of the upper layer"}
TEXTS = {
    1: "The lower layer hears the input, and itself one step before",
    2: "The upper layer hears the lower one in the same step, and itself one step before",
}


def joined(level):
    """What a layer hears."""
    X, below, y = two[f"X_{level} {BELOW[level]} y_{level}"]
    J, H = two[f"J_{level} H_{level}"]
    return Step(
        f"joined-{level}",
        equal(X(t), J @ below(t) + H @ y(t - 1)),
        by=Definition(two),
        text=TEXTS[level],
        source=source("eqs. (50) and (52)", "eq52" if level > 1 else "eq50"),
    )


derivation = Derivation(
    "stacked-blocks",
    "Memory cells, layer upon layer",
    about=__doc__,
    cell=two,
    source=source("section 10"),
    steps=tuple(
        step
        for k in BELOW
        for step in (joined(k), *step_map(two, k, f"X_{k}", 1, WHERE[k], ("eq. (51)", "eq51")))
    ),
)
