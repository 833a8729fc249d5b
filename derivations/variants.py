r"""What do eight variants of the LSTM with everything change, and what becomes of their errors?

They run here side by side, on the same inputs and with the same weights. What the vanilla LSTM has
is put down once; every variant is that with one change put in: a gate is one or is one minus
another, a function squashes nothing, peepholes are zero, or gates hear gates. The same change, put
into the equations of back-propagation, gives the errors of the variant: what is gone hears no error
and sends none. Only where something new is heard a term is added.
"""

from sympy import Integer

from lstm_sym import (
    AdjointOf,
    Cell,
    Definition,
    Derivation,
    Source,
    Step,
    Vector,
    builtin,
    equal,
    t,
    tanh,
)
from lstm_sym.calculus.adjoint import adjoint

vanilla = builtin("lstm-vanilla").explicit()
back = adjoint(vanilla)
c, h, i, f, a_g = vanilla["c h i f a_g"]
GATES = dict(zip("ifo", vanilla["i f o"], strict=True))
NETS = dict(zip("ifo", vanilla["a_i a_f a_o"], strict=True))
MARKS = ("_bar", "_loss")

# What the change puts for a signal, an error or a parameter of the vanilla LSTM, by its name, and
# for a function of it.
GONE = {
    "nig": {"i": 1, "a_i_bar": 0},
    "nfg": {"f": 1, "a_f_bar": 0},
    "nog": {"o": 1, "a_o_bar": 0},
    "niaf": {"a_g_bar": "g_bar"},
    "noaf": {},
    "cifg": {"a_f_bar": 0},
    "np": {"p_i": 0, "p_f": 0, "p_o": 0},
    "fgr": {},
}
SAID = {
    "nig": "No input gate: it is one",
    "nfg": "No forget gate: it is one",
    "nog": "No output gate: it is one",
    "niaf": "No input activation: what is let in is not squashed",
    "noaf": "No output activation: what is shown is not squashed",
    "cifg": "Coupled gates: the forget gate is one minus the input gate",
    "np": "No peepholes: they are zero",
    "fgr": "Gates hear all gates of the step before",
}
NAMES = {
    "h": "what is shown",
    "c": "the memory",
    "i": "the input gate",
    "f": "the forget gate",
    "o": "the output gate",
}
PLAIN = {
    "niaf": {tanh(a_g(t)): vanilla.equations[a_g(t)]},
    "noaf": {tanh(c(t)) ** 2: Integer(0), tanh(c(t)): c(t)},
}
CELLS = {k: builtin(f"lstm-{k}").explicit() for k in GONE}


def own(k, e):
    """An expression in the signals of a variant."""
    computed = {u.name for u in vanilla.equations}

    def named(v):
        mark = next((mark for mark in MARKS if v.name.endswith(mark)), "")
        base = v.name.removesuffix(mark)
        return Vector(f"{base}_{k}{mark}", *v.args[1:]) if base in computed else v

    return e.xreplace({v: named(v) for v in e.atoms(Vector)})


def changed(k, e):
    """An expression of the vanilla LSTM with the change put in, in the signals of the variant."""
    for function, plain in PLAIN.get(k, {}).items():
        e = e.xreplace({function: plain})
    gone = {v: GONE[k][v.name] for v in e.atoms(Vector) if v.name in GONE[k]}
    new = {
        v: Vector(to, *v.args[1:]) if isinstance(to, str) else Integer(to) for v, to in gone.items()
    }
    return own(k, e.xreplace(new))


side_by_side = Cell(
    "variants",
    {own(k, u): own(k, e) for k, cell in CELLS.items() for u, e in cell.equations.items()},
    title="Eight variants of the LSTM, side by side",
    outputs=tuple(f"h_{k}" for k in CELLS),
)
# From a gate x of the step before to a gate y.
R = {(x, y): side_by_side[f"R_{x}{y}"][0] for x in "ifo" for y in "ifo"}


def heard_next(x):
    """The errors that a gate hears from all gates of the next step."""
    return sum((R[x, y].T @ net.bar(t + 1) for y, net in NETS.items()), start=0 * i(t))


# What a variant hears besides, forward and back.
MORE = {
    "cifg": {f: 1 - i(t)},
    "fgr": {
        net: vanilla.equations[net(t)]
        + sum((R[x, y] @ gate(t - 1) for x, gate in GATES.items()), start=0 * i(t))
        for y, net in NETS.items()
    },
}
HEARS = {
    "cifg": {i: back[i.bar(t)] - f.bar(t)},
    "fgr": {gate: back[gate.bar(t)] + heard_next(x) for x, gate in GATES.items()},
}


def equation(k, u):
    """The vanilla equation of a signal with the change put in."""
    return changed(k, MORE.get(k, {}).get(u, vanilla.equations[u(t)]))


def steps_of(k):
    """What a variant changes, and the errors of what it shows and remembers."""
    where = Source("GREFF17", "section 3, variants", (f"GREFF17-v{list(GONE).index(k) + 1}",))
    for u in vanilla.computed:
        here = CELLS[k].equations.get(u(t))
        if here is not None and here != vanilla.equations[u(t)]:
            yield Step(
                f"{k}-{u.name}",
                equal(own(k, u(t)), equation(k, u)),
                by=Definition(side_by_side),
                text=SAID[k],
                source=where,
            )
    errors = {h: back[h.bar(t)], c: back[c.bar(t)], **HEARS.get(k, {})}
    for u, error in errors.items():
        new = "with what is heard anew" if u in HEARS.get(k, {}) else "with the same change"
        yield Step(
            f"{k}-error-{u.name}",
            equal(own(k, u.bar(t)), changed(k, error)),
            by=AdjointOf(side_by_side),
            text=f"The error of {NAMES[u.name]}, that of the vanilla LSTM {new}",
            source=where,
        )


derivation = Derivation(
    "variants",
    "Eight variants, one change each",
    about=__doc__,
    cell=side_by_side,
    source=Source("GREFF17", "section 3, variants"),
    steps=tuple(step for k in GONE for step in steps_of(k)),
)
