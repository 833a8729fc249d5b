r"""How does a change of the error at unit \(u\), at time \(t\), change the error at unit \(v\),
\(q\) steps earlier?

The error goes back through one Jacobian per step, so the answer is an entry of an ordered product;
written out in components, it is a sum over all paths of length \(q\) from \(u\) to \(v\). The
network is fully connected, its units are logistic, and the forward pass is held fixed: the error
before is then a linear function of the error after, and the "derivative" is its coefficient. If it
dies out as \(q\) grows, what is asked at the end cannot teach the network what to do with something
that it read long before.
"""

from sympy import oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Chain,
    ChainRule,
    Definition,
    Derivation,
    Diag,
    Entry,
    Induction,
    Misprint,
    PathSum,
    Source,
    Step,
    builtin,
    count,
    equal,
    sigma,
    slope,
    sum_over,
    t,
    total,
    units,
)

cell = builtin("rnn-logistic")
a, h, x, W, V, b = cell["a h x W V b"]
n, q, (u, v) = a.dim, count("q"), units("u v")
flow = total(a.bar(t - q), a.bar(t))


def steps_of(cell, f):
    """The steps for fully connected units with the activation f, by their labels."""
    steepness = slope(f, a(t))

    def along(weight):
        """The sum over paths whose m-th edge, from unit i to unit j, carries ``weight(i, j)``."""
        return PathSum(lambda i, j, m: weight(i, j) * slope(f, Entry(a(t - m), j)), u, v, q, n)

    net = Step(
        "net",
        equal(a(t), W @ h(t - 1) + V @ x(t - 1) + b),
        by=Definition(cell),
        text="The net input of every unit hears from every unit, one step before",
        source=Source("HS97", "section 3.1", ("HS97-3.1c",)),
    )
    output = Step(
        "output",
        equal(h(t), f(a(t))),
        by=Definition(cell),
        text="Its output is the squashed net input",
        source=Source("HS97", "section 3.1", ("HS97-3.1b",)),
    )
    error_output = Step(
        "error-output",
        equal(h.bar(t), W.T @ a.bar(t + 1)),
        by=AdjointOf(cell, loss=False),
        text="The error of an output comes from all the net inputs that heard it",
    )
    error_net = Step(
        "error-net",
        equal(a.bar(t), steepness * h.bar(t)),
        by=AdjointOf(cell, loss=False),
        text="The slope damps it",
    )
    one_step = Step(
        "one-step",
        equal(a.bar(t), steepness * (W.T @ a.bar(t + 1))),
        by=Algebra(uses=(error_net, error_output)),
        text=r"The error of a unit is its successors' error, weighted and damped by its slope",
        source=Source("HS97", "section 3.1", ("HS97-3.1d",)),
    )
    first_lag = Step(
        "first-lag",
        equal(
            Entry(total(a.bar(t - 1), a.bar(t)), v, u),
            slope(f, Entry(a(t - 1), v)) * Entry(W, u, v),
        ),
        by=ChainRule(along=(one_step,)),
        text=r"Over one step, the flow from \(u\) to \(v\) is the one weight between them, damped",
        source=Source("HS97", r"eq. (1), \(q = 1\)", ("HS97-eq1",)),
    )
    longer_lag = Step(
        "longer-lag",
        equal(
            Entry(total(a.bar(t - q - 1), a.bar(t)), v, u),
            slope(f, Entry(a(t - q - 1), v))
            * sum_over(lambda k: Entry(flow, k, u) * Entry(W, k, v), 1, n, "l"),
        ),
        by=ChainRule(along=(one_step,)),
        text="Over more steps, it is gathered from all units that lie one step nearer",
        source=Source("HS97", r"eq. (1), \(q > 1\)", ("HS97-eq1",)),
    )
    matrix_form = Step(
        "matrix-form",
        equal(flow, Chain(lambda m: Diag(slope(f, a(t - m)), n) * W.T, q)),
        by=Induction(over=q, along=(one_step,)),
        text=r"As an operator, the flow is an ordered product of \(q\) Jacobians",
    )
    path_sum = Step(
        "path-sum",
        equal(Entry(flow, v, u), along(lambda i, j: Entry(W, i, j))),
        by=Induction(over=q, along=(one_step,), free=(u, v)),
        text=r"An entry of it is a sum over all paths of length \(q\) from \(u\) back to \(v\)",
        source=Source("HS97", "eq. (2)", ("HS97-eq2",)),
        printed=Misprint("E1", equal(Entry(flow, v, u), along(lambda i, j: Entry(W, j, i)))),
    )
    forward_step = Step(
        "forward-step",
        equal(a(t), W @ f(a(t - 1)) + V @ x(t - 1) + b),
        by=Algebra(uses=(net, output.at(t - 1))),
        text="Forward in time, the net inputs obey a recurrence of their own",
    )
    forward_form = Step(
        "forward-form",
        equal(
            total(a(t), a(t - q)),
            Chain(lambda m: W * Diag(slope(f, a(t - m)), n), q, ascending=True),
        ),
        by=Induction(over=q, along=(forward_step,)),
        text=r"What a net input does to one \(q\) steps later is that product, transposed",
    )
    duality = Step(
        "duality",
        equal(Entry(flow, v, u), Entry(total(a(t), a(t - q)), u, v)),
        by=Induction(over=q, along=(one_step, forward_step), free=(u, v)),
        text="So errors flow back exactly as influence flows forward",
    )
    found = (
        net,
        output,
        error_output,
        error_net,
        one_step,
        first_lag,
        longer_lag,
        matrix_form,
        path_sum,
        forward_step,
        forward_form,
        duality,
    )
    return {step.label: step for step in found}


STEPS = steps_of(cell, sigma)
one_step, matrix_form, path_sum = (STEPS[k] for k in ("one-step", "matrix-form", "path-sum"))
forward_form, duality = STEPS["forward-form"], STEPS["duality"]

derivation = Derivation(
    "error-flow",
    "Error flow is a sum over paths",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "section 3.1"),
    forall={q: (1, oo), u: (1, n), v: (1, n)},
    loss="the end",
    steps=tuple(STEPS.values()),
)
