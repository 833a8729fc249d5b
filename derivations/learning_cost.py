r"""How much work is one step of learning in the 1997 network?

The paper counts one operation for each product in its equations, with \(K\) output units, \(H\)
hidden units, \(C\) blocks of \(S\) cells, and \(I\) units that are heard. Nothing in the count is
a number of time steps: work and storage of a step are of the order of the number of weights,
however long the run has been.
"""

from sympy import oo

from lstm_sym import (
    Algebra,
    Counts,
    Derivation,
    Misprint,
    Selection,
    Source,
    Step,
    at_most,
    count,
    equal,
    sum_over,
)

from . import memory_cells
from .truncation import (
    PLACE,
    W_c,
    W_h,
    W_in,
    W_kc,
    W_kh,
    W_out,
    cell,
    is_,
    s,
    source,
    v,
    y,
    y_h,
    y_in,
    y_k,
)

K, H, C, S, I = sizes = tuple(count(name) for name in "KHCSI")  # noqa: E741

# The work of one step.
named = {y_k.dim: K, y_h.dim: H, y_in.dim: C, s.dim: C * S, y.dim: I}


def many(*matrices):
    """How many weights some matrices hold, by the sizes of the paper."""
    return sum(W.shape[0].xreplace(named) * W.shape[1].xreplace(named) for W in matrices)


weights = many(W_kh, W_kc, W_c, W_in, W_out, W_h)
parts = K * H + K * C * S + C * S * I + H * I
steps_right = (
    K  # (19)
    + K * H  # (20)
    + K * S * C  # (21)
    + many(W_kh, W_kc, W_h, W_out)  # (22)
    + K * C * S  # (23)
    + 4 * C * S * I  # (25), (26), (27), (28)
)
steps_printed = K + K * H + K * S * C + (K * (H + C) + H * I + C * I) + K * C * S + 4 * C * S * I
counts = (
    Step(
        "weights",
        equal(weights, K * H + K * C * S + C * S * I + 2 * C * I + H * I),
        by=Algebra(),
        text="The entries of all six matrices, added up",
        source=source("complexity", "HS97-eq29b"),
    ),
    Step(
        "weights-order",
        at_most(weights, 3 * parts),
        by=Counts(),
        text="They are of the order of four terms",
        source=source("complexity", "HS97-eq29b"),
    ),
    Step(
        "addition",
        equal(steps_printed, K + 2 * K * H + K * C + 2 * K * S * C + H * I + C * I + 4 * C * S * I),
        by=Algebra(),
        text="The paper's operations, equation by equation, are added rightly",
        source=source("complexity", "HS97-eq29c"),
    ),
    Step(
        "output-weights",
        equal(many(W_kh, W_kc), K * (H + C * S)),
        by=Algebra(),
        text="But an output unit hears each cell, not each block",
        source=source("complexity", "HS97-eq29c"),
        printed=Misprint("E13", equal(many(W_kh, W_kc), K * (H + C))),
    ),
    Step(
        "operations",
        equal(steps_right, K + 2 * K * H + 3 * K * S * C + H * I + C * I + 4 * C * S * I),
        by=Algebra(),
        text="So the operations are these",
        source=source("complexity", "HS97-eq29c"),
        printed=Misprint(
            "E13",
            equal(
                steps_right, K + 2 * K * H + K * C + 2 * K * S * C + H * I + C * I + 4 * C * S * I
            ),
        ),
    ),
    Step(
        "operations-order",
        at_most(steps_right, 5 * parts),
        by=Counts(),
        text="Their order stays the same",
        source=source("eq. (29)", "HS97-eq29"),
    ),
    Step(
        "linear",
        at_most(steps_right, 4 * weights),
        by=Counts(),
        text="It is that of the number of weights, however long the run has been",
        source=source("eq. (29); section 4", "HS97-eq29", "HS97-4h"),
    ),
    Step(
        "linear-printed",
        at_most(steps_printed, 4 * weights),
        by=Counts(),
        text="As it is with the paper's own count",
        source=source("eq. (29); section 4", "HS97-eq29", "HS97-4h"),
    ),
)
one_block = memory_cells.derivation["one-block"]
kept = one_block.claim.lhs + sum_over(lambda k: is_(v, k), 1, s.dim, "l")
stored = (
    Step(
        "stored-per-cell",
        equal(kept, 2),
        by=Selection(uses=(one_block,)),
        text="By which units is a cell moved lastingly? By its input gate and by itself",
        source=source("complexity", "HS97-eq29d"),
    ),
    Step(
        "stored",
        equal(many(W_c) * kept, 2 * C * S * I),
        by=Selection(uses=(one_block,)),
        text="So two derivatives are stored for each cell and each unit that it hears",
        source=source("complexity", "HS97-eq29d"),
    ),
)

derivation = Derivation(
    "learning-cost",
    "The cost of learning",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall={v: (1, s.dim), **dict.fromkeys(sizes, (1, oo))},
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation,),
    steps=(*counts, *stored),
)
