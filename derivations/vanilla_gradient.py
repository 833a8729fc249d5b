r"""What is the gradient of the LSTM with everything: three gates, peepholes, biases?

One cell to each block, and all of it trained by the whole gradient. A layer may stand on another:
what it hears, \(x\), is what the layer below shows, and the last of its errors is what it hands
down. The paper's block input \(z\), recurrent weights \(R\) and output \(y\) are our \(g\), \(U\)
and \(h\).
"""

from dataclasses import replace

from lstm_sym import (
    AdjointOf,
    Algebra,
    Definition,
    Derivation,
    GradientOf,
    Misprint,
    OperatorSum,
    Outer,
    Shifted,
    Signal,
    Source,
    Step,
    T,
    builtin,
    equal,
    sigma,
    slope,
    sum_over,
    t,
    tanh,
)

GATES = {"g": "block input", "i": "input gate", "f": "forget gate", "o": "output gate"}


def standing_on_a_layer(cell):
    """The cell, with what it hears shown by a layer below."""
    (x,) = cell["x"]
    equations = {x(t): Signal("y", x.dim)(t), **cell.equations}
    return replace(cell, name="upper-layer", text="", equations=equations)


cell = standing_on_a_layer(builtin("lstm-vanilla").explicit())
x, h, c = cell["x h c"]
W, U, b, a = (
    dict(zip(GATES, cell[" ".join(f"{p}_{k}" for k in GATES)], strict=True)) for p in "WUba"
)
outputs = dict(zip(GATES, cell["g i f o"], strict=True))
g, i, f, o = outputs.values()
p = dict(zip("ifo", cell["p_i p_f p_o"], strict=True))


def source(part, *ids):
    """A place in the paper."""
    return Source("GREFF17", f"vanilla LSTM, {part}", ids)


def backward(label, signal, equation, text, *ids):
    """One equation of back-propagation."""
    where = source("backward pass", *ids) if ids else None
    return Step(label, equal(signal.bar(t), equation), AdjointOf(cell), text, where)


def damped(k):
    """The error of a net input is that of what it makes, damped."""
    steepness = slope(tanh if k == "g" else sigma, a[k](t))
    return backward(
        f"damped-{k}",
        a[k],
        steepness * outputs[k].bar(t),
        f"The net input of the {GATES[k]} hears the error of what it makes, damped",
    )


def printed(k, of, equation, text, name):
    """The same as the paper has it: from the error that arrives to the net input, in one."""
    step = damped(k)
    steepness = slope(tanh if k == "g" else sigma, a[k](t))
    return (
        of,
        step,
        Step(
            f"error-{k}",
            equal(a[k].bar(t), equation * steepness),
            by=Algebra(uses=(step, of)),
            text=text,
            source=source("backward pass", name),
        ),
    )


seen = W["o"] @ x(t) + U["o"] @ h(t - 1) + b["o"]
gate_hears = Step(
    "net-o",
    equal(a["o"](t), seen + p["o"] * c(t)),
    by=Definition(cell),
    text="The output gate hears, and sees the new memory through its peephole",
)
gate_says = Step("gate-o", equal(o(t), sigma(a["o"](t))), Definition(cell), "It is squashed")
gate_sees = Step(
    "seen-o",
    equal(o(t), sigma(seen + p["o"] * c(t))),
    by=Algebra(uses=(gate_says, gate_hears)),
    text="So it is below one, whatever it sees",
    source=source("forward pass", "GREFF17-f5"),
    printed=Misprint("C13", equal(o(t), sigma(seen) + p["o"] * c(t)), copied=True),
)
shown = backward(
    "error-output",
    h,
    h.loss(t) + sum((U[k].T @ a[k].bar(t + 1) for k in GATES), start=0 * h(t)),
    "The output answers to what is above it, and to the four net inputs that hear it next",
    "GREFF17-b1",
)
memory = backward(
    "error-memory",
    c,
    h.bar(t) * o(t) * slope(tanh, c(t))
    + p["o"] * a["o"].bar(t)
    + p["i"] * a["i"].bar(t + 1)
    + p["f"] * a["f"].bar(t + 1)
    + c.bar(t + 1) * f(t + 1),
    "The memory was shown, seen through three peepholes, and kept",
    "GREFF17-b3",
)
handed_down = backward(
    "error-input",
    x,
    sum((W[k].T @ a[k].bar(t) for k in GATES), start=0 * x(t)),
    "What is handed down to the layer below: the errors of the four net inputs, of the same step",
    "GREFF17-b7",
)
gates = (
    *printed(
        "o",
        backward("error-gate-o", o, h.bar(t) * tanh(c(t)), "The output gate showed the memory"),
        h.bar(t) * tanh(c(t)),
        "So the error of the output gate",
        "GREFF17-b2",
    ),
    memory,
    *printed(
        "f",
        backward("error-gate-f", f, c.bar(t) * c(t - 1), "The forget gate kept the old memory"),
        c.bar(t) * c(t - 1),
        "So the error of the forget gate",
        "GREFF17-b4",
    ),
    *printed(
        "i",
        backward("error-gate-i", i, c.bar(t) * g(t), "The input gate let the block input in"),
        c.bar(t) * g(t),
        "So the error of the input gate",
        "GREFF17-b5",
    ),
    *printed(
        "g",
        backward("error-gate-g", g, c.bar(t) * i(t), "The block input was let in"),
        c.bar(t) * i(t),
        "So the error of the block input",
        "GREFF17-b6",
    ),
)


def gradient(parameter, whole, text, name):
    """The gradient of a parameter."""
    return Step(
        f"gradient-{parameter.name}",
        equal(parameter.bar, whole),
        GradientOf(cell),
        text,
        source("gradients", name),
    )


inputs = tuple(
    gradient(
        W[k],
        OperatorSum(lambda s, k=k: Outer(a[k].bar(s), x(s)), 1, T),
        f"Weights from the inputs into the {GATES[k]}",
        "GREFF17-g1",
    )
    for k in GATES
)


def shifted(parameter, late, printed, text, name):
    """A gradient of what hears the step before: each use by its own time, then as the paper has it.

    The paper counts the uses by what was heard.
    """
    of = Step(f"uses-{parameter.name}", equal(parameter.bar, late), GradientOf(cell), text)
    yield of
    yield Step(
        f"gradient-{parameter.name}",
        equal(parameter.bar, printed),
        by=Shifted(of),
        text="Counted by what was heard, not by when",
        source=source("gradients", name),
    )


recurrent = tuple(
    step
    for k in GATES
    for step in shifted(
        U[k],
        OperatorSum(lambda s, k=k: Outer(a[k].bar(s), h(s - 1)), 1, T),
        OperatorSum(lambda s, k=k: Outer(a[k].bar(s + 1), h(s)), 0, T - 1),
        f"Weights from the outputs of the step before into the {GATES[k]}",
        "GREFF17-g2",
    )
)
biases = tuple(
    gradient(
        b[k],
        sum_over(lambda s, k=k: a[k].bar(s), 1, T, "t"),
        f"Bias of the {GATES[k]}",
        "GREFF17-g3",
    )
    for k in GATES
)
peepholes = (
    *(
        step
        for k, name in (("i", "GREFF17-g4"), ("f", "GREFF17-g5"))
        for step in shifted(
            p[k],
            sum_over(lambda s, k=k: c(s - 1) * a[k].bar(s), 1, T, "t"),
            sum_over(lambda s, k=k: c(s) * a[k].bar(s + 1), 0, T - 1, "t"),
            f"Peepholes of the {GATES[k]}: they saw the memory of the step before",
            name,
        )
    ),
    gradient(
        p["o"],
        sum_over(lambda s: c(s) * a["o"].bar(s), 1, T, "t"),
        "Peepholes of the output gate: they saw the memory of the same step",
        "GREFF17-g6",
    ),
)

derivation = Derivation(
    "vanilla-gradient",
    "The gradient of the LSTM with peepholes",
    about=__doc__,
    cell=cell,
    source=Source("GREFF17", "vanilla LSTM"),
    steps=(
        gate_hears,
        gate_says,
        gate_sees,
        shown,
        *gates,
        handed_down,
        *inputs,
        *recurrent,
        *biases,
        *peepholes,
    ),
)
