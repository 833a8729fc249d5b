r"""Which weight belongs to which slope along a path?

An error that runs back along a path meets a slope and a weight at every unit. The weight that it
meets together with the slope of a unit leaves that unit: turning it does not move the unit's net
input, so there is nothing to maximise. The weight that does move it is the next one along the
path. The same product, its factors paired the other way, has the slope of each unit beside a
weight that feeds it. The earlier outputs are held here: a weight acts through one net input only.
"""

from sympy import KroneckerDelta, oo

from lstm_sym import (
    Algebra,
    Basis,
    Derivation,
    Entry,
    Induction,
    Sentence,
    Source,
    Step,
    TangentOf,
    builtin,
    count,
    equal,
    path,
    product_over,
    sigma,
    slope,
    t,
    total,
    truncated,
    units,
)

cell = truncated(builtin("rnn-logistic"))
a, h, W = cell["a h W"]
n, q, m, (u, v), l = a.dim, count("q"), count("m"), units("u v"), path("l")  # noqa: E741
place = "section 3.1, below eq. (2)"


def steepness(k):
    """The slope of the k-th unit of the path, at its time."""
    return slope(sigma, Entry(a(t - k), l[k]))


repaired = Step(
    "re-paired",
    equal(
        product_over(lambda k: steepness(k) * Entry(W, l[k - 1], l[k]), 1, q + 1),
        Entry(W, l[0], l[1])
        * product_over(lambda k: steepness(k) * Entry(W, l[k], l[k + 1]), 1, q)
        * steepness(q + 1),
    ),
    by=Induction(over=q),
    text="The product along a path, each slope beside a weight that feeds its unit",
    source=Source("HS97", place, ("HS97-3.1j",)),
)
one_weight = Step(
    "one-weight",
    equal(total(a(t), Entry(W, u, v)), Basis(u, n) * Entry(h(t - 1), v)),
    by=TangentOf(cell),
    text="A weight acts on the net input of the unit that it ends at, and on no other",
)
incoming = Step(
    "incoming",
    equal(Entry(total(a(t), Entry(W, u, v)), u), Entry(h(t - 1), v)),
    by=Algebra(uses=(one_weight,)),
    text="A weight into a unit moves its net input by what it carries",
    source=Source("HS97", place, ("HS97-3.1j",)),
)
outgoing = Step(
    "outgoing",
    equal(Entry(total(a(t), Entry(W, u, v)), v), KroneckerDelta(u, v) * Entry(h(t - 1), v)),
    by=Algebra(uses=(one_weight,)),
    text="A weight out of a unit does not move it, unless it leads back to the same unit",
    source=Source("HS97", place, ("HS97-3.1j",)),
    contradicts=Sentence(
        "E2",
        "The weight beside the slope of a unit in the product over a path has a best value, for "
        "it moves the net input of that unit.",
    ),
)

derivation = Derivation(
    "paired-weights",
    "Which weight belongs to which slope",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "section 3.1"),
    forall={q: (1, oo), u: (1, n), v: (1, n), l[m]: (1, n)},
    loss="the end",
    steps=(repaired, one_weight, incoming, outgoing),
)
