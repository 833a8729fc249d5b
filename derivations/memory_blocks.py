r"""How does a memory block with a forget gate compute, and how does each weight move its states?

Inputs are heard within the step, cells one step late. The tutorial lets all units be heard, gates
and hidden units too; here it is the cells alone, as in the paper on forget gates. All cells of a
block share an input gate, a forget gate and an output gate. \(E_{vj}\) says whether cell \(v\)
belongs to block \(j\). As no error leaves a cell, the derivative of a state by a weight is carried
forward with the state: the forget gate fades it, and each step adds what the weight does now.
"""

from dataclasses import replace

from sympy import KroneckerDelta

from lstm_sym import (
    Definition,
    Derivation,
    Entry,
    Source,
    Step,
    TangentStep,
    builtin,
    equal,
    hold,
    sigma,
    slope,
    squash_g,
    squash_h,
    t,
    total,
    truncated,
    units,
)


def within_the_step(cell):
    """The cell, with its inputs heard within the step."""
    (x,) = cell["x"]
    early = {x(t - 1): x(t)}
    equations = {u: e.xreplace(early) for u, e in cell.equations.items()}
    return replace(cell, name="memory-blocks", title="Memory blocks", text="", equations=equations)


cell = truncated(within_the_step(builtin("gsc00")).explicit())
x, y_c, y_k, s, net_c, net_k = cell["x y_c y_k s net_c net_k"]
GATES = {"in": "input gate", "phi": "forget gate", "out": "output gate"}
gates = dict(zip(GATES, cell["y_in y_phi y_out"], strict=True))
nets = dict(zip(GATES, cell["a_y_in a_y_phi a_y_out"], strict=True))
E, W_k, U_k, b_k = cell["E W_k U_k b_k"]
v, gate, target, r, u = units("v l_g l_c r u")
INTO = {"c": (target, "a cell"), "in": (gate, "an input gate"), "phi": (gate, "a forget gate")}
HEARD = {"W": (x(t), r, "an input"), "U": (y_c(t - 1), u, "a cell")}
ALL = [(p, k) for k in INTO for p in HEARD]
NUMBERS = {"in": ("eq24", "eq25"), "phi": ("eq36", "eq37"), "out": ("eq26", "eq27")}
ranges = {v: (1, s.dim), gate: (1, E.cols), target: (1, s.dim), r: (1, x.dim), u: (1, s.dim)}
MEANS = {
    v: "a cell",
    gate: "gate in which a weight ends",
    target: "cell in which a weight ends",
    r: "input in which a weight starts",
    u: "cell in which a weight starts",
}


def source(place, *ids):
    """A place in the text."""
    return Source("SM19", place, tuple(f"SM19-{k}" for k in ids))


def weight(p, k):
    """A weight into a unit of one kind, from an input (W) or from a cell (U)."""
    (matrix,) = cell[f"{p}_{k}"]
    return Entry(matrix, INTO[k][0], HEARD[p][1])


def heard(p):
    """What a weight hears."""
    return Entry(*HEARD[p][:2])


def moved(p, k, time=t):
    """The derivative of the state of cell v by a weight."""
    return Entry(total(s(time), weight(p, k)), v)


def steep(f, net, unit):
    """The slope of f at the net input of a unit."""
    return slope(f, Entry(net(t), unit))


def defined(label, signal, equation, text, *ids):
    """One equation of the network."""
    return Step(
        label, equal(signal(t), equation), Definition(cell), text, source("section 9", *ids)
    )


def hears(k):
    """What the units of one kind hear: inputs, and cells one step before, which are held."""
    W, U = cell[f"W_{k} U_{k}"]
    return W @ x(t) + U @ hold(y_c(t - 1))


forward = (
    *(
        step
        for k, name in GATES.items()
        for step in (
            defined(
                f"net-{k}",
                nets[k],
                hears(k) + cell[f"b_{k}"][0],
                f"What the {name} hears, with its bias; of the units, here, the cells alone",
                NUMBERS[k][1],
            ),
            defined(f"gate-{k}", gates[k], sigma(nets[k](t)), f"The {name}", NUMBERS[k][0]),
        )
    ),
    defined(
        "net-c", net_c, hears("c"), "What a cell hears: of the units, here, the cells alone", "eq29"
    ),
    defined(
        "state",
        s,
        (E @ gates["phi"](t)) * s(t - 1) + (E @ gates["in"](t)) * squash_g(net_c(t)),
        "Its state: what is kept, and what is let in",
        "eq38",
    ),
    defined("shown", y_c, (E @ gates["out"](t)) * squash_h(s(t)), "What it shows", "eq32"),
    defined(
        "net-k",
        net_k,
        W_k @ x(t) + U_k @ y_c(t) + b_k,
        "What an output unit hears, within the step: inputs and cells, and no gate",
        "eq35",
    ),
    defined("answer", y_k, sigma(net_k(t)), "An output unit", "eq34"),
)
kept, let_in = (Entry(E @ gates[k](t), v) for k in ("phi", "in"))
now = {
    "c": KroneckerDelta(v, target) * steep(squash_g, net_c, v) * let_in,
    "in": Entry(E, v, gate) * squash_g(Entry(net_c(t), v)) * steep(sigma, nets["in"], gate),
    "phi": Entry(E, v, gate) * Entry(s(t - 1), v) * steep(sigma, nets["phi"], gate),
}
PLACES = {"c": "eq44", "in": "eq45", "phi": "eq46"}
traces = {
    (p, k): Step(
        f"trace-{p}-{k}",
        equal(moved(p, k), kept * moved(p, k, t - 1) + now[k] * heard(p)),
        by=TangentStep(cell),
        text=f"What a weight from {HEARD[p][2]} into {INTO[k][1]} has done fades; now is added",
        source=source(f"eq. ({PLACES[k].removeprefix('eq')})", PLACES[k]),
    )
    for p, k in ALL
}

derivation = Derivation(
    "memory-blocks",
    "Memory blocks, inputs within the step",
    about=__doc__,
    cell=cell,
    source=Source("SM19", "section 9"),
    forall=ranges,
    means=MEANS,
    at_rest=("s",),
    members=("E",),
    steps=(*forward, *traces.values()),
)
