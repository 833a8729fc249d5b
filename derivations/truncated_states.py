r"""What does a weight of the 1997 network do to gates, hidden units and states, if no error may leave
a memory cell?

The vector \(y\) that gates, cells and hidden units hear is held: it keeps its value, and its
derivative is zero. What is left of real-time recurrent learning is little. A weight moves the unit
in which it ends, and through a gate the cells of its block; only the state remembers. All that the
paper calls approximately equal is equal in the network that holds \(y\).

A weight \(w_{lm}\) ends in one unit \(l\). Here it is an entry of one of the matrices of the input
gates, output gates, cells, hidden units and output units, and starts in unit \(r\). So the deltas
of the paper come out one at a time: \(E_{v l_g}\) says that \(l\) is the gate of cell \(v\),
\(\delta_{v l_c}\) that \(l\) is the cell itself. Both at once cannot be: the sum of the two in the
paper is an "or", and nothing is counted twice.
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


zero_or_one, one_block = (memory_cells.derivation[label] for label in ("zero-or-one", "one-block"))

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

OUTPUTS = {
    "h": (y_h, net_h, i, "HS97-eq11", "eq. (11)"),
    "in": (y_in, net_in, j, "HS97-eq12", "eq. (12)"),
    "out": (y_out, net_out, j, "HS97-eq13", "eq. (13)"),
}
UNSTORED = ("out", "h", "kh", "kc")
ranges = {
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
}
gate, target = ENDS["in"], ENDS["c"]
gain = {
    "in": Entry(E, v, gate) * steep(sigma, net_in, gate) * squash_g(Entry(net_c(t), v)) * heard,
    "c": is_(v, target) * Entry(E @ y_in(t), v) * steep(squash_g, net_c, v) * heard,
}
belongs = {"in": Entry(E, v, gate), "out": Entry(E, v, gate), "c": is_(v, target)}


def over_time(e):
    """The sum of a term over all times up to t."""
    return sum_over(lambda k: e.xreplace({t: k}), 1, t, "tau")


factor = {
    "in": steep(sigma, net_in, gate) * squash_g(Entry(net_c(t), v)) * heard,
    "c": Entry(E @ y_in(t), v) * steep(squash_g, net_c, v) * heard,
}


def first_moves(cell):
    """How weights move gates, hidden units and states in one step of a network of this kind."""
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
    still = {
        k: Step(
            f"still-{k}",
            equal(by(s, k), by(s, k, t - 1)),
            by=TangentStep(cell),
            text=f"A weight into {NAMES[k][1]} adds nothing to a state",
        )
        for k in UNSTORED
    }
    return {"own": own, "deaf": deaf, "start": start, "carried": carried, "added": added} | {
        "still": still
    }


def memory(cell, moves):
    """What the states remember of a weight, in a network of this kind."""
    start, added, still = moves["start"], moves["added"], moves["still"]
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
    return moves | {"never": never, "unrolled": unrolled, "only": only, "printed": printed_state}


moves = memory(cell, first_moves(cell))

derivation = Derivation(
    "truncated-states",
    "What a weight moves, if errors stay in the cells",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall=ranges,
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation,),
    steps=(
        *held.values(),
        *cut.values(),
        *cut_outputs,
        error_stops,
        *(step for group in moves.values() for step in group.values()),
    ),
)
