r"""Why does a unit that keeps its content disturb those that read it?

One weight leads from the carousel to a unit that reads it, and it is used at every step: when the
content is wanted, and when it is not. What is held does not change its sign in between, so errors
of opposite sign pull the weight in opposite directions. No one weight can both show and hide.
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
    SumOfSquares,
    at_most,
    cell,
    equal,
    magnitude,
    number,
    t,
    units,
)

from .weight_updates import Update

reader = cell(
    """
    s[t] = s[t-1] + W @ x[t-1]
    o[t] = V @ s[t-1]
    """
)
s, o, x, W, V = reader["s o x W V"]
j, k = units("j k")
w, content, hide, show = (number(name) for name in ("w", "s", "d_1", "d_2"))
alpha = magnitude("alpha")
SOURCE = Source("HS97", "section 3.2, output weight conflict", ("HS97-3.2g",))
updates = Update(reader, V, o, s, k, j)
errors_differ = at_most(Entry(o.bar(t), k) * Entry(o.bar(t + 1), k), 0)
content_stays = at_most(0, Entry(s(t - 1), j) * Entry(s(t), j))
misses = hide - w * content, show - w * content
shares = misses[0] * content, misses[1] * content
loss = (misses[0] ** 2 + misses[1] ** 2) / 2

state = Step(
    "state",
    equal(s(t), s(t - 1) + W @ x(t - 1)),
    by=Definition(reader),
    text="A carousel holds what it was given",
)
reading = Step(
    "reading",
    equal(o(t), V @ s(t - 1)),
    by=Definition(reader),
    text="Other units read it, at every step",
)
error_reading = Step(
    "error-reading",
    equal(o.bar(t), o.loss(t)),
    by=AdjointOf(reader),
    text="The error of a reader is what the loss says to it",
)
gradient = updates.gradient("Every step adds to the gradient of the output weights")
update = updates.whole(
    gradient,
    alpha,
    r"So at rate \(\alpha\) the update of the weight from \(j\) to \(k\) is a sum of shares",
    SOURCE,
)
conflict = updates.conflict(
    (errors_differ, content_stays),
    (),
    "Errors of opposite sign pull the weight in opposite directions",
    SOURCE,
)
held = Step(
    "held",
    equal(content, 1),
    by=Definition(),
    text="For example, let one be held",
)
hidden = Step(
    "hidden",
    equal(hide, 0),
    by=Definition(),
    text="At first the reader ought to be zero, as if nothing were held",
)
shown = Step(
    "shown",
    equal(show, 1),
    by=Definition(),
    text="At the next step it ought to be one",
)
example = (held, hidden, shown)
both = Step(
    "both",
    equal(-Derivative(loss, w), sum(shares)),
    by=FromDefinition(),
    text="The update of the weight is the sum of two shares",
)
hiding = Step(
    "hiding",
    equal(shares[0], -w),
    by=Algebra(uses=example),
    text="Hiding lowers a positive weight",
    source=SOURCE,
)
showing = Step(
    "showing",
    equal(shares[1], 1 - w),
    by=Algebra(uses=example),
    text="Showing raises a weight below one",
    source=SOURCE,
)
balance = Step(
    "balance",
    equal(sum(shares).xreplace({w: Rational(1, 2)}), 0),
    by=Algebra(uses=example),
    text="At one half they cancel",
    source=SOURCE,
)
never = Step(
    "never",
    at_most(Rational(1, 4), loss),
    by=SumOfSquares(w, uses=example),
    text="And no weight makes the loss smaller than one quarter",
)

derivation = Derivation(
    "output-conflict",
    "One weight for when to show and when to hide",
    about=__doc__,
    cell=reader,
    source=Source("HS97", "section 3.2"),
    forall={k: (1, o.dim), j: (1, s.dim), w: (-oo, oo), alpha: (0, oo)},
    means={
        alpha: "learning rate",
        w: "the one weight",
        content: "what is held",
        hide: "what the reader ought to be first",
        show: "what it ought to be next",
    },
    let={content: 1, hide: 0, show: 1},
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
