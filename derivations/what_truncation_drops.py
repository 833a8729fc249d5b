r"""What does the truncation of 1997 leave out?

In the full network a state reaches itself in two ways: directly, unchanged, and by the output of
its cell, which all gates and cells hear one step later. So errors that enter a cell leave it again
to everything that it heard, and come back. The formulas below are those of appendix A.2 before
anything is dropped; the output units answer within the step. Truncation keeps the first way only.
What it drops for one step of the state is a sum of two products of matrices, one by the input gate
and one by the net input of the cell. That is not little: the gradients of random networks are
measured below, both ways.
"""

from lstm_sym import (
    AdjointOf,
    Algebra,
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
    units,
)

cell = builtin("hs97")
y, y_h, y_in, y_out, y_c, s = cell["y y_h y_in y_out y_c s"]
net_h, net_in, net_out, net_c, net_k = cell["net_h net_in net_out net_c net_k"]
E, P_c, P_h, W_h, W_in, W_out, W_c, W_kh, W_kc = cell["E P_c P_h W_h W_in W_out W_c W_kh W_kc"]
p, b, n, o = s.dim, y_in.dim, y_h.dim, net_k.dim
i, j, v = units("i j v")
OPEN = ("y", "y_h", "y_in", "y_out", "y_c", "y_k", "net_h", "net_in", "net_out", "net_c", "net_k")
HEARING = ((net_h, W_h), (net_in, W_in), (net_out, W_out), (net_c, W_c))


def numbered(k):
    """Equation k of appendix A.2."""
    return Source("HS97", f"eq. ({k})", (f"HS97-eq{k}",))


let_in = Diag(squash_g(net_c(t)), p) * E
pushed = Diag((E @ y_in(t)) * slope(squash_g, net_c(t)), p)
shown = Diag((E @ y_out(t - 1)) * slope(squash_h, s(t - 1)), p)

state_product = Step(
    "state-product",
    equal(
        total(s(t), s(t - 1)),
        Diag(1, p) + let_in * total(y_in(t), s(t - 1)) + pushed * total(net_c(t), s(t - 1)),
    ),
    by=TotalOf(cell, OPEN),
    text="A state depends on itself directly, by its input gate and by its net input",
    source=numbered(30),
)
state_sources = Step(
    "state-sources",
    equal(
        total(s(t), s(t - 1)),
        Diag(1, p)
        + let_in * total(y_in(t), y(t - 1)) * total(y(t - 1), s(t - 1))
        + pushed * total(net_c(t), y(t - 1)) * total(y(t - 1), s(t - 1)),
    ),
    by=TotalOf(cell, OPEN),
    text="Both of them hear the sources, where the output of the cell is found again",
    source=numbered(30),
    measure="full-paths",
)
dropped = Step(
    "dropped",
    equal(
        total(s(t), s(t - 1)) - Diag(1, p),
        Diag(squash_g(net_c(t)), p) * E * Diag(slope(sigma, net_in(t)), b) * W_in * P_c * shown
        + pushed * W_c * P_c * shown,
    ),
    by=TotalOf(cell, OPEN),
    text="The truncated derivative is one, so this is what truncation drops",
    source=numbered(30),
    measure="lost-gradient",
)
sources = Step(
    "sources",
    equal(
        y.bar(t),
        W_h.T @ net_h.bar(t + 1)
        + W_in.T @ net_in.bar(t + 1)
        + W_out.T @ net_out.bar(t + 1)
        + W_c.T @ net_c.bar(t + 1),
    ),
    by=AdjointOf(cell),
    text="The error of the sources comes from all that hears them",
)
at_output = Step(
    "at-output",
    equal(y_c.bar(t), W_kc.T @ net_k.bar(t) + P_c.T @ y.bar(t)),
    by=AdjointOf(cell),
    text="The output of a cell is one of the sources, and speaks to the output units",
)
cell_output = Step(
    "cell-output",
    equal(
        y_c.bar(t),
        W_kc.T @ net_k.bar(t)
        + P_c.T @ (W_h.T @ net_h.bar(t + 1))
        + P_c.T @ (W_in.T @ net_in.bar(t + 1))
        + P_c.T @ (W_out.T @ net_out.bar(t + 1))
        + P_c.T @ (W_c.T @ net_c.bar(t + 1)),
    ),
    by=Algebra(uses=(at_output, sources)),
    text="So the error at the output of a cell, without any slope, is gathered over the weights",
    source=numbered(31),
)
state_error = Step(
    "state-error",
    equal(
        Entry(s.bar(t), j),
        Entry(s.bar(t + 1), j)
        + Entry(E @ y_out(t), j) * slope(squash_h, Entry(s(t), j)) * Entry(y_c.bar(t), j),
    ),
    by=TotalOf(cell),
    text="Nothing truncated, the direct way back along the state is still unscaled; the error at "
    "the output of the cell holds the rest",
    source=numbered(33),
)
output_returns = Step(
    "output-returns",
    equal(
        total(y_c.bar(t - 1), s.bar(t)),
        P_c.T * W_h.T * total(net_h.bar(t), s.bar(t))
        + P_c.T * W_in.T * total(net_in.bar(t), s.bar(t))
        + P_c.T * W_out.T * total(net_out.bar(t), s.bar(t))
        + P_c.T * W_c.T * total(net_c.bar(t), s.bar(t)),
    ),
    by=TotalOf(cell, OPEN),
    text="What is in the state does return to the outputs of cells, by everything that hears them",
    source=numbered(34),
)
duality = Step(
    "duality",
    equal(
        Entry(total(s.bar(t - 1), s.bar(t)), i, j),
        Entry(total(s(t), s(t - 1)), j, i),
    ),
    by=TotalOf(cell, (*OPEN, "s")),
    text="Errors of states go back exactly as the states go forward, one step with another",
    source=numbered(35),
)


weight_of = {
    net.name: Step(
        f"heard-by-{net.name}",
        equal(total(net(t), y_h(t - 1)), W * P_h),
        by=TotalOf(cell, (*OPEN, "s")),
        text=rf"To \(\mathrm{{net}}^{{\mathrm{{{net.name[4:]}}}}}\) it speaks by its weight there",
    )
    for net, W in HEARING
}
weight_now = Step(
    "heard-by-outputs",
    equal(total(net_k(t - 1), y_h(t - 1)), W_kh),
    by=TotalOf(cell, (*OPEN, "s")),
    text="The output units hear it within the step",
)


def told(net, now, unit, at):
    """What the net inputs of a layer tell one unit that they hear: slope by slope, summed."""
    return sum_over(
        lambda k: Entry(total(net(now), unit), k, at) * Entry(net.bar(now), k), 1, net.dim, "l"
    )


external = Step(
    "external",
    equal(
        Entry(net_h.bar(t - 1), v),
        Entry(immediate(y_h(t - 1), net_h(t - 1)), v, v)
        * (
            told(net_k, t - 1, y_h(t - 1), v)
            + sum(told(net, t, y_h(t - 1), v) for net, _ in HEARING)
        ),
    ),
    by=TotalOf(cell, ("y_h", "y"), uses=(weight_now, *weight_of.values())),
    text="The error of a hidden unit is told by its successors, and damped by its slope",
    source=numbered(38),
)
external_flow = Step(
    "external-flow",
    equal(
        total(net_h.bar(t - 1), y_c.bar(t)),
        Diag(slope(sigma, net_h(t - 1)), n)
        * (
            P_h.T * W_out.T * total(net_out.bar(t), y_c.bar(t))
            + P_h.T * W_in.T * total(net_in.bar(t), y_c.bar(t))
            + P_h.T * W_c.T * total(net_c.bar(t), y_c.bar(t))
        ),
    ),
    by=TotalOf(cell, OPEN),
    text="An error that enters a cell leaves it by both gates and by the net input; truncation "
    "drops all three",
    source=numbered(39),
)

derivation = Derivation(
    "what-truncation-drops",
    "What truncation drops",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "appendix A.2"),
    forall={i: (1, p), j: (1, p), v: (1, n)},
    steps=(
        state_product,
        state_sources,
        dropped,
        sources,
        at_output,
        cell_output,
        state_error,
        output_returns,
        duality,
        *weight_of.values(),
        weight_now,
        external,
        external_flow,
    ),
)
