r"""How does an error flow back through an epoch, from unit to unit?

That the inputs are heard within the step makes no difference: errors go back only from unit to
unit through the weights \(W\), and every step back is one weight and one slope. So an error signal
at the end of a lag is a sum over all paths, and the sum over the output units,
at which errors arrive, is a sum over more of them. The weight of an edge leads from the earlier
unit to the later one; with its two indices swapped, the sum is that of another network.
"""

from sympy import oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    ChainRule,
    Derivation,
    Entry,
    Induction,
    Misprint,
    PathSum,
    Source,
    Step,
    count,
    equal,
    sigma,
    slope,
    sum_over,
    t,
    total,
)

from .epochs import W, network, source, steep, theta, u, v, y, z

n, q, k = z.dim, count("q"), count("k")
flow = total(z.bar(t - q), z.bar(t))

error_output = Step(
    "error-output",
    equal(y.bar(t), W.T @ z.bar(t + 1)),
    by=AdjointOf(network, loss=False),
    text="What a unit says is heard by all units, one step later",
)
error_net = Step(
    "error-net",
    equal(z.bar(t), slope(sigma, z(t)) * y.bar(t)),
    by=AdjointOf(network, loss=False),
    text="Its slope damps what comes back",
)
one_step = Step(
    "one-step",
    equal(z.bar(t), slope(sigma, z(t)) * (W.T @ z.bar(t + 1))),
    by=Algebra(uses=(error_net, error_output)),
    text="Together, for all units at once",
)
signal = Step(
    "signal",
    equal(
        theta(t, u),
        steep(t, u) * sum_over(lambda k: Entry(W, k, u) * theta(t + 1, k), 1, n, "v"),
    ),
    by=Algebra(uses=(one_step,)),
    text="The error signal of a unit, from those of all units that hear it",
    source=source("eq. (20)", "eq20"),
)
first_lag = Step(
    "first-lag",
    equal(
        Entry(total(z.bar(t - 1), z.bar(t)), v, u),
        slope(sigma, Entry(z(t - 1), v)) * Entry(W, u, v),
    ),
    by=ChainRule(along=(one_step,)),
    text="Over one step: one weight and one slope",
    source=source("section 7", "u25"),
)
longer_lag = Step(
    "longer-lag",
    equal(
        Entry(total(z.bar(t - q - 1), z.bar(t)), v, u),
        slope(sigma, Entry(z(t - q - 1), v))
        * sum_over(lambda k: Entry(flow, k, u) * Entry(W, k, v), 1, n, "l"),
    ),
    by=ChainRule(along=(one_step,)),
    text="Over more steps: through all units that lie one step nearer",
    source=source("section 7", "u25"),
)


def paths(weight, start):
    """The sum over all paths from a unit back to v of weights and slopes."""
    return PathSum(lambda i, j, m: weight(i, j) * slope(sigma, Entry(z(t - m), j)), start, v, q, n)


def forth(i, j):
    """The weight from the earlier unit j to the later unit i."""
    return Entry(W, i, j)


path_sum = Step(
    "path-sum",
    equal(Entry(flow, v, u), paths(forth, u)),
    by=Induction(over=q, along=(one_step,), free=(u, v)),
    text=r"Over \(q\) steps: the sum over all paths, whose inner units are chosen freely",
    source=source("eq. (21)", "eq21"),
    printed=Misprint("S6", equal(Entry(flow, v, u), paths(lambda i, j: Entry(W, j, i), u))),
)
everywhere = Step(
    "from-all-units",
    equal(
        sum_over(lambda o: Entry(flow, v, o), 1, k, "o"),
        sum_over(lambda o: paths(forth, o), 1, k, "o"),
    ),
    by=Algebra(uses=(path_sum,), free=(u,)),
    text=r"What arrives of errors that enter at the output units, the first \(k\) of all: "
    "the sum of these sums",
    source=source("section 7", "u26"),
)

derivation = Derivation(
    "epoch-error-flow",
    "Error flow through an epoch",
    about=__doc__,
    cell=network,
    source=Source("SM19", "section 7"),
    forall={q: (1, oo), k: (1, n), u: (1, n), v: (1, n)},
    means={
        q: "the lag",
        k: "how many of the units are output units",
        u: "unit in which an error arrives",
        v: "unit that it reaches",
    },
    loss="the end",
    steps=(
        error_output,
        error_net,
        one_step,
        signal,
        first_lag,
        longer_lag,
        path_sum,
        everywhere,
    ),
)
