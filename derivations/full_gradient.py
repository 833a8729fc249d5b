r"""What is the whole gradient of memory blocks with peepholes, with nothing truncated?

Now errors go back wherever signals went forward: from gate to cell through the weights, and from
gate to state through the peepholes. Two errors belong to a cell, that of what it shows, the
paper's \(\epsilon_c\), and that of its state, \(\epsilon_s\). Input and forget gate saw the state
one step before, so that their errors come from the next step; the output gate saw it in the same.

These equations have been copied often, and not always well. What copies have instead of them stands
beside the equation, with numbers that refute it. \(E_{vj}\) says whether cell \(v\) is in block
\(j\): the sums over the cells of a block are sums against it.
"""

from lstm_sym import (
    AdjointOf,
    Definition,
    Derivation,
    Entry,
    Misprint,
    Selection,
    Source,
    Step,
    builtin,
    equal,
    sigma,
    slope,
    sum_over,
    t,
    tanh,
    units,
)

cell = builtin("gs05").explicit()
x, b_in, b_phi, a_c, s, b_out, b_c, a_k = cell["x b_in b_phi a_c s b_out b_c a_k"]
a_in, a_phi, a_out = cell["a_b_in a_b_phi a_b_out"]
E, W_k, W_out, U_out = cell["E W_k W_out U_out"]
w_in, w_phi, w_out = cell["w_in w_phi w_out"]
v, j = units("v j")
INTO = dict(zip(cell["U_in U_phi U_c U_out"], (a_in, a_phi, a_c, a_out), strict=True))


def source(place, *ids):
    """A place in the paper."""
    return Source("GS05", place, ids)


def backward(label, signal, equation, text):
    """One equation of back-propagation, for all units at once."""
    return Step(label, equal(signal.bar(t), equation), AdjointOf(cell), text)


def printed(label, signal, unit, equation, of, text, name, *copies):
    """The same as the paper prints it, unit by unit, and what copies have instead."""
    claim = equal(Entry(signal.bar(t), unit), equation)
    wrong = Misprint(copies[0], equal(claim.lhs, copies[1]), copied=True) if copies else None
    where = source("appendix, backward pass", name)
    return Step(label, claim, Selection(uses=of), text, where, wrong)


def heard(A, a, time):
    """What cell v hears back of the errors of units through the weights to them."""
    return sum_over(lambda u: Entry(A, u, v) * Entry(a.bar(time), u), 1, a.dim, "g")


def peephole(weights, gate, time):
    """What the state of cell v hears back through its peephole to the gate of its block."""
    return Entry(weights, v) * Entry(E @ gate.bar(time), v)


def over_block(e):
    """The sum over the cells of block j."""
    return sum_over(lambda u: Entry(E, u, j) * e(u), 1, s.dim, "v")


def steep(f, net, unit):
    """The slope of f at the net input of a unit."""
    return slope(f, Entry(net(t), unit))


seen = Step(
    "net-out",
    equal(a_out(t), W_out @ x(t) + U_out @ b_c(t - 1) + E.T @ (w_out * s(t))),
    by=Definition(cell),
    text="An output gate sees the new states of its block",
    source=source("appendix, forward pass", "GS05-4"),
)


def output_gate_sees(time):
    """The net input of the output gate of block j, if it sees states of a time."""
    inputs = sum_over(lambda u: Entry(W_out, j, u) * Entry(x(t), u), 1, x.dim, "i")
    cells = sum_over(lambda u: Entry(U_out, j, u) * Entry(b_c(t - 1), u), 1, s.dim, "h")
    return inputs + cells + over_block(lambda u: Entry(w_out, u) * Entry(s(time), u))


unit_seen = Step(
    "unit-net-out",
    equal(Entry(a_out(t), j), output_gate_sees(t)),
    by=Selection(uses=(seen,)),
    text="Unit by unit",
    source=source("appendix, forward pass", "GS05-4"),
    printed=Misprint("C1", equal(Entry(a_out(t), j), output_gate_sees(t - 1)), copied=True),
)
shown = backward(
    "back-shown",
    b_c,
    W_k.T @ a_k.bar(t) + sum((U.T @ a.bar(t + 1) for U, a in INTO.items()), start=0 * s(t)),
    "What a cell shows is heard by the outputs now, and by gates and cells one step later",
)
gate_out = backward(
    "back-gate-out", b_out, E.T @ (tanh(s(t)) * b_c.bar(t)), "An output gate answers for its cells"
)
net_out = backward(
    "back-net-out", a_out, slope(sigma, a_out(t)) * b_out.bar(t), "damped by its slope"
)
state = backward(
    "back-state",
    s,
    (E @ b_out(t)) * slope(tanh, s(t)) * b_c.bar(t)
    + (E @ b_phi(t + 1)) * s.bar(t + 1)
    + w_in * (E @ a_in.bar(t + 1))
    + w_phi * (E @ a_phi.bar(t + 1))
    + w_out * (E @ a_out.bar(t)),
    "A state was shown, kept, and seen by three gates",
)
net_c = backward(
    "back-net-c", a_c, (E @ b_in(t)) * slope(tanh, a_c(t)) * s.bar(t), "The cell's input was let in"
)
gate_phi = backward("back-gate-phi", b_phi, E.T @ (s(t - 1) * s.bar(t)), "A forget gate kept")
net_phi = backward(
    "back-net-phi", a_phi, slope(sigma, a_phi(t)) * b_phi.bar(t), "damped by its slope"
)
gate_in = backward("back-gate-in", b_in, E.T @ (tanh(a_c(t)) * s.bar(t)), "An input gate let in")
net_in = backward("back-net-in", a_in, slope(sigma, a_in(t)) * b_in.bar(t), "damped by its slope")

let_through = Entry(E @ b_out(t), v) * steep(tanh, s, v)
kept = Entry(E @ b_phi(t + 1), v) * Entry(s.bar(t + 1), v)
peepholes = peephole(w_in, a_in, t + 1) + peephole(w_phi, a_phi, t + 1)
error_shown = printed(
    "error-shown",
    b_c,
    v,
    heard(W_k, a_k, t) + sum(heard(U, a, t + 1) for U, a in INTO.items()),
    (shown,),
    "The error of what a cell shows: outputs now, gates and cells of the layer one step later",
    "GS05-6",
)
error_out = printed(
    "error-output-gate",
    a_out,
    j,
    steep(sigma, a_out, j) * over_block(lambda u: tanh(Entry(s(t), u)) * Entry(b_c.bar(t), u)),
    (net_out, gate_out),
    "That of an output gate: all that its cells hold, each weighted by its error",
    "GS05-7",
)
error_state = printed(
    "error-state",
    s,
    v,
    let_through * Entry(b_c.bar(t), v) + kept + peepholes + peephole(w_out, a_out, t),
    (state,),
    "That of a state: what is shown, what is kept, and what three gates saw",
    "GS05-8",
    "C2",
    let_through + kept + peepholes + peephole(w_out, a_out, t),
)
added = Entry(s.bar(t), v) - let_through * Entry(b_c.bar(t), v) - kept
error_seen = Step(
    "error-seen",
    equal(added, peepholes + peephole(w_out, a_out, t)),
    by=Selection(uses=(error_state,)),
    text="Of the three peepholes, that of the output gate answers in the same step",
    source=source("appendix, backward pass", "GS05-8"),
    printed=Misprint("C3", equal(added, peepholes + peephole(w_out, a_out, t + 1)), copied=True),
)
error_c = printed(
    "error-cell",
    a_c,
    v,
    Entry(E @ b_in(t), v) * steep(tanh, a_c, v) * Entry(s.bar(t), v),
    (net_c,),
    "That of a cell's input: the error of the state, as far as it was let in",
    "GS05-9",
    "C4",
    Entry(E @ b_in(t), v) * steep(tanh, a_c, v) * Entry(b_c.bar(t), v),
)
error_phi = printed(
    "error-forget-gate",
    a_phi,
    j,
    steep(sigma, a_phi, j) * over_block(lambda u: Entry(s(t - 1), u) * Entry(s.bar(t), u)),
    (net_phi, gate_phi),
    "That of a forget gate: what it kept, the old states",
    "GS05-10",
)


def let_in(time):
    """The error of the input gate, if what was let in is of a time."""
    return steep(sigma, a_in, j) * over_block(
        lambda u: tanh(Entry(a_c(time), u)) * Entry(s.bar(t), u)
    )


error_in = printed(
    "error-input-gate",
    a_in,
    j,
    let_in(t),
    (net_in, gate_in),
    "That of an input gate: what it let in, of the same step",
    "GS05-11",
    "C5",
    let_in(t - 1),
)

derivation = Derivation(
    "full-gradient",
    "Nothing truncated: the errors of memory blocks",
    about=__doc__,
    cell=cell,
    source=Source("GS05", "appendix"),
    forall={v: (1, s.dim), j: (1, b_in.dim)},
    means={v: "a cell", j: "a block"},
    members=("E",),
    steps=(
        seen,
        unit_seen,
        shown,
        error_shown,
        gate_out,
        net_out,
        error_out,
        state,
        error_state,
        error_seen,
        net_c,
        error_c,
        gate_phi,
        net_phi,
        error_phi,
        gate_in,
        net_in,
        error_in,
    ),
)
