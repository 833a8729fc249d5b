r"""What comes out of a memory cell, \(q\) steps before an error entered it?

The error that enters at time \(t\) is scaled once, by the output gate and the slope of \(h\); it
then stays as it is, however long; and it is scaled once more where it leaves, by the input gate and
the slope of \(g\), or at the input gate by what the cell was offered. Neither of the two grows or
shrinks with \(q\). All of this is exact for the truncated network. Cell \(j\) belongs to block
\(i\). In the paper's last line two closing parentheses are missing; closed where the line ends, its
slopes would hold the gates, and that is refuted.
"""

from sympy import Abs, Rational, oo

from lstm_sym import (
    Algebra,
    Consequence,
    Derivation,
    Diag,
    Entry,
    FactorBounds,
    Misprint,
    Source,
    Step,
    TotalInduction,
    TotalOf,
    Typo,
    at_most,
    count,
    equal,
    product_over,
    sigma,
    slope,
    squash_g,
    squash_h,
    t,
    total,
    units,
)

from . import memory_cells, memory_error_flow
from .truncation import one_block, zero_or_one
from .what_truncation_drops import OPEN, numbered

cell = memory_error_flow.cell
y_in, y_out, y_c, s, net_in, net_c, E = cell["y_in y_out y_c s net_in net_c E"]
q, (i, j) = count("q"), units("i j")
p, b = s.dim, y_in.dim
one_step = memory_error_flow.one_step
diagonal = memory_error_flow.diagonal

enter = (E @ y_out(t)) * slope(squash_h, s(t))
leave = (E @ y_in(t - q)) * slope(squash_g, net_c(t - q))
onto_gate = Diag(slope(sigma, net_in(t - q)), b) * E.T
entering = Step(
    "entering",
    equal(total(s.bar(t), y_c.bar(t)), total(y_c(t), s(t))),
    by=TotalOf(cell, OPEN),
    text="On entry, an error is scaled as the state was shown",
    source=Source("HS97", r"eq. (40), \(q = 0\)", ("HS97-eq40",)),
)
staying = Step(
    "staying",
    equal(
        total(s.bar(t - q), y_c.bar(t)),
        total(s(t - q + 1), s(t - q)) * total(s.bar(t - q + 1), y_c.bar(t)),
    ),
    by=TotalOf(cell, OPEN, uses=(one_step,)),
    text="Then it goes back from state to state",
    source=Source("HS97", r"eq. (40), \(q > 0\)", ("HS97-eq40",)),
)
kept = Step(
    "kept",
    equal(total(s.bar(t - q), y_c.bar(t)), Diag(enter, p)),
    by=TotalInduction(cell, over=q, opened=OPEN, start=0),
    text="However long it stays, it is scaled only once",
    source=numbered(40),
)
through_cell = Step(
    "through-the-cell",
    equal(
        total(net_c.bar(t - q), y_c.bar(t)),
        total(net_c.bar(t - q), s.bar(t - q)) * total(s.bar(t - q), y_c.bar(t)),
    ),
    by=TotalOf(cell, OPEN),
    text="To the net input of the cell there is no way but through the state",
    source=numbered(41),
)
through_gate = Step(
    "through-the-gate",
    equal(
        total(net_in.bar(t - q), y_c.bar(t)),
        total(net_in.bar(t - q), s.bar(t - q)) * total(s.bar(t - q), y_c.bar(t)),
    ),
    by=TotalOf(cell, OPEN),
    text="Nor to that of the input gate",
    source=numbered(41),
)


def along_states(unit, *at):
    """The three parts of eq. (41), one number each: out of the state, along it, into it."""
    along = product_over(lambda m: diagonal(total(s(t - m + 1), s(t - m))), 1, q, "m")
    out = Entry(total(unit.bar(t - q), s.bar(t - q)), *at)
    return out * along * diagonal(total(y_c(t), s(t)))


product_cell = Step(
    "product-cell",
    equal(diagonal(total(net_c.bar(t - q), y_c.bar(t))), along_states(net_c, j, j)),
    by=TotalOf(cell, OPEN, uses=(kept, one_step)),
    text=r"Written out, the way back through the states is a product of \(q\) factors",
    source=numbered(41),
    slip=Typo(
        "E14",
        "The index of the product in eq. (41) runs from q down to 1. The product is over all lags "
        "from 1 to q. Its factors are numbers, so that their order does not matter, and every one "
        "of them is one, so that even an empty product has its value: nothing to refute.",
    ),
)
product_gate = Step(
    "product-gate",
    equal(Entry(total(net_in.bar(t - q), y_c.bar(t)), i, j), along_states(net_in, i, j)),
    by=TotalOf(cell, OPEN, uses=(kept, one_step)),
    text="For the input gate too",
    source=numbered(41),
)
product_one = Step(
    "product-one",
    equal(product_over(lambda m: diagonal(total(s(t - m + 1), s(t - m))), 1, q, "m"), 1),
    by=TotalOf(cell, OPEN, uses=(one_step,)),
    text="Every factor is one, and so is the product",
    source=numbered(41),
)
value_cell = Step(
    "value-cell",
    equal(total(net_c.bar(t - q), y_c.bar(t)), Diag(enter * leave, p)),
    by=TotalOf(cell, OPEN, uses=(kept,)),
    text="What is left is one scaling on entry and one on exit",
    source=numbered(41),
    printed=Misprint(
        "E14",
        equal(
            total(net_c.bar(t - q), y_c.bar(t)),
            Diag(enter * slope(squash_g, net_c(t - q) * (E @ y_in(t - q))), p),
        ),
    ),
)
value_gate = Step(
    "value-gate",
    equal(
        total(net_in.bar(t - q), y_c.bar(t)),
        onto_gate * Diag(squash_g(net_c(t - q)) * enter, p),
    ),
    by=TotalOf(cell, OPEN, uses=(kept,)),
    text="At the input gate, the exit is scaled by what the cell was offered then",
    source=numbered(41),
    printed=Misprint(
        "E14",
        equal(
            total(net_in.bar(t - q), y_c.bar(t)),
            E.T * Diag(squash_g(net_c(t - q) * (E @ slope(sigma, net_in(t - q)))) * enter, p),
        ),
    ),
)
at_once_cell = Step(
    "at-once-cell",
    equal(total(net_c.bar(t), y_c.bar(t)), Diag((enter * leave).xreplace({q: 0}), p)),
    by=TotalOf(cell, OPEN, uses=(entering,)),
    text="So it is within one step: what enters at a time has left to the net input at that time",
    source=Source("HS97", r"eq. (41), \(q = 0\)", ("HS97-eq41",)),
)
at_once_gate = Step(
    "at-once-gate",
    equal(
        total(net_in.bar(t), y_c.bar(t)),
        Diag(slope(sigma, net_in(t)), b) * E.T * Diag(squash_g(net_c(t)) * enter, p),
    ),
    by=TotalOf(cell, OPEN, uses=(entering,)),
    text="And at the input gate",
    source=Source("HS97", r"eq. (41), \(q = 0\)", ("HS97-eq41",)),
)
forward_state = Step(
    "forward-state",
    equal(total(s(t), net_c(t - q)), Diag(leave, p)),
    by=TotalInduction(cell, over=q, opened=OPEN, start=0),
    text=r"Forward in time: what came into a state \(q\) steps ago is still there",
)
forward_gate_state = Step(
    "forward-gate-state",
    equal(total(s(t), net_in(t - q)), Diag(squash_g(net_c(t - q)), p) * onto_gate.T),
    by=TotalInduction(cell, over=q, opened=OPEN, start=0),
    text="What the input gate did, too",
)
forward_cell = Step(
    "forward-cell",
    equal(total(y_c(t), net_c(t - q)), Diag(enter * leave, p)),
    by=TotalOf(cell, OPEN, uses=(forward_state,)),
    text="So the output moves with the net input of long ago as errors come back to it",
    source=numbered(41),
)
forward_gate = Step(
    "forward-gate",
    equal(
        total(y_c(t), net_in(t - q)),
        Diag(squash_g(net_c(t - q)) * enter, p) * onto_gate.T,
    ),
    by=TotalOf(cell, OPEN, uses=(forward_gate_state,)),
    text="And with that of the input gate",
    source=numbered(41),
)
members = (zero_or_one, one_block)
entered = Entry(E @ y_out(t), j) * slope(squash_h, Entry(s(t), j))
offered = squash_g(Entry(net_c(t - q), j))
number_cell = Step(
    "number-cell",
    equal(
        diagonal(total(net_c.bar(t - q), y_c.bar(t))),
        entered * slope(squash_g, Entry(net_c(t - q), j)) * Entry(E @ y_in(t - q), j),
    ),
    by=Algebra(uses=(value_cell,)),
    text=r"For cell \(j\) alone, it is a product of four numbers",
    source=numbered(41),
)
factors_cell = Step(
    "factors-cell",
    at_most(Abs(number_cell.claim.rhs), Rational(1, 2)),
    by=FactorBounds(cell, uses=members),
    text=r"Gates and \(g^{\prime}\) are at most one, and the slope of \(h\) at most one half",
)
bound_cell = Step(
    "bound-cell",
    at_most(Abs(number_cell.claim.lhs), Rational(1, 2)),
    by=Consequence(of=factors_cell, equalities=(number_cell,)),
    text=r"So at most one half of an error comes out of the cell, for every \(q\)",
    source=numbered(41),
)
number_gate = Step(
    "number-gate",
    equal(
        Entry(total(net_in.bar(t - q), y_c.bar(t)), i, j),
        entered * offered * slope(sigma, Entry(net_in(t - q), i)) * Entry(E, j, i),
    ),
    by=Algebra(uses=(value_gate,)),
    text=r"At the input gate of block \(i\), of an error that entered cell \(j\)",
    source=numbered(41),
)
factors_gate = Step(
    "factors-gate",
    at_most(Abs(number_gate.claim.rhs), Rational(1, 4)),
    by=FactorBounds(cell, uses=members),
    text="What was offered is at most two, the slope of the gate at most one quarter",
)
bound_gate = Step(
    "bound-gate",
    at_most(Abs(number_gate.claim.lhs), Rational(1, 4)),
    by=Consequence(of=factors_gate, equalities=(number_gate,)),
    text="So at most one quarter: the error flow neither explodes nor depends on the lag",
    source=numbered(41),
)

derivation = Derivation(
    "errors-over-lags",
    "Constant error flow over any lag",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "appendix A.2"),
    forall={q: (1, oo), j: (1, p), i: (1, b)},
    members=("E",),
    builds_on=(memory_cells.derivation, memory_error_flow.derivation),
    steps=(
        entering,
        staying,
        kept,
        through_cell,
        through_gate,
        product_cell,
        product_gate,
        product_one,
        value_cell,
        value_gate,
        at_once_cell,
        at_once_gate,
        forward_state,
        forward_gate_state,
        forward_cell,
        forward_gate,
        number_cell,
        factors_cell,
        bound_cell,
        number_gate,
        factors_gate,
        bound_gate,
    ),
)
