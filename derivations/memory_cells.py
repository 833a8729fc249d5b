r"""What is a memory cell, and how large can its state grow?

Around a unit that adds to its own state stand two gates: one decides what enters, the other what is
shown. Several cells that share their gates are a block; the matrix \(E\) says to which block a cell
belongs, so that \((E y^{\mathrm{in}})_v\) is the input gate of the block of cell \(v\). Gates,
cells and hidden units hear all units \(y\) one step before; the output units hear the hidden units
and the cells, but no gate. Nothing ever leaves the state: it is the sum of all that was let in.
"""

from sympy import Abs

from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    Entry,
    Membership,
    Misprint,
    Recursion,
    Source,
    Step,
    Termwise,
    at_most,
    builtin,
    equal,
    sigma,
    squash_g,
    squash_h,
    sum_over,
    t,
    units,
)

cell = builtin("hs97")
x, y, y_h, y_in, y_out, y_c, y_k, s = cell["x y y_h y_in y_out y_c y_k s"]
net_h, net_in, net_out, net_c, net_k = cell["net_h net_in net_out net_c net_k"]
W_h, W_in, W_out, W_c, W_kh, W_kc, E = cell["W_h W_in W_out W_c W_kh W_kc E"]
P_x, P_h, P_in, P_out, P_c = cell["P_x P_h P_in P_out P_c"]
i, j, v, o = units("i j v o")
APPENDIX, SECTION = "appendix A.1", "section 4"


def defined(label, signal, equation, text, place, *ids):
    """One equation of the network."""
    source = Source("HS97", place, ids) if ids else None
    return Step(label, equal(signal(t), equation), Definition(cell), text, source)


def spelled(label, of, lhs, rhs, text, *ids):
    """An equation of the network, unit by unit."""
    place = f"eq. ({ids[0].removeprefix('HS97-eq').rstrip('bcde')})"
    return Step(label, equal(lhs, rhs), Algebra(uses=of), text, Source("HS97", place, ids))


def heard(W, k):
    """What unit k hears through the weights W from all units, one step before."""
    return sum_over(lambda u: Entry(W, k, u) * Entry(y(t - 1), u), 1, y.dim, "u")


def heard_at(time):
    """What output unit o hears from hidden units and cells at a time."""
    return sum_over(lambda u: Entry(W_kh, o, u) * Entry(y_h(time), u), 1, y_h.dim, "i") + sum_over(
        lambda u: Entry(W_kc, o, u) * Entry(y_c(time), u), 1, y_c.dim, "v"
    )


units_heard = defined(
    "units",
    y,
    P_x @ x(t) + P_h @ y_h(t) + P_in @ y_in(t) + P_out @ y_out(t) + P_c @ y_c(t),
    "All units that can be heard: inputs, hidden units, gates and cells",
    SECTION,
)
nets = (
    defined("net-in", net_in, W_in @ y(t - 1), "What an input gate hears", SECTION, "HS97-4c"),
    defined("net-out", net_out, W_out @ y(t - 1), "What an output gate hears", SECTION, "HS97-4b"),
    defined("net-c", net_c, W_c @ y(t - 1), "What a memory cell hears", SECTION, "HS97-4d"),
    defined("net-h", net_h, W_h @ y(t - 1), "What a hidden unit hears", APPENDIX),
    defined(
        "net-k",
        net_k,
        W_kh @ y_h(t) + W_kc @ y_c(t),
        "What an output unit hears, within the same step: no gate",
        APPENDIX,
    ),
)
net_in_of, net_out_of, net_c_of, net_h_of, net_k_of = nets
gate_in = defined("gate-in", y_in, sigma(net_in(t)), "The input gate", SECTION, "HS97-4a")
gate_out = defined("gate-out", y_out, sigma(net_out(t)), "The output gate", SECTION, "HS97-4a")
hidden = defined("hidden", y_h, sigma(net_h(t)), "A hidden unit", APPENDIX)
state = defined(
    "state",
    s,
    s(t - 1) + (E @ y_in(t)) * squash_g(net_c(t)),
    "The state keeps all it has, and adds what the input gate lets in",
    SECTION,
    "HS97-4f",
)
start = Step(
    "start",
    equal(s(0), 0),
    by=Definition(),
    text="It begins empty",
    source=Source("HS97", SECTION, ("HS97-4f",)),
)
shown = defined(
    "output",
    y_c,
    (E @ y_out(t)) * squash_h(s(t)),
    "The output gate decides how much of it is shown",
    SECTION,
    "HS97-4e",
)
answer = defined("answer", y_k, sigma(net_k(t)), "An output unit", APPENDIX)

by_unit = (
    spelled(
        "unit-net-h", (net_h_of,), Entry(net_h(t), i), heard(W_h, i),
        "Unit by unit: the net input of a hidden unit", "HS97-eq6",
    ),
    spelled(
        "unit-hidden", (hidden,), Entry(y_h(t), i), sigma(Entry(net_h(t), i)),
        "Its output", "HS97-eq6b",
    ),
    spelled(
        "unit-net-in", (net_in_of,), Entry(net_in(t), j), heard(W_in, j),
        "The net input of the input gate of a block", "HS97-eq7",
    ),
    spelled(
        "unit-gate-in", (gate_in,), Entry(y_in(t), j), sigma(Entry(net_in(t), j)),
        "Its output", "HS97-eq7b",
    ),
    spelled(
        "unit-net-out", (net_out_of,), Entry(net_out(t), j), heard(W_out, j),
        "The net input of the output gate of a block", "HS97-eq8",
    ),
    spelled(
        "unit-gate-out", (gate_out,), Entry(y_out(t), j), sigma(Entry(net_out(t), j)),
        "Its output", "HS97-eq8b",
    ),
    spelled(
        "unit-net-c", (net_c_of,), Entry(net_c(t), v), heard(W_c, v),
        "The net input of a cell", "HS97-eq9",
    ),
    spelled(
        "unit-state", (state,), Entry(s(t), v),
        Entry(s(t - 1), v) + Entry(E @ y_in(t), v) * squash_g(Entry(net_c(t), v)),
        "Its state; all cells of a block have one input gate", "HS97-eq9b", "SM19-eq30",
    ),
    spelled(
        "unit-output", (shown,), Entry(y_c(t), v),
        Entry(E @ y_out(t), v) * squash_h(Entry(s(t), v)),
        "Its output; all cells of a block have one output gate", "HS97-eq9c",
    ),
    Step(
        "unit-net-k", equal(Entry(net_k(t), o), heard_at(t)), Algebra(uses=(net_k_of,)),
        "The net input of an output unit, over all units that are no gates",
        Source("HS97", "appendix A.1, after eq. (9)", ("HS97-eq9d",)),
        Misprint("E11", equal(Entry(net_k(t), o), heard_at(t - 1))),
    ),
    spelled(
        "unit-answer", (answer,), Entry(y_k(t), o), sigma(Entry(net_k(t), o)),
        "Its output", "HS97-eq9e",
    ),
)  # fmt: skip

zero_or_one = Step(
    "zero-or-one",
    equal(Entry(E, v, j) ** 2, Entry(E, v, j)),
    by=Membership(E),
    text="A cell belongs to a block or it does not",
)
one_block = Step(
    "one-block",
    equal(sum_over(lambda k: Entry(E, v, k), 1, y_in.dim, "j"), 1),
    by=Membership(E),
    text="It belongs to one block",
)
unrolled = Step(
    "unrolled",
    equal(s(t), sum_over(lambda k: (E @ y_in(k)) * squash_g(net_c(k)), 1, t, "tau")),
    by=Recursion(along=state, start=start),
    text="So the state is the sum of all that was ever let in, none of it faded",
    source=Source("HS97", SECTION, ("HS97-4f",)),
)
drift = Step(
    "drift",
    at_most(Abs(Entry(s(t), v)), 2 * t),
    by=Termwise(of=unrolled, by=(gate_in,), members=(zero_or_one, one_block)),
    text="A step adds less than 2, so the state grows at most linearly",
    source=Source("HS97", SECTION, ("HS97-4f",)),
)

derivation = Derivation(
    "memory-cells",
    "Memory cells and their gates",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "section 4 and appendix A.1"),
    forall={
        i: (1, y_h.dim),
        j: (1, y_in.dim),
        v: (1, s.dim),
        o: (1, y_k.dim),
    },
    means={i: "a hidden unit", j: "a block", v: "a cell", o: "an output unit"},
    at_rest=("s",),
    members=("E",),
    steps=(
        units_heard,
        *nets,
        gate_in,
        gate_out,
        hidden,
        start,
        state,
        shown,
        answer,
        *by_unit,
        zero_or_one,
        one_block,
        unrolled,
        drift,
    ),
)
