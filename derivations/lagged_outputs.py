r"""What if the output units hear the others one step late?

So the appendix of the paper writes the forward pass, and so it derives what a weight does to the
output units. But its backward pass, and the three steps of computing that its experiments announce,
hear within the step. Both are networks, and each half of the appendix is right for one of them.
Here is the network with the lag: an error of an output unit comes from what the others did one step
before. The paper's own equations (20), (21) and (23) stand on the page of the network that hears
within the step; here, as printed, they fail.
"""

from collections.abc import Iterator

from lstm_sym import (
    Definition,
    Derivation,
    Entry,
    Misprint,
    Selection,
    Source,
    Step,
    builtin,
    equal,
    sigma,
    slope,
    squash_h,
    sum_over,
    t,
    truncated,
)

from . import memory_cells
from .memory_recursion import backward
from .truncated_outputs import answers, cases, shown, unheard
from .truncated_states import first_moves, memory, ranges
from .truncation import (
    MEANS,
    PLACE,
    E,
    W_kc,
    W_kh,
    i,
    j,
    net_h,
    net_k,
    net_out,
    o,
    s,
    source,
    v,
    y_c,
    y_h,
    y_k,
    y_out,
)

cell = truncated(builtin("hs97-lagged"), but=("net_k",))

net = Step(
    "net-k",
    equal(net_k(t), W_kh @ y_h(t - 1) + W_kc @ y_c(t - 1)),
    by=Definition(cell),
    text="An output unit hears what hidden units and cells said one step before; no gate",
    source=source("appendix A.1, after eq. (9)", "HS97-eq9d"),
)
heard = Step(
    "unit-net-k",
    equal(
        Entry(net_k(t), o),
        sum_over(lambda u: Entry(W_kh, o, u) * Entry(y_h(t - 1), u), 1, y_h.dim, "i")
        + sum_over(lambda u: Entry(W_kc, o, u) * Entry(y_c(t - 1), u), 1, y_c.dim, "v"),
    ),
    by=Selection(uses=(net,)),
    text="Unit by unit",
    source=source("appendix A.1, after eq. (9)", "HS97-eq9d"),
)

# Forward: equation (10) as it is printed.
moves = memory(cell, first_moves(cell))
outputs, deaf_hidden = shown(cell, moves), unheard(cell)
answered = answers(cell, lag=1)
four = cases(answered, deaf_hidden, moves, outputs, lag=1)


def leading_to(steps) -> Iterator[Step]:
    """All that some steps use, each once, before what uses it; steps of other pages left out."""
    seen: dict[str, Step] = {}

    def visit(step: Step) -> None:
        step = step.origin or step
        if step.label in seen or step in memory_cells.derivation.steps:
            return
        for used in step.by.uses:
            visit(used)
        seen[step.label] = step

    for step in steps:
        visit(step)
    yield from seen.values()


# Backward: an error comes one step later.
recursion, stops = backward(cell, late=1)


def from_outputs(W, k, time):
    """What unit k hears of the errors of the output units at a time."""
    return sum_over(lambda u: Entry(W, u, k) * -Entry(net_k.bar(time), u), 1, y_k.dim, "o")


def hidden_error(time):
    """The error of a hidden unit, if the output units answer at a time."""
    return slope(sigma, Entry(net_h(t), i)) * from_outputs(W_kh, i, time)


def gate_error(time):
    """The error of an output gate, if the output units answer at a time."""
    return slope(sigma, Entry(net_out(t), j)) * sum_over(
        lambda k: Entry(E, k, j) * squash_h(Entry(s(t), k)) * from_outputs(W_kc, k, time),
        1,
        s.dim,
        "v",
    )


def state_error(time):
    """What is added to the error of a state, if the output units answer at a time."""
    steepness = slope(squash_h, Entry(s(t), v))
    return Entry(E @ y_out(t), v) * steepness * from_outputs(W_kc, v, time)


EQUATIONS = {
    "hidden-unit": ("eq. (20)", "HS97-eq20", -Entry(net_h.bar(t), i), hidden_error),
    "output-gate": ("eq. (21)", "HS97-eq21", -Entry(net_out.bar(t), j), gate_error),
    "state": ("eq. (23)", "HS97-eq23", Entry(s.bar(t + 1) - s.bar(t), v), state_error),
}
SAID = {
    "hidden-unit": "The error of a hidden unit comes from the output units of the next step",
    "output-gate": "So does that of an output gate",
    "state": "And what one step adds to the error of a state",
}
chain = (*recursion[:6], stops)
late = tuple(
    Step(
        f"error-{label}",
        equal(lhs, error(t + 1)),
        by=Selection(uses=chain),
        text=SAID[label],
        source=source(place, name),
        printed=Misprint("E11", equal(lhs, error(t))),
    )
    for label, (place, name, lhs, error) in EQUATIONS.items()
)
amounts = tuple(
    Step(
        f"amount-{label}",
        equal(lhs - error(t), error(t + 1) - error(t)),
        by=Selection(uses=chain),
        text=f"By so much the paper's {place} is wrong here: by what changes from step to step",
        source=source(place, name),
    )
    for label, (place, name, lhs, error) in EQUATIONS.items()
)

derivation = Derivation(
    "lagged-outputs",
    "Outputs one step late",
    about=__doc__,
    cell=cell,
    source=Source("HS97", PLACE),
    forall=ranges,
    means=MEANS,
    at_rest=("s",),
    members=("E",),
    builds_on=(memory_cells.derivation,),
    steps=(net, heard, *leading_to(four.values()), stops, *recursion, *late, *amounts),
)
