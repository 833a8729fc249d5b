r"""Can an error grow for a long time, and vanish in the end?

Yes, without any squashing. Where the state is linear, its largest eigenvalue decides in the end:
with all eigenvalues below one every error vanishes. But if the weights do not commute with their
transpose, it may grow first. These two units have no eigenvalue but 0.9. The flow grows more than
elevenfold in nine steps, and it takes forty-nine for it to fall below what it was: in a sequence
that is shorter, an error explodes.
"""

from sympy import ImmutableDenseMatrix, Rational, oo, sqrt

from lstm_sym import (
    AddedUp,
    Cell,
    Chain,
    Consequence,
    Counts,
    Definition,
    Derivation,
    Dot,
    Exact,
    Induction,
    LargestStretch,
    Limit,
    Monotone,
    Norm,
    Signal,
    Source,
    SpectralRadius,
    Step,
    at_most,
    below,
    count,
    equal,
    t,
    tends,
    total,
)

q, k = count("q"), count("k")
r = Rational(9, 10)
x, u = Signal("x", 2), Signal("u", 2)
W = ImmutableDenseMatrix([[r, 3], [0, r]])
network = Cell(
    "two-linear-units-in-a-row", {x(t): Dot(W, x(t - 1)) + u(t)}, title="Two linear units"
)
flow = total(x(t), x(t - q))
ARROW = 3 * q * r ** (q - 1)


def power(length):
    """So many steps."""
    return Chain(lambda m: W, length, ascending=True)


def root(steps):
    """The root in the norm of the flow over so many steps."""
    return sqrt(9 * steps**2 + 4 * r**2)


def closed(steps):
    """The norm of the flow over so many steps, in closed form."""
    return r ** (steps - 1) * (3 * steps + root(steps)) / 2


def at(steps, relation, number, text):
    """The norm over so many steps against a number."""
    sides = (Norm(power(steps)), number)
    return Step(
        f"at-{steps}-{'above' if relation == '>' else 'below'}",
        below(*(sides if relation == "<" else sides[::-1])),
        by=Exact(),
        text=text,
    )


model = Step(
    "model",
    equal(x(t), Dot(W, x(t - 1)) + u(t)),
    by=Definition(network),
    text="The second unit keeps nine tenths of itself, the first too and hears the second",
)
radius = Step(
    "radius",
    equal(SpectralRadius(W), r),
    by=Exact(),
    text="The weights have no eigenvalue but 0.9",
)
flow_power = Step(
    "flow-power",
    equal(flow, power(q)),
    by=Induction(over=q, along=(model,)),
    text="The flow is a power of the weights",
)
written_out = Step(
    "written-out",
    equal(power(q), ImmutableDenseMatrix([[r**q, ARROW], [0, r**q]])),
    by=Induction(over=q),
    text="The way from the second unit to the first may be taken at any of the steps",
)
norm = Step(
    "norm",
    equal(Norm(ImmutableDenseMatrix([[r**q, ARROW], [0, r**q]])), closed(q)),
    by=LargestStretch(),
    text="So the flow has this norm: a factor that grows with the lag, and one that falls",
)
flow_norm = Step(
    "flow-norm",
    equal(Norm(power(q)), closed(q)),
    by=Consequence(of=norm, equalities=(written_out,)),
    text="It is the norm of the power",
)
one = at(1, ">", Rational(13, 4) - Rational(1, 1000), "One step stretches more than threefold")
rising = Step(
    "rising",
    below(Norm(power(8)), Norm(power(9))),
    by=Exact(),
    text="After nine steps the flow is larger than after eight",
)
peak_above = at(9, ">", Rational("11.635514369191161"), "It is then above this number")
peak_below = at(9, "<", Rational("11.635514369191162"), "And below this one")
straight = Step(
    "straight",
    at_most(r * 3 * (k + 9), 3 * (k + 8)),
    by=Counts(),
    text="From then on the straight part loses more by the factor 0.9 than it gains",
)
squares = Step(
    "squares",
    at_most(r**2 * (9 * (k + 9) ** 2 + 4 * r**2), 9 * (k + 8) ** 2 + 4 * r**2),
    by=Counts(),
    text="So does the square of the root",
)
roots = Step(
    "roots",
    at_most(sqrt(squares.claim.lhs), root(k + 8)),
    by=Monotone(squares),
    text="And so the root",
)
falling = Step(
    "falling",
    at_most(closed(k + 9), closed(k + 8)),
    by=AddedUp((straight, roots), factor=r ** (k + 7) / 2),
    text="So the flow falls at every step from the ninth on",
)
long_above = at(48, ">", 1, "After forty-eight steps it is still above one")
long_below = at(49, "<", 1, "After forty-nine it is below, and stays there")
vanishes = Step(
    "vanishes",
    tends(Norm(power(q)), 0),
    by=Limit(q, oo, uses=(flow_norm,), why="the exponential beats every power"),
    text="In the end it vanishes, as the eigenvalue says",
)

derivation = Derivation(
    "transients",
    "Errors that grow before they vanish",
    about=__doc__,
    cell=network,
    source=Source("PMB13", "section 2.1"),
    forall={q: (1, oo), k: (1, oo)},
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
