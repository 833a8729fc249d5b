r"""What do copies of the gated recurrent unit get wrong?

The reset gate is forgotten, which is another network. A drawing of it had the names of the two
gates exchanged. Applied after the weights instead of before, the reset gate makes the unit that
libraries have, and say so: a variant, and another function. No mistake either is whether \(z\)
keeps or replaces: with the weights of that gate negated, \(z\) becomes \(1 - z\), and the one
network is the other.
"""

from sympy import oo

from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    Entry,
    FromDefinition,
    Misprint,
    Selection,
    Source,
    Step,
    builtin,
    equal,
    number,
    sigma,
    sum_over,
    t,
    tanh,
    unit,
)

gru = builtin("gru-cho").explicit()
x, h, r, z, g, a_g, W, U = gru["x h r z g a_g W_g U_g"]
n, j, y = h.dim, unit("j"), number("y")


def source(*ids):
    """A place in the paper."""
    return Source("CHO14", "section 2.3", ids)


def heard(back):
    """What unit j hears: inputs, and something that comes back."""
    return sum_over(lambda k: Entry(W, j, k) * Entry(x(t), k), 1, x.dim, "i") + back


net = Step(
    "net",
    equal(a_g(t), W @ x(t) + U @ (r(t) * h(t - 1))),
    by=Definition(gru),
    text="What the candidate hears: of the old state what the reset gate lets through",
)
squashed = Step("squashed", equal(g(t), tanh(a_g(t))), Definition(gru), "It is squashed")
candidate = Step(
    "candidate",
    equal(g(t), tanh(W @ x(t) + U @ (r(t) * h(t - 1)))),
    by=Algebra(uses=(squashed, net)),
    text="So the candidate hears the reset gate",
    source=source("CHO14-3"),
    printed=Misprint("C11", equal(g(t), tanh(W @ x(t) + U @ h(t - 1))), copied=True),
)
unit_net = Step(
    "unit-net",
    equal(
        Entry(a_g(t), j),
        heard(sum_over(lambda k: Entry(U, j, k) * Entry(r(t), k) * Entry(h(t - 1), k), 1, n, "k")),
    ),
    by=Selection(uses=(net,)),
    text="Unit by unit: the gates of the units that speak, not that of the one that hears",
    source=source("CHO14-3"),
    printed=Misprint(
        "C12",
        equal(
            Entry(a_g(t), j),
            heard(
                Entry(r(t), j) * sum_over(lambda k: Entry(U, j, k) * Entry(h(t - 1), k), 1, n, "k")
            ),
        ),
        proposed=True,
    ),
)
mixed = Step(
    "mixed",
    equal(h(t), z(t) * h(t - 1) + (1 - z(t)) * g(t)),
    by=Definition(gru),
    text="The state is a mean of the old one and the candidate",
)
whole = Step(
    "whole",
    equal(h(t), z(t) * h(t - 1) + (1 - z(t)) * tanh(W @ x(t) + U @ (r(t) * h(t - 1)))),
    by=Algebra(uses=(mixed, candidate)),
    text="All of it: one gate mixes, the other is heard by the candidate",
    source=source("CHO14-3", "CHO14-4"),
    printed=Misprint(
        "C15",
        equal(h(t), r(t) * h(t - 1) + (1 - r(t)) * tanh(W @ x(t) + U @ (z(t) * h(t - 1)))),
        copied=True,
    ),
)
unit_mixed = Step(
    "unit-mixed",
    equal(
        Entry(h(t), j),
        Entry(z(t), j) * Entry(h(t - 1), j) + (1 - Entry(z(t), j)) * Entry(g(t), j),
    ),
    by=Selection(uses=(mixed,)),
    text="Unit by unit: the update gate keeps",
    source=source("CHO14-4"),
    printed=Misprint(
        "F4",
        equal(
            Entry(h(t), j),
            (1 - Entry(z(t), j)) * Entry(h(t - 1), j) + Entry(z(t), j) * Entry(g(t), j),
        ),
        proposed=True,
    ),
)
negated = Step(
    "negated",
    equal(sigma(-y), 1 - sigma(y)),
    by=FromDefinition(),
    text="A gate whose weights are negated is one minus the gate: so either may be called z",
)

derivation = Derivation(
    "copied-gru",
    "Copies of the gated recurrent unit",
    about=__doc__,
    cell=gru,
    source=source(),
    forall={j: (1, n), y: (-oo, oo)},
    means={j: "a unit", y: "what a gate hears"},
    steps=(net, squashed, candidate, unit_net, mixed, whole, unit_mixed, negated),
)
