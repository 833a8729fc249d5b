r"""What does a weight learn, if what it did to a state is carried forward?

The error of a step goes back to the states within the step, and no further. There it meets what
the weight has done to each state up to then, through all forget gates on the way. Added up over the
run that is the whole derivative, exactly: what would be carried back is in what is carried forward.
"""

from lstm_sym import (
    AdjointOf,
    Derivation,
    Entry,
    Selection,
    Source,
    Step,
    T,
    TangentStep,
    equal,
    sigma,
    slope,
    squash_h,
    sum_over,
    t,
    total,
    unit,
)

from . import learning
from .memory_blocks import (
    ALL,
    HEARD,
    INTO,
    MEANS,
    E,
    U_k,
    cell,
    gates,
    moved,
    net_k,
    ranges,
    s,
    source,
    v,
    weight,
    y_k,
)

o = unit("o")
PLACES = {"c": ("eqs. (42) and (44)", "eq42"), "in": ("eqs. (43) and (45)", "eq43")}
PLACES["phi"] = ("eqs. (43) and (46)", "eq43")


def shown(c):
    """The derivative of what a cell shows by its state."""
    return Entry(E @ gates["out"](t), c) * slope(squash_h, Entry(s(t), c))


def now(c):
    """The error signal of a state by the errors of its own step alone."""
    heard = sum_over(lambda a: Entry(U_k, a, c) * -Entry(net_k.bar(t), a), 1, net_k.dim, "o")
    return shown(c) * heard


def over_cells(of):
    """The sum over all cells: those of other blocks are not moved."""
    return sum_over(of, 1, s.dim, "v")


def has_moved(p, k, c):
    """What a weight has done to the state of cell c."""
    return moved(p, k).xreplace({v: c})


back = (
    Step(
        "back-net-k",
        equal(net_k.bar(t), slope(sigma, net_k(t)) * y_k.bar(t)),
        by=AdjointOf(cell),
        text="An output unit damps its error",
    ),
    Step("back-k", equal(y_k.bar(t), y_k.loss(t)), AdjointOf(cell), "It hears the loss"),
)
heard = {
    (p, k): learning.heard(
        f"heard-{p}-{k}",
        cell,
        y_k,
        weight(p, k),
        f"The loss hears a weight from {HEARD[p][2]} into {INTO[k][1]} at all times",
        always=True,
    )
    for p, k in ALL
}
answers = {
    (p, k): Step(
        f"answer-{p}-{k}",
        equal(
            Entry(total(y_k(t), weight(p, k)), o),
            slope(sigma, Entry(net_k(t), o))
            * over_cells(lambda c, p=p, k=k: Entry(U_k, o, c) * shown(c) * has_moved(p, k, c)),
        ),
        by=TangentStep(cell, keep=(s(t),)),
        text="An output unit hears it through what the states show of what it has done",
    )
    for p, k in ALL
}
exact = tuple(
    Step(
        f"forward-{p}-{k}",
        equal(
            -Entry(weight(p, k).of.bar, *weight(p, k).at),
            sum_over(
                lambda time, p=p, k=k: over_cells(lambda c: now(c) * has_moved(p, k, c)).xreplace(
                    {t: time}
                ),
                1,
                T,
                "t",
            ),
        ),
        by=Selection(uses=(heard[p, k], answers[p, k], *back), free=(o, t)),
        text="Carried forward, all that the weight has done meets the errors of the step alone",
        source=source(*PLACES[k]),
    )
    for p, k in ALL
)

derivation = Derivation(
    "counted-forward",
    "Forward, and not back",
    about=__doc__,
    cell=cell,
    source=Source("SM19", "section 9.3"),
    forall={**ranges, o: (1, y_k.dim)},
    means=MEANS | {o: "an output unit"},
    at_rest=("s",),
    members=("E",),
    steps=(*back, *heard.values(), *answers.values(), *exact),
)
