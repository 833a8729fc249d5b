r"""What can a single unit decide, and what does it learn from being wrong?

The perceptron adds up its inputs, each by its weight, and a bias. It says \(1\) if the sum is above
zero and \(-1\) if not; the step \(\Theta\) is \(1\) above zero, else \(0\). How its weights learn
is on the next page. What no weights can do is to tell of two inputs whether just one of them is on:
who answers three of the four cases right is wrong in the last.
"""

from sympy import oo

from lstm_sym import (
    AddedUp,
    Cell,
    Definition,
    Derivation,
    Entry,
    Matrix,
    Selection,
    Signal,
    Source,
    Step,
    Supposed,
    Vector,
    at_most,
    below,
    equal,
    heaviside,
    number,
    size,
    sum_over,
    t,
    unit,
)

m, n = size("m"), size("n")
x, z, s, y = Signal("x", m), Signal("z", n), Signal("s", n), Signal("y", n)
W, b = Matrix("W", n, m), Vector("b", n)
perceptrons = Cell(
    "perceptrons",
    {z(t): W @ x(t), s(t): z(t) + b, y(t): 2 * heaviside(s(t)) - 1},
    title="Perceptrons, side by side",
    timeless=True,
)
u = unit("u")
w_1, w_2, bias = number("w_1"), number("w_2"), number("b")
off, first, second, both = bias, w_1 + bias, w_2 + bias, w_1 + w_2 + bias
ONE, TWO, NONE = below(0, first), below(0, second), at_most(off, 0)


def source(*ids):
    """A place in the text."""
    return Source("SM19", "section 3", tuple(f"SM19-{k}" for k in ids))


def defined(label, signal, equation, text):
    """One equation of the unit."""
    return Step(label, equal(signal(t), equation), Definition(perceptrons), text)


def supposed(label, case, text):
    """What is asked of the weights in one of the four cases."""
    return Step(label, case, by=Supposed(given=(case,)), text=text)


hears = defined("hears", z, W @ x(t), "It adds up its inputs, each by its weight")
state = defined("state", s, z(t) + b, "and a bias")
says = defined("says", y, 2 * heaviside(s(t)) - 1, "It says 1 if that is above zero, else -1")
one_unit = Step(
    "unit",
    equal(
        Entry(y(t), u),
        2 * heaviside(sum_over(lambda i: Entry(W, u, i) * Entry(x(t), i), 1, m, "i") + Entry(b, u))
        - 1,
    ),
    by=Selection(uses=(says, state, hears)),
    text="All of it, for one unit",
    source=source("u1"),
)
cases = (
    supposed("first-on", ONE, "Let it say 1 if the first input alone is on"),
    supposed("second-on", TWO, "and if the second alone is on"),
    supposed("none-on", NONE, "and -1 if none is on"),
)
wrong = Step(
    "both-on",
    below(0, both),
    by=AddedUp(cases),
    text="Then it says 1 if both are on, too: no perceptron tells whether just one is",
    source=source("u1"),
)

derivation = Derivation(
    "perceptron",
    "What a single unit can decide",
    about=__doc__,
    cell=perceptrons,
    source=source(),
    forall={u: (1, n), **dict.fromkeys((w_1, w_2, bias), (-oo, oo))},
    means={
        u: "a unit",
        w_1: "weight of the first input",
        w_2: "weight of the second input",
        bias: "bias",
    },
    steps=(hears, state, says, one_unit, *cases, wrong),
)
