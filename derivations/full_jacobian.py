r"""What does a state of an LSTM do to the next one, all paths counted?

Directly it is multiplied by the forget gate. But the output shows it to every gate and to the
input of the next step, and so it comes back by three ways through weights: it is the whole pair of
state and output that is carried on. That the error of an LSTM does not vanish is true of the direct
path alone; the others may shrink it, or make it explode. How much they are is measured below.
"""

from lstm_sym import (
    Definition,
    Derivation,
    Diag,
    JacobianOf,
    Source,
    Step,
    TotalOf,
    builtin,
    equal,
    sigma,
    slope,
    step,
    t,
    tanh,
    total,
)

lstm = builtin("lstm").explicit()
c, h, i, f, o, g = lstm["c h i f o g"]
a_i, a_f, a_o, a_g = lstm["a_i a_f a_o a_g"]
U_i, U_f, U_o, U_g = lstm["U_i U_f U_o U_g"]
n = c.dim
OPEN = ("h", "i", "f", "o", "g", "a_i", "a_f", "a_o", "a_g")
complement = Source("", formulas=("X4",))

shown = Diag(o(t) * slope(tanh, c(t)), n)
shown_before = Diag(o(t - 1) * slope(tanh, c(t - 1)), n)
heard = (
    Diag(g(t) * slope(sigma, a_i(t)), n) * U_i
    + Diag(c(t - 1) * slope(sigma, a_f(t)), n) * U_f
    + Diag(i(t) * slope(tanh, a_g(t)), n) * U_g
)

memory = Step(
    "memory",
    equal(c(t), f(t) * c(t - 1) + i(t) * g(t)),
    by=Definition(lstm),
    text="The state is kept in part, and added to",
)
output = Step(
    "output",
    equal(h(t), o(t) * tanh(c(t))),
    by=Definition(lstm),
    text="And shown in part",
)
state_state = Step(
    "state-state",
    equal(step(c(t), c(t - 1)), Diag(f(t), n)),
    by=JacobianOf(lstm),
    text="With the output held, the state is multiplied by the forget gate",
    source=complement,
)
state_output = Step(
    "state-output",
    equal(step(c(t), h(t - 1)), heard),
    by=JacobianOf(lstm),
    text="The output moves it through both gates and through what is offered",
    source=complement,
)
output_state = Step(
    "output-state",
    equal(step(h(t), c(t - 1)), shown * Diag(f(t), n)),
    by=JacobianOf(lstm),
    text="What moves the state moves the output, as far as it is shown",
    source=complement,
)
output_output = Step(
    "output-output",
    equal(step(h(t), h(t - 1)), Diag(tanh(c(t)) * slope(sigma, a_o(t)), n) * U_o + shown * heard),
    by=JacobianOf(lstm),
    text="And the output moves itself, through the output gate besides",
    source=complement,
)
all_paths = Step(
    "all-paths",
    equal(
        total(c(t), c(t - 1)),
        step(c(t), c(t - 1)) + step(c(t), h(t - 1)) * shown_before,
    ),
    by=TotalOf(lstm, OPEN),
    text="With everything counted, a state reaches the next one directly and by the output",
    source=complement,
)
dropped = Step(
    "dropped",
    equal(total(c(t), c(t - 1)), Diag(f(t), n) + heard * shown_before),
    by=TotalOf(lstm, OPEN),
    text="The product of forget gates leaves out all but the first term",
    source=complement,
    measure="lost-paths",
)

derivation = Derivation(
    "full-jacobian",
    "All paths of the state of an LSTM",
    about=__doc__,
    cell=lstm,
    steps=tuple(one for one in globals().values() if isinstance(one, Step)),
)
