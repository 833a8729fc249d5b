r"""How does an error flow if every unit hears only itself?

Then no paths cross: the way back from a unit leads to that unit alone, and over \(q\) steps the
error is multiplied by the \(q\)-th power of the unit's own weight, and by the slopes that it meets.
A rectifier's slopes are at most one. So weights up to \(\gamma^{1/q}\) are enough to keep the flow
over \(q\) steps below \(\gamma\), and a weight of one carries an error as far as its unit is on.
"""

from sympy import Abs, oo

from lstm_sym import (
    Algebra,
    Chain,
    ChainBound,
    Consequence,
    Definition,
    Derivation,
    Diag,
    Entry,
    Estimate,
    Induction,
    JacobianOf,
    Norm,
    NormAxioms,
    Source,
    Steepest,
    Step,
    Supposed,
    at_most,
    builtin,
    count,
    equal,
    magnitude,
    max_over,
    product_over,
    relu,
    slope,
    step,
    t,
    total,
    unit,
)

network = builtin("indrnn")
a, h, x, W, u, b = network["a h x W u b"]
n, q, i = h.dim, count("q"), unit("i")
gamma, steep = magnitude("gamma"), magnitude("s_max")
flow = total(a(t), a(t - q))


def slopes(m):
    """The slopes of the units, m steps back."""
    return slope(relu, a(t - m))


def source():
    """A place in the paper."""
    return Source("LI18", "section 3.1", ("INDRNN",))


hears = Step(
    "hears",
    equal(a(t), W @ x(t) + u * h(t - 1) + b),
    by=Definition(network),
    text="A unit hears the inputs, and itself one step before",
)
says = Step("says", equal(h(t), relu(a(t))), by=Definition(network), text="It is a rectifier")
alone = Step(
    "alone",
    equal(a(t), W @ x(t) + u * relu(a(t - 1)) + b),
    by=Algebra(uses=(hears, says.at(t - 1))),
    text="In terms of what it heard before",
)
one_step = Step(
    "one-step",
    equal(step(h(t), h(t - 1)), Diag(u * slope(relu, a(t)), n)),
    by=JacobianOf(network),
    text="One step is a diagonal: the unit's own weight and its slope",
    source=source(),
)
as_chain = Step(
    "as-chain",
    equal(flow, Chain(lambda m: Diag(u, n) * Diag(slopes(m), n), q, ascending=True)),
    by=Induction(over=q, along=(alone,)),
    text=r"Over \(q\) steps it is a product of diagonals: no unit hears an error of another",
    source=source(),
)
unit_flow = Step(
    "unit-flow",
    equal(
        Entry(flow, i, i),
        Entry(u, i) ** q * product_over(lambda m: slope(relu, Entry(a(t - m), i)), 1, q),
    ),
    by=Induction(over=q, along=(alone,), free=(i,)),
    text="Unit by unit: a power of its own weight, and all its slopes on the way",
    source=source(),
)
largest = Step(
    "largest-slope",
    equal(steep, max_over(lambda m: Norm(Diag(slopes(m), n)), 1, q)),
    by=Definition(),
    text="Let this be the largest slope on the way",
)
at_most_one = Step(
    "slopes-at-most-one",
    at_most(steep, 1),
    by=Steepest(uses=(largest,)),
    text="A rectifier's is at most one",
)
chain_norm = Step(
    "chain-norm",
    at_most(
        Norm(Chain(lambda m: Diag(u, n) * Diag(slopes(m), n), q, ascending=True)),
        (Norm(Diag(u, n)) * steep) ** q,
    ),
    by=ChainBound(uses=(largest,)),
    text="Every factor stretches by the largest weight and slope at most",
)
flow_norm = Step(
    "flow-norm",
    at_most(Norm(flow), (Norm(Diag(u, n)) * steep) ** q),
    by=Consequence(of=chain_norm, equalities=(as_chain,)),
    text="So does the flow",
)
largest_weight = Step(
    "largest-weight",
    equal(Norm(Diag(u, n)), max_over(lambda i: Abs(Entry(u, i)), 1, n)),
    by=NormAxioms(),
    text="Of the weights that is the largest",
)
small = at_most(Norm(Diag(u, n)), gamma ** (1 / q))
supposed = Step(
    "small",
    small,
    by=Supposed(given=(small,)),
    text=r"Let no weight be above \(\gamma^{1/q}\)",
)
bounded = Step(
    "bounded",
    at_most(Norm(flow), gamma),
    by=Estimate(uses=(flow_norm, supposed, at_most_one)),
    text=r"Then the flow over \(q\) steps is at most \(\gamma\)",
    source=source(),
)

derivation = Derivation(
    "independent-flow",
    "Every unit by itself",
    about=__doc__,
    cell=network,
    source=Source("LI18", "section 3.1"),
    forall={q: (1, oo), gamma: (0, oo), i: (1, n)},
    let={steep: max_over(lambda m: Norm(Diag(slopes(m), n)), 1, q)},
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
