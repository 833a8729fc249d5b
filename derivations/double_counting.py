r"""May the error of a state be carried back and the derivative of the state be carried forward?

Either will do; both at once count repeatedly. A weight moves a state, the state keeps what was
moved, and an error at a later step answers for it. That later error can be carried back to the
step of the weight, as the recurrent term of the error of a state does; or what the weight did can
be carried forward to the step of the error, as the derivative of the state does. With both, every
way from a weight to an error is counted once for each step from the one to the other.

Carried back, a weight's share at each step is the error of the state times what the weight does at
that step alone. Carried forward, the error of the step alone meets all that the weight has done:
so learnt the blocks of 1997, and those that first could forget; that is the next page. How far
both at once are off, in size and in direction, is measured here.
"""

from lstm_sym import (
    AdjointOf,
    Derivation,
    Entry,
    GradientOf,
    Misprint,
    OperatorSum,
    Outer,
    Selection,
    Source,
    Step,
    T,
    equal,
    sigma,
    slope,
    squash_g,
    squash_h,
    sum_over,
    t,
)

from .memory_blocks import (
    ALL,
    HEARD,
    INTO,
    MEANS,
    E,
    U_k,
    cell,
    gate,
    gates,
    heard,
    moved,
    net_c,
    net_k,
    nets,
    ranges,
    s,
    source,
    target,
    v,
    weight,
    y_c,
)


def backward(label, signal, equation, text):
    """One equation of back-propagation."""
    return Step(label, equal(signal.bar(t), equation), AdjointOf(cell), text)


back_c = backward("back-c", y_c, U_k.T @ net_k.bar(t), "A cell is heard by the output units alone")
back_s = backward(
    "back-s",
    s,
    (E @ gates["phi"](t + 1)) * s.bar(t + 1)
    + (E @ gates["out"](t)) * slope(squash_h, s(t)) * y_c.bar(t),
    "A state answers for what it showed, and for what is kept of it",
)
back_net = {
    "c": backward(
        "back-net-c",
        net_c,
        (E @ gates["in"](t)) * slope(squash_g, net_c(t)) * s.bar(t),
        "What a cell hears was let in",
    ),
    "in": backward(
        "back-net-in",
        nets["in"],
        slope(sigma, nets["in"](t)) * gates["in"].bar(t),
        "An input gate damps its error",
    ),
    "phi": backward(
        "back-net-phi",
        nets["phi"],
        slope(sigma, nets["phi"](t)) * gates["phi"].bar(t),
        "A forget gate damps its error",
    ),
}
back_gate = {
    "c": (),
    "in": (
        backward(
            "back-in", gates["in"], E.T @ (squash_g(net_c(t)) * s.bar(t)), "It let in the cells"
        ),
    ),
    "phi": (
        backward("back-phi", gates["phi"], E.T @ (s(t - 1) * s.bar(t)), "It kept the old states"),
    ),
}


def theta(time):
    """The error signal of the state of cell v."""
    return -Entry(s.bar(time), v)


state_signal = Step(
    "state-signal",
    equal(
        theta(t),
        Entry(E @ gates["out"](t), v)
        * slope(squash_h, Entry(s(t), v))
        * sum_over(lambda o: Entry(U_k, o, v) * -Entry(net_k.bar(t), o), 1, net_k.dim, "o")
        + theta(t + 1) * Entry(E @ gates["phi"](t + 1), v),
    ),
    by=Selection(uses=(back_s, back_c)),
    text="The error signal of a state, carried back: now, and later through the forget gate",
    source=source("eq. (41)", "eq41"),
)


def over_block(k, of):
    """The error signals of the states of a block, or of one cell, times what moved them."""
    if k == "c":
        return of(target)
    return sum_over(lambda c: Entry(E, c, gate) * of(c), 1, s.dim, "v")


def share(p, k, counted):
    """Minus the derivative by a weight: over time, error signals times what is counted."""
    return sum_over(
        lambda time: over_block(k, lambda c: (theta(t) * counted).xreplace({v: c})).xreplace(
            {t: time}
        ),
        1,
        T,
        "t",
    )


# What a weight does at a step alone, in a cell of its block.
alone = {
    "c": slope(squash_g, Entry(net_c(t), v)) * Entry(E @ gates["in"](t), v),
    "in": squash_g(Entry(net_c(t), v)) * slope(sigma, Entry(nets["in"](t), gate)),
    "phi": Entry(s(t - 1), v) * slope(sigma, Entry(nets["phi"](t), gate)),
}
NET = {"c": net_c, **nets}
gathered = {
    (p, k): Step(
        f"gathered-{p}-{k}",
        equal(
            weight(p, k).of.bar,
            OperatorSum(
                lambda m, p=p, k=k: Outer(NET[k].bar(m), HEARD[p][0].xreplace({t: m})), 1, T
            ),
        ),
        by=GradientOf(cell),
        text=f"Weights from {HEARD[p][2]} into {INTO[k][1]}, all at once",
    )
    for p, k in ALL
}
exact = tuple(
    Step(
        f"once-{p}-{k}",
        equal(-Entry(weight(p, k).of.bar, *weight(p, k).at), share(p, k, alone[k] * heard(p))),
        by=Selection(uses=(gathered[p, k], back_net[k], *back_gate[k]), free=(t,)),
        text="Carried back, the error of a state meets what the weight does at that step alone",
        source=source("eq. (42)" if k == "c" else "eq. (43)", "eq42" if k == "c" else "eq43"),
        printed=Misprint(
            "S7",
            equal(-Entry(weight(p, k).of.bar, *weight(p, k).at), share(p, k, moved(p, k))),
        ),
        measure="counted-twice" if (p, k) == ALL[0] else "",
    )
    for p, k in ALL
)

derivation = Derivation(
    "double-counting",
    "Back or forward, not both",
    about=__doc__,
    cell=cell,
    source=Source("SM19", "section 9.3"),
    forall=ranges,
    means=MEANS,
    at_rest=("s",),
    members=("E",),
    steps=(
        back_c,
        back_s,
        *back_net.values(),
        *(step for steps in back_gate.values() for step in steps),
        state_signal,
        *gathered.values(),
        *exact,
    ),
)
