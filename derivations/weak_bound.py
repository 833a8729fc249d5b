r"""Is there a bound on the error flow that asks nothing of a network but the size of its weights?

With \(n\) units and no weight above \(4/n\) the error dies out exponentially, whatever is read
and whatever is learnt. The bound of 1997 is weak: it holds with a factor \(n^2\) to spare. What is
left when that is taken is reached by a network whose weights are all alike and whose slopes are
the steepest there are.
"""

from sympy import Abs, FiniteSet, Rational, oo

from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    EachOfThem,
    Entry,
    Estimate,
    EveryPath,
    Induction,
    InductiveBound,
    Instance,
    Limit,
    Norm,
    NormAxioms,
    PathSum,
    Rearranged,
    RowSums,
    Sentence,
    Source,
    Steepest,
    Step,
    Triangle,
    at_most,
    below,
    count,
    equal,
    magnitude,
    max_over,
    sum_over,
    tends,
)

from . import error_flow, flow_norms
from .flow_norms import W, all_slopes, as_chain, chain, f_max, flow, n, p, q, row, said, u, v, x

w_max, tau, outputs = magnitude("w_max"), magnitude("tau"), count("k")
largest_weight = max_over(lambda i: max_over(lambda j: Abs(Entry(W, i, j)), 1, n), 1, n)
bounded, small = at_most(largest_weight, w_max), below(w_max, 4 / n)

row_sums = Step(
    "row-sums",
    equal(Norm(W, oo), max_over(lambda r: sum_over(lambda s: Abs(Entry(W, r, s)), 1, n), 1, n)),
    by=Definition(),
    text="From here on the norm of a matrix is its largest row sum",
    source=said("v"),
)
max_norm = Step(
    "max-norm",
    equal(Norm(x, oo), max_over(lambda r: Abs(Entry(x, r)), 1, n)),
    by=Definition(),
    text="It belongs to the norm of a vector that is its largest entry",
    source=said("w"),
)
max_norm_row = Step(
    "max-norm-row",
    equal(Norm(row, oo), max_over(lambda r: Abs(Entry(row, r)), 1, n)),
    by=Definition(),
    text="So the norm of a row is its largest weight",
)
row_largest = Step(
    "row-largest",
    at_most(Norm(row, oo), Norm(W, oo)),
    by=EachOfThem(NormAxioms(), uses=(max_norm_row,)),
    text="In this norm too a row is no longer than the matrix",
    source=said("u"),
)
quarter = Step(
    "quarter",
    at_most(f_max, Rational(1, 4)),
    by=Steepest(uses=(flow_norms.slope_norm,)),
    text="No slope of the logistic function is above one quarter",
    source=said("w"),
)
weights_norm = Step(
    "weights-norm",
    at_most(Norm(W, oo), n * w_max),
    by=RowSums(given=(bounded,)),
    text=r"If no weight is above \(w_{max}\), a row of \(n\) weights sums to at most \(n w_{max}\)",
    source=said("x"),
)
weights_small = Step(
    "weights-small",
    below(n * w_max, 4),
    by=Rearranged(given=(small,)),
    text=r"Let the weights be below \(4/n\)",
    source=said("x"),
)
weights_below_four = Step(
    "weights-below-four",
    below(Norm(W, oo), 4),
    by=Estimate(uses=(weights_norm, weights_small)),
    text="Then the norm of the matrix is below four",
    source=said("x"),
)
rate = Step(
    "rate",
    equal(tau, n * w_max / 4),
    by=Definition(),
    text=r"Let \(\tau\) be what is left of an error after a step",
    source=said("y"),
)
rate_below_one = Step(
    "rate-below-one",
    below(tau, 1),
    by=Rearranged(uses=(rate,), given=(small,)),
    text="It is below one",
    source=said("y"),
)
chain_decays = Step(
    "chain-decays",
    at_most(Norm(chain, oo), (Norm(W, oo) / 4) ** q),
    by=InductiveBound(over=q),
    text="No step stretches more than the weights do, quartered",
)
entry_decays = Step(
    "entry-decays",
    at_most(Abs(Entry(chain, u, v)), Norm(chain, oo)),
    by=NormAxioms(),
    text="Nor does an entry of the product",
)
decay = Step(
    "decay",
    at_most(Abs(flow), tau**q),
    by=Estimate(uses=(*as_chain, entry_decays, chain_decays, weights_norm, rate)),
    text="So the error dies out exponentially",
)
weak_bound = Step(
    "weak-bound",
    at_most(Abs(flow), n * tau**q),
    by=Estimate(uses=(decay,)),
    text=r"The bound of 1997 has a factor \(n\) more",
    source=said("z"),
)
all_outputs = Step(
    "all-outputs",
    at_most(
        Abs(sum_over(lambda i: Entry(error_flow.flow, v, i), 1, outputs, "u")),
        outputs * n * tau**q,
    ),
    by=Triangle(weak_bound, u),
    text="The flow from all output units together is at most their number times that",
    source=Source("HS97", "section 3.1, global error flow", ("HS97-3.1m",)),
)
outputs_vanish = Step(
    "outputs-vanish",
    tends(outputs * n * tau**q, 0),
    by=Limit(q, oo, given=(below(0, tau), below(tau, 1)), why="a power of a number below one"),
    text="So it dies out too",
    source=Source("HS97", "section 3.1, global error flow", ("HS97-3.1m",)),
)
paths_below = Step(
    "paths-below",
    at_most(Abs(error_flow.path_sum.claim.rhs), n ** (q - 1) * (w_max / 4) ** q),
    by=EveryPath(given=(bounded,)),
    text="Counted path by path there is less",
)
sharpest = Step(
    "sharpest",
    at_most(Abs(flow), tau**q / n),
    by=Estimate(uses=(error_flow.path_sum, paths_below, rate)),
    text=r"The bound holds with a factor \(n^2\) to spare",
    source=said("z"),
    contradicts=Sentence(
        "E7",
        r"the error flow is at most \(n \tau^q\): right, but \(\tau^q / n\) is too",
        "sharpened",
    ),
)
largest_edge = Step(
    "largest-edge",
    equal(w_max / 4, tau / n),
    by=Algebra(uses=(rate,)),
    text=r"Let all weights be \(w_{max}\) and all slopes one quarter",
)
attained = Step(
    "attained",
    equal(PathSum(lambda i, j, m: tau / n, u, v, q, n), tau**q / n),
    by=Induction(over=q, free=(v,)),
    text="Then all paths carry the same, and that bound is reached: none is smaller",
)

four_units = Step(
    "four-units",
    equal(PathSum(lambda i, j, m: Rational(7, 40), u, v, 6, 4), Rational(7, 10) ** 6 / 4),
    by=Instance(attained, {q: 6, n: 4, tau: Rational(7, 10)}),
    text=r"Of four units with \(\tau = 0.7\), six steps back, at most this much is left",
    contradicts=Sentence(
        "E7",
        r"of four units with \(\tau = 0.7\), at most \(n \tau^q\) is left after six steps: right, "
        "but sixteen times too much",
        "sharpened",
    ),
)

derivation = Derivation(
    "weak-bound",
    "A bound on the error flow that knows only the size of the weights",
    about=__doc__,
    cell=error_flow.cell,
    source=Source("HS97", "section 3.1"),
    forall={
        x: (-oo, oo),
        q: (1, oo),
        **dict.fromkeys((u, v), (1, n)),
        p: FiniteSet(1, 2, oo),
        w_max: (0, oo),
        outputs: (1, n),
    },
    let={f_max: all_slopes, tau: n * w_max / 4},
    means={w_max: "no weight is larger", p: "which norm", outputs: "number of output units"},
    loss="the end",
    builds_on=(error_flow.derivation, flow_norms.derivation),
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
