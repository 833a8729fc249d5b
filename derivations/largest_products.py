r"""How large can the product over one path be?

The error flow is a sum over paths, and each path is a product of as many factors as there are
steps. For one path the matter is simple: the product lies between powers of its smallest and its
largest factor. If all factors are above one it explodes with the lag, if all are below one it
vanishes. What this says of the sum over all paths is another question.
"""

from sympy import oo

from lstm_sym import (
    Chained,
    Derivation,
    Entry,
    Estimate,
    EveryPath,
    Induction,
    LargestEdge,
    LargestPath,
    Limit,
    Monotone,
    PathSum,
    SmallestEdge,
    Source,
    Step,
    Supposed,
    at_most,
    below,
    equal,
    magnitude,
    sigma,
    slope,
    t,
    tends,
)

from . import error_flow

a, W, n, q, u, v = (getattr(error_flow, name) for name in ("a", "W", "n", "q", "u", "v"))
c, beta = magnitude("c"), magnitude("beta")


def edge(i, j, m):
    """The factor that the m-th step of a path, from unit i back to unit j, contributes."""
    return Entry(W, i, j) * slope(sigma, Entry(a(t - m), j))


def hs97(*formulas, where="section 3.1, below eq. (2)"):
    """A place in the paper of 1997, and in the tutorial of 2019 that says the same."""
    again = {"HS97-3.1g": "SM19-eq22", "HS97-3.1h": "SM19-eq23"}
    return Source("HS97", where, (*formulas, *(again[k] for k in formulas if k in again)))


paths, largest_path = PathSum(edge, u, v, q, n), LargestPath(edge, u, v, q, n)
smallest, largest = SmallestEdge(edge, q, n), LargestEdge(edge, q, n)

terms = Step(
    "terms",
    equal(PathSum(lambda *_: 1, u, v, q, n), n ** (q - 1)),
    by=Induction(over=q, free=(v,)),
    text="Counting one for every path counts the paths",
    source=hs97("HS97-3.1f", where="section 3.1, inline"),
)
grows = Step(
    "grows",
    at_most(smallest**q, largest_path),
    by=EveryPath(),
    text="The largest product is at least a power of the smallest factor",
    source=hs97("HS97-3.1g"),
)
all_large = Step(
    "all-large",
    at_most(c, smallest),
    by=Supposed(given=(at_most(c, smallest),)),
    text=r"Let no factor be below a number \(c\)",
)
powers = Step(
    "powers",
    at_most(c**q, smallest**q),
    by=Monotone(all_large),
    text="Powers keep the order",
)
at_least = Step(
    "at-least",
    at_most(c**q, largest_path),
    by=Chained((powers, grows)),
    text=r"Then the largest product is at least \(c^q\)",
    source=hs97("HS97-3.1g"),
)
explodes = Step(
    "explodes",
    tends(c**q, oo),
    by=Limit(q, oo, given=(below(1, c),), why="the logarithm of a power is a multiple of the lag"),
    text=r"If \(c\) is above one, it explodes, exponentially in the lag",
    source=hs97("HS97-3.1g"),
)
decays = Step(
    "decays",
    at_most(largest_path, largest**q),
    by=EveryPath(),
    text="The largest product is at most a power of the largest factor",
    source=hs97("HS97-3.1h"),
)
all_small = Step(
    "all-small",
    at_most(largest, beta),
    by=Supposed(given=(at_most(largest, beta),)),
    text=r"Let no factor be above a number \(\beta\)",
)
not_above = Step(
    "not-above",
    at_most(largest_path, beta**q),
    by=Estimate(uses=(decays, all_small)),
    text=r"Then the largest product is at most \(\beta^q\)",
    source=hs97("HS97-3.1h"),
)
vanishes = Step(
    "vanishes",
    tends(beta**q, 0),
    by=Limit(
        q,
        oo,
        given=(below(0, beta), below(beta, 1)),
        why="the logarithm of a power is a multiple of the lag",
    ),
    text=r"If \(\beta\) is below one, it vanishes, exponentially in the lag",
    source=hs97("HS97-3.1h"),
)

derivation = Derivation(
    "largest-products",
    "The largest product over a path",
    about=__doc__,
    cell=error_flow.cell,
    source=Source("HS97", "section 3.1"),
    forall={q: (1, oo), u: (1, n), v: (1, n), c: (0, oo), beta: (0, 1)},
    means={c: "a number that no factor is below", beta: "a number that no factor is above"},
    builds_on=(error_flow.derivation,),
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
