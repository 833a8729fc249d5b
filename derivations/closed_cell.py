r"""What is left of an error in a memory cell if it cannot leave by the gates?

The gates and the input of a cell hear what the cells have shown; on the way back, what they hear is
held. Then no error leaves by them, and the only way from state to state is the carousel. An error
is scaled once where it enters and once where it leaves, however long it stays in between.
"""

from sympy import Abs, Identity, Rational, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Consequence,
    Definition,
    Derivation,
    Diag,
    Entry,
    FactorBounds,
    Source,
    Step,
    TotalInduction,
    TotalOf,
    at_most,
    builtin,
    count,
    equal,
    hold,
    slope,
    squash_g,
    squash_h,
    t,
    total,
    truncated,
    unit,
)

from .ways_out import OPEN

cell = truncated(builtin("lstm97").explicit())
c, h, i, o, g, a_i, a_g = cell["c h i o g a_i a_g"]
x, W_i, U_i, b_i = cell["x W_i U_i b_i"]
n, q, j = c.dim, count("q"), unit("j")
SOURCE = Source("HS97", "appendix A.2")

enter = o(t) * slope(squash_h, c(t))
leave = i(t - q) * slope(squash_g, a_g(t - q))

held = Step(
    "held",
    equal(a_i(t), W_i @ x(t) + U_i @ hold(h(t - 1)) + b_i),
    by=Definition(cell),
    text="The gate hears a value, through which no error goes back",
    source=SOURCE,
)
stops = Step(
    "stops",
    equal(h.bar(t), h.loss(t)),
    by=AdjointOf(cell),
    text="So the error of an output is what the loss says to it, and nothing else",
)
carousel = Step(
    "carousel",
    equal(total(c(t), c(t - 1)), Identity(n)),
    by=TotalOf(cell, OPEN),
    text="From state to state the only way is the carousel",
)
kept = Step(
    "kept",
    equal(total(c.bar(t - q), h.bar(t)), Diag(enter, n)),
    by=TotalInduction(cell, over=q, opened=OPEN, start=0),
    text="An error that enters is scaled by the output gate, once, however long it stays",
)
scaled = Step(
    "scaled",
    equal(total(a_g.bar(t - q), h.bar(t)), Diag(enter * leave, n)),
    by=TotalOf(cell, OPEN, uses=(kept,)),
    text="Where it leaves it is scaled by the input gate, once",
)
one_cell = Step(
    "one-cell",
    equal(
        Entry(scaled.claim.lhs, j, j),
        Entry(o(t), j)
        * slope(squash_h, Entry(c(t), j))
        * slope(squash_g, Entry(a_g(t - q), j))
        * Entry(i(t - q), j),
    ),
    by=Algebra(uses=(scaled,)),
    text="For one cell it is a product of four numbers",
)
factors = Step(
    "factors",
    at_most(Abs(one_cell.claim.rhs), Rational(1, 2)),
    by=FactorBounds(cell),
    text=r"Gates and \(g^{\prime}\) are at most one, and the slope of \(h\) at most one half",
)
half = Step(
    "half",
    at_most(Abs(one_cell.claim.lhs), Rational(1, 2)),
    by=Consequence(of=factors, equalities=(one_cell,)),
    text=r"So at most one half of an error comes out, for every \(q\)",
)

derivation = Derivation(
    "closed-cell",
    "The error in a cell that cannot leave it",
    about=__doc__,
    cell=cell,
    source=SOURCE,
    forall={q: (1, oo), j: (1, n)},
    steps=(held, stops, carousel, kept, scaled, one_cell, factors, half),
)
