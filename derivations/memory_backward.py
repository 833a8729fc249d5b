r"""What does each weight of the 1997 network have to change, after one time step?

The run ends at \(T\), and only the error there counts; every time step is the last of a run in its
turn. The paper's error \(e_l\) of a unit is minus our \(\bar{a}_l\). The errors of output units,
hidden units and output gates are at hand as in a network without time. Input gates and cells need
to know how their weights moved the states up to now, and that is carried forward: nothing is ever
sent back in time. So the work of a step does not depend on how long the run has been, and is of
the order of the number of weights.
"""

from sympy import Derivative, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Counts,
    Definition,
    Derivation,
    Entry,
    FromDefinition,
    LossForward,
    Misprint,
    Selection,
    Source,
    Step,
    T,
    TangentStep,
    at_most,
    count,
    equal,
    number,
    sigma,
    slope,
    squash_g,
    squash_h,
    sum_over,
    t,
    total,
)

from . import memory_cells, truncated_derivatives
from .truncated_derivatives import (
    ENDS,
    NAMES,
    STARTS,
    E,
    W_c,
    W_h,
    W_in,
    W_kc,
    W_kh,
    W_out,
    by,
    cell,
    gate,
    i,
    into,
    is_,
    j,
    m,
    net_c,
    net_h,
    net_in,
    net_k,
    net_out,
    o,
    s,
    target,
    v,
    y,
    y_c,
    y_h,
    y_in,
    y_k,
    y_out,
    zero_or_one,
)

PLACE = "appendix A.1"
alpha, z, d = number("alpha"), number("z"), number("d")
K, H, C, S, I = sizes = tuple(count(name) for name in "KHCSI")
FREE = (i, j, v, o)


def source(place, *ids):
    """A place in the paper."""
    return Source("HS97", place, ids)


def errors(u, k):
    """The error of entry k of a signal at the time T, as the paper counts it: -dE/du."""
    return -Entry(u.bar(T), k)


# The error of a step.
loss = Step(
    "loss",
    equal(y_k.loss(T), y_k(T) - y_k.target(T)),
    by=Definition(),
    text="The error of a step is half the squared distance of the outputs from their targets",
    source=source("eq. (16)", "HS97-eq16"),
    printed=Misprint("E10", equal(y_k.loss(T), 2 * (y_k(T) - y_k.target(T)))),
)
half = Step(
    "half",
    equal(-Derivative((d - sigma(z)) ** 2 / 2, z), slope(sigma, z) * (d - sigma(z))),
    by=FromDefinition(),
    text="Without the half, each error would be twice what the paper says",
    source=source("eqs. (16) and (19)", "HS97-eq16", "HS97-eq19"),
    printed=Misprint(
        "E10", equal(-Derivative((d - sigma(z)) ** 2, z), slope(sigma, z) * (d - sigma(z)))
    ),
)
heard = {
    k: Step(
        f"heard-{k}",
        equal(
            Entry(NAMES[k][0].bar, *into(k).at),
            sum_over(
                lambda u, k=k: Entry(y_k.loss(T), u) * Entry(by(y_k, k, T), u), 1, y_k.dim, "o"
            ),
        ),
        by=LossForward(cell),
        text=f"The loss hears a weight into {NAMES[k][1]}, through the output units",
    )
    for k in NAMES
}
updates = {
    k: Step(
        f"update-{k}",
        equal(
            -alpha * Entry(NAMES[k][0].bar, *into(k).at),
            alpha
            * sum_over(
                lambda u, k=k: (Entry(y_k.target(T), u) - Entry(y_k(T), u))
                * Entry(by(y_k, k, T), u),
                1,
                y_k.dim,
                "o",
            ),
        ),
        by=Selection(uses=(heard[k], loss)),
        text=f"Down the slope of the error: the update of a weight into {NAMES[k][1]}",
        source=source("eq. (17)", "HS97-eq17"),
    )
    for k in NAMES
}
meant = {
    k: Step(
        f"meant-{k}",
        equal(
            Entry(u.bar(T), unit),
            sum_over(
                lambda a, u=u, unit=unit: Entry(y_k.loss(T), a)
                * Entry(total(y_k(T), u(T)), a, unit),
                1,
                y_k.dim,
                "o",
            ),
        ),
        by=LossForward(cell),
        text=text,
        source=source("eq. (18)", "HS97-eq18"),
    )
    for k, text, (u, unit) in (
        ("k", r"The paper's \(e_l\) is minus this: for an output unit", (net_k, o)),
        ("h", "For a hidden unit", (net_h, i)),
        ("out", "For an output gate", (net_out, j)),
        ("s", "For a state", (s, v)),
    )
}

# Back-propagation, once it is cut.
error_stops = Step(
    "error-stops",
    equal(y.bar(t), 0),
    by=AdjointOf(cell),
    text="No error goes back through what gates, cells and hidden units hear",
    source=source("section 4, learning", "HS97-4g"),
)
after = Step(
    "after-the-end",
    equal(s.bar(T + 1), 0),
    by=Definition(),
    text="Nothing is heard after the end",
)


def backward(label, signal, equation, text):
    """One equation of back-propagation."""
    return Step(label, equal(signal.bar(t), equation), AdjointOf(cell), text)


gate_out = Step(
    "gate-out",
    equal(y_out(t), sigma(net_out(t))),
    by=Definition(cell),
    text="The output gate",
)
P_h, P_out, P_c = cell["P_h P_out P_c"]
recursion = (
    backward(
        "error-net-h", net_h, slope(sigma, net_h(t)) * y_h.bar(t), "A hidden unit damps its error"
    ),
    backward(
        "error-h",
        y_h,
        W_kh.T @ net_k.bar(t) + P_h.T @ y.bar(t),
        "It hears the output units, and all units that hear it next",
    ),
    backward(
        "error-net-out",
        net_out,
        slope(sigma, net_out(t)) * y_out.bar(t),
        "An output gate damps its error",
    ),
    backward(
        "error-out",
        y_out,
        E.T @ (squash_h(s(t)) * y_c.bar(t)) + P_out.T @ y.bar(t),
        "It answers for what all the cells of its block showed",
    ),
    backward(
        "error-s",
        s,
        s.bar(t + 1) + (E @ y_out(t)) * slope(squash_h, s(t)) * y_c.bar(t),
        "A state answers for what it showed, and for itself one step later",
    ),
    backward(
        "error-c",
        y_c,
        W_kc.T @ net_k.bar(t) + P_c.T @ y.bar(t),
        "The output of a cell hears the output units, and all units that hear it next",
    ),
    backward(
        "error-net-k",
        net_k,
        slope(sigma, net_k(t)) * y_k.bar(t),
        "An output unit damps its error",
    ),
    backward("error-k", y_k, y_k.loss(t), "It hears the loss"),
)
back = (*(rule.at(T) for rule in recursion[:5]), after, recursion[5].at(T), error_stops.at(T))
last = (*(rule.at(T) for rule in recursion[6:]), loss)


def from_outputs(W, k):
    """What unit k hears of the errors of the output units."""
    return sum_over(lambda u: Entry(W, u, k) * errors(net_k, u), 1, y_k.dim, "o")


def steep(f, u, k):
    """The slope of f at entry k of a signal at the time T."""
    return slope(f, Entry(u(T), k))


error_k = Step(
    "error-output-unit",
    equal(
        errors(net_k, o), steep(sigma, net_k, o) * (Entry(y_k.target(T), o) - Entry(y_k(T), o))
    ),
    by=Selection(uses=last),
    text="The error of an output unit: the distance from its target, damped",
    source=source("eq. (19)", "HS97-eq19"),
)
error_h = Step(
    "error-hidden-unit",
    equal(errors(net_h, i), steep(sigma, net_h, i) * from_outputs(W_kh, i)),
    by=Selection(uses=back),
    text="The error of a hidden unit: that of the output units, weighted and damped",
    source=source("eq. (20)", "HS97-eq20"),
)
error_out = Step(
    "error-output-gate",
    equal(
        errors(net_out, j),
        steep(sigma, net_out, j)
        * sum_over(
            lambda k: Entry(E, k, j) * squash_h(Entry(s(T), k)) * from_outputs(W_kc, k),
            1,
            s.dim,
            "v",
        ),
    ),
    by=Selection(uses=back),
    text="The error of an output gate: the cells of its block, each weighted by what it holds",
    source=source("eq. (21)", "HS97-eq21"),
)
error_s = Step(
    "error-state",
    equal(
        errors(s, v),
        Entry(E @ sigma(net_out(T)), v) * steep(squash_h, s, v) * from_outputs(W_kc, v),
    ),
    by=Selection(uses=(*back, gate_out.at(T))),
    text="The error of a state: through the output gate and the slope of what it shows",
    source=source("eq. (23)", "HS97-eq23"),
)

# The updates.
learnt = truncated_derivatives.derivation
moved = {
    "kh": (learnt["case-kh"],),
    "kc": (learnt["case-kc"],),
    "h": (learnt["case-h"], learnt["own-h"]),
    "out": (learnt["case-out"], learnt["printed-output-out"], learnt["own-out"]),
    "in": (learnt["case-in"], learnt["printed-output-in"]),
    "c": (learnt["case-c"], learnt["printed-output-c"]),
}


def shown(k):
    """What shows an update: both sides are written with the errors of the output units."""
    forward = (step.at(T) for step in moved[k])
    return Selection(uses=(heard[k], *forward, zero_or_one, *back, gate_out.at(T), *last), free=FREE)


simple = {
    k: Step(
        f"simple-{k}",
        equal(
            -alpha * Entry(NAMES[k][0].bar, *into(k).at),
            alpha * errors(u, ENDS[k]) * Entry(spoke, STARTS.get(k, m)),
        ),
        by=shown(k),
        text=text,
        source=source("eq. (22)", "HS97-eq22"),
    )
    for k, u, spoke, text in (
        ("h", net_h, y(T - 1), "Rate, error, and what was heard: a weight into a hidden unit"),
        ("out", net_out, y(T - 1), "A weight into an output gate"),
        ("kh", net_k, y_h(T), "A weight from a hidden unit into an output unit, same step"),
        ("kc", net_k, y_c(T), "A weight from a cell into an output unit, same step"),
    )
}
sums = {
    "in": sum_over(
        lambda k: Entry(E, k, gate) * errors(s, k) * Entry(by(s, "in", T), k), 1, s.dim, "v"
    ),
    "c": errors(s, target) * Entry(by(s, "c", T), target),
}
gradients = {
    k: Step(
        f"gradient-{k}",
        equal(-Entry(NAMES[k][0].bar, *into(k).at), sums[k]),
        by=shown(k),
        text=text,
        source=source("eq. (24)", "HS97-eq24"),
    )
    for k, text in (
        ("in", "An input gate answers for the states of all the cells of its block"),
        ("c", "A cell answers for its own state: of the sum, one term is left"),
    )
}
carried = {
    "in": Step(
        "carried-in",
        equal(
            Entry(by(s, "in"), v),
            Entry(by(s, "in", t - 1), v)
            + Entry(E, v, gate)
            * squash_g(Entry(net_c(t), v))
            * slope(sigma, Entry(net_in(t), gate))
            * Entry(y(t - 1), m),
        ),
        by=TangentStep(cell),
        text="What is carried forward for an input gate, in each cell of its block",
        source=source("eq. (25)", "HS97-eq25"),
    ),
    "c": Step(
        "carried-c",
        equal(
            Entry(by(s, "c"), target),
            Entry(by(s, "c", t - 1), target)
            + slope(squash_g, Entry(net_c(t), target))
            * Entry(E @ sigma(net_in(t)), target)
            * Entry(y(t - 1), m),
        ),
        by=TangentStep(cell),
        text="What is carried forward for a cell",
        source=source("eq. (27)", "HS97-eq27"),
    ),
}
through_states = {
    k: Step(
        f"change-{k}",
        equal(-alpha * Entry(NAMES[k][0].bar, *into(k).at), alpha * sums[k]),
        by=shown(k),
        text=text,
        source=source(place, name),
    )
    for k, place, name, text in (
        ("in", "eq. (26)", "HS97-eq26", "The update of a weight into an input gate"),
        ("c", "eq. (28)", "HS97-eq28", "The update of a weight into a cell"),
    )
}

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
    "memory-backward",
    "How memory blocks learn",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall={
        **learnt.forall,
        alpha: (0, 1),
        z: (-oo, oo),
        d: (-oo, oo),
        **dict.fromkeys(sizes, (1, oo)),
    },
    loss="the end",
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation, learnt),
    steps=(
        loss,
        half,
        *heard.values(),
        *updates.values(),
        *meant.values(),
        error_stops,
        after,
        gate_out,
        *recursion,
        error_k,
        error_h,
        error_out,
        error_s,
        *simple.values(),
        *gradients.values(),
        *carried.values(),
        *through_states.values(),
        *counts,
        *stored,
    ),
)
