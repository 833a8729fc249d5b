r"""What do copies of the simplest recurrent network get wrong?

A layer hears its input, and itself one step before. Layers are stacked: the second hears, instead
of the input, the first, in the same step. A snippet in the documentation of a library let every
layer hear the input, which is another network, and for inputs of another size than the state none
at all. A book fed back the input of the step before, instead of the state: then nothing is
remembered for more than one step.
"""

from lstm_sym import (
    Definition,
    Derivation,
    Entry,
    Misprint,
    Selection,
    Source,
    Step,
    cell,
    equal,
    sum_over,
    t,
    tanh,
    unit,
)
from lstm_sym.language.stack import stack

layer = cell(
    """
    matrix W_ih[n, n]
    h[t] = tanh(W_ih @ x[t] + b_ih + W_hh @ h[t-1] + b_hh)
    """
)
two = stack(layer, 2)
x, lower, upper = two["x h_1 h_2"]
n, i = lower.dim, unit("i")


def source():
    """A place in the documentation."""
    return Source("PT", "torch.nn.RNN", ("PT-RNN",))


def of_layer(k, hears, back):
    """What a unit of a layer says, if it hears these two vectors."""
    W, U, b, c = two[f"W_ih_{k} W_hh_{k} b_ih_{k} b_hh_{k}"]
    parts = [
        sum_over(lambda j, A=A, v=v: Entry(A, i, j) * Entry(v, j), 1, n, "j")
        for A, v in ((W, hears), (U, back))
    ]
    return tanh(parts[0] + Entry(b, i) + parts[1] + Entry(c, i))


def whole(label, signal, text):
    """A layer, as it is."""
    return Step(label, equal(signal(t), two.equations[signal(t)]), Definition(two), text)


lower_layer = whole("lower-layer", lower, "The lower layer hears the input, and itself")
upper_layer = whole("upper-layer", upper, "The upper layer hears the lower one, and itself")
fed_back = Step(
    "lower-unit",
    equal(Entry(lower(t), i), of_layer(1, x(t), lower(t - 1))),
    by=Selection(uses=(lower_layer,)),
    text="Unit by unit: what comes back is the state of the step before, not the input",
    source=source(),
    printed=Misprint("C6", equal(Entry(lower(t), i), of_layer(1, x(t), x(t - 1))), copied=True),
)
stacked = Step(
    "upper-unit",
    equal(Entry(upper(t), i), of_layer(2, lower(t), upper(t - 1))),
    by=Selection(uses=(upper_layer,)),
    text="What a unit of the upper layer hears is the lower layer, not the input",
    source=source(),
    printed=Misprint("C7", equal(Entry(upper(t), i), of_layer(2, x(t), upper(t - 1))), copied=True),
)

derivation = Derivation(
    "copied-rnn",
    "Copies of the simplest network",
    about=__doc__,
    cell=two,
    source=source(),
    forall={i: (1, n)},
    means={i: "a unit"},
    steps=(lower_layer, fed_back, upper_layer, stacked),
)
