r"""How does an error come back through a network whose weights an LSTM sets?

Two sources reach a network mixed, and the mixing changes. An LSTM hears what enters the network and
what comes out of it, and multiplies the network's weights by numbers of its own. In the paper the
output at time \(t\) uses the modulation of the same time, which hears that output: a circle. It
does not even say what the output is: below is a modulator of one unit for which both 0 and 1 go
round. As in the paper's program, the output uses the modulation of the step before. So the
recurrence closes through the network: an error at an output is also an error of the modulation one
step earlier, and goes back through the LSTM from there.
"""

from sympy import Subs, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Definition,
    Derivation,
    Entry,
    FromDefinition,
    GradientOf,
    Misprint,
    OperatorSum,
    Outer,
    Selection,
    Sentence,
    Source,
    Step,
    T,
    builtin,
    equal,
    number,
    slope,
    sum_over,
    t,
    tanh,
    unit,
)

cell = builtin("feedback-lstm").explicit()
x, y, M, h, c, o, f, i, g = cell["x y M h c o f i g"]
R, S, w, W_M, b_M = cell["R S w W_M b_M"]
nets = dict(zip("ifog", cell["a_i a_f a_o a_g"], strict=True))
U, V = (dict(zip("ifog", cell[f"{p}_i {p}_f {p}_o {p}_g"], strict=True)) for p in "UV")
round_, k = number("y_1"), unit("k")


def printed(place, *ids):
    """A formula of the paper."""
    return Source("NKS22", place, tuple(f"NKS22-{k}" for k in ids))


def heard(matrices, time):
    """What the four net inputs of a time send back through their matrices."""
    return sum(matrices[q].T @ nets[q].bar(time) for q in "ifog")


def passed(error):
    """What an error of the outputs makes of the weights, one by one, at the next time."""
    return w * (R @ x(t + 1)) * (S.T @ error)


output = Step(
    "output",
    equal(y(t), S @ (w * M(t - 1) * (R @ x(t)))),
    by=Definition(cell),
    text="The weights of the network are modulated as the step before left them",
    source=printed("eqs. (1) and (4)", "1", "4"),
    printed=Misprint("N1", equal(y(t), S @ (w * M(t) * (R @ x(t))))),
)
weights = Step(
    "weights",
    equal(
        Entry(y(t), k),
        sum_over(
            lambda j: (
                sum_over(
                    lambda a: Entry(S, k, a) * Entry(w, a) * Entry(M(t - 1), a) * Entry(R, a, j),
                    1,
                    w.dim,
                    "a",
                )
                * Entry(x(t), j)
            ),
            1,
            x.dim,
            "j",
        ),
    ),
    by=Selection(uses=(output,)),
    text="That is a matrix applied to the mixtures: its entries are base weights times modulations",
    source=printed("eq. (1)", "1"),
)


def goes_round(label, at, text, contradicts=None):
    """A number that an output may be, if the modulation hears it in the same step."""
    around = Subs(tanh(round_) / tanh(1) - round_, round_, at)
    return Step(label, equal(around, 0), FromDefinition(), text, contradicts=contradicts)


circle = (
    goes_round(
        "circle-silent",
        0,
        r"In a circle, \(y = M w x\) with \(w x = 1\) and a modulation "
        r"\(M = \tanh(y) / \tanh(1)\) of one unit: silence goes round",
    ),
    goes_round(
        "circle-loud",
        1,
        "And so does one; the equations do not say which of the two it is",
        Sentence("N1", "outputs and modulation of one time, each made from the other, are defined"),
    ),
)
state = Step(
    "state",
    equal(c(t), f(t) * c(t - 1) + i(t) * g(t)),
    by=Definition(cell),
    text="The LSTM keeps of all that it has heard: mixtures and outputs of this step and of "
    "earlier ones",
    source=printed("eq. (2)", "2"),
)
hidden = Step(
    "hidden",
    equal(h(t), o(t) * tanh(c(t))),
    by=Definition(cell),
    text="Of that it shows what its output gate lets through",
    source=printed("eq. (2)", "2"),
)
modulation = Step(
    "modulation",
    equal(M(t), W_M @ h(t) + b_M),
    by=Definition(cell),
    text="The modulation is read from the LSTM by linear units",
    source=printed("eqs. (2) and (5)", "2", "5"),
)
error_output = Step(
    "error-output",
    equal(y.bar(t), y.loss(t) + heard(V, t)),
    by=AdjointOf(cell),
    text="An output answers to the loss, and to the gates and the candidate that hear it",
)
error_modulation = Step(
    "error-modulation",
    equal(M.bar(t), passed(y.bar(t + 1))),
    by=AdjointOf(cell),
    text="The modulation answers for the next output, weight by weight, as far as the mixture came "
    "through",
)
error_hidden = Step(
    "readout",
    equal(h.bar(t), heard(U, t + 1) + W_M.T @ M.bar(t)),
    by=AdjointOf(cell),
    text="The LSTM answers to itself one step later, and to what was read from it",
)
loop = Step(
    "loop",
    equal(h.bar(t), heard(U, t + 1) + W_M.T @ passed(y.loss(t + 1) + heard(V, t + 1))),
    by=Algebra(uses=(error_hidden, error_modulation, error_output.at(t + 1))),
    text="Round the loop: what the gates hear from the outputs comes back through the network into "
    "the LSTM of the step before, beside what they hear from the LSTM itself",
)
error_state = Step(
    "error-state",
    equal(c.bar(t), f(t + 1) * c.bar(t + 1) + o(t) * slope(tanh, c(t)) * h.bar(t)),
    by=AdjointOf(cell),
    text="The loop leaves the carousel alone: from state to state there is still the forget gate "
    "and nothing else",
)
readout_gradient = Step(
    "gradient-readout",
    equal(W_M.bar, OperatorSum(lambda s: Outer(M.bar(s), h(s)), 1, T)),
    by=GradientOf(cell),
    text="The weights of the readout learn from it",
)

derivation = Derivation(
    "feedback-modulation",
    "A network that an LSTM modulates",
    about=__doc__,
    cell=cell,
    source=Source("NKS22", "methods"),
    forall={k: (1, y.dim), round_: (-oo, oo)},
    means={k: "an output", round_: "an output that the modulation hears in the same step"},
    steps=(
        output,
        weights,
        *circle,
        state,
        hidden,
        modulation,
        error_output,
        error_modulation,
        error_hidden,
        loop,
        error_state,
        readout_gradient,
    ),
)
