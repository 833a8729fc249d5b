r"""What does a weight of the 1997 network do to the units, if no error may leave a memory cell?

The vector \(y\) that gates, cells and hidden units hear is held: it keeps its value, and its
derivative is zero. What is left of real-time recurrent learning is little. A weight moves the unit
in which it ends, and through a gate the cells of its block; only the state remembers. All that the
paper calls approximately equal is equal in the network that holds \(y\).

A weight \(w_{lm}\) ends in one unit \(l\). Here it is an entry of one of the matrices of the input
gates, output gates, cells, hidden units and output units, so that the deltas of the paper come out
one at a time: \(E_{v l_g}\) says that \(l\) is the gate of cell \(v\), \(\delta_{v l_c}\) that \(l\) is
the cell itself. Both at once cannot be, and the sum of the two in the paper is an "or".
"""

from sympy import KroneckerDelta, ZeroMatrix

from lstm_sym import (
    AdjointOf,
    Definition,
    Derivation,
    Entry,
    Given,
    JacobianOf,
    Recursion,
    Selection,
    Source,
    Step,
    TangentOf,
    TangentStep,
    builtin,
    equal,
    hold,
    sigma,
    slope,
    squash_g,
    squash_h,
    step,
    sum_over,
    t,
    total,
    truncated,
    units,
)

from . import memory_cells

cell = truncated(builtin("hs97"))
y, y_h, y_in, y_out, y_c, y_k, s = cell["y y_h y_in y_out y_c y_k s"]
net_h, net_in, net_out, net_c, net_k = cell["net_h net_in net_out net_c net_k"]
W_h, W_in, W_out, W_c, W_kh, W_kc, E = cell["W_h W_in W_out W_c W_kh W_kc E"]
i, j, v, o, m = units("i j v o r")
PLACE = "appendix A.1"
NAMES = {
    "in": (W_in, "an input gate"),
    "out": (W_out, "an output gate"),
    "c": (W_c, "a cell"),
    "h": (W_h, "a hidden unit"),
    "kh": (W_kh, "an output unit, from a hidden unit"),
    "kc": (W_kc, "an output unit, from a cell"),
}
INNER = ("in", "out", "c", "h")
ENDS = dict(zip(NAMES, units("l_g l_g l_c l_h l_k l_k"), strict=True))
STARTS = dict(zip(("kh", "kc"), units("r_h r_c"), strict=True))
NETS = {"in": net_in, "out": net_out, "c": net_c, "h": net_h}
heard = Entry(y(t - 1), m)


def into(k):
    """The weight into unit l of one kind from unit r, whatever its kind."""
    return Entry(NAMES[k][0], ENDS[k], STARTS.get(k, m))


def by(signal, k, time=t):
    """The derivative of a signal by a weight into a unit of kind k."""
    return total(signal(time), into(k))


def steep(f, net, unit):
    """The slope of f at the net input of a unit."""
    return slope(f, Entry(net(t), unit))


def source(place, *ids):
    """A place in the paper."""
    return Source("HS97", place, ids)


def is_(one, other):
    """1 where two units are one, else 0."""
    return KroneckerDelta(one, other)


zero_or_one, one_block = (
    memory_cells.derivation[label] for label in ("zero-or-one", "one-block")
)

# What is cut.
TRUNCATED = {"in": "HS97-A1t1", "out": "HS97-A1t2", "c": "HS97-A1t3", "h": "HS97-eq11"}
held = {
    k: Step(
        f"held-{k}",
        equal(net(t), NAMES[k][0] @ hold(y(t - 1))),
        by=Definition(cell),
        text=f"The net input of {NAMES[k][1]} has its value, but hears no change",
        source=source(PLACE, TRUNCATED[k]) if k != "h" else None,
    )
    for k, net in NETS.items()
}
cut = {
    k: Step(
        f"cut-{k}",
        equal(step(net(t), y(t - 1)), ZeroMatrix(net.dim, y.dim)),
        by=JacobianOf(cell),
        text=f"So nothing goes back through the net input of {NAMES[k][1]}",
        source=source(PLACE, TRUNCATED[k]) if k != "h" else None,
    )
    for k, net in NETS.items()
}
cut_outputs = tuple(
    Step(
        f"cut-{name}",
        equal(step(u(t), y(t - 1)), ZeroMatrix(u.dim, y.dim)),
        by=JacobianOf(cell),
        text=text,
        source=source(PLACE, name_id),
    )
    for name, u, name_id, text in (
        ("gate-in", y_in, "HS97-A1t4", "nor through the input gate"),
        ("gate-out", y_out, "HS97-A1t5", "nor through the output gate"),
        ("output", y_c, "HS97-A1t6", "nor through the output of a cell"),
    )
)
error_stops = Step(
    "error-stops",
    equal(y.bar(t), 0),
    by=AdjointOf(cell),
    text="Errors that arrive at gates and cells move the weights there, and go no further",
    source=source("section 4, learning", "HS97-4g"),
)

# The unit in which the weight ends.
OUTPUTS = {
    "h": (y_h, net_h, i, "HS97-eq11", "eq. (11)"),
    "in": (y_in, net_in, j, "HS97-eq12", "eq. (12)"),
    "out": (y_out, net_out, j, "HS97-eq13", "eq. (13)"),
}
own = {
    k: Step(
        f"own-{k}",
        equal(
            Entry(by(u, k), unit),
            is_(unit, ENDS[k]) * steep(sigma, net, unit) * heard,
        ),
        by=TangentStep(cell),
        text=f"A weight into {NAMES[k][1]} moves that unit alone",
        source=source(place, name),
    )
    for k, (u, net, unit, name, place) in OUTPUTS.items()
}
deaf = {
    (k, other): Step(
        f"{k}-by-{other}",
        equal(by(u, other), 0),
        by=TangentStep(cell),
        text=f"No weight into {NAMES[other][1]} moves {NAMES[k][1]}",
        source=source(place, name),
    )
    for k, (u, _, _, name, place) in OUTPUTS.items()
    for other in INNER
    if other != k
}

# The state.
start = {
    k: Step(
        f"start-{k}",
        equal(total(s(0), into(k)), 0),
        by=Given(cell),
        text=f"No weight into {NAMES[k][1]} moves the state that a run starts from",
    )
    for k in NAMES
}
carried = {
    k: Step(
        f"state-by-{k}",
        equal(
            by(s, k),
            by(s, k, t - 1)
            + squash_g(net_c(t)) * (E @ by(y_in, k))
            + (E @ y_in(t)) * slope(squash_g, net_c(t)) * by(net_c, k),
        ),
        by=TangentOf(cell),
        text="The state keeps its derivative; input gate and cell input add theirs",
        source=source("eq. (14)", "HS97-eq14"),
    )
    for k in ("in", "c")
}
gate, target = ENDS["in"], ENDS["c"]
gain = {
    "in": Entry(E, v, gate) * steep(sigma, net_in, gate) * squash_g(Entry(net_c(t), v)) * heard,
    "c": is_(v, target) * Entry(E @ y_in(t), v) * steep(squash_g, net_c, v) * heard,
}
belongs = {"in": Entry(E, v, gate), "out": Entry(E, v, gate), "c": is_(v, target)}
added = {
    k: Step(
        f"added-{k}",
        equal(Entry(by(s, k), v), Entry(by(s, k, t - 1), v) + gain[k]),
        by=TangentStep(cell),
        text=text,
        source=source("eq. (14)", "HS97-eq14"),
    )
    for k, text in (
        ("in", "A weight into an input gate adds to the states of its block"),
        ("c", "A weight into a cell adds to its state alone"),
    )
}
UNSTORED = ("out", "h", "kh", "kc")
still = {
    k: Step(
        f"still-{k}",
        equal(by(s, k), by(s, k, t - 1)),
        by=TangentStep(cell),
        text=f"A weight into {NAMES[k][1]} adds nothing to a state",
    )
    for k in UNSTORED
}
never = {
    k: Step(
        f"never-{k}",
        equal(by(s, k), 0),
        by=Recursion(along=still[k], start=start[k]),
        text="So it never moves one, and nothing need be stored of it",
        source=source("after eq. (15)", "HS97-A1store", "HS97-eq14"),
    )
    for k in UNSTORED
}


def over_time(e):
    """The sum of a term over all times up to t."""
    return sum_over(lambda k: e.xreplace({t: k}), 1, t, "tau")


factor = {
    "in": steep(sigma, net_in, gate) * squash_g(Entry(net_c(t), v)) * heard,
    "c": Entry(E @ y_in(t), v) * steep(squash_g, net_c, v) * heard,
}
unrolled = {
    k: Step(
        f"unrolled-{k}",
        equal(Entry(by(s, k), v), belongs[k] * over_time(factor[k])),
        by=Recursion(along=added[k], start=start[k]),
        text=text,
        source=source("after eq. (15)", "HS97-A1store"),
    )
    for k, text in (
        ("in", "All that was added, in the cells of the block; zero in all others"),
        ("c", "All that was added, in the cell itself; zero in all others"),
    )
}
only = {
    k: Step(
        f"only-{k}",
        equal(Entry(by(s, k), v), belongs[k] * Entry(by(s, k), v)),
        by=Selection(uses=(unrolled[k], zero_or_one), free=(j,)),
        text=text,
        source=source("after eq. (15)", "HS97-A1store"),
    )
    for k, text in (
        ("in", "So only the derivatives of the cells of the block need be stored"),
        ("c", "So only the derivative of the cell itself need be stored"),
    )
}
printed_state = {
    k: Step(
        f"printed-state-{k}",
        equal(Entry(by(s, k), v), belongs[k] * Entry(by(s, k, t - 1), v) + gain[k]),
        by=Selection(uses=(added[k], only[k].at(t - 1), zero_or_one), free=(j,)),
        text=text,
        source=source("eq. (14)", "HS97-eq14"),
    )
    for k, text in (
        (
            "in",
            r"With the delta of the paper; of its two deltas \(E_{v l_g}\) is left, as \(l\) is a "
            "gate",
        ),
        (
            "c",
            r"With the delta of the paper; of its two deltas \(\delta_{v l_c}\) is left, as \(l\) is "
            "a cell",
        ),
    )
}

# The output of a cell.
def through_state(k):
    """What a weight into a unit of kind k does to the output of cell v through its state."""
    steepness = slope(squash_h, Entry(s(t), v))
    return steepness * Entry(by(s, k), v) * Entry(E @ y_out(t), v)


output_by = {
    k: Step(
        f"output-by-{k}",
        equal(
            by(y_c, k),
            squash_h(s(t)) * (E @ by(y_out, k))
            + (E @ y_out(t)) * slope(squash_h, s(t)) * by(s, k),
        ),
        by=TangentOf(cell),
        text=text,
        source=source("eq. (15)", "HS97-eq15"),
    )
    for k, text in (
        ("out", "The output of a cell is moved through its gate and through its state"),
        ("in", "So for a weight into an input gate"),
        ("c", "And for a weight into a cell"),
    )
}
printed_output = {
    k: Step(
        f"printed-output-{k}",
        equal(Entry(by(y_c, k), v), belongs[k] * through),
        by=TangentStep(cell, keep=(s(t), y_out(t)), uses=used, free=(j,)),
        text=text,
        source=source("eq. (15)", "HS97-eq15"),
    )
    for k, through, used, text in (
        (
            "out",
            Entry(by(y_out, "out"), gate) * squash_h(Entry(s(t), v)),
            (never["out"], own["out"]),
            "A weight into an output gate moves what its block shows, not what it holds",
        ),
        (
            "in",
            through_state("in"),
            (deaf["out", "in"], only["in"], zero_or_one),
            "A weight into an input gate moves what its block holds",
        ),
        (
            "c",
            through_state("c"),
            (deaf["out", "c"], only["c"]),
            "A weight into a cell moves what that cell holds",
        ),
    )
}
untouched = {
    k: Step(
        f"untouched-{k}",
        equal(by(y_c, k), 0),
        by=TangentStep(cell, uses=(never[k].at(t - 1),)),
        text=f"A weight into {NAMES[k][1]}, moves no cell",
        source=source(PLACE, "HS97-A1t7"),
    )
    for k in ("h", "kh", "kc")
}
outside = {
    k: Step(
        f"outside-{k}",
        equal((1 - belongs[k]) * Entry(by(y_c, k), v), 0),
        by=Selection(uses=(printed_output[k], own["out"], zero_or_one), free=(j,)),
        text=text,
        source=source(PLACE, "HS97-A1t7"),
    )
    for k, text in (
        ("in", "A weight into an input gate moves no cell of another block"),
        ("out", "A weight into an output gate moves no cell of another block"),
        ("c", "A weight into a cell moves no other cell"),
    )
}
inside = {
    k: Step(
        f"inside-{k}",
        equal(Entry(by(y_c, k), v), belongs[k] * Entry(by(y_c, k), v)),
        by=Selection(uses=(printed_output[k], own["out"], zero_or_one), free=(j,)),
        text=f"Put as a factor, for a weight into {NAMES[k][1]}",
    )
    for k in belongs
}

# The output units.
here = steep(sigma, net_k, o)


def from_cells(k, weight=1):
    """What an output unit hears through the cells of a weight into a unit of kind k."""
    return sum_over(
        lambda u: weight_of(k, u, weight) * Entry(W_kc, o, u) * Entry(by(y_c, k), u),
        1,
        y_c.dim,
        "v",
    )


def weight_of(k, unit, weight):
    """The factor that says whether a cell belongs to where the weight ends."""
    return weight if weight == 1 else weight.xreplace({v: unit})


def from_hidden(k):
    """What an output unit hears through the hidden units of a weight into a unit of kind k."""
    return sum_over(lambda u: Entry(W_kh, o, u) * Entry(by(y_h, k), u), 1, y_h.dim, "i")


OWN = {"kh": y_h, "kc": y_c}
answered = {
    k: Step(
        f"answer-by-{k}",
        equal(Entry(by(y_k, k), o), here * (from_cells(k) + from_hidden(k) + own_term)),
        by=TangentStep(cell, keep=(y_c(t), y_h(t))),
        text=f"How an output unit hears a weight into {NAMES[k][1]}",
        source=source("eq. (10), outputs of the same step", "HS97-eq10"),
    )
    for k in NAMES
    for own_term in [is_(o, ENDS[k]) * Entry(OWN[k](t), STARTS[k]) if k in OWN else 0]
}
CASES = {
    "kh": here * is_(o, ENDS["kh"]) * Entry(y_h(t), STARTS["kh"]),
    "kc": here * is_(o, ENDS["kc"]) * Entry(y_c(t), STARTS["kc"]),
    "c": here * Entry(W_kc, o, target) * Entry(by(y_c, "c"), target),
    "in": here * from_cells("in", belongs["in"]),
    "out": here * from_cells("out", belongs["out"]),
    "h": here * from_hidden("h"),
}
DROPPED = {
    "kh": (untouched["kh"],),
    "kc": (untouched["kc"],),
    "c": (deaf["h", "c"], inside["c"]),
    "in": (deaf["h", "in"], inside["in"], zero_or_one),
    "out": (deaf["h", "out"], inside["out"], zero_or_one),
    "h": (untouched["h"],),
}
SAID = {
    "kh": r"First case, \(l\) is an output unit: the weight moves that unit alone",
    "kc": "The same, for a weight that comes from a cell",
    "c": r"Second case, \(l\) is a cell: the cell passes it on",
    "in": r"Third case, \(l\) is an input gate: all cells of its block pass it on",
    "out": r"Third case again, \(l\) is an output gate",
    "h": "Otherwise the hidden units pass it on",
}
unheard = {
    k: Step(
        f"hidden-by-{k}",
        equal(by(y_h, k), 0),
        by=TangentStep(cell),
        text=f"No weight into {NAMES[k][1]}, moves a hidden unit",
    )
    for k in OWN
}
cases = {
    k: Step(
        f"case-{k}",
        equal(Entry(by(y_k, k), o), case),
        by=Selection(
            uses=(answered[k], *([unheard[k]] if k in OWN else []), *DROPPED[k]), free=(j, v)
        ),
        text=SAID[k],
        source=source("after eq. (10)", "HS97-eq10b"),
    )
    for k, case in CASES.items()
}

derivation = Derivation(
    "truncated-derivatives",
    "What a weight moves, if errors stay in the cells",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall={
        i: (1, y_h.dim),
        j: (1, y_in.dim),
        v: (1, s.dim),
        o: (1, y_k.dim),
        m: (1, y.dim),
        STARTS["kh"]: (1, y_h.dim),
        STARTS["kc"]: (1, y_c.dim),
        ENDS["in"]: (1, y_in.dim),
        ENDS["c"]: (1, s.dim),
        ENDS["h"]: (1, y_h.dim),
        ENDS["kh"]: (1, y_k.dim),
    },
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation,),
    steps=(
        *held.values(),
        *cut.values(),
        *cut_outputs,
        error_stops,
        *own.values(),
        *deaf.values(),
        *start.values(),
        *carried.values(),
        *added.values(),
        *still.values(),
        *never.values(),
        *unrolled.values(),
        *only.values(),
        *printed_state.values(),
        *output_by.values(),
        *printed_output.values(),
        *untouched.values(),
        *outside.values(),
        *inside.values(),
        *answered.values(),
        *unheard.values(),
        *cases.values(),
    ),
)
