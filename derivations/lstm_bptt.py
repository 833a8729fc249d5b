r"""How does an error travel back through an LSTM with forget gates?

The cell keeps a state \(c\) that it adds to rather than squashes. Three gates, numbers between 0
and 1, decide what enters it, what stays, and what is shown. The errors below are those of the full
gradient, nothing truncated: every gate hears from the state before, and every error goes back
through it.
"""

from lstm_sym import (
    AdjointOf,
    Algebra,
    Definition,
    Derivation,
    Diag,
    GradientOf,
    JacobianOf,
    OperatorSum,
    Outer,
    Source,
    Step,
    T,
    builtin,
    equal,
    sigma,
    slope,
    step,
    sum_over,
    t,
    tanh,
)

lstm = builtin("lstm").explicit()
x, h, c, i, f, o, g = lstm["x h c i f o g"]
GATES = {"i": "input gate", "f": "forget gate", "o": "output gate", "g": "candidate"}
nets = dict(zip("ifog", lstm["a_i a_f a_o a_g"], strict=True))
W, U, b = (dict(zip("ifog", lstm[f"{p}_i {p}_f {p}_o {p}_g"], strict=True)) for p in "WUb")
outputs, squash = dict(zip("ifog", (i, f, o, g), strict=True)), {"g": tanh}


def steepness(k):
    """The slope of the activation of gate k, at its net input."""
    return slope(squash.get(k, sigma), nets[k](t))


def forward(k):
    """The two equations of gate k."""
    return (
        Step(
            f"net-{k}",
            equal(nets[k](t), W[k] @ x(t) + U[k] @ h(t - 1) + b[k]),
            by=Definition(lstm),
            text=f"The net input of the {GATES[k]}",
        ),
        Step(
            f"gate-{k}",
            equal(outputs[k](t), squash.get(k, sigma)(nets[k](t))),
            by=Definition(lstm),
            text=f"The {GATES[k]}",
        ),
    )


def gradients(k):
    """The three gradients of gate k."""
    e = nets[k].bar
    return (
        Step(
            f"gradient-W_{k}",
            equal(W[k].bar, OperatorSum(lambda s: Outer(e(s), x(s)), 1, T)),
            by=GradientOf(lstm),
            text=f"The input weights of the {GATES[k]}",
        ),
        Step(
            f"gradient-U_{k}",
            equal(U[k].bar, OperatorSum(lambda s: Outer(e(s), h(s - 1)), 1, T)),
            by=GradientOf(lstm),
            text=f"The recurrent weights of the {GATES[k]}",
        ),
        Step(
            f"gradient-b_{k}",
            equal(b[k].bar, sum_over(lambda s: e(s), 1, T, "t")),
            by=GradientOf(lstm),
            text=f"The bias of the {GATES[k]}",
        ),
    )


def damped(k):
    """The error of the net input of gate k."""
    return Step(
        f"error-net-{k}",
        equal(nets[k].bar(t), steepness(k) * outputs[k].bar(t)),
        by=AdjointOf(lstm),
        text=f"The net input of the {GATES[k]} hears that, damped by the slope",
    )


state = Step(
    "state",
    equal(c(t), f(t) * c(t - 1) + i(t) * g(t)),
    by=Definition(lstm),
    text="The state keeps what the forget gate lets stay, and adds what the input gate lets in",
    source=Source("GSC00", "section 2"),
)
shown = Step(
    "output",
    equal(h(t), o(t) * tanh(c(t))),
    by=Definition(lstm),
    text="The output gate decides how much of it is shown",
    source=Source("GSC00", "section 2"),
)
error_h = Step(
    "error-h",
    equal(
        h.bar(t),
        h.loss(t)
        + U["i"].T @ nets["i"].bar(t + 1)
        + U["f"].T @ nets["f"].bar(t + 1)
        + U["o"].T @ nets["o"].bar(t + 1)
        + U["g"].T @ nets["g"].bar(t + 1),
    ),
    by=AdjointOf(lstm),
    text="The output answers to the loss and to the four net inputs that hear it next",
)
error_c = Step(
    "error-c",
    equal(c.bar(t), o(t) * slope(tanh, c(t)) * h.bar(t) + f(t + 1) * c.bar(t + 1)),
    by=AdjointOf(lstm),
    text="The state answers to the output, and to itself one step later through the forget gate",
)
error_o = Step(
    "error-o",
    equal(o.bar(t), tanh(c(t)) * h.bar(t)),
    by=AdjointOf(lstm),
    text="The output gate answers for what it showed",
)
error_f = Step(
    "error-f",
    equal(f.bar(t), c(t - 1) * c.bar(t)),
    by=AdjointOf(lstm),
    text="The forget gate answers for what it let stay",
)
error_i = Step(
    "error-i",
    equal(i.bar(t), g(t) * c.bar(t)),
    by=AdjointOf(lstm),
    text="The input gate answers for what it let in",
)
error_g = Step(
    "error-g",
    equal(g.bar(t), i(t) * c.bar(t)),
    by=AdjointOf(lstm),
    text="The candidate answers as far as it was let in",
)
gate_f = Step(
    "through-forget-gate",
    equal(nets["f"].bar(t), steepness("f") * c(t - 1) * c.bar(t)),
    by=Algebra(uses=(damped("f"), error_f)),
    text="Put together for the forget gate",
)
carousel = Step(
    "carousel",
    equal(step(c(t), c(t - 1)), Diag(f(t), c.dim)),
    by=JacobianOf(lstm),
    text="Within one step, the state depends on the state before it through the forget gate alone",
)
detour = Step(
    "detour",
    equal(
        step(c(t), h(t - 1)),
        Diag(c(t - 1) * steepness("f"), c.dim) * U["f"]
        + Diag(g(t) * steepness("i"), c.dim) * U["i"]
        + Diag(i(t) * steepness("g"), c.dim) * U["g"],
    ),
    by=JacobianOf(lstm),
    text="But the output before it moves the state too, through three of the four net inputs",
)

derivation = Derivation(
    "lstm-bptt",
    "Back-propagation through an LSTM",
    about=__doc__,
    cell=lstm,
    source=Source("GSC00", "section 2"),
    steps=(
        *(step for k in GATES for step in forward(k)),
        state,
        shown,
        error_h,
        error_o,
        damped("o"),
        error_c,
        error_f,
        damped("f"),
        gate_f,
        error_i,
        damped("i"),
        error_g,
        damped("g"),
        *(step for k in GATES for step in gradients(k)),
        carousel,
        detour,
    ),
)
