r"""What does truncation do to the 1997 network?

The vector \(y\) that gates, cells and hidden units hear is held: it keeps its value, and its
derivative is zero. So nothing forward changes, and backward an error that arrives at a net input
stops there: at cells, at gates of both kinds, and in appendix A.1 at hidden units too. A state
still hears itself one step before, and nothing else. All that the paper calls approximately equal
is equal in the network that holds \(y\).

A weight \(w_{lm}\) ends in one unit \(l\). On these pages it is an entry of one of the matrices of
the input gates, output gates, cells, hidden units and output units, and starts in unit \(r\).
"""

from sympy import KroneckerDelta, ZeroMatrix

from lstm_sym import (
    AdjointOf,
    Definition,
    Derivation,
    Entry,
    JacobianOf,
    Source,
    Step,
    builtin,
    equal,
    hold,
    slope,
    step,
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
    "kh": (W_kh, "an output unit from a hidden unit"),
    "kc": (W_kc, "an output unit from a cell"),
}
INNER = ("in", "out", "c", "h")
ENDS = dict(zip(NAMES, units("l_g l_g l_c l_h l_k l_k"), strict=True))
STARTS = dict(zip(("kh", "kc"), units("r_h r_c"), strict=True))
MEANS = {
    i: "a hidden unit",
    j: "a block",
    v: "a cell",
    o: "an output unit",
    m: "unit in which a weight starts",
    **dict.fromkeys(STARTS.values(), "unit in which a weight starts"),
    **dict.fromkeys(ENDS.values(), "unit in which a weight ends"),
}
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
        ("gate-in", y_in, "HS97-A1t4", "Nor through the input gate"),
        ("gate-out", y_out, "HS97-A1t5", "Nor through the output gate"),
        ("output", y_c, "HS97-A1t6", "Nor through the output of a cell"),
    )
)
error_stops = Step(
    "error-stops",
    equal(y.bar(t), 0),
    by=AdjointOf(cell),
    text="Errors that arrive at gates and cells move the weights there, and go no further",
    source=source("section 4, learning", "HS97-4g"),
)

derivation = Derivation(
    "truncation",
    "Truncation: what is heard is held",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    steps=(
        *held.values(),
        *cut.values(),
        *cut_outputs,
        error_stops,
    ),
)
