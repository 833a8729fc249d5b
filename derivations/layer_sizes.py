r"""How many numbers does a layer of PyTorch learn?

A layer has one matrix for what comes in and one for what it said before, for each gate, and a bias
for each of the two, though only the sum of the two biases acts. All of it begins with random
numbers between \(-1/\sqrt{n}\) and \(1/\sqrt{n}\). Upper layers hear the layer below, and a second
direction doubles the layer. The count is made from the cell: one for each entry of a parameter.
"""

from collections import Counter

from sympy import Derivative, Integer, sqrt

from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    FromDefinition,
    Matrix,
    Source,
    Step,
    TermByTerm,
    builtin,
    equal,
    number,
    sum_over,
)
from lstm_sym.language.stack import stack

PLACE = "torch.nn, parameter shapes"
LAYERS = {
    "rnn": ("rnn-torch", "one matrix for each", 1),
    "gru": ("gru-torch", "two gates and a candidate", 3),
    "lstm": ("lstm-torch", "three gates and a candidate", 4),
}
lstm = builtin("lstm-torch")
n, m = lstm["h"][0].dim, lstm["x"][0].dim
w, u = number("w"), number("u")


def entries(parameters):
    """One for every entry of some parameters: for each shape, its number times rows and columns."""
    shapes = Counter(tuple(p.shape) if isinstance(p, Matrix) else (p.dim,) for p in parameters)
    return sum((number * places(*shape) for shape, number in shapes.items()), start=Integer(0))


def places(*sizes):
    """One for every entry of a parameter of these sizes."""
    one = Integer(1)
    for k in reversed(sizes):
        one = sum_over(lambda _, one=one: one, 1, k)
    return one


def counted(label, number, parameters, text):
    """A count of parameters."""
    return Step(
        label,
        equal(number, entries(parameters)),
        by=Algebra(),
        text=text,
        source=Source("PT", PLACE, ("PT-count",)),
    )


def example(label, number, cell, text):
    """The count for two hidden units and three inputs."""
    small = dict(zip((cell["h"][0].dim, cell["x"][0].dim), (2, 3), strict=True))
    return Step(
        label,
        equal(number, entries(cell.learnt).xreplace({k: Integer(v) for k, v in small.items()})),
        by=TermByTerm(),
        text=text,
        source=Source("PT", PLACE, ("PT-count",)),
    )


def sized(name):
    """A cell of the library, in the sizes of this page."""
    cell = builtin(name)
    return cell.learnt, {cell["h"][0].dim: n, cell["x"][0].dim: m}


whole = tuple(
    counted(label, k * n * (m + n + 2), sized(name)[0], f"A layer of this kind: {text}")
    for label, (name, text, k) in LAYERS.items()
)
two = stack(lstm, 2)
upper = [p for p in two.learnt if p.name.endswith("_2")]
both = stack(lstm, 1, 2)
deep = (
    counted("upper", 4 * n * (n + n + 2), upper, "An upper layer hears as many units as it has"),
    counted("both", 8 * n * (m + n + 2), both.learnt, "Two directions: all of it twice"),
)
examples = (
    example("two-biases", 56, lstm, "Three inputs, two units: the LSTM of the library"),
    example("one-bias", 48, builtin("lstm"), "The same with one bias for each gate"),
)
drawn = (2 * u - 1) / sqrt(n)
start = Step(
    "start",
    equal(w, drawn),
    by=Definition(),
    text=r"Every parameter begins so: anywhere between \(-1/\sqrt{n}\) and \(1/\sqrt{n}\)",
    source=Source("PT", "torch.nn, initialisation", ("PT-init",)),
)
inside = Step(
    "inside",
    equal(1 / n - w**2, 4 * u * (1 - u) / n),
    by=Algebra(uses=(start,)),
    text=r"So its square is nowhere above \(1/n\), and comes up to it at both ends",
    source=Source("PT", "torch.nn, initialisation", ("PT-init",)),
)
uniform = Step(
    "uniform",
    equal(Derivative(drawn, u), 2 / sqrt(n)),
    by=FromDefinition(),
    text="It rises evenly with the random number: so it is uniform, too",
    source=Source("PT", "torch.nn, initialisation", ("PT-init",)),
)
spread = Step(
    "spread",
    equal(Derivative(((2 * u - 1) ** 3 + 1) / (6 * n), u), drawn**2),
    by=FromDefinition(),
    text=r"From \(u = 0\) on, the square adds up to what is differentiated here; at \(u = 1\) that "
    r"is the variance, \(1/(3n)\)",
    source=Source("PT", "torch.nn, initialisation", ("PT-init",)),
)

derivation = Derivation(
    "layer-sizes",
    "How many numbers a layer learns",
    about=__doc__,
    cell=lstm,
    source=Source("PT", PLACE),
    forall={u: (0, 1)},
    let={w: drawn},
    means={
        n: "hidden units",
        m: "inputs",
        w: "a parameter, before anything is learnt",
        u: "a random number, each for its own parameter, uniform between 0 and 1",
    },
    steps=(*whole, *deep, *examples, start, inside, uniform, spread),
)
