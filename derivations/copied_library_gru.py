r"""What do copies of the gated unit of libraries get wrong?

It has two biases for each gate and for the candidate, one with each matrix. For the gates only
their sum counts. In the candidate the reset gate stands between the two: it scales the one that
comes with the old state. An early documentation of a library lacked bias in the candidate: neither
without both nor without the second is it the unit that is computed.
"""

from lstm_sym import (
    Algebra,
    Definition,
    Derivation,
    Misprint,
    Source,
    Step,
    builtin,
    equal,
    sigma,
    t,
    tanh,
)

gru = builtin("gru-torch")
x, h, r, g = gru["x h r g"]
W_r, U_r, b_r, c_r = gru["W_ir W_hr b_ir b_hr"]
W, U, b, c = gru["W_in W_hn b_in b_hn"]
SOURCE = Source("PT", "torch.nn.GRU", ("PT-GRU",))

reset = Step(
    "reset",
    equal(r(t), sigma(W_r @ x(t) + b_r + U_r @ h(t - 1) + c_r)),
    by=Definition(gru),
    text="The reset gate",
)
candidate = Step(
    "candidate",
    equal(g(t), tanh(W @ x(t) + b + r(t) * (U @ h(t - 1) + c))),
    by=Definition(gru),
    text="The candidate hears the input, and of the old state what the gate lets through",
)
scaled = Step(
    "scaled",
    equal(g(t), tanh(W @ x(t) + r(t) * (U @ h(t - 1)) + b + r(t) * c)),
    by=Algebra(uses=(candidate,)),
    text="So one bias is always heard, and the other only as far as the reset gate is open",
    source=SOURCE,
    printed=Misprint("C14", equal(g(t), tanh(W @ x(t) + r(t) * (U @ h(t - 1)))), copied=True),
)
inside = Step(
    "inside",
    equal(g(t), tanh(W @ x(t) + b + r(t) * (U @ h(t - 1)) + r(t) * c)),
    by=Algebra(uses=(candidate,)),
    text="Nor is it enough to have the first bias: the gate scales the second one too",
    source=SOURCE,
    printed=Misprint("C14", equal(g(t), tanh(W @ x(t) + b + r(t) * (U @ h(t - 1)))), copied=True),
)

derivation = Derivation(
    "copied-library-gru",
    "Copies of the gated unit of libraries",
    about=__doc__,
    cell=gru,
    source=SOURCE,
    steps=(reset, candidate, scaled, inside),
)
