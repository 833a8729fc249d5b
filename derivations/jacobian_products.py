r"""What do weights learn from a cost that comes long after they acted?

The states of this network are summed before they are squashed. The gradient of the whole cost is
a sum over the times at which a cost arises, and for each of them a sum over all earlier times: what
a weight did at time \(k\) is carried to the cost at time \(t\) by a product of \(t - k\) Jacobians.
Such products are what vanishes or explodes. Each factor is the weight matrix times the slopes; the
paper prints its transpose, which is what carries errors back, not what carries states on.
"""

from sympy import oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Chain,
    Definition,
    Derivation,
    Diag,
    Dot,
    FromTheEnd,
    GradientOf,
    Induction,
    JacobianOf,
    Misprint,
    OperatorSum,
    Outer,
    Source,
    Step,
    SwappedSums,
    T,
    cell,
    count,
    equal,
    slope,
    step,
    sum_over,
    t,
    tanh,
    total,
)

network = cell(
    """
    x[t] = W @ tanh(x[t-1]) + V @ u[t] + b
    """
)
x, u, W, V, b = network["x u W V b"]
n, q = x.dim, count("q")


def numbered(*ks, also=()):
    """Equations of the paper, by number."""
    where = " and ".join(f"({k})" for k in ks)
    ids = (*(f"PMB13-{k}" for k in ks), *also)
    return Source("PMB13", f"eq. {where}" if len(ks) == 1 else f"eqs. {where}", ids)


def factor(m):
    """The Jacobian of the step that is m steps back."""
    return W * Diag(slope(tanh, x(t - m)), n)


def carried(s, k):
    """The cost at time s, carried back to the state at time k."""
    return Dot(total(x(s), x(k)).T, x.loss(s))


flow = total(x(t), x(t - q))

model = Step(
    "model",
    equal(x(t), W @ tanh(x(t - 1)) + V @ u(t) + b),
    by=Definition(network),
    text="A state is computed from the state before, from the input and from the parameters; here "
    "it is squashed first and weighted then",
    source=numbered(1, 2),
)
squashed = Step(
    "squashed",
    equal(tanh(x(t)), tanh(W @ tanh(x(t - 1)) + V @ u(t) + b)),
    by=Algebra(uses=(model,)),
    text="Squashed, the states obey the usual form, in which the sum comes first",
    source=numbered(11),
)
one_step = Step(
    "one-step",
    equal(step(x(t), x(t - 1)), factor(1)),
    by=JacobianOf(network),
    text="One step as a linear map: damp by the slopes, then weight",
    source=numbered(5),
    printed=Misprint("P1", equal(step(x(t), x(t - 1)), W.T * Diag(slope(tanh, x(t - 1)), n))),
)
product = Step(
    "product",
    equal(flow, Chain(lambda m: step(x(t - m + 1), x(t - m)), q, ascending=True)),
    by=Induction(over=q, along=(model,), put=(one_step, one_step.at(t - q))),
    text=r"Over \(q\) steps the state moves by the product of all steps between",
    source=numbered(5),
)
written_out = Step(
    "written-out",
    equal(flow, Chain(factor, q, ascending=True)),
    by=Induction(over=q, along=(model,)),
    text="That is, weights and slopes in turn, the latest first",
    source=numbered(5),
    printed=Misprint(
        "P1", equal(flow, Chain(lambda m: W.T * Diag(slope(tanh, x(t - m)), n), q, ascending=True))
    ),
)
error = Step(
    "error",
    equal(x.bar(t), slope(tanh, x(t)) * (W.T @ x.bar(t + 1)) + x.loss(t)),
    by=AdjointOf(network),
    text="Back-propagation, one step: transposed, the same Jacobian carries errors back",
)
gathered = Step(
    "gathered",
    equal(x.bar(t), sum_over(lambda s: carried(s, t), t, T, "s")),
    by=FromTheEnd(model, error),
    text="So the error of a state is gathered from the costs of all later times",
)
gradient = Step(
    "gradient",
    equal(W.bar, OperatorSum(lambda k: Outer(x.bar(k), tanh(x(k - 1))), 1, T)),
    by=GradientOf(network),
    text="Every use of the weights adds the error there times what was weighted",
)
by_cost = Step(
    "by-cost",
    equal(
        W.bar,
        OperatorSum(
            lambda s: OperatorSum(lambda k: Outer(carried(s, k), tanh(x(k - 1))), 1, s),
            1,
            T,
        ),
    ),
    by=SwappedSums(uses=(gradient, gathered)),
    text="The gradient is a sum over the times of the costs, and for each of them over all uses of "
    "the weights before it: the cost, carried back by Jacobians, times what was weighted then",
    source=numbered(3, 4, also=("BSF94-6",)),
)

derivation = Derivation(
    "jacobian-products",
    "Gradients are sums of products of Jacobians",
    about=__doc__,
    cell=network,
    source=Source("PMB13", "section 1.1"),
    forall={q: (1, oo)},
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
