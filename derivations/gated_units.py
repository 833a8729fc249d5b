r"""How does a gated recurrent unit compute, in the form of the tutorial?

One state serves as memory and as output. A reset gate decides how much of what was said counts for
the candidate, an update gate how much of the old output stays. The reset gate is applied to what
the unit hears from the others, after the weights; the unit of 2014 applied it before, and is
another function. The libraries have the form of the tutorial, with a bias inside.
"""

from lstm_sym import (
    Definition,
    Derivation,
    Entry,
    Selection,
    Source,
    Step,
    cell,
    equal,
    sigma,
    sum_over,
    t,
    tanh,
    unit,
)

gru = cell(
    """
    z_r[t] = W_r @ x[t] + U_r @ y[t-1]  # what the reset gate hears
    r[t] = sigma(z_r[t] + b_r)  # reset gate
    z_u[t] = W_u @ x[t] + U_u @ y[t-1]  # what the update gate hears
    p[t] = sigma(z_u[t] + b_u)  # update gate
    g[t] = tanh(W @ x[t] + r[t]*(U @ y[t-1]) + b)  # candidate
    y[t] = p[t]*y[t-1] + (1 - p[t])*g[t]  # output
    """,
    "gated-units",
)
x, y, r, p, g, z_r, z_u = gru["x y r p g z_r z_u"]
W, U, b, W_r, U_r, b_r, W_u, U_u, b_u = gru["W U b W_r U_r b_r W_u U_u b_u"]
u = unit("u")


def source(place, *ids):
    """A place in the text."""
    return Source("SM19", place, tuple(f"SM19-{k}" for k in ids))


def defined(label, signal, equation, text):
    """One equation of the unit."""
    return Step(label, equal(signal(t), equation), Definition(gru), text)


def from_all(matrix, signal, time, letter):
    """What unit u hears through a matrix of a signal at a time."""
    return sum_over(lambda k: Entry(matrix, u, k) * Entry(signal(time), k), 1, signal.dim, letter)


def net(W, U):
    """What a gate of unit u hears: the others one step before, inputs in the same step."""
    return from_all(U, y, t - 1, "h") + from_all(W, x, t, "i")


def gate(label, name, z, signal, weights, numbers):
    """A gate: what it hears, its state with a bias, its output."""
    W, U, bias = weights
    hears = defined(f"{label}-hears", z, W @ x(t) + U @ y(t - 1), f"What the {name} hears")
    says = defined(f"{label}-says", signal, sigma(z(t) + bias), f"The {name}")
    where = f"eqs. ({numbers[0]}) to ({numbers[-1]})"
    return (
        hears,
        says,
        Step(
            f"{label}-net",
            equal(Entry(z(t), u), net(W, U)),
            by=Selection(uses=(hears,)),
            text="Unit by unit: from all hidden units, and from the inputs",
            source=source(where, *(f"eq{k}" for k in numbers[2:])),
        ),
        Step(
            f"{label}-unit",
            equal(Entry(signal(t), u), sigma(Entry(z(t), u) + Entry(bias, u))),
            by=Selection(uses=(says,)),
            text="Its state is that and a bias, its output the squashed state",
            source=source(where, *(f"eq{k}" for k in numbers[:2])),
        ),
    )


candidate = defined(
    "candidate", g, tanh(W @ x(t) + r(t) * (U @ y(t - 1)) + b), "What the unit may become"
)
unit_candidate = Step(
    "unit-candidate",
    equal(
        Entry(g(t), u),
        tanh(from_all(W, x, t, "i") + Entry(r(t), u) * from_all(U, y, t - 1, "h") + Entry(b, u)),
    ),
    by=Selection(uses=(candidate,)),
    text="The reset gate scales what was heard, after the weights",
    source=source("eq. (65)", "eq65"),
)
output = defined("output", y, p(t) * y(t - 1) + (1 - p(t)) * g(t), "What the unit says")
unit_output = Step(
    "unit-output",
    equal(
        Entry(y(t), u),
        Entry(p(t), u) * Entry(y(t - 1), u) + (1 - Entry(p(t), u)) * Entry(g(t), u),
    ),
    by=Selection(uses=(output,)),
    text="A mean of the old output and the candidate",
    source=source("eq. (66)", "eq66"),
)

derivation = Derivation(
    "gated-units",
    "Gated recurrent units",
    about=__doc__,
    cell=gru,
    source=Source("SM19", "section 10.3"),
    forall={u: (1, y.dim)},
    means={u: "a unit"},
    steps=(
        *gate("reset", "reset gate", z_r, r, (W_r, U_r, b_r), (57, 58, 59, 60)),
        *gate("update", "update gate", z_u, p, (W_u, U_u, b_u), (61, 62, 63, 64)),
        candidate,
        unit_candidate,
        output,
        unit_output,
    ),
)
