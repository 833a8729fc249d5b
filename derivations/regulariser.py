r"""How can a network be kept from losing its errors on the way back?

The paper adds to the cost a penalty \(\Omega\) that compares the norm of an error before and after
each step back: it is zero if no step changes the norm. Only its immediate derivative by the weights
is followed, with states and errors held; it pulls every weight towards keeping the norm of what
passes through it. Below, a weight is moved by \(s\), and nothing else.
"""

from sympy import Derivative, Subs, oo

from lstm_sym import (
    AdjointOf,
    Basis,
    Definition,
    Derivation,
    Directional,
    Entry,
    Norm,
    Source,
    Step,
    T,
    below,
    equal,
    number,
    slope,
    sum_over,
    t,
    tanh,
    units,
)

from . import jacobian_products
from .jacobian_products import W, n, network, x

s, Omega, (i, j) = number("s"), number("Omega"), units("i j")
later = x.bar(t + 1)


def carried(k):
    """The error of the state at time k + 1, carried back by one step."""
    return slope(tanh, x(k)) * (W.T @ x.bar(k + 1))


def penalty(before, after):
    """How far an error is from keeping its norm."""
    return (Norm(before) / Norm(after) - 1) ** 2


moved = slope(tanh, x(t)) * (W.T @ later + s * Entry(later, i) * Basis(j, n))
ratio = Norm(carried(t)) / Norm(later)
some = (below(0, Norm(later)), below(0, Norm(carried(t))))

regulariser = Step(
    "regulariser",
    equal(Omega, sum_over(lambda k: penalty(carried(k), x.bar(k + 1)), 1, T - 1)),
    by=Definition(),
    text="The penalty sums over all steps how far each is from keeping the norm of the error",
    source=Source("PMB13", "eq. (9)", ("PMB13-9",)),
)
one_step = Step(
    "one-step",
    equal(x.bar(t), carried(t) + x.loss(t)),
    by=AdjointOf(network),
    text="What is compared is the error of a state before and after, but for what a cost adds",
    source=Source("PMB13", "eq. (9)", ("PMB13-9",)),
)
immediate = Step(
    "immediate",
    equal(
        Subs(Derivative(penalty(moved, later), s), s, 0),
        (ratio - 1)
        * Entry(later, i)
        * slope(tanh, Entry(x(t), j))
        * Entry(carried(t), j)
        * 2
        / (Norm(carried(t)) * Norm(later)),
    ),
    by=Directional(given=some),
    text=r"Its derivative by the weight to unit \(i\) from unit \(j\)",
    source=Source("PMB13", "eq. (10)", ("PMB13-10",)),
)

derivation = Derivation(
    "regulariser",
    "A penalty for errors that change their norm",
    about=__doc__,
    cell=network,
    source=Source("PMB13", "section 3.3"),
    forall={i: (1, n), j: (1, n), s: (-oo, oo)},
    let={Omega: regulariser.claim.rhs},
    builds_on=(jacobian_products.derivation,),
    steps=(regulariser, one_step, immediate),
)
