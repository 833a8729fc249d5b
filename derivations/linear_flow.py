r"""What is left of the error flow when nothing is squashed?

A power of one matrix: the same weights at every step. Its norm is at most the power of the norm of
the weights, as before; with nothing squashed there are no slopes to help.
"""

from sympy import oo

from lstm_sym import (
    Chain,
    ChainBound,
    Consequence,
    Definition,
    Derivation,
    Induction,
    JacobianOf,
    Misprint,
    Norm,
    Source,
    Step,
    at_most,
    cell,
    count,
    equal,
    step,
    t,
    total,
)

network = cell("x[t] = W @ x[t-1] + V @ u[t] + b")
x, u, W, V, b = network["x u W V b"]
q = count("q")
flow = total(x(t), x(t - q))


def powers(A):
    """The q-th power of a matrix."""
    return Chain(lambda m: A, q, ascending=True)


model = Step(
    "model",
    equal(x(t), W @ x(t - 1) + V @ u(t) + b),
    by=Definition(network),
    text="Let the squashing function be the identity",
    source=Source("PMB13", "eq. (11)", ("PMB13-11",)),
)
one_step = Step(
    "one-step",
    equal(step(x(t), x(t - 1)), W),
    by=JacobianOf(network),
    text="One step is the weight matrix",
)
power = Step(
    "power",
    equal(flow, powers(W)),
    by=Induction(over=q, along=(model,)),
    text="Many steps are a power of it",
    source=Source("PMB13", "eq. (12)", ("PMB13-12",)),
    printed=Misprint("P1", equal(flow, powers(W.T))),
)
power_norm = Step(
    "power-norm",
    at_most(Norm(powers(W)), Norm(W) ** q),
    by=ChainBound(),
    text="It stretches at most by the power of the norm",
)
flow_norm = Step(
    "flow-norm",
    at_most(Norm(flow), Norm(W) ** q),
    by=Consequence(of=power_norm, equalities=(power,)),
    text="So does the flow",
)

derivation = Derivation(
    "linear-flow",
    "The error flow of a linear network",
    about=__doc__,
    cell=network,
    source=Source("PMB13", "appendix"),
    forall={q: (1, oo)},
    steps=(model, one_step, power, power_norm, flow_norm),
)
