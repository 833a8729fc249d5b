r"""How much work is one step of learning in the 1997 network?

The paper counts one operation for each product in its equations, with \(K\) output units, \(H\)
hidden units, \(C\) blocks of \(S\) cells, and \(I\) units that are heard. Nothing in the count is
a number of time steps: work and storage of a step are of the order of the number of weights,
however long the run has been.
"""

from sympy import Integer, oo

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
    MEANS,
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
named = {y_k.dim: (K,), y_h.dim: (H,), y_in.dim: (C,), s.dim: (C, S), y.dim: (I,)}
LETTER = {K: "o", H: "i", C: "j", S: "v", I: "r"}


def times(*ranges):
    """One operation for every choice of one index from each range: a sum of ones."""
    out = Integer(1)
    for n in reversed(ranges):
        out = sum_over(lambda k, out=out: out, 1, n, LETTER[n])
    return out


def entries(*matrices):
    """One for every entry of some matrices, by their own shapes."""
    return sum(times(*named[W.shape[0]], *named[W.shape[1]]) for W in matrices)


terms = K * H + K * C * S + C * S * I + H * I
weights = terms + 2 * C * I
corrected = K + 2 * K * H + 3 * K * S * C + H * I + C * I + 4 * C * S * I
printed = K + 2 * K * H + K * C + 2 * K * S * C + H * I + C * I + 4 * C * S * I
counted = (
    times(K)  # (19): every output unit
    + times(H, K)  # (20): every hidden unit, from every output unit
    + times(C, S, K)  # (21): every cell, from every output unit
    + entries(W_kh, W_kc, W_h, W_out)  # (22): every weight
    + times(C, S, K)  # (23): every cell, from every output unit
    + 4 * times(C, S, I)  # (25) to (28): every cell, for all that it hears
)
as_printed = K + K * H + K * S * C + (K * (H + C) + H * I + C * I) + K * C * S + 4 * C * S * I
counts = (
    Step(
        "weights",
        equal(weights, entries(W_kh, W_kc, W_c, W_in, W_out, W_h)),
        by=Algebra(),
        text="The entries of all six matrices",
        source=source("complexity", "HS97-eq29b"),
    ),
    Step(
        "weights-order",
        at_most(weights, 3 * terms),
        by=Counts(),
        text="They are of the order of four terms",
        source=source("complexity", "HS97-eq29b"),
    ),
    Step(
        "addition",
        equal(as_printed, printed),
        by=Algebra(),
        text="The paper's operations, equation by equation, are added rightly",
        source=source("complexity", "HS97-eq29c"),
    ),
    Step(
        "output-weights",
        equal(K * (H + C * S), entries(W_kh, W_kc)),
        by=Algebra(),
        text="But an output unit hears each cell, not each block",
        source=source("complexity", "HS97-eq29c"),
        printed=Misprint("E13", equal(K * (H + C), entries(W_kh, W_kc))),
    ),
    Step(
        "operations",
        equal(corrected, counted),
        by=Algebra(),
        text="So the operations of equations (19) to (28) are these",
        source=source("complexity", "HS97-eq29c"),
        printed=Misprint("E13", equal(printed, counted)),
    ),
    Step(
        "operations-order",
        at_most(corrected, 5 * terms),
        by=Counts(),
        text="Their order stays the same",
        source=source("eq. (29)", "HS97-eq29"),
    ),
    Step(
        "linear",
        at_most(corrected, 4 * weights),
        by=Counts(),
        text="It is that of the number of weights, however long the run has been",
        source=source("eq. (29); section 4", "HS97-eq29", "HS97-4h"),
    ),
    Step(
        "linear-printed",
        at_most(printed, 4 * weights),
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
        equal(C * S * I * kept, 2 * C * S * I),
        by=Selection(uses=(one_block,)),
        text=r"And that in each of \(CS\) cells, for each of \(I\) units that it hears",
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
    means=MEANS
    | {
        K: "number of output units",
        H: "number of hidden units",
        C: "number of blocks",
        S: "cells of a block",
        I: "number of units that are heard",
    },
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation,),
    steps=(*counts, *stored),
)
