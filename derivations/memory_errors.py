r"""What is the error of each unit of the 1997 network, after one time step?

The run ends at \(T\), and only the error there counts; every time step is the last of a run in its
turn. The paper's error \(e_l\) of a unit is minus our \(\bar{a}_l\). As nothing goes back through
what gates, cells and hidden units hear, the errors of output units, hidden units, output gates and
states are at hand within the step, as in a network without time. The output units hear the others
within the step, too; how it is where they hear them one step late is another page.
"""

from sympy import Derivative, Rational, oo

from lstm_sym import (
    Definition,
    Derivation,
    Entry,
    FromDefinition,
    L,
    LossForward,
    Misprint,
    Selection,
    Source,
    Step,
    T,
    equal,
    number,
    sigma,
    slope,
    squash_h,
    sum_over,
    t,
    total,
)

from . import memory_cells, truncated_states
from .memory_recursion import backward
from .truncated_states import ranges
from .truncation import (
    MEANS,
    PLACE,
    E,
    W_kc,
    W_kh,
    cell,
    i,
    j,
    net_h,
    net_k,
    net_out,
    o,
    s,
    source,
    v,
    y_k,
    y_out,
)

z, d = number("z"), number("d")


def errors(u, k):
    """The error of entry k of a signal at the time T, as the paper counts it: -dE/du."""
    return -Entry(u.bar(T), k)


# The error of a step.
def squares(factor):
    """The squared distances of the outputs from their targets, each times a factor."""
    return sum_over(
        lambda a: factor * (Entry(y_k.target(T), a) - Entry(y_k(T), a)) ** 2, 1, y_k.dim, "a"
    )


whole = Step(
    "whole",
    equal(L, squares(Rational(1, 2))),
    by=Definition(),
    text="The error of a step is half the squared distance of the outputs from their targets",
    source=source("eq. (16)", "HS97-eq16"),
    printed=Misprint("E10", equal(L, squares(1))),
)
loss = Step(
    "loss",
    equal(y_k.loss(T), y_k(T) - y_k.target(T)),
    by=Definition(),
    text="So an output hears how far it is from its target",
    source=source("eq. (16)", "HS97-eq16"),
    printed=Misprint("E10", equal(y_k.loss(T), 2 * (y_k(T) - y_k.target(T)))),
)
half = Step(
    "half",
    equal(-Derivative((d - sigma(z)) ** 2 / 2, z), slope(sigma, z) * (d - sigma(z))),
    by=FromDefinition(),
    text="Without the half, each error would be twice what the paper says",
    source=source("eqs. (16) and (19)", "HS97-eq16", "HS97-eq19"),
    printed=Misprint(
        "E10", equal(-Derivative((d - sigma(z)) ** 2, z), slope(sigma, z) * (d - sigma(z)))
    ),
)
HEARD = {
    "k": ("the net input of an output unit", net_k, o),
    "h": ("the net input of a hidden unit", net_h, i),
    "out": ("the net input of an output gate", net_out, j),
    "s": ("a state", s, v),
}
meant = {
    k: Step(
        f"meant-{k}",
        equal(
            Entry(u.bar(T), unit),
            sum_over(
                lambda a, u=u, unit=unit: (
                    Entry(y_k.loss(T), a) * Entry(total(y_k(T), u(T)), a, unit)
                ),
                1,
                y_k.dim,
                "a",
            ),
        ),
        by=LossForward(cell),
        text=f"What the loss hears of {text}",
    )
    for k, (text, u, unit) in HEARD.items()
}
minus = {
    k: Step(
        f"minus-{k}",
        equal(
            errors(u, unit),
            sum_over(
                lambda a, u=u, unit=unit: (
                    (Entry(y_k.target(T), a) - Entry(y_k(T), a))
                    * Entry(total(y_k(T), u(T)), a, unit)
                ),
                1,
                y_k.dim,
                "a",
            ),
        ),
        by=Selection(uses=(meant[k], loss)),
        text=rf"The paper's \(e_l\), minus the derivative of the error by {text}",
        source=source("eq. (18)", "HS97-eq18"),
    )
    for k, (text, u, unit) in HEARD.items()
}

# Back-propagation, once it is cut.
after = Step(
    "after-the-end",
    equal(s.bar(T + 1), 0),
    by=Definition(),
    text="Nothing is heard after the end",
)


gate_out = Step(
    "gate-out",
    equal(y_out(t), sigma(net_out(t))),
    by=Definition(cell),
    text="The output gate",
)
recursion, error_stops = backward(cell)
back = (*(rule.at(T) for rule in recursion[:5]), after, recursion[5].at(T), error_stops.at(T))
last = (*(rule.at(T) for rule in recursion[6:]), loss)


def from_outputs(W, k):
    """What unit k hears of the errors of the output units."""
    return sum_over(lambda u: Entry(W, u, k) * errors(net_k, u), 1, y_k.dim, "o")


def steep(f, u, k):
    """The slope of f at entry k of a signal at the time T."""
    return slope(f, Entry(u(T), k))


error_k = Step(
    "error-output-unit",
    equal(errors(net_k, o), steep(sigma, net_k, o) * (Entry(y_k.target(T), o) - Entry(y_k(T), o))),
    by=Selection(uses=last),
    text="The error of an output unit: the distance from its target, damped",
    source=source("eq. (19)", "HS97-eq19"),
)
error_h = Step(
    "error-hidden-unit",
    equal(errors(net_h, i), steep(sigma, net_h, i) * from_outputs(W_kh, i)),
    by=Selection(uses=back),
    text="The error of a hidden unit: that of the output units, weighted and damped",
    source=source("eq. (20)", "HS97-eq20"),
)
error_out = Step(
    "error-output-gate",
    equal(
        errors(net_out, j),
        steep(sigma, net_out, j)
        * sum_over(
            lambda k: Entry(E, k, j) * squash_h(Entry(s(T), k)) * from_outputs(W_kc, k),
            1,
            s.dim,
            "v",
        ),
    ),
    by=Selection(uses=back),
    text="The error of an output gate: the cells of its block, each weighted by what it holds",
    source=source("eq. (21)", "HS97-eq21"),
)
error_s = Step(
    "error-state",
    equal(
        errors(s, v),
        Entry(E @ sigma(net_out(T)), v) * steep(squash_h, s, v) * from_outputs(W_kc, v),
    ),
    by=Selection(uses=(*back, gate_out.at(T))),
    text="The error of a state: through the output gate and the slope of what it shows",
    source=source("eq. (23)", "HS97-eq23"),
)


derivation = Derivation(
    "memory-errors",
    "The errors of memory blocks",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall={**ranges, z: (-oo, oo), d: (-oo, oo)},
    loss="the end",
    means=MEANS | {z: "a net input", d: "a target"},
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation, truncated_states.derivation),
    steps=(
        whole,
        loss,
        half,
        *meant.values(),
        *minus.values(),
        error_stops,
        after,
        gate_out,
        *recursion,
        error_k,
        error_h,
        error_out,
        error_s,
    ),
)
