r"""When does a network bring its states closer together?

Its weights may stretch, but its units flatten: the further out a state is, the smaller the slope
there. Where all units are saturated enough, a step as a whole brings two states closer, and noise
dies out. A network with large weights can store something there.
"""

from sympy import Abs, Derivative, cosh, oo

from lstm_sym import (
    AddedUp,
    Chained,
    Derivation,
    Dot,
    Entrywise,
    Estimate,
    MeanValue,
    Norm,
    NormAxioms,
    Rises,
    Signs,
    Source,
    Step,
    Supposed,
    Vector,
    at_most,
    below,
    equal,
    number,
    tanh,
)

from .robust_latching import W, defined, n, runs, s, y, z

r, m = number("r"), number("m")
xi, zeta = Vector("xi", n), Vector("zeta", n)
p = oo

flattening = Step(
    "flattening",
    below(0, Derivative(-1 / cosh(s) ** 2, s)),
    by=Signs(given=(below(0, s),)),
    text="The slope of a unit falls as a positive state grows",
)
beyond = Step(
    "beyond",
    at_most(m, r),
    by=Supposed(given=(at_most(m, r),)),
    text=r"Take a state beyond some \(m\)",
)
positive = Step(
    "positive", below(0, m), by=Supposed(given=(below(0, m),)), text=r"Where \(m\) is positive"
)
flatter = Step(
    "flatter",
    at_most(-1 / cosh(m) ** 2, -1 / cosh(r) ** 2),
    by=Rises(s, flattening, beyond, positive),
    text=r"Then the slope is no steeper than at \(m\)",
)
unit_slope = Step(
    "unit-slope",
    equal(Abs(Derivative(tanh(r), r)), 1 / cosh(r) ** 2),
    by=Signs(),
    text="The slope of a unit, in absolute value",
)
slope_bound = Step(
    "slope-bound",
    at_most(1 / cosh(r) ** 2, 1 / cosh(m) ** 2),
    by=AddedUp((flatter,)),
    text=r"So it is at most the slope at \(m\)",
)
slope_below = Step(
    "slope-below",
    at_most(Abs(Derivative(tanh(r), r)), 1 / cosh(m) ** 2),
    by=Chained((unit_slope, slope_bound)),
    text=r"The slope is at most that at \(m\)",
)
one_unit = Step(
    "one-unit",
    at_most(Abs(tanh(z) - tanh(y)), 1 / cosh(m) ** 2 * Abs(z - y)),
    by=MeanValue(r, slope_below, (z, y)),
    text=r"So beyond \(m\) a unit brings two states closer",
)
all_units = Step(
    "all-units",
    at_most(Norm(tanh(xi) - tanh(zeta), p), 1 / cosh(m) ** 2 * Norm(xi - zeta, p)),
    by=Entrywise(one_unit, ((z, xi), (y, zeta))),
    text="And many units two vectors, all of whose entries lie beyond",
)
weighted = Step(
    "weighted",
    at_most(
        Norm(Dot(W, tanh(xi)) - Dot(W, tanh(zeta)), p), Norm(W, p) * Norm(tanh(xi) - tanh(zeta), p)
    ),
    by=NormAxioms(),
    text="The weights stretch by no more than their norm",
)
contraction = Step(
    "contraction",
    at_most(
        Norm(Dot(W, tanh(xi)) - Dot(W, tanh(zeta)), p),
        Norm(W, p) / cosh(m) ** 2 * Norm(xi - zeta, p),
    ),
    by=Estimate(uses=(weighted, all_units)),
    text="So a network with large weights too contracts, where its units are saturated enough",
    source=defined,
)

derivation = Derivation(
    "contraction",
    "When a network contracts",
    about=__doc__,
    cell=runs,
    source=Source("BSF94", ""),
    forall={m: (0, oo), xi: (0, oo), zeta: (0, oo)} | dict.fromkeys((s, r, z, y), (-oo, oo)),
    steps=tuple(one for one in globals().values() if isinstance(one, Step)),
)
