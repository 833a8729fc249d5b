"""One step of memory cells as a map: of all that they hear, joined in X, and of their states."""

from lstm_sym import Algebra, Definition, Source, Step, equal, sigma, squash_g, squash_h, t


def source(place, *ids):
    """A place in the text."""
    return Source("SM19", place, tuple(f"SM19-{k}" for k in ids))


def step_map(cell, k, heard, lag, where, number):
    """The cells called k, which hear X and keep a state from ``lag`` steps before, one by one.

    Then what the states and what is said are, by what is heard and by the old states alone.
    """
    (X,) = cell[heard]
    p, i, o, s, y = cell[" ".join(f"{name}_{k}" for name in "piosy")]
    W_p, W_i, W_o, W_z = cell[" ".join(f"W_{name}_{k}" for name in "pioz")]
    forget, let_in, shown = (sigma(W @ X(t)) for W in (W_p, W_i, W_o))
    new = squash_g(W_z @ X(t))

    def defined(name, signal, equation, text):
        return Step(f"{name}-{k}", equal(signal(t), equation), Definition(cell), f"{text} {where}")

    def mapped(name, signal, equation, uses, text):
        by = Algebra(uses=uses)
        return Step(f"map-{name}-{k}", equal(signal(t), equation), by, text, source(*number))

    gates = (
        defined("forget", p, forget, "The forget gate"),
        defined("input", i, let_in, "The input gate"),
    )
    output = defined("output", o, shown, "The output gate")
    state = defined("state", s, p(t) * s(t - lag) + i(t) * new, "The state")
    said = defined("said", y, o(t) * squash_h(s(t)), "What is said")
    kept = forget * s(t - lag) + let_in * new
    states = mapped(
        "state", s, kept, (state, *gates), f"So the state {where}, by what is heard and by its past"
    )
    outputs = mapped(
        "output", y, shown * squash_h(kept), (said, output, states), "And so what is said"
    )
    return (*gates, output, state, said, states, outputs)
