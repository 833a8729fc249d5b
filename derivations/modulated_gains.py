r"""How do slow feedback signals learn to set the gains of many neurons?

Here the modulation is not of single weights. A population of neurons hears the mixtures, each
neuron times a gain of its own, and the outputs are read from it. The LSTM drives a handful of
feedback units; each reaches the neurons near its place on a ring, and the gains follow slowly.

A gain that follows slowly is a memory: of its error every step keeps the part \(1 - 1/\tau\), by
no gate and no weight. That is a carousel with a leak, between the LSTM and the outputs.
"""

from sympy import Abs, Derivative, Function, Subs, cos, exp, oo, pi

from lstm_sym import (
    AdjointOf,
    Chain,
    Definition,
    Derivation,
    Diag,
    Entry,
    FromDefinition,
    Induction,
    JacobianOf,
    Source,
    Step,
    T,
    below,
    cell,
    count,
    equal,
    immediate,
    number,
    sum_over,
    t,
)

FEEDBACK = """
    i[t] = sigma(W_i @ x[t] + V_i @ y[t] + U_i @ h[t-1] + b_i)  # input gate
    f[t] = sigma(W_f @ x[t] + V_f @ y[t] + U_f @ h[t-1] + b_f)  # forget gate
    o[t] = sigma(W_o @ x[t] + V_o @ y[t] + U_o @ h[t-1] + b_o)  # output gate
    g[t] = tanh(W_g @ x[t] + V_g @ y[t] + U_g @ h[t-1] + b_g)   # candidate
    c[t] = f[t]*c[t-1] + i[t]*g[t]                              # cell state
    h[t] = o[t]*tanh(c[t])                                      # hidden state
    l[t] = W_l @ h[t] + b_l                                     # feedback units
    m[t] = m[t-1] + (K @ l[t] - m[t-1])/tau                     # modulation of the neurons
"""
network = cell(
    """
    constant number tau          # how slowly the modulation follows
    constant matrix K[n, k]      # how far the feedback reaches
    z[t] = m[t-1]*(W_x @ x[t])   # neurons
    y[t] = W_r @ z[t]            # outputs
    """
    + FEEDBACK
)
x, y, z, m, l, h = network["x y z m l h"]  # noqa: E741
K, W_x, W_r, W_l, b_l, tau = network["K W_x W_r W_l b_l tau"]
q, s, goal, apart = count("q"), number("s"), number("F"), number("C")
place, width, penalty, strength = map(number, ("phi", "sigma_m", "P", "lambda"))
neuron, many, far, kept = map(number, ("z_0", "N_z", "k_0", "rho"))
M = Function("M", real=True)
some, left = (below(0, Abs(tau)),), goal + apart * exp(-s / tau)


def printed(where, *ids):
    """A formula of the paper."""
    return Source("NKS22", where, tuple(f"NKS22-{k}" for k in ids))


def defined(label, equation, text, where, *ids):
    """An equation of the network."""
    return Step(label, equation, Definition(network), text, printed(where, *ids))


neurons = defined(
    "neurons", equal(z(t), m(t - 1) * (W_x @ x(t))), "Each neuron has a gain", "eq. (7)", "7"
)
outputs = defined("outputs", equal(y(t), W_r @ z(t)), "Outputs are read linearly", "eq. (8)", "8")
feedback = defined(
    "feedback",
    equal(l(t), W_l @ h(t) + b_l),
    "Feedback units are read from the LSTM, which hears mixtures and outputs",
    "eq. (9)",
    "9b",
)
slowly = Step(
    "relaxation",
    equal(tau * Derivative(M(s), s) + M(s), goal),
    by=Definition(),
    text="In continuous time a modulation moves towards what the LSTM says, the faster the further "
    "it is from it",
    source=printed("eq. (6)", "6"),
)
decay = Step(
    "decay",
    equal(tau * Derivative(left, s) + left, goal),
    by=FromDefinition(given=some),
    text="If the LSTM says one thing, what is missing decays exponentially: a third is left after "
    r"the time \(\tau\)",
    source=printed("eq. (6)", "6"),
)
at_once = Step(
    "at-once",
    equal(Subs(apart + (goal - apart) / tau, tau, 1), goal),
    by=FromDefinition(),
    text=r"Step by step, with \(\tau = 1\), it follows at once, as where single weights are "
    "modulated",
    source=printed("eq. (6)", "6"),
)
gains = defined(
    "gains",
    equal(m(t), m(t - 1) + (K @ l(t) - m(t - 1)) / tau),
    "So do the gains, towards what reaches them of all feedback units",
    "eq. (9)",
    "9a",
)
reach = Step(
    "reach",
    equal(far, exp(cos(2 * pi * neuron / many - place) / width**2)),
    by=Definition(),
    text="Neurons and feedback units have places on a ring; the nearer, the stronger. The program "
    "divides by the largest",
    source=printed("eq. (10)", "10"),
)


def _size(time):
    """The absolute value of a feedback unit at a time."""
    return lambda j: Abs(Entry(l(time), j))


cost = Step(
    "penalty",
    equal(penalty, strength * sum_over(lambda k: sum_over(_size(k), 1, l.dim, "j"), 1, T, "t")),
    by=Definition(),
    text="Here feedback has a cost: its absolute values, added up",
    source=printed("eq. (16)", "16"),
)
back_feedback = Step(
    "error-feedback",
    equal(l.bar(t), K.T @ m.bar(t) / tau),
    by=AdjointOf(network),
    text="A feedback unit answers for all gains that it reaches",
)
back_gains = Step(
    "error-gains",
    equal(m.bar(t), (1 - 1 / tau) * m.bar(t + 1) + (W_x @ x(t + 1)) * z.bar(t + 1) + m.loss(t)),
    by=AdjointOf(network),
    text="A gain answers for its neuron, and to itself one step later",
)
leak = Step(
    "leak",
    equal(immediate(m(t), m(t - 1)), Diag(1 - 1 / tau, m.dim)),
    by=JacobianOf(network),
    text="From gain to gain a step keeps the same part of everything",
)
part = Step(
    "part",
    equal(kept, 1 - 1 / tau),
    by=Definition(),
    text="Call that part by a letter",
)
product = Step(
    "product",
    equal(Chain(lambda _: Diag(kept, m.dim), q), Diag(kept**q, m.dim)),
    by=Induction(over=q),
    text=r"Over \(q\) steps that is a power: with \(\tau = 100\), as in the paper, about a third "
    "is left after a hundred steps",
)

derivation = Derivation(
    "modulated-gains",
    "Gains that follow slowly",
    about=__doc__,
    cell=network,
    source=Source("NKS22", "methods"),
    forall={q: (1, oo)}
    | dict.fromkeys((s, goal, apart, place, neuron), (-oo, oo))
    | dict.fromkeys((width, many, strength), (0, oo)),
    let={penalty: cost.claim.rhs, far: reach.claim.rhs, M(s): left, kept: 1 - 1 / tau},
    means={
        q: "a lag",
        s: "time",
        goal: "what the LSTM says",
        apart: "how far the modulation is from it",
        place: "where a feedback unit is on the ring",
        neuron: "which neuron it is",
        many: "number of neurons",
        width: "how far feedback reaches",
        far: "how strongly a feedback unit reaches a neuron",
        kept: "what a gain keeps of itself in a step",
        penalty: "cost of the feedback",
        strength: "how much it counts",
    },
    steps=(
        neurons,
        outputs,
        feedback,
        slowly,
        decay,
        at_once,
        gains,
        reach,
        cost,
        back_feedback,
        back_gains,
        leak,
        part,
        product,
    ),
)
