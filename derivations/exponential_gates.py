r"""Why may an LSTM with exponential gates be computed with smaller numbers, and show the same?

Its gates are exponentials, without bound, and so is its memory \(c\); what is shown is the memory
over a normaliser \(n\) that adds up what the gates let in. A third state \(m\) follows the largest
exponent, and a second memory \(\hat{c}\) and normaliser \(\hat{n}\) run beside the first, with
every gate divided by what \(m\) says: no exponent is then above zero. They are the first two, both
times \(e^{-m}\), so that their quotient is the same. As the two show the same, each would have
heard the same from itself. A logistic forget gate is no exception: \(a_f\) is then its logarithm.
"""

from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    Recursion,
    Source,
    Step,
    cell,
    equal,
    exponential,
    inv,
    t,
)

both = cell(
    r"""
    output h
    z[t] = tanh(W_z @ x[t] + U_z @ h[t-1] + b_z)  # what may be stored
    o[t] = sigma(W_o @ x[t] + U_o @ h[t-1] + b_o)  # output gate
    a_i[t] = W_i @ x[t] + U_i @ h[t-1] + b_i  # exponent of the input gate
    a_f[t] = W_f @ x[t] + U_f @ h[t-1] + b_f  # exponent of the forget gate
    c[t] = exp(a_f[t])*c[t-1] + exp(a_i[t])*z[t]  # memory
    n[t] = exp(a_f[t])*n[t-1] + exp(a_i[t])  # normaliser
    h[t] = o[t]*c[t]/n[t]  # what is shown
    m[t] = max(a_f[t] + m[t-1], a_i[t])  # the largest exponent so far
    c_hat[t] = exp(a_f[t] + m[t-1] - m[t])*c_hat[t-1] + exp(a_i[t] - m[t])*z[t]  # memory, scaled
    n_hat[t] = exp(a_f[t] + m[t-1] - m[t])*n_hat[t-1] + exp(a_i[t] - m[t])  # normaliser, scaled
    h_hat[t] = o[t]*c_hat[t]/n_hat[t]  # what is shown by the scaled ones
    """
)
a_i, a_f, z, o, m = both["a_i a_f z o m"]
c, n, h = both["c n h"]
c_hat, n_hat, h_hat = both["c_hat n_hat h_hat"]
PAPER = Source("BECK24", "sLSTM")
SHOWN = Source("BECK24", "sLSTM, stabiliser", ("XL-s",))
keeps, lets_in = exponential(a_f(t)), exponential(a_i(t))
keeps_less, lets_in_less = exponential(a_f(t) + m(t - 1) - m(t)), exponential(a_i(t) - m(t))


def defined(label, signal, equation, text):
    """One equation of the two networks."""
    return Step(label, equal(signal(t), equation), Definition(both), text, PAPER)


def rests(signal, what):
    """A state that begins at zero."""
    return Step(f"start-{signal.name}", equal(signal(0), 0), Definition(), f"{what} begins at zero")


memory = defined("memory", c, keeps * c(t - 1) + lets_in * z(t), "The memory")
normaliser = defined("normaliser", n, keeps * n(t - 1) + lets_in, "What is let in, added up")
shown = defined("output", h, o(t) * c(t) * inv(n(t)), "The quotient is shown: a weighted mean")
scaled_memory = defined(
    "scaled-memory",
    c_hat,
    keeps_less * c_hat(t - 1) + lets_in_less * z(t),
    "The same with smaller gates",
)
scaled_normaliser = defined(
    "scaled-normaliser", n_hat, keeps_less * n_hat(t - 1) + lets_in_less, "And its normaliser"
)
scaled_shown = defined(
    "scaled-output", h_hat, o(t) * c_hat(t) * inv(n_hat(t)), "And their quotient"
)
STATES = {c: "The memory", n: "The normaliser", c_hat: "The scaled one", n_hat: "The scaled one"}
rest = {signal: rests(signal, what) for signal, what in STATES.items()}


def alike(signal, of):
    """Where a scaled state and the state begin."""
    return Step(
        f"alike-{of.name}",
        equal(signal(0), exponential(-m(0)) * of(0)),
        by=Algebra(uses=(rest[signal], rest[of])),
        text="So they begin alike",
    )


start_memory, start_normaliser = alike(c_hat, c), alike(n_hat, n)
same_memory = Step(
    "same-memory",
    equal(c_hat(t), exponential(-m(t)) * c(t)),
    by=Recursion(along=scaled_memory, start=start_memory, put=(memory.at(t + 1),)),
    text=r"At every step the scaled memory is the memory times \(e^{-m}\)",
    source=SHOWN,
)
same_normaliser = Step(
    "same-normaliser",
    equal(n_hat(t), exponential(-m(t)) * n(t)),
    by=Recursion(along=scaled_normaliser, start=start_normaliser, put=(normaliser.at(t + 1),)),
    text="And so is the normaliser",
    source=SHOWN,
)
same_output = Step(
    "same-output",
    equal(h_hat(t), h(t)),
    by=Algebra(uses=(scaled_shown, same_memory, same_normaliser, shown)),
    text="So both show the same, whatever the exponents are",
    source=SHOWN,
)

derivation = Derivation(
    "exponential-gates",
    "Exponential gates, and how to compute them",
    about=__doc__,
    cell=both,
    source=PAPER,
    at_rest=("c", "n", "c_hat", "n_hat"),
    steps=(
        memory,
        normaliser,
        shown,
        scaled_memory,
        scaled_normaliser,
        scaled_shown,
        *rest.values(),
        start_memory,
        start_normaliser,
        same_memory,
        same_normaliser,
        same_output,
    ),
)
