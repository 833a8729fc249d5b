r"""Does the error flow want logistic units?

No: nothing in it asks what the activation is, only that it has a slope. Here are the same steps
with a function \(f\) of which nothing else is known. No reason can see more of it than its name; in
the trials some function that is neither monotone nor odd stands in for it.
"""

from sympy import exp, oo

from lstm_sym import Cell, Derivation, Source, arbitrary, t

from . import error_flow
from .error_flow import V, W, a, b, h, n, q, u, v, x

f = arbitrary("f", lambda z: (1 + 2 * z) * exp(-(z**2) / 4))
cell = Cell(
    "any-units",
    {a(t): W @ h(t - 1) + V @ x(t - 1) + b, h(t): f(a(t))},
    title="Recurrent network with any activation",
    source=Source("HS97", "section 3.1"),
)

derivation = Derivation(
    "any-activation",
    "Error flow with any activation",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "section 3.1"),
    forall={q: (1, oo), u: (1, n), v: (1, n)},
    loss="the end",
    steps=tuple(error_flow.steps_of(cell, f).values()),
)
