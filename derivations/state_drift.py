r"""Why do memory cells of 1997 want gates that are nearly shut at the start?

A negative bias \(b\) of the output gate lets through only about \(e^{b}\) of a cell that has
nothing to tell yet, so that the cell is not soon abused as a bias. A state that only adds up inputs
of one sign drifts away from zero, where the slope of the squashing function \(h\) falls like
\(2 e^{-|s|}\), and with it every error that wants to enter the cell. A negative bias of the input
gate slows the drift. But the gate \(\sigma(b)\) multiplies the error of what enters, so that
shutting it does not come free: with a steady input, the product of gate and slope is largest at
one finite amount of drift, the same number at which a unit passes the most error.
"""

from sympy import Derivative, Rational, exp, oo, sech

from lstm_sym import (
    Definition,
    Derivation,
    Exact,
    FromDefinition,
    Instance,
    Limit,
    Peak,
    Signs,
    Source,
    Step,
    Telescoping,
    below,
    builtin,
    count,
    equal,
    number,
    sigma,
    slope,
    squash_g,
    squash_h,
    sum_over,
    t,
    tanh,
    tends,
)

from . import coth_numbers
from .coth_numbers import ROOT, root_above, root_below, root_single

cell = builtin("hs97")
s, y_in, net_c, E = cell["s y_in net_c E"]
b, z, x = map(number, "bzx")
q = count("q")
drifted = q * sigma(b)
MOST = tuple(Rational(f"0.4477432046943028491783242{end}") for end in ("409", "410"))
abuse = Source("HS97", "section 4, abuse problem", ("HS97-4i",))
drifting = Source("HS97", "section 4, internal state drift", ("HS97-4j",))


def pushed(time):
    """What is added to the states at a time."""
    return (E @ y_in(time)) * squash_g(net_c(time))


gate_small = Step(
    "gate-at-start",
    tends(sigma(b) / exp(b), 1),
    by=Limit(of=b, to=-oo),
    text=r"With a strongly negative bias \(b\), the open fraction of a gate is about \(e^b\)",
    source=abuse,
)
gate_error = Step(
    "gate-error",
    equal(exp(b) - sigma(b), exp(b) * sigma(b)),
    by=FromDefinition(),
    text="The relative error of that estimate is the open fraction itself",
    source=abuse,
)
gate_slope = Step(
    "gate-slope",
    tends(slope(sigma, b) / exp(b), 1),
    by=Limit(of=b, to=-oo),
    text="Its slope is as small, so that the error of the gate is shut out too",
    source=abuse,
)
state = Step(
    "state",
    equal(s(t), s(t - 1) + pushed(t)),
    by=Definition(cell),
    text="The state adds up what the input gate lets in",
)
drift = Step(
    "drift",
    equal(sum_over(lambda m: pushed(t - m), 0, q - 1, "m"), s(t) - s(t - q)),
    by=Telescoping(over=q, uses=(state, state.at(t - q))),
    text=r"Over \(q\) steps it moves by the sum of all that entered: nothing brings it back",
    source=drifting,
)
bell = Step(
    "bell",
    equal(slope(squash_h, z), sech(z / 2) ** 2 / 2),
    by=FromDefinition(),
    text="The slope of the output squashing function is a bell",
    source=drifting,
)
flat = Step(
    "flat",
    tends(slope(squash_h, z), 0),
    by=Limit(of=z, to=oo),
    text="A state that has drifted up meets a flat function, and passes no error",
    source=drifting,
)
even = Step(
    "even",
    equal(slope(squash_h, -z), slope(squash_h, z)),
    by=FromDefinition(),
    text="So does one that has drifted down",
    source=drifting,
)
rate = Step(
    "rate",
    tends(sech(z / 2) ** 2 / 2 * exp(z) / 2, 1),
    by=Limit(of=z, to=oo),
    text=r"The bell falls like \(2 e^{-|s|}\)",
    source=drifting,
)
trade = Step(
    "trade-off",
    equal(Derivative(x * slope(squash_h, x), x), slope(squash_h, x) * (1 - x * tanh(x / 2))),
    by=FromDefinition(),
    text=r"After \(k\) inputs \(g\) through a gate open by \(y\), the state is \(x = k g y\); "
    r"the product \(y\,h'(x)\) is \(x\,h'(x)\) over \(k g\), and is stationary where "
    r"\(x \tanh(x/2) = 1\)",
    source=drifting,
)
bell_positive = Step(
    "bell-positive",
    below(0, slope(squash_h, x)),
    by=Signs(),
    text="For the bell is nowhere zero",
)
most = Step(
    "most",
    below(x * slope(squash_h, x), MOST[1]),
    by=Peak(x, trade, bell_positive, root_single, root_above, root_below, ROOT),
    text="There is one such drift, and it is the best: the product rises up to it, and then falls",
    source=drifting,
)
most_attained = Step(
    "most-attained",
    below(MOST[0], ROOT[0] * slope(squash_h, ROOT[0])),
    by=Exact(),
    text="This much is reached there",
    source=drifting,
)
too_open = Step(
    "too-open",
    tends(x * slope(squash_h, x), 0),
    by=Limit(of=x, to=oo),
    text="With the gate too open for too long, nothing is left of it",
    source=drifting,
)
too_shut = Step(
    "too-shut",
    tends(x * slope(squash_h, x), 0),
    by=Limit(of=x, to=0),
    text="With the gate too shut, nothing either",
    source=drifting,
)
gate_and_slope = Step(
    "gate-and-slope",
    tends(sigma(b) * slope(squash_h, q * sigma(b)), 0),
    by=Limit(of=b, to=-oo),
    text=r"As a function of the bias \(b\), after \(q\) unit inputs: a bias that is too negative "
    "costs what it saves",
    source=drifting,
)
best_gate = Step(
    "best-gate",
    below(drifted * slope(squash_h, drifted), MOST[1]),
    by=Instance(most, {x: drifted}),
    text=r"So after \(q\) unit inputs no bias makes gate times slope larger than that, over \(q\)",
    source=drifting,
)


def at_bias(label, bias, low, high, text):
    """Gate times slope after a hundred unit inputs, between two numbers."""
    product = sigma(bias) * slope(squash_h, 100 * sigma(bias))
    return (
        Step(f"{label}-low", below(low, product), Exact(), text, drifting),
        Step(f"{label}-high", below(product, high), Exact(), "And not above this", drifting),
    )


samples = (
    *at_bias(
        "open", -1, Rational(1, 10**12), Rational(1, 10**11),
        "After a hundred unit inputs, with a bias of minus one: next to nothing is left",
    ),
    *at_bias(
        "trimmed", -4, Rational("0.0043"), Rational("0.0045"),
        "With a bias of minus four: nearly the most that there is",
    ),
    *at_bias(
        "shut", -10, Rational("0.00002"), Rational("0.00003"),
        "With a bias of minus ten: little again",
    ),
)  # fmt: skip
derivation = Derivation(
    "state-drift",
    "Abused cells and drifting states",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "section 4"),
    forall={b: (-oo, oo), z: (-oo, oo), x: (-oo, oo), q: (1, oo)},
    means={b: "bias of a gate", x: "what a state has drifted", z: "a state"},
    builds_on=(coth_numbers.derivation,),
    steps=(
        gate_small,
        gate_error,
        gate_slope,
        state,
        drift,
        bell,
        flat,
        even,
        rate,
        trade,
        bell_positive,
        most,
        most_attained,
        too_open,
        too_shut,
        gate_and_slope,
        best_gate,
        *samples,
    ),
)
