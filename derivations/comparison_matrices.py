r"""When do two states that feed each other forget?

A network with two states, a memory and what it shows, sends errors from each to each. Four numbers
bound how much passes in one step: \(a\) and \(d\) from a state to itself, \(b\) and \(c\) across.
How much passes in \(q\) steps is bounded by the powers of the matrix of these numbers. They vanish
if each state forgets, and if what goes around through both is less than what both forget together.
"""

from sympy import Abs, ImmutableMatrix, oo, sqrt

from lstm_sym import (
    Chain,
    ChainBound,
    Chained,
    Derivation,
    Entry,
    Limit,
    Norm,
    NormAxioms,
    Perron,
    SpectralRadius,
    Step,
    at_most,
    below,
    count,
    equal,
    magnitude,
    number,
    tends,
    units,
)

a, b, c, d = (magnitude(name) for name in "abcd")
q, (i, j), r = count("q"), units("i j"), number("r")
K = ImmutableMatrix([[a, b], [c, d]])
powers = Chain(lambda m: K, q)
rho = SpectralRadius(K)

radius = Step(
    "radius",
    equal(rho, (a + d + sqrt((a - d) ** 2 + 4 * b * c)) / 2),
    by=Perron(),
    text="The largest eigenvalue of the matrix says how fast its powers grow or fall",
)
forgets = Step(
    "forgets",
    below(rho, 1),
    by=Perron(given=(below(a, 1), below(d, 1), below(b * c, (1 - a) * (1 - d)))),
    text="It is below one if both states forget, and the way around carries less than they forget",
)
remembers = Step(
    "remembers",
    at_most(1, rho),
    by=Perron(given=(at_most((1 - a) * (1 - d), b * c),)),
    text="If the way around carries as much as both forget together, it is not",
)
entry = Step(
    "entry",
    at_most(Abs(Entry(powers, i, j)), Norm(powers, oo)),
    by=NormAxioms(),
    text="No entry of a power is above its norm",
)
rows = Step(
    "rows",
    at_most(Norm(powers, oo), Norm(K, oo) ** q),
    by=ChainBound(),
    text="The norm of a power is at most the power of the norm, which is the largest row sum",
)
bound = Step(
    "bound",
    at_most(Abs(Entry(powers, i, j)), Norm(K, oo) ** q),
    by=Chained((entry, rows)),
    text="So no entry of a power is above the power of the largest row sum",
)
vanishes = Step(
    "vanishes",
    tends(r**q, 0),
    by=Limit(q, oo, given=(below(0, r), below(r, 1)), why="a power of a number below one"),
    text=r"A row sum below some \(r < 1\) is a simpler condition, and enough",
)

derivation = Derivation(
    "comparison-matrices",
    "Two states that feed each other",
    about=__doc__,
    forall={
        **dict.fromkeys((a, b, c, d), (0, oo)),
        q: (1, oo),
        **dict.fromkeys((i, j), (1, 2)),
        r: (0, 1),
    },
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
