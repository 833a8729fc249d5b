r"""What happens to an error that enters a memory cell?

No error leaves a cell to the units that it heard: the source vectors are held. The error of a state
goes back to the state before it, unchanged; the cell's own output adds to it at each step; and the
net input of the cell and its two gates take their share. The formulas are exact for the truncated
network, whose equations are those of appendix A.1 with the sources held, output units one step late
as there. Cell \(j\) belongs to block \(i\); where a block has several cells, its gates
collect the errors of all of them.
"""

from sympy import ZeroMatrix

from lstm_sym import (
    AdjointOf,
    Derivation,
    Diag,
    Entry,
    Source,
    Step,
    TotalOf,
    builtin,
    equal,
    immediate,
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

from .what_truncation_drops import OPEN, numbered

cell = truncated(builtin("hs97-lagged"), but=("net_k",))
y, y_h, y_in, y_out, y_c, s = cell["y y_h y_in y_out y_c s"]
net_h, net_in, net_out, net_c, net_k = cell["net_h net_in net_out net_c net_k"]
E, W_kc = cell["E W_kc"]
i, j = units("i j")
p, b = s.dim, y_in.dim


def diagonal(R):
    """What cell j does to itself."""
    return Entry(R, j, j)


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
        sum_over(lambda k: Entry(W_kc, k, j) * Entry(net_k.bar(t + 1), k), 1, net_k.dim, "l"),
    ),
    by=TotalOf(cell, ("y_c", "y")),
    text="So the output of a cell hears from the output units alone",
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
derivation = Derivation(
    "memory-error-flow",
    "Error flow within a memory cell",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "appendix A.2"),
    forall={j: (1, p), i: (1, b)},
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
    ),
)
