r"""How does a memory live on a grid, if every dimension has one of its own?

With two neighbours and one state, a place adds up what it keeps of both, and two forget gates may
let the state double. On a grid of this kind nothing is added up: each dimension has its own state
and its own gates, and hears all that both neighbours say, joined in one vector. The grid is read
row by row, three places to a row, so that the neighbour above lies three steps back; a grid of more
dimensions has more of the same.
"""

from lstm_sym import Definition, Derivation, Diag, JacobianOf, Step, cell, equal, immediate, t

from .step_maps import source, step_map

ROW = 3
BACK = {1: 1, 2: ROW}
WAYS = {1: "along the row", 2: "down the column"}
EQUATIONS = """
    p_{k}[t] = sigma(W_p_{k} @ X[t])  # forget gate {way}
    i_{k}[t] = sigma(W_i_{k} @ X[t])  # input gate {way}
    o_{k}[t] = sigma(W_o_{k} @ X[t])  # output gate {way}
    s_{k}[t] = p_{k}[t]*s_{k}[t-{lag}] + i_{k}[t]*squash_g(W_z_{k} @ X[t])  # state {way}
    y_{k}[t] = o_{k}[t]*squash_h(s_{k}[t])  # what is said {way}
"""
grid = cell(
    """
    constant matrix H_1[q, n]  # the place of what the one before said
    constant matrix H_2[q, n]  # the place of what the one above said
    X[t] = H_1 @ y_1[t-1] + H_2 @ y_2[t-3]  # all that is heard
    """
    + "".join(EQUATIONS.format(k=k, lag=BACK[k], way=way) for k, way in WAYS.items()),
    "two-memories",
)
X, y_1, y_2, H_1, H_2 = grid["X y_1 y_2 H_1 H_2"]
joined = Step(
    "joined",
    equal(X(t), H_1 @ y_1(t - 1) + H_2 @ y_2(t - ROW)),
    by=Definition(grid),
    text="What all neighbours say is joined in one vector",
    source=source("eq. (55)", "eq55"),
)


def kept(k):
    """How a state hears its own past."""
    s, p = grid[f"s_{k} p_{k}"]
    return Step(
        f"kept-{k}",
        equal(immediate(s(t), s(t - BACK[k])), Diag(p(t), s.dim)),
        by=JacobianOf(grid),
        text=f"The state {WAYS[k]} keeps of itself what one gate lets it, and that is below one",
    )


derivation = Derivation(
    "grid-blocks",
    "A memory for every dimension",
    about=__doc__,
    cell=grid,
    source=source("section 10"),
    steps=(
        joined,
        *(
            step
            for k in BACK
            for step in (*step_map(grid, k, "X", BACK[k], WAYS[k], ("eq. (56)", "eq56")), kept(k))
        ),
    ),
)
