r"""What if feedback can only inhibit, and no neuron can be negative?

The population of before is here taken apart: a lower population hears the mixtures, inhibitory
neurons hear that, and the higher population hears the difference of both. All are rectified. The
feedback acts on synapses into the higher population: the more of it there is, the less a synapse
passes on. Weights into inhibitory neurons are not negative; so their rectifier never acts, and the
paper's program multiplies their two matrices once and for all.
"""

from sympy import exp, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    ByPieces,
    Definition,
    Derivation,
    FromDefinition,
    Source,
    Step,
    below,
    cell,
    equal,
    number,
    relu,
    sigma,
    slope,
    t,
)

from .modulated_gains import FEEDBACK

network = cell(
    """
    constant number tau         # how slowly the modulation follows
    constant matrix K[n, k]     # how far the feedback reaches
    a[t] = relu(W_a @ x[t])     # lower population
    u[t] = relu(W_u @ a[t])     # inhibitory neurons
    p[t] = sigma(-m[t-1])       # what a synapse passes on
    d[t] = W_d @ a[t] - W_v @ u[t]  # excitation less inhibition
    z[t] = relu(p[t]*d[t])      # higher population
    y[t] = W_r @ z[t]           # outputs
    """
    + FEEDBACK
)
x, a, u, p, d, z, m = network["x a u p d z m"]
W_a, W_u, W_d, W_v, tau = network["W_a W_u W_d W_v tau"]
v, w = number("v"), number("w")


def printed(where, *ids):
    """A formula of the paper."""
    return Source("NKS22", where, tuple(f"NKS22-{k}" for k in ids))


def defined(label, equation, text, where, *ids):
    """An equation of the network."""
    return Step(label, equation, Definition(network), text, printed(where, *ids))


lower = defined(
    "lower",
    equal(a(t), relu(W_a @ x(t))),
    "The lower population hears the mixtures",
    "eq. (11)",
    "11",
)
inhibitory = defined(
    "inhibitory", equal(u(t), relu(W_u @ a(t))), "Inhibitory neurons hear it", "eq. (13)", "13"
)
idle = Step(
    "idle",
    equal(relu(v), v),
    by=ByPieces(v, given=(below(0, v),)),
    text="Where they hear anything, their rectifier does nothing: neither their weights nor what "
    "the lower population says is negative",
    source=printed("eq. (13)", "13"),
)
synapse = defined(
    "synapse", equal(p(t), sigma(-m(t - 1))), "Feedback closes synapses", "eq. (14)", "14"
)
logistic = Step(
    "falling",
    equal(sigma(-w), 1 / (1 + exp(w))),
    by=FromDefinition(),
    text="A falling logistic function, as the paper writes it",
    source=printed("eq. (14)", "14"),
)
heard = Step(
    "heard",
    equal(d(t), W_d @ a(t) - W_v @ u(t)),
    by=Definition(network),
    text="Excitation less inhibition",
)
higher_short = Step(
    "passed",
    equal(z(t), relu(p(t) * d(t))),
    by=Definition(network),
    text="Of that a neuron hears what its synapses pass on",
)
higher = Step(
    "higher",
    equal(z(t), relu(p(t) * (W_d @ a(t) - W_v @ u(t)))),
    by=Algebra(uses=(higher_short, heard)),
    text="Both together: the higher population",
    source=printed("eq. (12)", "12"),
)
error_synapse = Step(
    "error-synapse",
    equal(p.bar(t), d(t) * slope(relu, p(t) * d(t)) * z.bar(t)),
    by=AdjointOf(network),
    text="A synapse answers for what came in, if its neuron was not silent",
)
error_modulation = Step(
    "error-modulation",
    equal(
        m.bar(t),
        m.loss(t) + (1 - 1 / tau) * m.bar(t + 1) - p(t + 1) * (1 - p(t + 1)) * p.bar(t + 1),
    ),
    by=AdjointOf(network),
    text="The modulation answers for its synapse, and to itself one step later",
)

derivation = Derivation(
    "modulated-population",
    "Feedback that can only inhibit",
    about=__doc__,
    cell=network,
    source=Source("NKS22", "methods"),
    forall=dict.fromkeys((v, w), (-oo, oo)),
    means={v: "what an inhibitory neuron hears", w: "modulation of a synapse"},
    steps=(
        lower,
        inhibitory,
        idle,
        synapse,
        logistic,
        heard,
        higher_short,
        higher,
        error_synapse,
        error_modulation,
    ),
)
