r"""Does the error vanish if all factors are small, and blow up if all are large?

For one path it does, twice. For the sum over all paths it does not, twice: there are
\(n^{q-1}\) paths, so that small products can add up to something large, and large products of
opposite sign can cancel. What does suffice is that \(n\) times the largest factor is below one.
"""

from sympy import Abs, Rational, oo

from lstm_sym import (
    Algebra,
    Chained,
    Consequence,
    Derivation,
    Entry,
    Estimate,
    EveryPath,
    FromDefinition,
    Induction,
    Instance,
    LargestEdge,
    Limit,
    Monotone,
    PathSum,
    Rearranged,
    Sentence,
    SlopeOff,
    Source,
    Step,
    Triangle,
    at_most,
    below,
    count,
    equal,
    number,
    sigma,
    slope,
    sum_over,
    tends,
    units,
)

from . import error_flow, slopes
from .largest_products import W, hs97, largest, n, paths, q, u, v

flow, outputs = error_flow.flow, count("k")
r, beta = number("r"), number("beta")
(i, j), (p, s) = units("i j"), units("p s")
heaviest = LargestEdge(lambda i, j, m: Entry(W, i, j), q, n)

resting = sum_over(lambda _: Rational(1, 2), 1, 10, "l") - 5
three_units = PathSum(lambda *_: Rational(1, 2), i, j, q, 3)
ten_units = PathSum(lambda *_: slope(sigma, resting), p, s, q, 10)

alike = Step(
    "alike",
    equal(PathSum(lambda *_: r, u, v, q, n), n ** (q - 1) * r**q),
    by=Induction(over=q, free=(v,)),
    text=r"If all factors are alike, no paths cancel: with \(r\) above one the flow does blow up",
)
halves = Step(
    "halves",
    equal(three_units, Rational(3, 2) ** q / 3),
    by=Induction(over=q, free=(j,)),
    text="But in a network of three units all factors may be one half",
)
ten_steps = Step(
    "ten-steps",
    equal(PathSum(lambda *_: Rational(1, 2), i, j, 10, 3), Rational(19683, 1024)),
    by=Instance(halves, {q: 10}),
    text="Over ten steps the flow is above nineteen",
)
halves_explode = Step(
    "halves-explode",
    tends(three_units, oo),
    by=Limit(q, oo, uses=(halves,), why="a power of a number above one"),
    text="The flow grows without bound",
    source=hs97("HS97-3.1h"),
    contradicts=Sentence(
        "E3",
        "If all factors on all paths are below one in absolute value, the error flow vanishes.",
    ),
)
fixed_point = Step(
    "fixed-point",
    equal(sigma(resting), Rational(1, 2)),
    by=FromDefinition(),
    text="Ten logistic units, all weights one and all biases minus five, rest at one half: "
    "the net input of each is then ten halves minus five",
)
fixed_slope = Step(
    "fixed-slope",
    equal(slope(sigma, resting), Rational(1, 4)),
    by=FromDefinition(),
    text="There each slope is one quarter",
)
ones = Step(
    "ones",
    equal(ten_units, Rational(5, 2) ** q / 10),
    by=Induction(over=q, free=(s,), put=(fixed_slope,)),
    text="With these net inputs each factor is one quarter, and each step multiplies the flow by "
    "ten quarters",
)
ones_explode = Step(
    "ones-explode",
    tends(ten_units, oo),
    by=Limit(q, oo, uses=(ones,), why="a power of a number above one"),
    text="It grows without bound, though every weight is far below four",
    source=hs97("HS97-3.1l"),
    contradicts=Sentence(
        "E3",
        "With logistic units and weights below four in absolute value, the error flow vanishes.",
    ),
)
sum_bound = Step(
    "sum-bound",
    at_most(Abs(paths), n ** (q - 1) * largest**q),
    by=EveryPath(),
    text="What is true of the sum counts the paths",
)
flow_bound = Step(
    "flow-bound",
    at_most(Abs(Entry(flow, v, u)), n ** (q - 1) * largest**q),
    by=Consequence(of=sum_bound, equalities=(error_flow.path_sum,)),
    text="So it is of the error flow",
)
regrouped = Step(
    "regrouped",
    equal(n ** (q - 1) * r**q, (n * r) ** q / n),
    by=Algebra(),
    text=r"That is a power of \(n\) times the largest factor",
)
small_factors = Step(
    "small-factors",
    at_most(largest, beta / n),
    by=Rearranged(given=(at_most(n * largest, beta),)),
    text=r"Let \(n\) times the largest factor be at most \(\beta\)",
)
flow_decays = Step(
    "flow-decays",
    at_most(Abs(Entry(flow, v, u)), beta**q / n),
    by=Estimate(uses=(flow_bound, small_factors)),
    text=r"Then the error flow is at most a power of \(\beta\): the paper's sentence needs this",
    source=hs97("HS97-3.1h"),
)
flow_vanishes = Step(
    "flow-vanishes",
    tends(beta**q / n, 0),
    by=Limit(q, oo, given=(below(0, beta), below(beta, 1)), why="a power of a number below one"),
    text="So it vanishes, exponentially in the lag, if that stays below a number below one",
    source=hs97("HS97-3.1h"),
)
slope_off = Step(
    "slope-off",
    at_most(largest, heaviest / 4),
    by=SlopeOff(uses=(slopes.logistic_bound,)),
    text="With logistic units no factor is above a quarter of the largest weight",
)
weights_bound = Step(
    "weights-bound",
    at_most(n ** (q - 1) * largest**q, n ** (q - 1) * (heaviest / 4) ** q),
    by=Monotone(slope_off),
    text="So the largest weight bounds all paths together",
)
small_weights = Step(
    "small-weights",
    at_most(Abs(Entry(flow, v, u)), n ** (q - 1) * (heaviest / 4) ** q),
    by=Chained((flow_bound, weights_bound)),
    text=r"So the error flow vanishes if \(n\) times the largest weight is below four",
)
global_flow = Step(
    "global-flow",
    at_most(
        Abs(sum_over(lambda i: Entry(flow, v, i), 1, outputs, "u")),
        outputs * n ** (q - 1) * largest**q,
    ),
    by=Triangle(flow_bound, u),
    text="The flow from all output units together is bounded by that times their number",
    source=hs97("HS97-3.1m", where="section 3.1, global error flow"),
)
global_vanishes = Step(
    "global-vanishes",
    tends(outputs * beta**q / n, 0),
    by=Limit(q, oo, given=(below(0, beta), below(beta, 1)), why="a power of a number below one"),
    text="So it vanishes with its parts, under the same condition",
    source=hs97("HS97-3.1m", where="section 3.1, global error flow"),
)

derivation = Derivation(
    "sums-over-paths",
    "Large and small factors",
    about=__doc__,
    cell=error_flow.cell,
    source=Source("HS97", "section 3.1"),
    forall={
        q: (1, oo),
        u: (1, n),
        v: (1, n),
        outputs: (1, n),
        r: (-oo, oo),
        beta: (0, 1),
    }
    | dict.fromkeys((i, j), (1, 3))
    | dict.fromkeys((p, s), (1, 10)),
    means={
        outputs: "number of output units",
        r: "a factor",
        beta: "a number below one",
        i: "a unit",
        j: "a unit",
    },
    loss="the end",
    builds_on=(slopes.derivation, error_flow.derivation),
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
