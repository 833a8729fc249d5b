r"""What must a matrix memory with exponential gates divide by, once its numbers are made small?

The memory is a matrix: each step adds the product of a value and a key, and a query reads it. What
is read in one row is a number \(w\), what the normaliser answers to the same query a number \(d\);
what is shown is their quotient, but never over less than one. One step keeps a part \(e^{a_f}\) of
what was there, \(W\) and \(D\), and adds a part \(e^{a_i}\) of what is new, \(V\) and \(K\).

To be computed, both are scaled by \(e^{-m}\), as in the LSTM with a vector memory. There the scale
drops out of the quotient. Here it does not, unless the floor is scaled too: one becomes \(e^{-m}\).
"""

from sympy import Abs, Max, exp, oo

from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    Misprint,
    Scaled,
    Source,
    Step,
    equal,
    number,
)

a_f, a_i, m, before = number("a_f"), number("a_i"), number("m"), number("m_0")
W, V, D, K = number("W"), number("V"), number("D"), number("K")
w, d, h = number("w"), number("d"), number("h")
PAPER = Source("BECK24", "mLSTM")
SHOWN = Source("BECK24", "mLSTM", ("XL-m",))


def read(old, new):
    """What is read after a step."""
    return exp(a_f) * old + exp(a_i) * new


def scaled(old, new):
    """The same, with gates and states scaled."""
    return exp(a_f + before - m) * (exp(-before) * old) + exp(a_i - m) * new


memory = Step(
    "memory",
    equal(w, read(W, V)),
    by=Definition(),
    text="What a query reads in one row of the memory: old, and new",
    source=SHOWN,
)
normaliser = Step(
    "normaliser",
    equal(d, read(D, K)),
    by=Definition(),
    text="What the normaliser answers to it",
    source=SHOWN,
)
shown = Step(
    "output",
    equal(h, w / Max(Abs(d), 1)),
    by=Definition(),
    text="Their quotient is shown, over one at least",
    source=SHOWN,
)
scaled_memory = Step(
    "scaled-memory",
    equal(scaled(W, V), exp(-m) * w),
    by=Algebra(uses=(memory,)),
    text=r"With scaled gates, from a memory scaled by \(e^{-m_0}\): what is read, by \(e^{-m}\)",
    source=PAPER,
)
scaled_normaliser = Step(
    "scaled-normaliser",
    equal(scaled(D, K), exp(-m) * d),
    by=Algebra(uses=(normaliser,)),
    text="And so is what the normaliser answers",
    source=PAPER,
)


def quotient(floor):
    """What is shown of the scaled numbers, over a floor at least."""
    return exp(-m) * w / Max(Abs(exp(-m) * d), floor)


floor = Step(
    "floor",
    equal(quotient(exp(-m)), w / Max(Abs(d), 1)),
    by=Scaled(exp(-m)),
    text=r"So the floor must be scaled too: the same is shown if one becomes \(e^{-m}\)",
    source=SHOWN,
    printed=Misprint("M1", equal(quotient(1), w / Max(Abs(d), 1))),
)

derivation = Derivation(
    "matrix-memory",
    "The floor under a matrix memory",
    about=__doc__,
    source=PAPER,
    forall=dict.fromkeys((a_f, a_i, m, before, W, V, D, K), (-oo, oo)),
    let={w: read(W, V), d: read(D, K), h: read(W, V) / Max(Abs(read(D, K)), 1)},
    means={
        a_f: "exponent of the forget gate",
        a_i: "exponent of the input gate",
        m: "the scale after the step",
        before: "the scale before the step",
        W: "what the query would read in the old memory",
        V: "what it reads of what is new",
        D: "what the old normaliser would answer",
        K: "what the key answers to the query",
        w: "what the query reads",
        d: "what the normaliser answers",
        h: "what is shown",
    },
    steps=(memory, normaliser, shown, scaled_memory, scaled_normaliser, floor),
)
