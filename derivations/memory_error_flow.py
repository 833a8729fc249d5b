r"""What happens to an error that enters a memory cell, and what comes out of it \(q\) steps before?

No error leaves a cell to the units that it heard: the source vectors are held. So the error that
enters at time \(t\) is scaled once, by the output gate and the slope of \(h\); it then stays as it
is, however long; and it is scaled once more where it leaves, by the input gate and the slope of
\(g\), or at the input gate by what it let in. The formulas are exact for the truncated network,
whose equations are those of appendix A.1 with the sources held; the output units answer within the
step. Cell \(j\) belongs to block \(i\); where a block has several cells, its gates collect the
errors of all of them.
"""

from sympy import Abs, Rational, ZeroMatrix, oo

from lstm_sym import (
    AdjointOf,
    Derivation,
    Diag,
    Entry,
    FactorBounds,
    Source,
    Step,
    TotalInduction,
    TotalOf,
    Typo,
    at_most,
    builtin,
    count,
    equal,
    immediate,
    product_over,
    sigma,
    slope,
    squash_g,
    squash_h,
    sum_over,
    t,
    total,
    truncated,
    units,
)

cell = truncated(builtin("hs97"))
y, y_h, y_in, y_out, y_c, s = cell["y y_h y_in y_out y_c s"]
net_h, net_in, net_out, net_c, net_k = cell["net_h net_in net_out net_c net_k"]
E, W_kc = cell["E W_kc"]
q, (i, j) = count("q"), units("i j")
p, b = s.dim, y_in.dim
OPEN = ("y", "y_h", "y_in", "y_out", "y_c", "y_k", "net_h", "net_in", "net_out", "net_c", "net_k")


def numbered(n):
    """Equation n of appendix A.2."""
    return Source("HS97", f"eq. ({n})", (f"HS97-eq{n}",))


def diagonal(R):
    """What cell j does to itself."""
    return Entry(R, j, j)


enter = (E @ y_out(t)) * slope(squash_h, s(t))
leave = (E @ y_in(t - q)) * slope(squash_g, net_c(t - q))
onto_gate = Diag(slope(sigma, net_in(t - q)), b) * E.T
shown, let_in = squash_h(s(t)), squash_g(net_c(t))

silent = Step(
    "silent",
    equal(y.bar(t), 0),
    by=AdjointOf(cell),
    text="No error reaches the sources: this is the truncation",
)
cell_output = Step(
    "cell-output",
    equal(
        Entry(y_c.bar(t), j),
        sum_over(lambda k: Entry(W_kc, k, j) * Entry(net_k.bar(t), k), 1, net_k.dim, "l"),
    ),
    by=TotalOf(cell, ("y_c", "y")),
    text="So the output of a cell hears only from units that are no gates and no cells",
    source=Source("HS97", "appendix A.2", ("HS97-A2tr",)),
)
one_step = Step(
    "one-step",
    equal(total(s(t), s(t - 1)), Diag(1, p)),
    by=TotalOf(cell, OPEN),
    text="Truncated, a state passes to itself unchanged",
    source=numbered(30),
)
output_gate = Step(
    "output-gate",
    equal(
        Entry(net_out.bar(t), i),
        Entry(immediate(y_out(t), net_out(t)), i, i)
        * sum_over(
            lambda v: Entry(immediate(y_c(t), y_out(t)), v, i) * Entry(y_c.bar(t), v), 1, p, "v"
        ),
    ),
    by=TotalOf(cell, ("net_out", "y_out", "y")),
    text="The output gate collects the errors at the outputs of its cells",
    source=numbered(32),
)
output_gate_value = Step(
    "output-gate-value",
    equal(net_out.bar(t), slope(sigma, net_out(t)) * (E.T @ (shown * y_c.bar(t)))),
    by=TotalOf(cell, ("net_out", "y_out", "y")),
    text="That is, each times what the gate would show more of",
    source=numbered(32),
)
state = Step(
    "state",
    equal(
        Entry(s.bar(t - 1), j),
        diagonal(total(s(t), s(t - 1))) * Entry(s.bar(t), j)
        + diagonal(total(y_c(t - 1), s(t - 1))) * Entry(y_c.bar(t - 1), j),
    ),
    by=TotalOf(cell, ("y_c",), uses=(one_step,)),
    text="The error of a state is its later error, and what enters from the output of the cell",
    source=numbered(33),
)
no_return = Step(
    "no-return",
    equal(total(y_c.bar(t - 1), s.bar(t)), ZeroMatrix(p, p)),
    by=TotalOf(cell, OPEN),
    text="What is in the state comes back to no output of a cell, at earlier times",
    source=numbered(34),
)
carousel = Step(
    "carousel",
    equal(total(s.bar(t - 1), s.bar(t)), total(s(t), s(t - 1))),
    by=TotalOf(cell, OPEN, uses=(one_step,)),
    text="So the error of a state goes back as the state goes forward",
    source=numbered(35),
)
carousel_value = Step(
    "carousel-value",
    equal(total(s.bar(t - 1), s.bar(t)), Diag(1, p)),
    by=TotalOf(cell, OPEN),
    text="Unchanged: the constant error carousel",
    source=numbered(35),
)
cell_input = Step(
    "cell-input",
    equal(
        Entry(net_c.bar(t), j),
        diagonal(immediate(s(t), net_c(t))) * Entry(s.bar(t), j),
    ),
    by=TotalOf(cell, ("net_c",)),
    text="The net input of a cell hears from its state alone",
    source=numbered(36),
)
cell_input_value = Step(
    "cell-input-value",
    equal(net_c.bar(t), slope(squash_g, net_c(t)) * (E @ y_in(t)) * s.bar(t)),
    by=TotalOf(cell, ("net_c",)),
    text="As far as the input gate is open, and the slope of the squashing function lets it",
    source=numbered(36),
)
input_gate = Step(
    "input-gate",
    equal(
        Entry(net_in.bar(t), i),
        Entry(immediate(y_in(t), net_in(t)), i, i)
        * sum_over(lambda v: Entry(immediate(s(t), y_in(t)), v, i) * Entry(s.bar(t), v), 1, p, "v"),
    ),
    by=TotalOf(cell, ("net_in", "y_in", "y")),
    text="The input gate collects the errors of the states of its cells",
    source=numbered(37),
)
input_gate_value = Step(
    "input-gate-value",
    equal(net_in.bar(t), slope(sigma, net_in(t)) * (E.T @ (let_in * s.bar(t)))),
    by=TotalOf(cell, ("net_in", "y_in", "y")),
    text="Each times what the gate would let in more of",
    source=numbered(37),
)
no_exit = Step(
    "no-exit",
    equal(total(net_h.bar(t - 1), y_c.bar(t)), ZeroMatrix(net_h.dim, p)),
    by=TotalOf(cell, OPEN),
    text="No error that entered a cell comes out at a unit that the cell heard",
    source=numbered(39),
)
no_exit_sources = Step(
    "no-exit-sources",
    equal(total(y.bar(t - 1), y_c.bar(t)), ZeroMatrix(y.dim, p)),
    by=TotalOf(cell, OPEN),
    text="Be it a hidden unit, a gate, a cell or an input",
    source=numbered(39),
)
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
        "Two closing parentheses are missing in the last line of eq. (41), and the index of its "
        "product runs from q down to 1. The product is over all lags from 1 to q; its factors are "
        "numbers, so that their order does not matter.",
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
entry_factors = Entry(y_out(t), i) * slope(squash_h, Entry(s(t), j))
bound_cell = Step(
    "bound-cell",
    at_most(
        Abs(entry_factors * slope(squash_g, Entry(net_c(t - q), j)) * Entry(y_in(t - q), i)),
        Rational(1, 2),
    ),
    by=FactorBounds(cell),
    text=r"For a cell \(j\) of block \(i\), the whole scaling is at most one half, for every \(q\)",
    source=numbered(41),
)
bound_gate = Step(
    "bound-gate",
    at_most(
        Abs(
            entry_factors * squash_g(Entry(net_c(t - q), j)) * slope(sigma, Entry(net_in(t - q), i))
        ),
        Rational(1, 4),
    ),
    by=FactorBounds(cell),
    text="And at its input gate at most one quarter: it neither explodes nor depends on the lag",
    source=numbered(41),
)

derivation = Derivation(
    "memory-error-flow",
    "Error flow within a memory cell",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "appendix A.2"),
    forall={q: (1, oo), j: (1, p), i: (1, b)},
    steps=(
        silent,
        cell_output,
        one_step,
        output_gate,
        output_gate_value,
        state,
        no_return,
        carousel,
        carousel_value,
        cell_input,
        cell_input_value,
        input_gate,
        input_gate_value,
        no_exit,
        no_exit_sources,
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
        forward_state,
        forward_gate_state,
        forward_cell,
        forward_gate,
        bound_cell,
        bound_gate,
    ),
)
