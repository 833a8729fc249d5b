r"""What does a weight do to cells and output units, if no error may leave a cell?

A weight into a gate is heard through all the cells of its block, a weight into a cell through that
cell, a weight into a hidden unit through that hidden unit, and a weight into an output unit by that
unit alone. The sums over the cells of a block are the price of sharing gates. The output units hear
cells and hidden units within the same step; the paper writes them one step late.
"""

from lstm_sym import (
    Derivation,
    Entry,
    Misprint,
    Selection,
    Source,
    Step,
    TangentOf,
    TangentStep,
    equal,
    sigma,
    slope,
    squash_h,
    sum_over,
    t,
)

from . import memory_cells, truncated_states
from .truncated_states import belongs, gate, moves, ranges, target
from .truncation import (
    ENDS,
    MEANS,
    NAMES,
    PLACE,
    STARTS,
    E,
    W_kc,
    W_kh,
    by,
    cell,
    is_,
    j,
    net_k,
    o,
    s,
    source,
    steep,
    v,
    y_c,
    y_h,
    y_k,
    y_out,
    zero_or_one,
)

here = steep(sigma, net_k, o)
OWN = {"kh": y_h, "kc": y_c}


def through_state(k):
    """What a weight into a unit of kind k does to the output of cell v through its state."""
    steepness = slope(squash_h, Entry(s(t), v))
    return steepness * Entry(by(s, k), v) * Entry(E @ y_out(t), v)


def shown(cell, moves):
    """How weights move the output of a cell in a network of this kind."""
    deaf, only, never, own = (moves[name] for name in ("deaf", "only", "never", "own"))
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
            printed=None
            if k == "out"
            else Misprint("F1", equal(Entry(by(y_c, k), v), 0), proposed=True),
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
            text=f"A weight into {NAMES[k][1]} moves no cell",
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
    return {
        "output_by": output_by,
        "printed": printed_output,
        "untouched": untouched,
        "outside": outside,
        "inside": inside,
    }


# The output units.
def from_cells(k, time, weight=1):
    """What an output unit hears through the cells of a weight into a unit of kind k."""

    def through(u):
        belonging = weight if weight == 1 else weight.xreplace({v: u})
        return belonging * Entry(W_kc, o, u) * Entry(by(y_c, k, time), u)

    return sum_over(through, 1, y_c.dim, "v")


def from_hidden(k, time):
    """What an output unit hears through the hidden units of a weight into a unit of kind k."""
    return sum_over(lambda u: Entry(W_kh, o, u) * Entry(by(y_h, k, time), u), 1, y_h.dim, "i")


def itself(k, time):
    """What a weight into an output unit does by itself."""
    return is_(o, ENDS[k]) * Entry(OWN[k](time), STARTS[k]) if k in OWN else 0


def sum_of_all(k, time):
    """The right side of eq. (10), with the time at which the output units hear."""
    return here * (from_cells(k, time) + from_hidden(k, time) + itself(k, time))


def answers(cell, lag=0, printed=()):
    """Equation (10), for output units that hear what was ``lag`` steps before."""
    late = "outputs one step late" if lag else "outputs of the same step"
    return {
        k: Step(
            f"answer-by-{k}",
            equal(Entry(by(y_k, k), o), sum_of_all(k, t - lag)),
            by=TangentStep(cell, keep=() if lag else (y_c(t), y_h(t))),
            text=f"How an output unit hears a weight into {NAMES[k][1]}",
            source=source(f"eq. (10), {late}", "HS97-eq10"),
            printed=Misprint("E11", equal(Entry(by(y_k, k), o), sum_of_all(k, t - 1)))
            if k in printed
            else None,
        )
        for k in NAMES
    }


def unheard(cell):
    """No weight into an output unit comes back."""
    return {
        k: Step(
            f"hidden-by-{k}",
            equal(by(y_h, k), 0),
            by=TangentStep(cell),
            text=f"No weight into {NAMES[k][1]} moves a hidden unit",
        )
        for k in OWN
    }


SAID = {
    "kh": r"First case, \(l\) is an output unit: the weight moves that unit alone",
    "kc": "The same, for a weight that comes from a cell",
    "c": r"Second case, \(l\) is a cell: the cell passes it on",
    "in": r"Third case, \(l\) is an input gate: all cells of its block pass it on",
    "out": r"Third case again, \(l\) is an output gate",
    "h": "Otherwise the hidden units pass it on",
}


def cases(answered, unheard, moves, outputs, lag=0):
    """The four cases of eq. (10)."""
    before = t - lag
    deaf, untouched, inside = moves["deaf"], outputs["untouched"], outputs["inside"]
    found = {
        "kh": (here * itself("kh", before), (unheard["kh"], untouched["kh"])),
        "kc": (here * itself("kc", before), (unheard["kc"], untouched["kc"])),
        "c": (
            here * Entry(W_kc, o, target) * Entry(by(y_c, "c", before), target),
            (deaf["h", "c"], inside["c"]),
        ),
        "in": (here * from_cells("in", before, belongs["in"]), (deaf["h", "in"], inside["in"])),
        "out": (
            here * from_cells("out", before, belongs["out"]),
            (deaf["h", "out"], inside["out"]),
        ),
        "h": (here * from_hidden("h", before), (untouched["h"],)),
    }
    return {
        k: Step(
            f"case-{k}",
            equal(Entry(by(y_k, k), o), case),
            by=Selection(
                uses=(answered[k], *(step.at(before) for step in used), zero_or_one), free=(j, v)
            ),
            text=SAID[k],
            source=source("after eq. (10)", "HS97-eq10b"),
        )
        for k, (case, used) in found.items()
    }


outputs = shown(cell, moves)
answered, deaf_hidden = answers(cell, printed=("c", "h", "kh", "kc")), unheard(cell)
four = cases(answered, deaf_hidden, moves, outputs)

amounts = {
    k: Step(
        f"amount-{k}",
        equal(Entry(by(y_k, k), o) - sum_of_all(k, t - 1), sum_of_all(k, t) - sum_of_all(k, t - 1)),
        by=Selection(uses=(answered[k],)),
        text=f"By so much eq. (10), as printed, is wrong here for a weight into {NAMES[k][1]}: by "
        "what changes from step to step",
        source=source("eq. (10), outputs of the same step", "HS97-eq10"),
    )
    for k in NAMES
}

derivation = Derivation(
    "truncated-outputs",
    "What the output units hear of a weight",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall=ranges,
    means=MEANS,
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation, truncated_states.derivation),
    steps=(
        *(step for group in outputs.values() for step in group.values()),
        *answered.values(),
        *deaf_hidden.values(),
        *four.values(),
        *amounts.values(),
    ),
)
