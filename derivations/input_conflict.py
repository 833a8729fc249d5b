r"""Why does a unit that keeps its error still not learn what to store?

One weight leads an input into the carousel, and it is used at every step. Between the times at
which errors arrive the error of the carousel is the same number at all times, so the update of the
weight is that number times the sum of all inputs. An input that ought to be stored and one that
ought to be ignored pull the weight in opposite directions; in the example below they cancel, and
nothing is learnt though the error is not zero.
"""

from sympy import Derivative, Rational, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Definition,
    Derivation,
    Entry,
    FromDefinition,
    Source,
    Step,
    Telescoping,
    at_most,
    cell,
    count,
    equal,
    magnitude,
    number,
    sum_over,
    t,
    units,
)

from .weight_updates import Update

carousel = cell("s[t] = s[t-1] + W @ x[t-1]")
s, x, W = carousel["s x W"]
q, (i, j) = count("q"), units("i j")
w, first, second, wish = (number(name) for name in ("w", "x_1", "x_2", "d"))
alpha = magnitude("alpha")
SOURCE = Source("HS97", "section 3.2, input weight conflict", ("HS97-3.2f",))
updates = Update(carousel, W, s, x, j, i)
opposite = at_most(Entry(x(t - 1), i) * Entry(x(t), i), 0)
distance = wish - w * (first + second)
shares = distance * first, distance * second

state = Step(
    "state",
    equal(s(t), s(t - 1) + W @ x(t - 1)),
    by=Definition(carousel),
    text="A carousel adds what its weights let in",
)
drift = Step(
    "drift",
    equal(sum_over(lambda k: W @ x(t - 1 - k), 0, q - 1, "k"), s(t) - s(t - q)),
    by=Telescoping(over=q, uses=(state, state.at(t - q))),
    text=r"Over \(q\) steps it moves by the sum of all that entered: it drifts, at most as fast as "
    r"\(q\) grows, and does not explode",
)
constant = Step(
    "constant",
    equal(s.bar(t), s.bar(t + 1)),
    by=AdjointOf(carousel, loss=False),
    text="While no error arrives, its error is the same at all times",
)
gradient = updates.gradient("Every step adds to the gradient of the input weights")
update = updates.whole(
    gradient,
    alpha,
    r"So at rate \(\alpha\) the update of the weight from \(i\) to \(j\) is a sum of shares",
    SOURCE,
)
together = Step(
    "together",
    equal(
        updates.share(t) + updates.share(t + 1),
        -Entry(s.bar(t + 1), j) * (Entry(x(t - 1), i) + Entry(x(t), i)),
    ),
    by=Algebra(uses=(constant,)),
    text="The shares of two steps are one error times the sum of two inputs",
)
conflict = updates.conflict(
    (opposite,),
    (constant,),
    "Inputs of opposite sign pull the weight in opposite directions",
    SOURCE,
)
store = Step(
    "store",
    equal(first, 1),
    by=Definition(),
    text="For example, let one be stored",
)
ignore = Step(
    "ignore",
    equal(second, -1),
    by=Definition(),
    text="Let minus one come next, which ought to be ignored",
)
wished = Step(
    "wished",
    equal(wish, 1),
    by=Definition(),
    text="For at the end, the carousel ought to hold one",
)
example = (store, ignore, wished)
update_of_w = Step(
    "update-of-w",
    equal(-Derivative(distance**2 / 2, w), sum(shares)),
    by=FromDefinition(),
    text="The update of the weight is the sum of two shares",
)
storing = Step(
    "storing",
    equal(shares[0], 1),
    by=Algebra(uses=example),
    text="The input to be stored raises the weight",
    source=SOURCE,
)
ignoring = Step(
    "ignoring",
    equal(shares[1], -1),
    by=Algebra(uses=example),
    text="The input to be ignored lowers it by as much",
    source=SOURCE,
)
nothing = Step(
    "nothing",
    equal(sum(shares), 0),
    by=Algebra(uses=example),
    text="Together they do nothing, whatever the weight",
    source=SOURCE,
)
stuck = Step(
    "stuck",
    equal(distance**2 / 2, Rational(1, 2)),
    by=Algebra(uses=example),
    text="Yet the loss is not zero, and stays",
)

derivation = Derivation(
    "input-conflict",
    "One weight for what to store and what to ignore",
    about=__doc__,
    cell=carousel,
    source=Source("HS97", "section 3.2"),
    forall={j: (1, s.dim), i: (1, x.dim), w: (-oo, oo), alpha: (0, oo), q: (1, oo)},
    means={alpha: "learning rate", w: "the one weight", wish: "what ought to be held"},
    let={first: 1, second: -1, wish: 1},
    loss="the end",
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
