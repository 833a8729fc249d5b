r"""How does an error come back through a network whose weights an LSTM sets?

Two sources reach a network mixed, and the mixing changes. An LSTM hears what enters the network and
what comes out of it, and multiplies the network's weights by numbers of its own. In the paper the
output at time \(t\) uses the modulation of the same time, which hears that output: a circle. As
in the paper's program, the output uses the modulation of the step before. So the recurrence
closes through the network: an error at an output is also an error of the modulation one step
earlier, and goes back through the LSTM from there. Rows of a mixing matrix sum to one; then its
determinant and its inverse, which the modulated weights ought to become, are simple.
"""

from sympy import Abs, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Definition,
    Derivation,
    FromDefinition,
    Source,
    Step,
    below,
    builtin,
    equal,
    number,
    t,
)

cell = builtin("feedback-lstm")
x, y, M, h = cell["x y M h"]
R, S, w, W_M, b_M = cell["R S w W_M b_M"]
one, other = number("alpha"), number("beta")
determinant = one + other - 1


def printed(place, *ids):
    """A formula of the paper."""
    return Source("NKS22", place, ids)


output = Step(
    "output",
    equal(y(t), S @ (w * M(t - 1) * (R @ x(t)))),
    by=Definition(cell),
    text="The weights of the network are modulated as the step before left them",
    source=printed("eq. (4)", "NKS22-4"),
)
modulation = Step(
    "modulation",
    equal(M(t), W_M @ h(t) + b_M),
    by=Definition(cell),
    text="The modulation is read from the LSTM by linear units",
    source=printed("eq. (5)", "NKS22-5"),
)
error_modulation = Step(
    "error-modulation",
    equal(M.bar(t), w * (R @ x(t + 1)) * (S.T @ y.bar(t + 1))),
    by=AdjointOf(cell),
    text="It answers for the next output, weight by weight, as far as the mixture came through",
)
error_hidden = Step(
    "readout",
    equal(W_M.T @ M.bar(t), W_M.T @ (w * (R @ x(t + 1)) * (S.T @ y.bar(t + 1)))),
    by=Algebra(uses=(error_modulation,)),
    text="So the LSTM hears each error of an output one step earlier, through its readout",
)
area = Step(
    "determinant",
    equal(one * other - (1 - one) * (1 - other), determinant),
    by=FromDefinition(),
    text=r"A mixing matrix with rows \((\alpha, 1 - \alpha)\) and \((1 - \beta, \beta)\) has this "
    "determinant",
    source=printed("methods, mixing", "NKS22-A"),
)
apart = below(0, Abs(determinant))
first = Step(
    "inverse-first",
    equal(one * other / determinant + (1 - one) * (other - 1) / determinant, 1),
    by=FromDefinition(given=(apart,)),
    text=r"Its inverse has the rows \((\beta, \alpha - 1)\) and \((\beta - 1, \alpha)\), over "
    "that: the first row of the matrix meets the first column",
)
crossed = Step(
    "inverse-crossed",
    equal(one * (one - 1) / determinant + (1 - one) * one / determinant, 0),
    by=FromDefinition(given=(apart,)),
    text="And the second column",
)

derivation = Derivation(
    "feedback-modulation",
    "A network that an LSTM modulates",
    about=__doc__,
    cell=cell,
    source=Source("NKS22", "methods"),
    forall={one: (-oo, oo), other: (-oo, oo)},
    means={one: "a weight of the mixing matrix", other: "a weight of the mixing matrix"},
    steps=(output, modulation, error_modulation, error_hidden, area, first, crossed),
)
