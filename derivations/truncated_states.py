r"""What does a weight do to gates, hidden units and states, if no error may leave a memory cell?

What is left of real-time recurrent learning is little. A weight moves the unit in which it ends,
and through a gate the cells of its block; only the state remembers.

The deltas of the paper come out one at a time: \(E_{v l_g}\) says that \(l\) is the gate of cell
\(v\), \(\delta_{v l_c}\) that \(l\) is the cell itself. Both at once cannot be: the sum of the two
in the paper is an "or", and nothing is counted twice. A commentary puts a product in its place; it
is zero, and with it no state would remember what moved it.
"""

from sympy import oo

from lstm_sym import (
    Derivation,
    Entry,
    Given,
    Misprint,
    Recursion,
    Selection,
    Source,
    Step,
    TangentOf,
    TangentStep,
    count,
    equal,
    sigma,
    slope,
    squash_g,
    sum_over,
    t,
    total,
)

from . import memory_cells
from .truncation import (
    ENDS,
    INNER,
    MEANS,
    NAMES,
    PLACE,
    STARTS,
    E,
    by,
    cell,
    heard,
    i,
    into,
    is_,
    j,
    m,
    net_c,
    net_h,
    net_in,
    net_out,
    o,
    s,
    source,
    steep,
    v,
    y,
    y_c,
    y_h,
    y_in,
    y_k,
    y_out,
    zero_or_one,
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
            printed=Misprint("F1", equal(Entry(by(s, k), v), gain[k]), proposed=True),
        )
        for k, text in (
            (
                "in",
                "With the factor of the paper: of its two deltas, that of the input gate is left",
            ),
            (
                "c",
                "With the factor of the paper: of its two deltas, that of the cell is left",
            ),
        )
    }
    return moves | {"never": never, "unrolled": unrolled, "only": only, "printed": printed_state}


moves = memory(cell, first_moves(cell))

# The paper's deltas: unit l may be the input gate of a cell, or that cell, which are two units.
one, apart, end = count("i_g"), count("d"), count("l")
deltas = is_(one, end), is_(one + apart, end)
either = Step(
    "either",
    equal(sum(deltas) ** 2, sum(deltas)),
    by=Selection(),
    text="Two units are given, and a unit in which a weight ends: the sum of the two deltas of the "
    "paper is one or zero",
    source=source("eq. (14)", "HS97-eq14", "HS97-eq15"),
)
never_both = Step(
    "never-both",
    equal(deltas[0] * deltas[1], 0),
    by=Selection(),
    text="Their product is zero, whichever unit it is",
)

derivation = Derivation(
    "truncated-states",
    "What a weight moves, if errors stay in the cells",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall={**ranges, one: (1, oo), apart: (1, oo), end: (1, oo)},
    means=MEANS
    | {
        one: "a unit",
        apart: "how much further another one is",
        end: "unit in which a weight ends",
    },
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation,),
    steps=(either, never_both, *(step for group in moves.values() for step in group.values())),
)
