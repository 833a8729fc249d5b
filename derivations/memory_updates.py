r"""What does each weight of the 1997 network have to change, after one time step?

Output units, hidden units and output gates multiply their error with what they heard. Input gates
and cells need to know how their weights moved the states up to now, and that is carried forward:
nothing is ever sent back in time. The run ends at \(T\), and only the error there counts; a run
with an error at every step adds the updates of its steps.
"""

from lstm_sym import (
    Derivation,
    Entry,
    Selection,
    Source,
    Step,
    T,
    TangentStep,
    equal,
    number,
    sigma,
    slope,
    squash_g,
    sum_over,
    t,
)

from . import learning, memory_cells, memory_errors, truncated_outputs, truncated_states
from .memory_errors import back, errors, gate_out, last, loss
from .truncated_states import gate, ranges, target
from .truncation import (
    ENDS,
    MEANS,
    NAMES,
    PLACE,
    STARTS,
    E,
    by,
    cell,
    i,
    into,
    j,
    m,
    net_c,
    net_h,
    net_in,
    net_k,
    net_out,
    o,
    s,
    source,
    v,
    y,
    y_c,
    y_h,
    y_k,
    zero_or_one,
)

alpha = number("alpha")
CHANGES = {k: number(f"Delta_{k}") for k in NAMES}
FREE = (i, j, v, o)

changes = {
    k: learning.meant(
        f"meant-{k}",
        CHANGES[k],
        alpha,
        into(k),
        f"The change of a weight into {NAMES[k][1]}: down the slope of the error",
        source("eq. (17)", "HS97-eq17"),
    )
    for k in NAMES
}
heard = {
    k: learning.heard(
        f"heard-{k}",
        cell,
        y_k,
        into(k),
        f"The loss hears a weight into {NAMES[k][1]} through the output units",
    )
    for k in NAMES
}
updates = {
    k: Step(
        f"update-{k}",
        equal(
            CHANGES[k],
            alpha
            * sum_over(
                lambda u, k=k: (
                    (Entry(y_k.target(T), u) - Entry(y_k(T), u)) * Entry(by(y_k, k, T), u)
                ),
                1,
                y_k.dim,
                "o",
            ),
        ),
        by=Selection(uses=(changes[k], heard[k], loss)),
        text=f"For {NAMES[k][1]}: how far the outputs are, times how the weight moves them",
        source=source("eq. (17)", "HS97-eq17"),
    )
    for k in NAMES
}
# The updates.
learnt = {
    step.label: step
    for home in (truncated_states.derivation, truncated_outputs.derivation)
    for step in home.steps
}
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
    return Selection(
        uses=(changes[k], heard[k], *forward, zero_or_one, *back, gate_out.at(T), *last), free=FREE
    )


simple = {
    k: Step(
        f"simple-{k}",
        equal(
            CHANGES[k],
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
        equal(-learning.slope_by(into(k)), sums[k]),
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
        equal(CHANGES[k], alpha * sums[k]),
        by=shown(k),
        text=text,
        source=source(place, name),
    )
    for k, place, name, text in (
        ("in", "eq. (26)", "HS97-eq26", "The update of a weight into an input gate"),
        ("c", "eq. (28)", "HS97-eq28", "The update of a weight into a cell"),
    )
}


derivation = Derivation(
    "memory-updates",
    "How memory blocks learn",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall={**ranges, alpha: (0, 1)},
    let={CHANGES[k]: learning.downhill(alpha, into(k)) for k in NAMES},
    means=MEANS | {alpha: "learning rate"},
    loss="the end",
    at_rest=("s",),
    members=("E",),
    builds_on=(
        memory_cells.derivation,
        truncated_states.derivation,
        truncated_outputs.derivation,
        memory_errors.derivation,
    ),
    steps=(
        *changes.values(),
        *heard.values(),
        *updates.values(),
        *simple.values(),
        *gradients.values(),
        *carried.values(),
        *through_states.values(),
    ),
)
