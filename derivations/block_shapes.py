r"""What else may be done with memory blocks: more dimensions, and what a step of learning costs?

On a grid that is read row by row, a place has two neighbours that were read before it: the one
before, and the one above, which lies a whole row back. Here a row has three places, and the margins
are not cut. A cell keeps of both, each through a forget gate of its own, and lets in its input,
squashed as in one dimension. With more dimensions there are more neighbours, and more gates.

The work of a step is counted as an update for each weight, and for a weight into a gate one for
each cell of its block, whose state it moves. There are \(B\) blocks of \(C\) cells. In two places
the tutorial has a letter \(S\) that it does not define: read as any number, the counts fail.
"""

from sympy import Integer

from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    Entry,
    Misprint,
    Selection,
    Source,
    Step,
    cell,
    count,
    equal,
    squash_g,
    sum_over,
    t,
    unit,
)

grid = cell(
    """
    phi[t] = sigma(W_1 @ x[t] + U_1 @ y[t-1] + V_1 @ y[t-3])  # forget gate of the one before
    psi[t] = sigma(W_2 @ x[t] + U_2 @ y[t-1] + V_2 @ y[t-3])  # forget gate of the one above
    i[t] = sigma(W_i @ x[t] + U_i @ y[t-1] + V_i @ y[t-3])  # input gate
    z[t] = W_z @ x[t] + U_z @ y[t-1] + V_z @ y[t-3]  # what the cell hears
    o[t] = sigma(W_o @ x[t] + U_o @ y[t-1] + V_o @ y[t-3])  # output gate
    s[t] = phi[t]*s[t-1] + psi[t]*s[t-3] + i[t]*squash_g(z[t])  # state
    y[t] = o[t]*squash_h(s[t])
    """,
    "two-dimensional",
)
x, y, s, z, i, phi, psi = grid["x y s z i phi psi"]
W, U, V = grid["W_z U_z V_z"]
v = unit("v")
B, C, I, K, S = (count(name) for name in "BCIKS")  # noqa: E741
SHAPES = {B: "j", C: "v", I: "r", K: "o"}


def source(place, *ids):
    """A place in the text."""
    return Source("SM19", place, tuple(f"SM19-{k}" for k in ids))


def times(*sizes):
    """One update for every choice of one from each range: a sum of ones."""
    out = Integer(1)
    for n in reversed(sizes):
        out = sum_over(lambda k, out=out: out, 1, n, SHAPES[n])
    return out


heard = Step(
    "net",
    equal(z(t), W @ x(t) + U @ y(t - 1) + V @ y(t - 3)),
    by=Definition(grid),
    text="A cell hears the input, and both neighbours: one vector, of the three joined "
    "(where the text joins them it cites (52) for (50))",
    source=source("eq. (53)", "eq53"),
)
state = Step(
    "state",
    equal(s(t), phi(t) * s(t - 1) + psi(t) * s(t - 3) + i(t) * squash_g(z(t))),
    by=Definition(grid),
    text="Its state keeps of both neighbours, and adds",
    source=source("eq. (54)", "eq54"),
)
kept = Entry(phi(t), v) * Entry(s(t - 1), v) + Entry(psi(t), v) * Entry(s(t - 3), v)
unit_state = Step(
    "unit-state",
    equal(
        Entry(s(t), v),
        kept + Entry(i(t), v) * squash_g(Entry(z(t), v)),
    ),
    by=Selection(uses=(state,)),
    text="Cell by cell; what is let in is squashed, as it is in one dimension",
    source=source("eq. (54)", "eq54"),
    printed=Misprint(
        "S9",
        equal(
            Entry(s(t), v),
            kept + Entry(i(t), v) * Entry(z(t), v),
        ),
    ),
)
inside = Step(
    "updates-inside",
    equal(B * (C * (3 * B * C) + B * C), 3 * times(B, C, B, C) + times(B, B, C)),
    by=Algebra(),
    text="Inside the blocks: into a cell and into two gates, for each cell of the block, and into "
    "the output gate",
    source=source("eq. (47)", "eq47"),
)
inputs = Step(
    "updates-inputs",
    equal(I * B * C, times(I, B, C)),
    by=Algebra(),
    text="From the inputs: each cell of each block",
    source=source("eq. (48)", "eq48"),
    printed=Misprint("S8", equal(I * B * S, times(I, B, C))),
)
outputs = Step(
    "updates-outputs",
    equal(K * B * C, times(K, B, C)),
    by=Algebra(),
    text="To the outputs: from each cell of each block",
    source=source("eq. (49)", "eq49"),
    printed=Misprint("S8", equal(K * B * S, times(K, B, C))),
)

derivation = Derivation(
    "block-shapes",
    "More dimensions, and what learning costs",
    about=__doc__,
    cell=grid,
    source=Source("SM19", "sections 9.4 and 10"),
    forall={v: (1, s.dim), **dict.fromkeys((B, C, I, K, S), (1, 4))},
    means={
        v: "a cell",
        B: "blocks",
        C: "cells of a block",
        I: "inputs",
        K: "output units",
        S: "a letter of eqs. (48) and (49) that the tutorial does not define: any number",
    },
    steps=(heard, state, unit_state, inside, inputs, outputs),
)
