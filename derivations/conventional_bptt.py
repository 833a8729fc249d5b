r"""What did back-propagation through time look like before the LSTM?

The network is fully connected, every link has one step of delay, and the outputs have targets. The
error of a unit is minus the slope of the loss by its net input; it is what a weight update needs.
"""

from sympy import oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Definition,
    Derivation,
    Entry,
    Source,
    Step,
    T,
    builtin,
    equal,
    magnitude,
    sigma,
    slope,
    t,
    units,
)

from .weight_updates import Update

cell = builtin("rnn-logistic")
a, h, x, W = cell["a h x W"]
j, k, l = units("j k l")  # noqa: E741
alpha = magnitude("alpha")
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
every_error = Step(
    "every-error",
    equal(-a.bar(t), steepness * (h.target(t) - h(t) + W.T @ -a.bar(t + 1))),
    by=Algebra(uses=(error_net, error_state, loss)),
    text="With targets at every step, the error of a unit is gathered from its own target and from "
    "all units that hear it",
)
output_error = Step(
    "output-error",
    equal(
        -Entry(a.bar(T), k),
        slope(sigma, Entry(a(T), k)) * (Entry(h.target(T), k) - Entry(h(T), k)),
    ),
    by=Algebra(uses=(error_net.at(T), error_state.at(T), after, loss.at(T))),
    text="At the end, the error of an output unit is the slope times the distance from its target",
    source=Source("HS97", "section 3.1", ("HS97-3.1a",)),
)
updates = Update(cell, W, a, h, j, l)
gradient = updates.gradient("The gradient of the recurrent weights")
update = updates.whole(
    gradient,
    alpha,
    r"To the update of \(W_{jl}\) a step adds rate times error of \(j\) times output of \(l\)",
    Source("HS97", "section 3.1", ("HS97-3.1e",)),
)

derivation = Derivation(
    "conventional-bptt",
    "Conventional back-propagation through time",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "section 3.1"),
    forall={j: (1, a.dim), k: (1, a.dim), l: (1, a.dim), alpha: (0, oo)},
    means={alpha: "learning rate"},
    steps=(loss, after, error_state, error_net, every_error, output_error, gradient, update),
)
