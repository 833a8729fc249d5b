r"""When do two states that feed each other forget?

A network with two states, a memory and what it shows, sends errors from each to each. Four numbers
bound how much passes in one step: \(a\) and \(d\) from a state to itself, \(b\) and \(c\) across.
How much passes in \(q\) steps is bounded by the powers of the matrix of these numbers. They vanish
if each state forgets, and if what goes around through both is less than what both forget together.

From below one block says nothing over many steps: what goes around through the other state may
cancel what goes straight. Of both states together something is said: if each keeps more of itself
than it sends across, the sum of what both carry cannot fall faster than the smaller difference.
"""

from sympy import Abs, ImmutableMatrix, oo, sqrt

from lstm_sym import (
    AddedUp,
    Chain,
    ChainBound,
    Chained,
    Derivation,
    Entry,
    Limit,
    Norm,
    NormAxioms,
    Perron,
    Rearranged,
    SpectralRadius,
    Step,
    Supposed,
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
q, (i, j), r, s = count("q"), units("i j"), number("r"), number("s")
x, y, u, v = (magnitude(name) for name in "xyuv")
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

# From below: what is left of the sum over both states.
straight = Step(
    "straight",
    at_most(a * x - b * y, u),
    by=Supposed(given=(at_most(a * x - b * y, u),)),
    text=r"Let a state keep at least \(a\) of what it carries, and lose at most \(b\) times what "
    "the other carries",
)
likewise = Step(
    "likewise",
    at_most(d * y - c * x, v),
    by=Supposed(given=(at_most(d * y - c * x, v),)),
    text=r"And likewise the other, with \(d\) and \(c\)",
)
first_left = Step(
    "first-left",
    at_most(r * x, (a - c) * x),
    by=Rearranged(given=(at_most(r, a - c),)),
    text=r"Let the first keep at least \(r\) more than it sends across",
)
second_left = Step(
    "second-left",
    at_most(r * y, (d - b) * y),
    by=Rearranged(given=(at_most(r, d - b),)),
    text="And the second",
)
together = Step(
    "together",
    at_most(r * x + r * y, u + v),
    by=AddedUp((first_left, second_left, straight, likewise)),
    text=r"Then one step leaves at least \(r\) times the sum of what both carried",
)
explodes = Step(
    "explodes",
    tends(s**q, oo),
    by=Limit(q, oo, given=(below(1, s),), why="a power of a number above one"),
    text=r"So if that is at least some \(s > 1\) at every step, what both carry explodes",
)

derivation = Derivation(
    "comparison-matrices",
    "Two states that feed each other",
    about=__doc__,
    forall={
        **dict.fromkeys((a, b, c, d), (0, oo)),
        q: (1, oo),
        **dict.fromkeys((i, j), (1, 2)),
        r: (0, oo),
        s: (1, oo),
        **dict.fromkeys((x, y, u, v), (0, oo)),
    },
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
