r"""How does a weight move a memory that can forget?

In blocks with forget gates, as in those of 1997, no error leaves a cell: what gates and cells hear
is held. So the derivative of a state by a weight is carried forward with the state itself, and
fades as the state fades: the forget gate scales both. A weight into the input gate or into the cell
adds where the state is written, a weight into the forget gate where it is kept.

\(E_{vj}\) says whether cell \(v\) belongs to block \(j\). A weight ends in a gate or a cell \(l\),
and starts in an input \(r\) or in a cell \(u\).
"""

from sympy import KroneckerDelta

from lstm_sym import (
    Definition,
    Derivation,
    Entry,
    Membership,
    Recursion,
    Source,
    Step,
    TangentStep,
    builtin,
    equal,
    hold,
    sigma,
    slope,
    squash_g,
    t,
    total,
    truncated,
    units,
)

from . import unmoved

cell = truncated(builtin("gsc00").explicit())
x, y_c, y_k, s, y_in, y_phi, y_out, net_c = cell["x y_c y_k s y_in y_phi y_out net_c"]
a_in, a_phi, a_out, E = cell["a_y_in a_y_phi a_y_out E"]
v, gate, target, answer, r, u = units("v l_g l_c l_k r u")
FROM = {"W": (x, r, "an input"), "U": (y_c, u, "a cell")}
INTO = {
    "c": (target, "a cell"),
    "in": (gate, "an input gate"),
    "phi": (gate, "a forget gate"),
    "out": (gate, "an output gate"),
    "k": (answer, "an output unit"),
}
LEARNT = [(p, k) for k in ("c", "in", "phi") for p in FROM]
OTHERS = [(p, k) for k in ("out", "k") for p in FROM]
ranges = {
    v: (1, s.dim),
    gate: (1, y_in.dim),
    target: (1, s.dim),
    answer: (1, y_k.dim),
    r: (1, x.dim),
    u: (1, s.dim),
}
MEANS = {
    v: "a cell",
    gate: "gate in which a weight ends",
    target: "cell in which a weight ends",
    answer: "output unit in which a weight ends",
    r: "input in which a weight starts",
    u: "cell in which a weight starts",
}


def weight(p, k):
    """The weight into a unit of one kind, from an input (W) or from a cell (U)."""
    (W,) = cell[f"{p}_{k}"]
    return Entry(W, INTO[k][0], FROM[p][1])


def heard(p):
    """What a weight hears: its source, one step before."""
    signal, unit, _ = FROM[p]
    return Entry(signal(t - 1), unit)


def named(p, k):
    """Which weights these are, in words."""
    return f"a weight from {FROM[p][2]} into {INTO[k][1]}"


def moved(p, k, time=t):
    """The derivative of the state of cell v by a weight."""
    return Entry(total(s(time), weight(p, k)), v)


def steep(f, net, unit):
    """The slope of f at the net input of a unit."""
    return slope(f, Entry(net(t), unit))


kept, let_in = Entry(E @ y_phi(t), v), Entry(E @ y_in(t), v)
taken = squash_g(Entry(net_c(t), v))
gain = {
    "c": KroneckerDelta(v, target) * steep(squash_g, net_c, v) * let_in,
    "in": Entry(E, v, gate) * taken * steep(sigma, a_in, gate),
    "phi": Entry(E, v, gate) * Entry(s(t - 1), v) * steep(sigma, a_phi, gate),
}
PLACES = {
    "c": ("eq. (3.10)", "GSC00-8"),
    "in": ("eq. (3.11)", "GSC00-9"),
    "phi": ("eq. (3.12)", "GSC00-10"),
}

W_phi, U_phi, b_phi = cell["W_phi U_phi b_phi"]
forget_net = Step(
    "forget-net",
    equal(a_phi(t), W_phi @ x(t - 1) + U_phi @ hold(y_c(t - 1)) + b_phi),
    by=Definition(cell),
    text="What a forget gate hears: inputs and cells one step before, and its bias; no error goes "
    "back to the cells",
    source=Source("GSC00", "section 3", ("GSC00-1",)),
)
forget = Step(
    "forget-gate",
    equal(y_phi(t), sigma(a_phi(t))),
    by=Definition(cell),
    text="The forget gate, between 0 and 1",
    source=Source("GSC00", "section 3", ("GSC00-1",)),
)
state = Step(
    "state",
    equal(s(t), (E @ y_phi(t)) * s(t - 1) + (E @ y_in(t)) * squash_g(net_c(t))),
    by=Definition(cell),
    text="It scales the state that is kept, before the input gate adds to it",
    source=Source("GSC00", "section 3", ("GSC00-2",)),
)
empty = Step(
    "start",
    equal(s(0), 0),
    by=Definition(),
    text="The state begins empty",
    source=Source("GSC00", "section 3", ("GSC00-2",)),
)
start = {
    (p, k): unmoved.start(f"{p}-{k}", cell, s, weight(p, k), named(p, k))
    for p, k in (*LEARNT, *OTHERS)
}
traces = {
    (p, k): Step(
        f"trace-{p}-{k}",
        equal(moved(p, k), kept * moved(p, k, t - 1) + gain[k] * heard(p)),
        by=TangentStep(cell),
        text=f"What {named(p, k)} has done fades with the state, and one step is added",
        source=Source("GSC00", PLACES[k][0], (PLACES[k][1],)),
    )
    for p, k in LEARNT
}
belongs = {"c": KroneckerDelta(v, target), "in": Entry(E, v, gate), "phi": Entry(E, v, gate)}
zero_or_one = Step(
    "zero-or-one",
    equal(Entry(E, v, gate) ** 2, Entry(E, v, gate)),
    by=Membership(E),
    text="A cell belongs to a block or it does not",
)
inside = {
    at: Step(
        "inside-{}-{}".format(*at),
        equal(moved(*at), belongs[at[1]] * moved(*at)),
        by=Recursion(along=traces[at], start=start[at], put=() if at[1] == "c" else (zero_or_one,)),
        text=f"Where {named(*at)} ends, there it moves states, and nowhere else",
        source=Source("GSC00", PLACES[at[1]][0], (PLACES[at[1]][1],)),
    )
    for at in LEARNT
}
still = {
    (p, k): unmoved.still(f"{p}-{k}", cell, s, E @ y_phi(t), weight(p, k), named(p, k))
    for p, k in OTHERS
}
never = {
    (p, k): unmoved.never(f"{p}-{k}", s, weight(p, k), still[p, k], start[p, k], named(p, k))
    for p, k in OTHERS
}

derivation = Derivation(
    "forget-gate-traces",
    "How a weight moves a state that forgets",
    about=__doc__,
    cell=cell,
    source=Source("GSC00", "section 3"),
    forall=ranges,
    means=MEANS,
    at_rest=("s",),
    members=("E",),
    steps=(
        forget_net,
        forget,
        empty,
        state,
        *start.values(),
        *traces.values(),
        zero_or_one,
        *inside.values(),
        *still.values(),
        *never.values(),
    ),
)
