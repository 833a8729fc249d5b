r"""How does an error travel back through a simple recurrent network?

The network reads a sequence one vector at a time and hands its hidden state on to itself: at the
first step it reads \(x_1\) and the state \(h_0\) that it starts from, and makes \(h_1\). To learn,
it needs the derivative of the loss by every weight; the weights are used at every time step, so the
error must be carried back through all of them. That is back-propagation through time.
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
    slope,
    step,
    sum_over,
    t,
    tanh,
)

rnn = builtin("rnn")
x, a, h, W, U, b = rnn["x a h W U b"]
steepness = slope(tanh, a(t))

net = Step(
    "net",
    equal(a(t), W @ x(t) + U @ h(t - 1) + b),
    by=Definition(rnn),
    text="The net input mixes the new item of the sequence with the state before it",
    source=Source("PT", "torch.nn.RNN"),
)
state = Step(
    "state",
    equal(h(t), tanh(a(t))),
    by=Definition(rnn),
    text="The new state is the net input, squashed",
    source=Source("PT", "torch.nn.RNN"),
)
error_state = Step(
    "error-state",
    equal(h.bar(t), h.loss(t) + U.T @ a.bar(t + 1)),
    by=AdjointOf(rnn),
    text="A state answers for what the loss says to it and for what it did to the next net input",
)
error_net = Step(
    "error-net",
    equal(a.bar(t), steepness * h.bar(t)),
    by=AdjointOf(rnn),
    text="The squashing function passes an error on, damped by its slope",
)
through_time = Step(
    "through-time",
    equal(a.bar(t), steepness * (h.loss(t) + U.T @ a.bar(t + 1))),
    by=Algebra(uses=(error_net, error_state)),
    text="Together: back-propagation through time, one step",
)
gradient_W = Step(
    "gradient-W",
    equal(W.bar, OperatorSum(lambda s: Outer(a.bar(s), x(s)), 1, T)),
    by=GradientOf(rnn),
    text="The input weights gather error times input over the whole sequence",
)
gradient_U = Step(
    "gradient-U",
    equal(U.bar, OperatorSum(lambda s: Outer(a.bar(s), h(s - 1)), 1, T)),
    by=GradientOf(rnn),
    text="The recurrent weights gather error times the state before it",
)
gradient_b = Step(
    "gradient-b",
    equal(b.bar, sum_over(lambda s: a.bar(s), 1, T, "t")),
    by=GradientOf(rnn),
    text="The bias gathers the errors themselves",
)
jacobian = Step(
    "jacobian",
    equal(step(h(t), h(t - 1)), Diag(steepness, h.dim) * U),
    by=JacobianOf(rnn),
    text="One step of the state as a linear map: stretch by the weights, then damp by the slopes",
)

derivation = Derivation(
    "rnn-bptt",
    "Back-propagation through time",
    about=__doc__,
    cell=rnn,
    steps=(
        net,
        state,
        error_state,
        error_net,
        through_time,
        gradient_W,
        gradient_U,
        gradient_b,
        jacobian,
    ),
)
