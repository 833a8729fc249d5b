r"""Why do memory cells of 1997 want gates that are nearly shut at the start?

A negative bias \(b\) of the output gate lets through only about \(e^{b}\) of a cell that has
nothing to tell yet, so that the cell is not soon abused as a bias. A state that only adds up inputs
of one sign drifts away from zero, where the slope of the squashing function \(h\) falls like
\(2 e^{-|s|}\), and with it every error that wants to enter the cell. A negative bias of the input
gate slows the drift. But the gate \(\sigma(b)\) multiplies the error of what enters, so that
shutting it does not come free: with a steady input, the product of gate and slope is best at one
finite amount of drift.
"""

from sympy import Derivative, exp, oo, sech, tanh

from lstm_sym import (
    Definition,
    Derivation,
    FromDefinition,
    Limit,
    Source,
    Step,
    Telescoping,
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
    tends,
)

cell = builtin("hs97")
s, y_in, net_c, E = cell["s y_in net_c E"]
b, z, x = number("b"), number("z"), number("x")
q = count("q")
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
    r"the product \(y\,h'(x)\) is \(x\,h'(x)\) over \(k g\), and is largest where "
    r"\(x \tanh(x/2) = 1\)",
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
derivation = Derivation(
    "state-drift",
    "Abused cells and drifting states",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "section 4"),
    forall={b: (-oo, oo), z: (-oo, oo), x: (-oo, oo), q: (1, oo)},
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
        too_open,
        too_shut,
        gate_and_slope,
    ),
)
