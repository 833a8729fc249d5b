r"""What did back-propagation through time look like before the LSTM?

The network is fully connected, every link has one step of delay, and the outputs have targets. The
error of a unit is minus the slope of the loss by its net input; it is what a weight update needs.
"""

from lstm_sym import (
    AdjointOf,
    Algebra,
    Definition,
    Derivation,
    Entry,
    GradientOf,
    OperatorSum,
    Outer,
    Source,
    Step,
    T,
    builtin,
    equal,
    sigma,
    slope,
    sum_over,
    t,
    units,
)

cell = builtin("rnn-logistic")
a, h, x, W = cell["a h x W"]
j, l = units("j l")  # noqa: E741
steepness = slope(sigma, a(t))

loss = Step(
    "loss",
    equal(h.loss(t), h(t) - h.target(t)),
    by=Definition(),
    text="The loss is half the squared distance of the outputs from their targets",
)
after = Step(
    "after-the-end",
    equal(a.bar(T + 1), 0),
    by=Definition(),
    text="Nothing is heard after the end",
)
error_state = Step(
    "error-state",
    equal(h.bar(t), h.loss(t) + W.T @ a.bar(t + 1)),
    by=AdjointOf(cell),
    text="An output answers to the loss and to the net inputs that hear it next",
)
error_net = Step(
    "error-net",
    equal(a.bar(t), steepness * h.bar(t)),
    by=AdjointOf(cell),
    text="The slope damps it",
)
output_error = Step(
    "output-error",
    equal(-a.bar(T), slope(sigma, a(T)) * (h.target(T) - h(T))),
    by=Algebra(uses=(error_net.at(T), error_state.at(T), after, loss.at(T))),
    text="At the end, the error is the slope times the distance from the target",
    source=Source("HS97", "section 3.1", ("HS97-3.1a",)),
)
gradient = Step(
    "gradient",
    equal(W.bar, OperatorSum(lambda s: Outer(a.bar(s), h(s - 1)), 1, T)),
    by=GradientOf(cell),
    text="The gradient of the recurrent weights",
)
update = Step(
    "update",
    equal(
        -Entry(W.bar, j, l),
        sum_over(lambda s: -Entry(a.bar(s), j) * Entry(h(s - 1), l), 1, T, "t"),
    ),
    by=Algebra(uses=(gradient,)),
    text=r"To the update of \(W_{jl}\) each step adds the error of \(j\) times the output of \(l\)",
    source=Source("HS97", "section 3.1", ("HS97-3.1e",)),
)

derivation = Derivation(
    "conventional-bptt",
    "Conventional back-propagation through time",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "section 3.1"),
    forall={j: (1, a.dim), l: (1, a.dim)},
    steps=(loss, after, error_state, error_net, output_error, gradient, update),
)
