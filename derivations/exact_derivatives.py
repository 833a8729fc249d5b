r"""What would a weight of the 1997 network do, if nothing were truncated?

Then every unit hears every other, and a weight moves them all. These are the equations in which the
paper writes "approximately equal" after the first equality: the first equality, for the network as
it is. The output of a cell hears the units of the step before in three ways, through its output
gate, its input gate and its input; and it hears its own state of the step before. The paper does
not write that last way where it says that a weight elsewhere moves no cell. With truncation it does
not matter, without it the term is needed.
"""

from lstm_sym import (
    Algebra,
    Derivation,
    Diag,
    Entry,
    JacobianOf,
    Misprint,
    Source,
    Step,
    TangentOf,
    TangentStep,
    builtin,
    equal,
    sigma,
    slope,
    squash_g,
    squash_h,
    step,
    t,
)

from . import memory_cells
from .truncated_outputs import OWN, sum_of_all
from .truncated_states import ranges
from .truncation import (
    INNER,
    MEANS,
    NAMES,
    NETS,
    PLACE,
    E,
    by,
    net_c,
    net_h,
    net_in,
    net_out,
    o,
    s,
    source,
    y,
    y_c,
    y_h,
    y_in,
    y_k,
    y_out,
)

cell = builtin("hs97")
before = y(t - 1)
at_h = slope(squash_h, s(t))
through = {
    "out": (Diag(squash_h(s(t)), s.dim), E, Diag(slope(sigma, net_out(t)), y_out.dim)),
    "in": (
        Diag((E @ y_out(t)) * at_h * squash_g(net_c(t)), s.dim),
        E,
        Diag(slope(sigma, net_in(t)), y_in.dim),
    ),
    "c": (Diag((E @ y_out(t)) * at_h * (E @ y_in(t)) * slope(squash_g, net_c(t)), s.dim),),
}


def product(*factors):
    """The product of operators, from left to right."""
    out = factors[0]
    for factor in factors[1:]:
        out = out * factor
    return out


nets = {
    k: Step(
        f"net-{k}-by-units",
        equal(step(NETS[k](t), before), NAMES[k][0]),
        by=JacobianOf(cell),
        text=f"The net input of {NAMES[k][1]} hears every unit by its weight",
    )
    for k in ("in", "out", "c")
}
jacobian_c = product(*through["out"], NAMES["out"][0])
jacobian_c += product(*through["in"], NAMES["in"][0])
jacobian_c += product(*through["c"], NAMES["c"][0])
jacobians = {
    "in": Step(
        "gate-in-by-units",
        equal(step(y_in(t), before), Diag(slope(sigma, net_in(t)), y_in.dim) * NAMES["in"][0]),
        by=JacobianOf(cell),
        text="The input gate damps what its net input hears",
    ),
    "out": Step(
        "gate-out-by-units",
        equal(step(y_out(t), before), Diag(slope(sigma, net_out(t)), y_out.dim) * NAMES["out"][0]),
        by=JacobianOf(cell),
        text="So does the output gate",
    ),
    "c": Step(
        "cell-by-units",
        equal(step(y_c(t), before), jacobian_c),
        by=JacobianOf(cell),
        text="The output of a cell hears the units of the step before in three ways",
    ),
    "s": Step(
        "cell-by-state",
        equal(step(y_c(t), s(t - 1)), Diag((E @ y_out(t)) * at_h, s.dim)),
        by=JacobianOf(cell),
        text="And it hears its own state of the step before",
    ),
}
chains = (
    Step(
        "chain-gate-in",
        equal(
            step(y_in(t), before),
            Diag(slope(sigma, net_in(t)), y_in.dim) * step(net_in(t), before),
        ),
        by=Algebra(uses=(jacobians["in"], nets["in"])),
        text="The chain rule for the input gate",
        source=source(PLACE, "HS97-A1t4"),
    ),
    Step(
        "chain-gate-out",
        equal(
            step(y_out(t), before),
            Diag(slope(sigma, net_out(t)), y_out.dim) * step(net_out(t), before),
        ),
        by=Algebra(uses=(jacobians["out"], nets["out"])),
        text="The chain rule for the output gate",
        source=source(PLACE, "HS97-A1t5"),
    ),
    Step(
        "chain-cell",
        equal(
            step(y_c(t), before),
            product(*through["out"], step(net_out(t), before))
            + product(*through["in"], step(net_in(t), before))
            + product(*through["c"], step(net_c(t), before)),
        ),
        by=Algebra(uses=(jacobians["c"], *nets.values())),
        text="The chain rule for the output of a cell, in its three ways",
        source=source(PLACE, "HS97-A1t6"),
    ),
)
hidden = {
    k: Step(
        f"hidden-by-{k}",
        equal(by(y_h, k), slope(sigma, net_h(t)) * by(net_h, k)),
        by=TangentOf(cell),
        text=f"A hidden unit damps what a weight into {NAMES[k][1]} does to its net input",
        source=source("eq. (11)", "HS97-eq11"),
    )
    for k in INNER
}
states = {
    k: Step(
        f"state-by-{k}",
        equal(
            by(s, k),
            by(s, k, t - 1)
            + (E @ by(y_in, k)) * squash_g(net_c(t))
            + (E @ y_in(t)) * slope(squash_g, net_c(t)) * by(net_c, k),
        ),
        by=TangentOf(cell),
        text=f"What a weight into {NAMES[k][1]} does to the state: kept, and added in two ways",
        source=source("eq. (14)", "HS97-eq14"),
    )
    for k in INNER
}
shown = {
    k: Step(
        f"output-by-{k}",
        equal(
            by(y_c, k),
            (E @ by(y_out, k)) * squash_h(s(t)) + at_h * by(s, k) * (E @ y_out(t)),
        ),
        by=TangentOf(cell),
        text=f"What a weight into {NAMES[k][1]} does to the output of a cell",
        source=source("eq. (15)", "HS97-eq15"),
    )
    for k in INNER
}
elsewhere = Step(
    "cell-by-weight-elsewhere",
    equal(
        by(y_c, "h"),
        step(y_c(t), before) @ by(y, "h", t - 1) + step(y_c(t), s(t - 1)) @ by(s, "h", t - 1),
    ),
    by=TangentStep(cell, uses=(jacobians["c"], jacobians["s"])),
    text="A weight elsewhere moves a cell through the units of the step before, and its own state",
    source=source(PLACE, "HS97-A1t7"),
    printed=Misprint("E16", equal(by(y_c, "h"), step(y_c(t), before) @ by(y, "h", t - 1))),
)
answered = {
    k: Step(
        f"answer-by-{k}",
        equal(Entry(by(y_k, k), o), sum_of_all(k, t)),
        by=TangentStep(cell, keep=(y_c(t), y_h(t))),
        text=f"How an output unit hears a weight into {NAMES[k][1]}",
        source=source("eq. (10), outputs of the same step", "HS97-eq10"),
    )
    for k in (*INNER, *OWN)
}

derivation = Derivation(
    "exact-derivatives",
    "What a weight would move without truncation",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall=ranges,
    means=MEANS,
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation,),
    steps=(
        *nets.values(),
        *jacobians.values(),
        *chains,
        *hidden.values(),
        *states.values(),
        *shown.values(),
        elsewhere,
        *answered.values(),
    ),
)
