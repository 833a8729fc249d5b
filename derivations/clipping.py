r"""How can a step down the gradient be kept small, and still go down?

Where the cost has a wall, gradients explode, and a step along one throws the parameters far away.
Rescaling a gradient whose norm is above a threshold \(\theta\) keeps its direction: the step is
shorter, and goes down as before. Clipping value by value is something else. It turns a gradient;
and if the parts that arrive from different times are clipped before they are added, what is left
may point up the hill.
"""

from sympy import Rational, Subs, oo

from lstm_sym import (
    Algebra,
    Chained,
    Derivation,
    Exact,
    FromDefinition,
    Norm,
    NormAxioms,
    Positive,
    Source,
    Step,
    Supposed,
    Total,
    Vector,
    at_most,
    below,
    clip,
    equal,
    magnitude,
    number,
    size,
)

n, theta = size("n"), magnitude("theta")
g = Vector("g", n)
x, y, z = map(number, "xyz")
scaled = theta / Norm(g) * g
some, exploding = below(0, theta), at_most(theta, Norm(g))
ALGORITHM = Source("PMB13", "algorithm 1", ("PMB13-alg1",))
PARTS = ((x, y, z), (10, Rational(-19, 2), Rational(-2, 5)))
sum_of_parts, clipped_parts = x + y + z, clip(x) + clip(y) + clip(z)

threshold = Step(
    "threshold",
    below(0, theta),
    by=Supposed(given=(some,)),
    text="Let there be a threshold",
)
large = Step(
    "large",
    at_most(theta, Norm(g)),
    by=Supposed(given=(exploding,)),
    text="And a gradient with a norm above it",
    source=ALGORITHM,
)
not_zero = Step(
    "not-zero",
    below(0, Norm(g)),
    by=Chained((threshold, large)),
    text="It is not zero",
)
length = Step(
    "length",
    equal(Norm(scaled), theta),
    by=NormAxioms(given=(some, exploding)),
    text="Rescaled, the gradient has the norm of the threshold",
    source=ALGORITHM,
)
shorter = Step(
    "shorter",
    at_most(Norm(scaled), Norm(g)),
    by=Chained((length, large)),
    text="So it is not longer than it was",
    source=ALGORITHM,
)
square = Step(
    "square",
    equal(Total(g**2), Norm(g) ** 2),
    by=NormAxioms(),
    text="The square of the norm is a sum of squares",
)
product = Step(
    "product",
    equal(Total(g * scaled), theta * Norm(g)),
    by=Algebra(uses=(square, not_zero)),
    text="The scalar product with the gradient itself: what a step back along it loses, to first "
    "order",
    source=ALGORITHM,
)
descent = Step(
    "descent",
    below(0, Total(g * scaled)),
    by=Positive((threshold, not_zero), of=product),
    text="It is positive, so a small step along the rescaled gradient goes down",
    source=ALGORITHM,
)
turned = Step(
    "turned",
    equal(Subs(x * clip(y) - y * clip(x), (x, y), (10, Rational(1, 10))), Rational(9, 10)),
    by=FromDefinition(),
    text="Clipped value by value, this gradient is no longer parallel to itself",
)
parts = Step(
    "parts",
    equal(Subs(sum_of_parts, *PARTS), Rational(1, 10)),
    by=FromDefinition(),
    text="Let a gradient be the sum of these three parts, from three times",
)
parts_clipped = Step(
    "parts-clipped",
    equal(Subs(clipped_parts, *PARTS), Rational(-2, 5)),
    by=FromDefinition(),
    text="The sum of the clipped parts has the other sign",
)
uphill = Step(
    "uphill",
    below(Subs(sum_of_parts * clipped_parts, *PARTS), 0),
    by=Exact(),
    text="A step back along it goes up the hill",
)

derivation = Derivation(
    "clipping",
    "Clipping gradients, by norm and by value",
    about=__doc__,
    source=Source("PMB13", "section 3.2"),
    forall={n: (1, oo), g: (-oo, oo), theta: (0, oo)} | dict.fromkeys((x, y, z), (-oo, oo)),
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
