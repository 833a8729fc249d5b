r"""Does an antisymmetric matrix keep errors as they are?

In continuous time it does: \(W - W^{\top}\) only turns. A network goes in steps of length
\(\varepsilon\), each along the tangent of the turn, and a tangent leads outwards: with nothing else
every step makes the error longer. The friction \(\gamma\) makes up for that, if it is large enough.
Here slopes are one; smaller ones move it less.

That something antisymmetric may be added to a vector or taken away from it, and both are equally
long, is also what keeps the weights of a unitary network unitary while they are learnt: the map
from the one to the other, Cayley's, keeps every length.
"""

from sympy import Identity, oo

from lstm_sym import (
    Algebra,
    Chained,
    Definition,
    Derivation,
    Diag,
    Estimate,
    JacobianOf,
    Norm,
    NormAxioms,
    Rearranged,
    Source,
    Step,
    Supposed,
    Total,
    Vector,
    at_most,
    builtin,
    equal,
    magnitude,
    slope,
    step,
    t,
    tanh,
)

network = builtin("asrnn")
h, a, x, W, V, b, epsilon, gamma = network["h a x W V b epsilon gamma"]
n, omega = h.dim, magnitude("omega")
v = Vector("v", n)
turned = W @ v - W.T @ v
moved = v + epsilon * (turned - gamma * v)
FORWARD = at_most(0, epsilon)
FASTEST = at_most(Norm(turned), omega * Norm(v))
FRICTION = at_most(epsilon * (gamma**2 + omega**2), 2 * gamma)


def source(name="ASRNN", key="CHANG19", place="section 3"):
    """A place in the paper."""
    return Source(key, place, (name,))


def square(label, of, text):
    """The square of a length is a sum of squares."""
    return Step(label, equal(Norm(of) ** 2, Total(of**2)), by=NormAxioms(), text=text)


hears = Step(
    "hears",
    equal(a(t), W @ h(t - 1) - W.T @ h(t - 1) - gamma * h(t - 1) + V @ x(t) + b),
    by=Definition(network),
    text="A unit hears the others antisymmetrically, and itself with friction",
)
moves = Step(
    "moves",
    equal(h(t), h(t - 1) + epsilon * tanh(a(t))),
    by=Definition(network),
    text="and is moved a little",
)
one_step = Step(
    "one-step",
    equal(
        step(h(t), h(t - 1)),
        Identity(n) + Diag(epsilon * slope(tanh, a(t)), n) * (W - W.T - Diag(gamma, n)),
    ),
    by=JacobianOf(network),
    text="One step is nearly the identity",
    source=source(),
)
turns = Step(
    "turns",
    equal(Total(v * turned), 0),
    by=Algebra(),
    text="What is antisymmetric moves a vector at a right angle to itself: in continuous time it "
    "keeps its length",
    source=source(),
)
cayley = Step(
    "cayley",
    equal(Total((v - turned) ** 2), Total((v + turned) ** 2)),
    by=Algebra(),
    text="Added or taken away, it makes a vector equally long: Cayley's map is orthogonal",
    source=source("URNN", "ARJOVSKY16", "section 3"),
)
outwards = Step(
    "outwards",
    equal(Total((v + epsilon * turned) ** 2), Total(v**2) + epsilon**2 * Total(turned**2)),
    by=Algebra(),
    text="But a step along the tangent makes it longer, always",
    source=source(),
)
friction = Step(
    "friction",
    equal(
        Total(moved**2), (1 - epsilon * gamma) ** 2 * Total(v**2) + epsilon**2 * Total(turned**2)
    ),
    by=Algebra(),
    text="With friction a part is taken away first",
    source=source(),
)
squares = (
    square("square-moved", moved, "Sums of squares are squares of lengths: of the step"),
    square("square-kept", v, "of what it began with"),
    square("square-turned", turned, "and of what was added"),
)
length = Step(
    "length",
    equal(
        Norm(moved) ** 2,
        (1 - epsilon * gamma) ** 2 * Norm(v) ** 2 + epsilon**2 * Norm(turned) ** 2,
    ),
    by=Algebra(uses=(*squares, friction)),
    text="So the length after a step is known exactly",
    source=source(),
)
fastest = Step("fastest", FASTEST, Supposed(given=(FASTEST,)), "Let this be the fastest turn")
bound = Step(
    "bound",
    at_most(
        Norm(moved) ** 2,
        ((1 - epsilon * gamma) ** 2 + epsilon**2 * omega**2) * Norm(v) ** 2,
    ),
    by=Estimate(uses=(length, fastest)),
    text="Then no step makes it longer than this",
    source=source(),
)
enough = Step(
    "enough",
    at_most(((1 - epsilon * gamma) ** 2 + epsilon**2 * omega**2) * Norm(v) ** 2, Norm(v) ** 2),
    by=Rearranged(given=(FRICTION, FORWARD)),
    text=r"which is no longer than it was if the friction is large enough for the step: "
    r"\(\varepsilon (\gamma^2 + \omega^2) \le 2 \gamma\)",
    source=source(),
)
stable = Step(
    "stable",
    at_most(Norm(moved) ** 2, Norm(v) ** 2),
    by=Chained((bound, enough)),
    text="So it does not grow; with no friction it does, whatever the step",
    source=source(),
)

derivation = Derivation(
    "antisymmetric-flow",
    "Turns, in steps",
    about=__doc__,
    cell=network,
    source=Source("CHANG19", "section 3"),
    forall={v: (-oo, oo), omega: (0, oo)},
    means={omega: "the fastest turn"},
    steps=(
        hears,
        moves,
        one_step,
        turns,
        cayley,
        outwards,
        friction,
        *squares,
        length,
        fastest,
        bound,
        enough,
        stable,
    ),
)
