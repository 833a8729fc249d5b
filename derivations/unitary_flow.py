r"""Can the weights be such that no error vanishes or explodes by them?

They can, if they keep every length, as rotations and reflections do: \(U^{\top} U = 1\), or
unitary, if the numbers are complex. What is left is the slopes. None above one makes the error
shorter or leaves it as it is; it stays as it is if all of them are one, for then the flow stretches
by one at most and at least. With hyperbolic tangents or rectifiers errors may still vanish.
"""

from sympy import exp, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Cell,
    Chain,
    ChainBound,
    Chained,
    ChainStretch,
    Consequence,
    Definition,
    Derivation,
    Diag,
    Dot,
    Estimate,
    Induction,
    Matrix,
    Norm,
    NormAxioms,
    Orthogonal,
    Signal,
    SmallestStretch,
    Source,
    Step,
    Supposed,
    Vector,
    arbitrary,
    at_most,
    count,
    equal,
    magnitude,
    max_over,
    min_over,
    size,
    slope,
    t,
    total,
)

f = arbitrary("f", lambda z: 2 * z / (1 + exp(-z)) / 3)
m, n, q = size("m"), size("n"), count("q")
a, h, x = Signal("a", n), Signal("h", n), Signal("x", m)
U, V = Matrix("U", n, n), Matrix("V", n, m)
v = Vector("v", n)
network = Cell(
    "orthogonal-weights",
    {a(t): U @ h(t - 1) + V @ x(t), h(t): f(a(t))},
    title="Recurrent network with orthogonal weights",
)
gamma, least = magnitude("gamma"), magnitude("s_min")
flow = total(a.bar(t - q), a.bar(t))
GENTLE = at_most(gamma, 1)


def slopes(k):
    """The diagonal matrix of the slopes, k steps back."""
    return Diag(slope(f, a(t - k)), n)


def source():
    """A place in the paper."""
    return Source("ARJOVSKY16", "section 3", ("URNN",))


LARGEST = max_over(lambda k: Norm(slopes(k)), 1, q)
SMALLEST = min_over(lambda k: SmallestStretch(slopes(k)), 1, q)
chain = Chain(lambda k: slopes(k) * U.T, q)

keeps = Step(
    "keeps",
    equal(Norm(U @ v), Norm(v)),
    by=Orthogonal(U),
    text="Let the weights keep every length",
    source=source(),
)
norm = Step("norm", equal(Norm(U.T), 1), by=Orthogonal(U), text="Nothing is stretched")
stretch = Step("stretch", equal(SmallestStretch(U.T), 1), by=Orthogonal(U), text="or shrunk")
error_output = Step(
    "error-output",
    equal(h.bar(t), U.T @ a.bar(t + 1)),
    by=AdjointOf(network, loss=False),
    text="The error of an output is turned",
)
error_net = Step(
    "error-net",
    equal(a.bar(t), slope(f, a(t)) * h.bar(t)),
    by=AdjointOf(network, loss=False),
    text="and damped",
)
one_step = Step(
    "one-step",
    equal(a.bar(t), slope(f, a(t)) * (U.T @ a.bar(t + 1))),
    by=Algebra(uses=(error_net, error_output)),
    text="One step back: turn, and damp by the slopes",
)
product = Step(
    "product",
    equal(flow, chain),
    by=Induction(over=q, along=(one_step,)),
    text=r"So over \(q\) steps",
)
largest = Step("largest", equal(gamma, LARGEST), Definition(), "The largest slope on the way")
smallest = Step("smallest", equal(least, SMALLEST), Definition(), "And the smallest")
chain_norm = Step(
    "chain-norm",
    at_most(Norm(chain), (gamma * Norm(U.T)) ** q),
    by=ChainBound(uses=(largest,)),
    text="The product stretches at most by the largest slope and the weights, at every step",
)
chain_stretch = Step(
    "chain-stretch",
    at_most((least * SmallestStretch(U.T)) ** q, SmallestStretch(chain)),
    by=ChainStretch(uses=(smallest,)),
    text="and at least by the smallest",
)
flow_norm = Step(
    "flow-norm",
    at_most(Norm(flow), gamma**q),
    by=Estimate(uses=(product, chain_norm, norm)),
    text="Of the weights nothing is left: the slopes alone decide",
    source=source(),
)
turned = Step(
    "turned",
    equal(least**q, (least * SmallestStretch(U.T)) ** q),
    by=Algebra(uses=(stretch,)),
    text="As the weights shrink nothing",
)
below_flow = Step(
    "below-flow",
    at_most((least * SmallestStretch(U.T)) ** q, SmallestStretch(flow)),
    by=Consequence(of=chain_stretch, equalities=(product,)),
    text="so much is left of every error",
)
flow_stretch = Step(
    "flow-stretch",
    at_most(least**q, SmallestStretch(flow)),
    by=Chained((turned, below_flow)),
    text="also from below",
    source=source(),
)
gentle = Step("gentle", GENTLE, Supposed(given=(GENTLE,)), "Let no slope be above one")
at_most_one = Step(
    "at-most-one",
    at_most(Norm(flow), 1),
    by=Estimate(uses=(flow_norm, gentle)),
    text="Then an error never grows on its way back",
    source=source(),
)
carried = Step(
    "carried",
    at_most(Norm(Dot(flow, v)), Norm(flow) * Norm(v)),
    by=NormAxioms(),
    text="Whatever is carried back",
)
shorter = Step(
    "shorter",
    at_most(Norm(Dot(flow, v)), Norm(v)),
    by=Estimate(uses=(carried, at_most_one)),
    text="is at most as long as it was",
    source=source(),
)
derivation = Derivation(
    "unitary-flow",
    "Weights that keep every length",
    about=__doc__,
    cell=network,
    source=Source("ARJOVSKY16", "section 3"),
    forall={q: (1, oo), v: (-oo, oo)},
    let={gamma: LARGEST, least: SMALLEST},
    loss="the end",
    orthogonal=("U",),
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
