r"""How does a weight of a peephole move the memories that it sees?

A gate with peepholes sees the memories of its block, whether they are shown or not: input and
forget gate the old ones, the output gate the new ones. It is a way forward only: no error goes back
through a peephole, so that states still hear nothing but themselves. What a peephole of the input
or of the forget gate does to a state is carried forward with the state; what it sees, a memory,
stands where other weights hear a unit.

\(E_{vj}\) says whether cell \(v\) belongs to block \(j\), and \(w\) is the cell that is seen: so
\(E_{vj} E_{wj}\) is one for the block of both, and zero for all others.
"""

from sympy import ZeroMatrix

from lstm_sym import (
    Definition,
    Derivation,
    Entry,
    JacobianOf,
    Source,
    Step,
    TangentStep,
    builtin,
    equal,
    hold,
    sigma,
    slope,
    squash_g,
    step,
    sum_over,
    t,
    total,
    truncated,
    units,
)

from . import unmoved

cell = truncated(builtin("gss02").explicit(), also=("s",))
x, y_c, y_k, s, y_in, y_phi, y_out, net_c = cell["x y_c y_k s y_in y_phi y_out net_c"]
NETS = dict(zip(("in", "phi", "out"), cell["a_y_in a_y_phi a_y_out"], strict=True))
PEEPHOLES = dict(zip(NETS, cell["p_in p_phi p_out"], strict=True))
GATES = {"in": "the input gate", "phi": "the forget gate", "out": "the output gate"}
E, W_k, U_k = cell["E W_k U_k"]
v, w, answer, r, u = units("v w l_k r u")
ranges = {
    v: (1, s.dim),
    w: (1, s.dim),
    answer: (1, y_k.dim),
    r: (1, x.dim),
    u: (1, s.dim),
}
MEANS = {
    v: "a cell",
    w: "cell that is seen",
    answer: "output unit in which a weight ends",
    r: "input in which a weight starts",
    u: "cell in which a weight starts",
}
# A weight of each kind, and its name.
WEIGHTS = {g: Entry(p, w) for g, p in PEEPHOLES.items()} | {
    "x": Entry(W_k, answer, r),
    "c": Entry(U_k, answer, u),
}
NAMES = {g: f"a peephole of {name}" for g, name in GATES.items()} | {
    "x": "a weight from an input into an output unit",
    "c": "a weight from a cell into an output unit",
}
PLACES = {"in": ("eq. (22)", "GSS02-4"), "phi": ("eq. (23)", "GSS02-5"), "out": ("", "")}


def source(place, *ids):
    """A place in the paper."""
    return Source("GSS02", place, ids)


def seen(g):
    """The states that the peepholes of a gate see, held."""
    return hold(s(t if g == "out" else t - 1))


def heard(g):
    """What a gate hears from inputs and cells, and its bias."""
    W, U, b = cell[f"W_{g} U_{g} b_{g}"]
    return W @ x(t - 1) + U @ hold(y_c(t - 1)) + b


def moved(g, time=t):
    """The derivative of the state of cell v by the peephole of cell w to a gate."""
    return Entry(total(s(time), Entry(PEEPHOLES[g], w)), v)


def steep(g, block):
    """The slope of the gate of a block."""
    return slope(sigma, Entry(NETS[g](t), block))


nets = {
    g: Step(
        f"net-{g}",
        equal(net(t), heard(g) + E.T @ (PEEPHOLES[g] * seen(g))),
        by=Definition(cell),
        text=f"What {GATES[g]} hears, and what it sees: the states of its block, each by a weight",
        source=source("section 3", "GSS02-2" if g == "out" else "GSS02-1"),
    )
    for g, net in NETS.items()
}
shown = Step(
    "output",
    equal(y_c(t), (E @ y_out(t)) * s(t)),
    by=Definition(cell),
    text="What a cell shows of its state is not squashed",
    source=source("section 3", "GSS02-3"),
)
cut = {
    g: Step(
        f"cut-{g}",
        equal(step(NETS[g](t), s(t - 1)), ZeroMatrix(y_in.dim, s.dim)),
        by=JacobianOf(cell),
        text=f"No error goes back from {GATES[g]} to a state that it saw",
    )
    for g in NETS
}
start = {k: unmoved.start(k, cell, s, e, NAMES[k]) for k, e in WEIGHTS.items()}

kept = Entry(E @ y_phi(t), v)
gain = {"in": squash_g(Entry(net_c(t), v)), "phi": Entry(s(t - 1), v)}
traces = {
    g: Step(
        f"trace-{g}",
        equal(
            moved(g),
            kept * moved(g, t - 1)
            + gain[g]
            * Entry(s(t - 1), w)
            * sum_over(lambda b, g=g: Entry(E, v, b) * Entry(E, w, b) * steep(g, b), 1, y_in.dim),
        ),
        by=TangentStep(cell),
        text=f"A peephole of {GATES[g]} moves the cells of its block: the sum keeps one block",
        source=source(*PLACES[g]),
    )
    for g in gain
}
still = {
    k: unmoved.still(k, cell, s, E @ y_phi(t), e, NAMES[k])
    for k, e in WEIGHTS.items()
    if k not in gain
}
never = {k: unmoved.never(k, s, WEIGHTS[k], still[k], start[k], NAMES[k]) for k in still}

derivation = Derivation(
    "peephole-traces",
    "How a peephole moves the memories that it sees",
    about=__doc__,
    cell=cell,
    source=Source("GSS02", "section 3"),
    forall=ranges,
    means=MEANS,
    at_rest=("s",),
    members=("E",),
    steps=(
        *nets.values(),
        shown,
        *cut.values(),
        *start.values(),
        *traces.values(),
        *still.values(),
        *never.values(),
    ),
)
