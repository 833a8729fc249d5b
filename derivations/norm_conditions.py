r"""When must the error flow of a recurrent network vanish, and when can it explode?

A product of Jacobians stretches at most by the product of what its factors can stretch. So the flow
vanishes if the norm of the weights, times the largest slope, is below one, and it can explode only
if that is above one. The paper says this of the largest eigenvalue instead of the norm; for
eigenvalues it is false, as the next page shows. For the flow to explode surely it is enough that
every factor stretches *everything*: that its smallest stretch is above one.
"""

from sympy import Abs, Rational, oo

from lstm_sym import (
    Chain,
    ChainBound,
    Chained,
    ChainStretch,
    Consequence,
    Definition,
    Derivation,
    Diag,
    Dot,
    Entry,
    Estimate,
    InductiveBound,
    Limit,
    Misprint,
    Necessary,
    Norm,
    NormAxioms,
    OneOfThem,
    RowSums,
    SmallestStretch,
    Source,
    SpectralRadius,
    Steepest,
    Step,
    StretchAxioms,
    Supposed,
    at_most,
    below,
    equal,
    magnitude,
    max_over,
    min_over,
    number,
    sigma,
    slope,
    step,
    t,
    tanh,
    tends,
)

from . import jacobian_products
from . import slopes as slopes_of
from .jacobian_products import W, factor, flow, n, network, q, x

gamma, least, c, d = magnitude("gamma"), magnitude("s_min"), number("c"), number("d")
chain = Chain(factor, q, ascending=True)


w_max = magnitude("w_max")
largest_entry = max_over(lambda i: max_over(lambda j: Abs(Entry(W, i, j)), 1, n), 1, n)
complement = Source("", formulas=("X1",))


def slopes(m):
    """The diagonal matrix of the slopes, m steps back."""
    return Diag(slope(tanh, x(t - m)), n)


def said(place, *ids):
    """A place in the paper."""
    return Source("PMB13", place, tuple(f"PMB13-{k}" for k in ids))


largest = max_over(lambda m: Norm(slopes(m)), 1, q)
smallest = min_over(lambda m: SmallestStretch(slopes(m)), 1, q)
eta = gamma * Norm(W)
contracting, exploded = below(eta, 1), below(1, Norm(flow))
carried = Dot(flow.T, x.loss(t))

slope_norm = Step(
    "slope-norm",
    equal(gamma, largest),
    by=Definition(),
    text=r"Let \(\gamma\) be the largest norm of the slopes along the way",
)
tanh_slopes = Step(
    "tanh-slopes",
    at_most(gamma, 1),
    by=Steepest(uses=(slope_norm,)),
    text="For the hyperbolic tangent it is at most one",
    source=said("eq. (6)", "6"),
)
logistic_slopes = Step(
    "logistic-slopes",
    at_most(Norm(Diag(slope(sigma, x(t - 1)), n)), Rational(1, 4)),
    by=Steepest(),
    text="For logistic units it would be at most one quarter",
    source=said("eq. (6)", "6"),
)
last_slopes = Step(
    "last-slopes",
    at_most(Norm(slopes(1)), gamma),
    by=OneOfThem(uses=(slope_norm,)),
    text="The slopes of the last step are among those of which the largest was taken",
)
one_step_norm = Step(
    "one-step-norm",
    at_most(Norm(step(x(t), x(t - 1))), Norm(W) * Norm(slopes(1))),
    by=NormAxioms(uses=(jacobian_products.one_step,)),
    text="One step stretches at most by the weights and the slopes together",
    source=said("eq. (6)", "6"),
)
one_step_bound = Step(
    "one-step-bound",
    at_most(Norm(step(x(t), x(t - 1))), eta),
    by=Estimate(uses=(one_step_norm, last_slopes)),
    text="So by the weights and the largest slope",
    source=said("eq. (6)", "6"),
)
small = Step(
    "small",
    below(eta, 1),
    by=Supposed(given=(contracting,)),
    text=r"Let the norm of the weights be below \(1/\gamma\)",
    source=said("eq. (6)", "6"),
)
one_step_below = Step(
    "one-step-below",
    below(Norm(step(x(t), x(t - 1))), 1),
    by=Chained((one_step_bound, small)),
    text="Then every step shrinks",
    source=said("eq. (6)", "6"),
)
chain_norm = Step(
    "chain-norm",
    at_most(Norm(chain), eta**q),
    by=ChainBound(uses=(slope_norm,)),
    text=r"\(q\) steps stretch at most by the power",
)
flow_norm = Step(
    "flow-norm",
    at_most(Norm(flow), eta**q),
    by=Consequence(of=chain_norm, equalities=(jacobian_products.written_out,)),
    text="So does the error flow",
    source=said("eq. (7)", "7", "c1"),
    printed=Misprint("P2", at_most(Norm(flow), (gamma * SpectralRadius(W)) ** q)),
)
transposed = Step(
    "transposed",
    at_most(Norm(carried), Norm(flow) * Norm(x.loss(t))),
    by=NormAxioms(),
    text="A cost that is carried back meets the transpose, which stretches as much",
)
long_term = Step(
    "long-term",
    at_most(Norm(carried), eta**q * Norm(x.loss(t))),
    by=Estimate(uses=(transposed, flow_norm)),
    text=r"So what reaches a state \(q\) steps back shrinks at least geometrically",
    source=said("eq. (7)", "7"),
)
vanishes = Step(
    "vanishes",
    tends(d**q, 0),
    by=Limit(q, oo, given=(below(0, d), below(d, 1)), why="a power of a number below one"),
    text=r"If \(\gamma \lVert W \rVert\) stays below some \(d < 1\), the flow vanishes",
    source=said("section 2.1", "c1"),
)
necessary = Step(
    "necessary",
    below(1, eta),
    by=Necessary(flow_norm, given=(exploded,)),
    text=r"And if the flow has grown, the norm of the weights is above \(1/\gamma\)",
    source=said("section 2.1", "c2"),
)
max_norm = Step(
    "max-norm",
    at_most(Norm(chain, oo), Norm(W, oo) ** q),
    by=InductiveBound(over=q, uses=(slopes_of.tanh_bound,)),
    text="In the max norm, too, a hyperbolic tangent does not stretch",
)
row_sums = Step(
    "row-sums",
    at_most(Norm(W, oo), n * w_max),
    by=RowSums(given=(at_most(largest_entry, w_max),)),
    text=r"There the norm of the weights is at most \(n\) times the largest",
)
small_weights = Step(
    "small-weights",
    at_most(Norm(flow, oo), (n * w_max) ** q),
    by=Estimate(uses=(jacobian_products.written_out, max_norm, row_sums)),
    text=r"So with hyperbolic tangents the flow vanishes if all weights are below \(1/n\), where "
    r"logistic units may have \(4/n\)",
)
least_slopes = Step(
    "least-slopes",
    equal(least, smallest),
    by=Definition(),
    text="Let this be the least that the slopes stretch along the way",
)
least_is_slope = Step(
    "least-is-slope",
    equal(
        SmallestStretch(slopes(1)),
        min_over(lambda i: Abs(slope(tanh, Entry(x(t - 1), i))), 1, n),
    ),
    by=StretchAxioms(),
    text="At every step it is the smallest slope of a unit",
    source=complement,
)
chain_stretch = Step(
    "chain-stretch",
    at_most((SmallestStretch(W) * least) ** q, SmallestStretch(chain)),
    by=ChainStretch(uses=(least_slopes,)),
    text="A product stretches everything at least by the product of the least stretches",
    source=complement,
)
flow_stretch = Step(
    "flow-stretch",
    at_most((SmallestStretch(W) * least) ** q, SmallestStretch(flow)),
    by=Consequence(of=chain_stretch, equalities=(jacobian_products.written_out,)),
    text="So does the flow, whatever is carried back",
    source=complement,
)
stretch_norm = Step(
    "stretch-norm",
    at_most(SmallestStretch(flow), Norm(flow)),
    by=StretchAxioms(),
    text="The least stretch is no more than the largest",
    source=complement,
)
flow_above = Step(
    "flow-above",
    at_most((SmallestStretch(W) * least) ** q, Norm(flow)),
    by=Chained((flow_stretch, stretch_norm)),
    text="So the norm of the flow has a bound from below",
    source=complement,
)
explodes = Step(
    "explodes",
    tends(c**q, oo),
    by=Limit(q, oo, given=(below(1, c),), why="a power of a number above one"),
    text=r"If that product stays above some \(c > 1\), the flow explodes",
    source=complement,
)

derivation = Derivation(
    "norm-conditions",
    "What the norms of weights and slopes say of the error flow",
    about=__doc__,
    cell=network,
    source=Source("PMB13", "section 2.1"),
    forall={q: (1, oo), c: (1, oo), d: (0, 1), w_max: (0, oo)},
    let={gamma: largest, least: smallest},
    builds_on=(jacobian_products.derivation, slopes_of.derivation),
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
