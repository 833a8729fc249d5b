r"""What do copies of the LSTM get wrong, forward and on the way back?

Forward, the squashing of what is shown is forgotten. On the way back, the slope of a gate is
replaced by the squashing function itself, or what a memory answers for is multiplied out of order.
And what is right is doubted: that the error of a memory is added to what is there already. It is,
for the memory was shown, and it was kept.
"""

from lstm_sym import (
    AdjointOf,
    Algebra,
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
    t,
    tanh,
    unit,
)

lstm = builtin("lstm").explicit()
h, c, i, f, o, g, a_f, a_g = lstm["h c i f o g a_f a_g"]
j = unit("j")


def source(key, place, *ids):
    """A place in the literature."""
    return Source(key, place, ids)


def backward(label, signal, equation, text):
    """One equation of back-propagation."""
    return Step(label, equal(signal.bar(t), equation), AdjointOf(lstm), text)


now = h.bar(t) * o(t) * slope(tanh, c(t))
later = f(t + 1) * c.bar(t + 1)
shown = Step(
    "shown", equal(h(t), o(t) * tanh(c(t))), Definition(lstm), "What is shown of the memory"
)
unit_shown = Step(
    "unit-shown",
    equal(Entry(h(t), j), Entry(o(t), j) * tanh(Entry(c(t), j))),
    by=Selection(uses=(shown,)),
    text="Unit by unit: it is squashed, and let through by the gate",
    source=source("PT", "torch.nn.LSTM", "PT-LSTM"),
    printed=Misprint("C8", equal(Entry(h(t), j), Entry(o(t), j) * Entry(c(t), j)), copied=True),
)
memory = Step(
    "error-memory",
    equal(c.bar(t), now + later),
    by=AdjointOf(lstm),
    text="The error of a memory: it was shown, and it was kept",
    source=source("GREFF17", "backward pass, without peepholes"),
    printed=Misprint("F3", equal(c.bar(t), now), proposed=True),
)
forget = (
    backward("back-f", f, c.bar(t) * c(t - 1), "The forget gate kept the old memory"),
    backward("back-net-f", a_f, slope(sigma, a_f(t)) * f.bar(t), "and damps its error"),
)
error_f = Step(
    "error-forget",
    equal(a_f.bar(t), c.bar(t) * c(t - 1) * slope(sigma, a_f(t))),
    by=Algebra(uses=forget[::-1]),
    text="So the error of the forget gate, with the slope of what squashes it",
    source=source("GREFF17", "backward pass", "GREFF17-b4"),
    printed=Misprint("C9", equal(a_f.bar(t), c.bar(t) * c(t - 1) * sigma(f(t))), copied=True),
)
candidate = (
    backward("back-g", g, c.bar(t) * i(t), "The candidate was let in"),
    backward("back-net-g", a_g, slope(tanh, a_g(t)) * g.bar(t), "and damps its error"),
)
error_g = Step(
    "error-candidate",
    equal(a_g.bar(t), (now + later) * i(t) * slope(tanh, a_g(t))),
    by=Algebra(uses=(*candidate[::-1], memory)),
    text="And that of the candidate: gate and slope for both, what was shown and what was kept",
    source=source("GREFF17", "backward pass", "GREFF17-b6"),
    printed=Misprint(
        "C10",
        equal(a_g.bar(t), later * i(t) + now * i(t) * g(t) * (1 - tanh(g(t)) ** 2)),
        copied=True,
    ),
)

derivation = Derivation(
    "copied-lstm",
    "Copies of the LSTM",
    about=__doc__,
    cell=lstm,
    source=source("GREFF17", "vanilla LSTM, without peepholes"),
    forall={j: (1, c.dim)},
    means={j: "a unit"},
    steps=(shown, unit_shown, memory, *forget, error_f, *candidate, error_g),
)
