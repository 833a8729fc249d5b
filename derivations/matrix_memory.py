r"""How does a memory that is a matrix store, answer and learn, and what must it divide by?

A step keeps a part of the old matrix and adds the outer product of a value and a key: the value is
stored under the key. A query reads the memory. It gets back each value that was stored, as much of
it as key and query have in common. A second vector, the normaliser, adds up the keys alone, and
what was read is divided by what that answers to the same query, but by no less than one.

What is read is linear in the value, in the key and in the query. So what a small change of one of
them does is exact for every change: from the errors of what is read and of the normaliser's answer
follow those of value, key and query.

With exponential gates all this is computed scaled by \(e^{-m}\), as in the LSTM with a vector
memory. There the scale drops out of the quotient. Here it does not, unless the floor is scaled too:
one becomes \(e^{-m}\).
"""

from sympy import Abs, Derivative, Max, exp, oo, sqrt

from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    Dot,
    Entry,
    FromDefinition,
    Matrix,
    Misprint,
    Outer,
    Scaled,
    Source,
    Step,
    Total,
    Vector,
    below,
    equal,
    number,
    size,
    sum_over,
    units,
)

d, p, r, (u, j) = size("d"), size("p"), size("r"), units("u j")
a_f, a_i, m, before = number("a_f"), number("a_i"), number("m"), number("m_0")
C, old, moved = Matrix("C", p, d), Matrix("C_0", p, d), Matrix("Delta", p, d)
N, old_n = Vector("n", d), Vector("n_0", d)
k, q, v, h = Vector("k", d), Vector("q", d), Vector("v", p), Vector("h", p)
heard, W_k, b_k = Vector("x", r), Matrix("W_k", d, r), Vector("b_k", d)
o, h_o = Vector("o", p), Vector("h_o", p)
w, y, x, z = number("w"), number("y"), number("x"), number("z")
g, e = number("g"), Vector("epsilon", p)
dk, dq, dv = Vector("delta_k", d), Vector("delta_q", d), Vector("delta_v", p)
f, i = exp(a_f), exp(a_i)
PAPER = Source("BECK24", "mLSTM")
SHOWN = Source("BECK24", "mLSTM", ("XL-m",))


def stored(value, key):
    """The memory after a step."""
    return f * old + i * Outer(value, key)


def summed(key):
    """The normaliser after a step."""
    return f * old_n + i * key


def met(x, other):
    """The inner product of two vectors."""
    return Total(x * other)


def meant(label, name, what, text):
    """A definition of the paper."""
    return Step(label, equal(name, what), Definition(), text, SHOWN)


memory = meant("memory", C, stored(v, k), "A part of the old memory, and the value under its key")
normaliser = meant("normaliser", N, summed(k), "The normaliser: a part of the old one, and the key")
shown = meant(
    "output",
    h,
    Dot(C, q) / Max(Abs(met(N, q)), 1),
    "What the query reads, over what the normaliser answers, or over one",
)
key = meant(
    "key",
    k,
    Dot(W_k, heard) / sqrt(d) + b_k,
    "A key is heard from the input, its weights over the root of its size",
)
gated = meant("gated", h_o, o * h, "An output gate decides how much of it is shown, row by row")
read = Step(
    "read",
    equal(Dot(C, q), f * Dot(old, q) + i * met(k, q) * v),
    by=Algebra(uses=(memory,)),
    text="So a query reads what it would have read, and the value by what key and query share",
    source=SHOWN,
)
answer = Step(
    "answer",
    equal(met(N, q), f * met(old_n, q) + i * met(k, q)),
    by=Algebra(uses=(normaliser,)),
    text="And the normaliser answers by the same",
    source=SHOWN,
)
by_answer = Step(
    "error-answer",
    equal(Derivative(x / z, z), -(x / z) / z),
    by=FromDefinition(given=(below(1, z),)),
    text="Above the floor, an answer hears minus what is shown, over itself; below it, nothing",
)
by_negative = Step(
    "error-negative-answer",
    equal(Derivative(-x / z, z), -(-x / z) / z),
    by=FromDefinition(given=(below(z, -1),)),
    text="So it does if it is negative: what is shown is then divided by its absolute value",
)
by_value = Step(
    "error-value",
    equal(met(e, Dot(stored(v + dv, k), q) - Dot(stored(v, k), q)), met(dv, i * met(k, q) * e)),
    by=Algebra(),
    text="The error of a value: that of what is read, by what key and query share",
)
by_key = Step(
    "error-key",
    equal(
        met(e, Dot(stored(v, k + dk), q) - Dot(stored(v, k), q))
        + g * met(summed(k + dk) - summed(k), q),
        met(dk, i * (met(e, v) + g) * q),
    ),
    by=Algebra(),
    text="The error of a key is the query, by what error and value share, and by the error of the "
    "answer",
)
by_query = Step(
    "error-query",
    equal(
        met(e, Dot(C, q + dq) - Dot(C, q)) + g * (met(N, q + dq) - met(N, q)),
        met(dq, Dot(C.T, e) + g * N),
    ),
    by=Algebra(),
    text="That of a query goes back through the memory, transposed, and along the normaliser",
)


by_memory = Step(
    "error-memory",
    equal(
        met(e, Dot(f * (old + moved) + i * Outer(v, k), q) - Dot(stored(v, k), q)),
        sum_over(
            lambda a: sum_over(
                lambda b: Entry(moved, a, b) * Entry(f * Outer(e, q), a, b), 1, d, "j"
            ),
            1,
            p,
            "u",
        ),
    ),
    by=Algebra(),
    text="And that of the old memory is the outer product of error and query, times the gate",
)


def scaled(past, new):
    """What a number is after a step, with gates and past scaled."""
    return exp(a_f + before - m) * (exp(-before) * past) + exp(a_i - m) * new


scaled_memory = Step(
    "scaled-memory",
    equal(
        scaled(Entry(old, u, j), Entry(v, u) * Entry(k, j)),
        exp(-m) * Entry(C, u, j),
    ),
    by=Algebra(uses=(memory,)),
    text=r"With scaled gates, from a memory scaled by \(e^{-m_0}\): the memory, by \(e^{-m}\)",
    source=PAPER,
)
scaled_normaliser = Step(
    "scaled-normaliser",
    equal(scaled(Entry(old_n, j), Entry(k, j)), exp(-m) * Entry(N, j)),
    by=Algebra(uses=(normaliser,)),
    text="And so is the normaliser",
    source=PAPER,
)


def quotient(floor):
    """What is shown of the scaled numbers, over a floor at least."""
    return exp(-m) * w / Max(Abs(exp(-m) * y), floor)


floor = Step(
    "floor",
    equal(quotient(exp(-m)), w / Max(Abs(y), 1)),
    by=Scaled(exp(-m)),
    text=r"So the floor must be scaled too: the same is shown if one becomes \(e^{-m}\)",
    source=SHOWN,
    printed=Misprint("M1", equal(quotient(1), w / Max(Abs(y), 1))),
)
numbers = (a_f, a_i, m, before, g, x, z)
arrays = (heard, W_k, b_k, o, old, moved, old_n, q, v, e, dk, dq, dv)

derivation = Derivation(
    "matrix-memory",
    "A memory that is a matrix",
    about=__doc__,
    source=PAPER,
    forall={
        p: (1, oo),
        d: (1, oo),
        r: (1, oo),
        u: (1, p),
        j: (1, d),
        **dict.fromkeys((*numbers, *arrays), (-oo, oo)),
    },
    let={
        h_o: o * h,
        h: Dot(C, q) / Max(Abs(met(N, q)), 1),
        w: Entry(Dot(C, q), u),
        y: met(N, q),
        C: stored(v, k),
        N: summed(k),
        k: Dot(W_k, heard) / sqrt(d) + b_k,
    },
    means={
        a_f: "exponent of the forget gate",
        a_i: "exponent of the input gate",
        m: "the scale after the step",
        before: "the scale before the step",
        C: "the memory",
        old: "the memory before the step",
        moved: "any change of it",
        N: "the normaliser",
        old_n: "the normaliser before the step",
        k: "key",
        q: "query",
        v: "value",
        h: "what is read, over what the normaliser answers",
        o: "the output gate",
        h_o: "what is shown",
        heard: "the input",
        W_k: "weights of the key",
        b_k: "its bias",
        r: "size of the input",
        w: "what the query reads in one row",
        y: "what the normaliser answers",
        x: "what is read in one row",
        z: "an answer beyond the floor",
        e: "any error of what is read",
        g: "any error of what the normaliser answers",
        dk: "any change of the key",
        dq: "any change of the query",
        dv: "any change of the value",
        d: "size of keys and queries",
        p: "size of values",
        u: "a row of the memory",
        j: "a column of the memory",
    },
    steps=(
        key,
        memory,
        normaliser,
        shown,
        gated,
        read,
        answer,
        by_answer,
        by_negative,
        by_value,
        by_key,
        by_query,
        by_memory,
        scaled_memory,
        scaled_normaliser,
        floor,
    ),
)
