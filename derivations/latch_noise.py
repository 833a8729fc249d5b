r"""How much noise can a kept bit stand?

Every weight above one is \(\cosh^2 c\) for one \(c > 0\), and \(c\) is the state at which one step
neither shrinks nor stretches. There the push of the unit against its decay is greatest, and what it
is there is the threshold \(h^{*}\): as long as no input is below \(-h^{*}\), a state that is above
\(c\) stays above it for ever, whatever else happens. A steady input below \(-h^{*}\) pulls every
positive state down, by a fixed amount at least, until its sign is lost. Above \(c\) the unit
contracts: the farther above, the more.
"""

from sympy import Abs, Derivative, Rational, Subs, atanh, cosh, oo, sqrt

from lstm_sym import (
    AddedUp,
    Algebra,
    Cell,
    Chained,
    Definition,
    Derivation,
    Entry,
    Exact,
    FromDefinition,
    Highest,
    Invariant,
    MeanValue,
    Rearranged,
    Rises,
    Signal,
    Signs,
    Source,
    Step,
    Supposed,
    at_most,
    below,
    equal,
    number,
    size,
    t,
    tanh,
    unit,
)

n, v = size("n"), unit("v")
c, w, z, y, s, m, r, eta = map(number, ("c", "w", "z", "y", "s", "m", "r", "eta"))
a, h = Signal("a", n), Signal("h", n)
weight = cosh(c) ** 2
latch = Cell(
    "latch-under-noise", {a(t): weight * tanh(a(t - 1)) + h(t)}, title="Latches under noise"
)
threshold = weight * tanh(c) - c
push = weight * tanh(z) - z
turn = atanh(sqrt(1 - 1 / w))
closed = w * sqrt(1 - 1 / w) - turn
positive, above = below(0, c), at_most(c, z)
quiet, loud = at_most(-threshold, y), below(threshold, eta)


def bengio(*ids):
    """The latching unit of the paper."""
    return Source("BSF94", "the latching unit", tuple(f"BSF94-{k}" for k in ids))


state = Step(
    "state",
    equal(a(t), weight * tanh(a(t - 1)) + h(t)),
    by=Definition(latch),
    text="A unit hears itself with a weight above one, and an input",
)
one_unit = Step(
    "one-unit",
    equal(Entry(a(t), v), weight * tanh(Entry(a(t - 1), v)) + Entry(h(t), v)),
    by=Algebra(uses=(state,)),
    text="Unit by unit",
)
turning = Step(
    "turning",
    equal(Subs(Derivative(push, z), z, c), 0),
    by=FromDefinition(),
    text=r"At \(c\) the push of the unit against its decay is flat",
    source=bengio("2"),
)
concave = Step(
    "concave",
    below(Derivative(push, z, z), 0),
    by=Signs(given=(below(0, z),)),
    text="It is concave for positive states",
    source=bengio("2"),
)
some_turn = Step(
    "some-turn",
    below(0, c),
    by=Supposed(given=(positive,)),
    text=r"Let \(c\) be positive, which is a weight above one",
)
largest_push = Step(
    "largest-push",
    at_most(push, threshold),
    by=Highest(z, c, turning, concave, some_turn),
    text=r"So no push is greater than that at \(c\): the threshold",
    source=bengio("2"),
)
threshold_closed = Step(
    "threshold-closed",
    equal(Subs(threshold, c, turn), closed),
    by=FromDefinition(given=(below(1, w),)),
    text="Written with the weight",
    source=bengio("2"),
)
weight_closed = Step(
    "weight-closed",
    equal(Subs(weight, c, turn), w),
    by=FromDefinition(given=(below(1, w),)),
    text="For this is where a weight turns",
    source=bengio("2"),
)
steep = Step(
    "steep",
    below(0, Derivative(weight * tanh(s), s)),
    by=Signs(),
    text="What a unit makes of its state rises with the state",
)
kept_state = Step(
    "kept-state",
    at_most(c, z),
    by=Supposed(given=(above,)),
    text=r"Let a state be above \(c\)",
)
small_noise = Step(
    "small-noise",
    at_most(-threshold, y),
    by=Supposed(given=(quiet,)),
    text="Let the input not be below the negative threshold",
)
pushed = Step(
    "pushed",
    at_most(weight * tanh(c), weight * tanh(z)),
    by=Rises(s, steep, kept_state),
    text=r"Then what the unit makes of it is above what it makes of \(c\)",
)
held = Step(
    "held",
    at_most(c, weight * tanh(z) + y),
    by=AddedUp((pushed, small_noise)),
    text=r"So the next state is above \(c\) again",
    source=bengio("2"),
)
latched_claim = at_most(c, Entry(a(t), v))
latched = Step(
    "latched",
    latched_claim,
    by=Invariant(held, one_unit, {z: Entry(a(t - 1), v), y: Entry(h(t), v)}, latched_claim),
    text="And so are all that follow: the bit is kept",
    source=bengio("2"),
)
falls = Step(
    "falls",
    at_most(weight * tanh(z) - eta - z, threshold - eta),
    by=AddedUp((largest_push,)),
    text=r"Under a steady input \(-\eta\) no positive state moves up by more than this",
    source=bengio("2"),
)
down = Step(
    "down",
    below(threshold - eta, 0),
    by=Rearranged(given=(loud,)),
    text=r"If \(\eta\) is beyond the threshold, that is down",
    source=bengio("2"),
)
lost = Step(
    "lost",
    below(weight * tanh(z) - eta - z, 0),
    by=Chained((falls, down)),
    text="So every positive state falls, each time by at least what the input is beyond it",
    source=bengio("2"),
)
DIGITS = (
    ("5/4", "0.0778051693153439766045345037584"),
    ("3/2", "0.2075464553220302924511999970989"),
    ("2", "0.5328399753535520235690793992299"),
    ("3", "1.3032739080025892542968904190318"),
)


def enclosed(weight, digits):
    """The threshold of a weight, between two numbers that differ in the last digit."""
    value, last = closed.xreplace({w: Rational(weight)}), Rational(1, 10**31)
    low = Rational(digits)
    yield Step(
        f"threshold-{weight.replace('/', '-')}-above",
        below(low, value),
        by=Exact(),
        text=rf"The threshold for \(w = {weight}\), from below",
        source=bengio("2"),
    )
    yield Step(
        f"threshold-{weight.replace('/', '-')}-below",
        below(value, low + last),
        by=Exact(),
        text=rf"The threshold for \(w = {weight}\), from above",
        source=bengio("2"),
    )


digits = tuple(step for numbers in DIGITS for step in enclosed(*numbers))
flattening = Step(
    "flattening",
    below(0, Derivative(-weight / cosh(s) ** 2, s)),
    by=Signs(given=(below(0, s),)),
    text="The slope of one step falls as a positive state grows",
)
beyond = Step(
    "beyond",
    at_most(m, r),
    by=Supposed(given=(at_most(m, r),)),
    text=r"Take a state beyond some \(m\)",
)
first = Step(
    "first", below(0, m), by=Supposed(given=(below(0, m),)), text=r"Where \(m\) is positive"
)
flatter = Step(
    "flatter",
    at_most(-weight / cosh(m) ** 2, -weight / cosh(r) ** 2),
    by=Rises(s, flattening, beyond, first),
    text=r"Then its slope is no steeper than at \(m\)",
)
slope_size = Step(
    "slope-size",
    equal(Abs(Derivative(weight * tanh(r), r)), weight / cosh(r) ** 2),
    by=Signs(),
    text="The slope of a unit, in absolute value",
)
slope_bound = Step(
    "slope-bound",
    at_most(weight / cosh(r) ** 2, weight / cosh(m) ** 2),
    by=AddedUp((flatter,)),
    text=r"So it is at most the slope at \(m\)",
)
slope_below = Step(
    "slope-below",
    at_most(Abs(Derivative(weight * tanh(r), r)), weight / cosh(m) ** 2),
    by=Chained((slope_size, slope_bound)),
    text=r"The slope is at most that at \(m\), which is below one if \(m\) is above \(c\)",
    source=Source("BSF94", "definitions of attractor and latching", ("BSF94-5",)),
)
contracts = Step(
    "contracts",
    at_most(Abs(weight * tanh(z) - weight * tanh(y)), weight / cosh(m) ** 2 * Abs(z - y)),
    by=MeanValue(r, slope_below, (z, y)),
    text=r"So beyond \(m\) the unit brings any two states closer together",
    source=Source("BSF94", "definitions of attractor and latching", ("BSF94-5",)),
)

derivation = Derivation(
    "latch-noise",
    "How much noise a kept bit can stand",
    about=__doc__,
    cell=latch,
    source=Source("BSF94", "the latching unit"),
    forall={v: (1, n), w: (1, oo), m: (0, oo)} | dict.fromkeys((z, y, s, r, eta), (-oo, oo)),
    steps=(
        state,
        one_unit,
        turning,
        concave,
        some_turn,
        largest_push,
        threshold_closed,
        weight_closed,
        steep,
        kept_state,
        small_noise,
        pushed,
        held,
        latched,
        falls,
        down,
        lost,
        *digits,
        flattening,
        beyond,
        first,
        flatter,
        slope_size,
        slope_bound,
        slope_below,
        contracts,
    ),
)
