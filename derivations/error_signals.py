r"""What is the error signal of a unit, and what does a weight do with it?

The error signal of an output unit is its distance from the target, damped by its slope. A hidden
unit adds up the error signals of the output units that hear it, each by its weight, and damps the
sum. Then one rule serves all weights: rate, error signal of the unit that hears, output of the unit
that speaks.
"""

from lstm_sym import (
    AdjointOf,
    Derivation,
    Entry,
    Misprint,
    Selection,
    Source,
    Step,
    T,
    equal,
    sigma,
    slope,
    sum_over,
    t,
)

from . import delta_rule
from .delta_rule import (
    CHANGES,
    LET,
    MEANS,
    W_o,
    chains,
    eta,
    forall,
    forward,
    h,
    i,
    layers,
    loss,
    o,
    s_h,
    s_o,
    source,
    steep,
    theta,
    x,
    y_h,
    y_o,
    z_o,
)

hidden, output = (step.at(T) for step in (forward[2], forward[5]))


def backward(label, signal, equation, text):
    """One equation of back-propagation."""
    return Step(label, equal(signal.bar(t), equation), AdjointOf(layers), text)


recursion = (
    backward("back-state-o", s_o, slope(sigma, s_o(t)) * y_o.bar(t), "An output unit damps"),
    backward("back-output", y_o, y_o.loss(t), "what it hears of the error"),
    backward("back-state-h", s_h, slope(sigma, s_h(t)) * y_h.bar(t), "A hidden unit damps"),
    backward("back-hidden", y_h, W_o.T @ z_o.bar(t), "what it hears from the output units"),
    backward("back-net-o", z_o, s_o.bar(t), "A bias changes nothing of an error"),
)
back = tuple(step.at(T) for step in (recursion[2], recursion[3], recursion[4]))
top = tuple(step.at(T) for step in recursion[:2])
given = Step(
    "signal-output",
    equal(theta(s_o, o), -Entry(y_o.bar(T), o) * steep(s_o, o)),
    by=Selection(uses=top[:1]),
    text="The error signal of an output unit",
    source=source("eq. (4)", "eq4"),
)
worked = Step(
    "signal-output-logistic",
    equal(
        theta(s_o, o),
        (Entry(y_o.target(T), o) - Entry(y_o(T), o)) * Entry(y_o(T), o) * (1 - Entry(y_o(T), o)),
    ),
    by=Selection(uses=(*top, loss, output)),
    text="For a logistic unit: the distance from the target, damped",
    source=source("eq. (5)", "eq5"),
)


def from_outputs():
    """The error signals of the output units, each by its weight from hidden unit h."""
    return sum_over(lambda c: theta(s_o, c) * Entry(W_o, c, h), 1, y_o.dim)


damping = Entry(y_h(T), h) * (1 - Entry(y_h(T), h))
hidden_signal = Step(
    "signal-hidden",
    equal(theta(s_h, h), from_outputs() * damping),
    by=Selection(uses=(*back, hidden)),
    text="That of a hidden unit: those that hear it, each by its weight, and damped",
    source=source("section 4", "u15"),
)
KNOWN = (*top, loss)
through = Step(
    "through-signals",
    equal(CHANGES["h"], eta * from_outputs() * damping * Entry(x(T), i)),
    by=Selection(uses=(chains["h"], *KNOWN, hidden, output), free=(o,)),
    text="So the five factors, with the error signals put in: their minus is spent",
    source=source("section 4", "u14"),
    printed=Misprint("S2", equal(CHANGES["h"], -eta * from_outputs() * damping * Entry(x(T), i))),
)
rules = tuple(
    Step(
        f"rule-{k}",
        equal(CHANGES[k], eta * theta(s, end) * Entry(spoke, start)),
        by=Selection(uses=(chains[k], *back, *KNOWN, hidden, output), free=(o,)),
        text=text,
        source=source("section 4", *ids),
    )
    for k, s, end, spoke, start, text, ids in (
        ("o", s_o, o, y_h(T), h, "A weight from a hidden unit into an output unit", ("u12", "u16")),
        (
            "h",
            s_h,
            h,
            x(T),
            i,
            "A weight from an input into a hidden unit: the same rule",
            ("u16",),
        ),
    )
)

derivation = Derivation(
    "error-signals",
    "One rule for all weights",
    about=__doc__,
    cell=layers,
    source=Source("SM19", "section 4"),
    forall=forall,
    let=LET,
    means=MEANS,
    loss="the end",
    builds_on=(delta_rule.derivation,),
    steps=(*recursion, given, worked, hidden_signal, through, *rules),
)
