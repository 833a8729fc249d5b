r"""How fast does an error grow or shrink, exactly?

The logarithm of the norm of the flow, divided by the lag, is the rate of a run over that lag. Its
limit for long lags, if there is one, is the Lyapunov exponent of the run: below zero errors vanish,
above zero they explode. That there is one is a hypothesis here: along any single run the rate may
swing for ever, between the logarithms of what a step stretches least and most; for almost every run
of a stationary process the subadditive ergodic theorem gives the limit, which is not proved here.
Where every step has the same Jacobian, over a multiple of a lag the rate is no larger than over the
lag, so that it settles (a lemma of Fekete's). For a linear network that is at the logarithm of the
largest eigenvalue, whatever happens before; for others the eigenvalues of the weights say nothing
of it.
"""

from sympy import Rational, log, oo, sqrt

from lstm_sym import (
    Chain,
    ChainBound,
    Definition,
    Derivation,
    Induction,
    Limit,
    Logarithm,
    LogLaws,
    Norm,
    NormAxioms,
    SmallestStretch,
    Source,
    Step,
    at_most,
    count,
    equal,
    number,
    t,
    tends,
    total,
)

from . import jacobian_products, norm_conditions, transients
from .norm_conditions import W, eta, flow, least, network, q, x

k, rate = count("k"), number("Lambda")
complement = Source("", formulas=("X2",))
farther = total(x(t), x(t - q - k))
rest = total(x(t - q), x(t - q - k))
B = Chain(lambda m: W, q)
again = Chain(lambda m: B, k)

definition = Step(
    "rate",
    equal(rate, log(Norm(flow)) / q),
    by=Definition(),
    text="The rate of a run over a lag; its limit, if it has one, is the Lyapunov exponent",
    source=complement,
)
split = Step(
    "split",
    equal(farther, flow * rest),
    by=Induction(over=k, along=(jacobian_products.model,)),
    text="The flow over a longer lag is a product of flows",
)
submultiplicative = Step(
    "submultiplicative",
    at_most(Norm(farther), Norm(flow) * Norm(rest)),
    by=NormAxioms(uses=(split,)),
    text="So its norm is at most the product of theirs",
    source=complement,
)
repeated = Step(
    "repeated",
    at_most(Norm(again), Norm(B) ** k),
    by=ChainBound(),
    text=r"Let every step have the same Jacobian \(W\): over a multiple of a lag the flow is a "
    "power of that over the lag",
    source=complement,
)
settles = Step(
    "settles",
    at_most(log(Norm(again)) / k, log(Norm(B))),
    by=Logarithm(repeated),
    text="Then the rate over a multiple of that lag is no larger than over the lag itself",
    source=complement,
)
above = Step(
    "above",
    at_most(log(Norm(flow)) / q, log(eta)),
    by=Logarithm(norm_conditions.flow_norm),
    text="The rate is at most the logarithm of what weights and slopes stretch in one step",
    source=complement,
)
below_it = Step(
    "below-it",
    at_most(log(SmallestStretch(W) * least), log(Norm(flow)) / q),
    by=Logarithm(norm_conditions.flow_above),
    text="And at least the logarithm of what they stretch at least",
    source=complement,
)
transient_norm = Step(
    "transient-norm",
    equal(
        log(Norm(transients.power(q))),
        (q - 1) * log(Rational(9, 10)) + log(3 * q + transients.root(q)) - log(2),
    ),
    by=LogLaws(uses=(transients.flow_norm,)),
    text="For the two linear units whose flow grows first, the lag times that of the eigenvalue, "
    "and that of a polynomial",
)
transient = Step(
    "transient",
    tends(log(Norm(transients.power(q))) / q, log(Rational(9, 10))),
    by=Limit(q, oo, uses=(transient_norm,), why="the logarithm of a polynomial is lost in the lag"),
    text="So the exponent is the logarithm of the eigenvalue",
    source=complement,
)
doubling_norm = Step(
    "doubling-norm",
    equal(log(2 ** (q - 1) * 10 * sqrt(2)), q * log(2) + log(5 * sqrt(2))),
    by=LogLaws(),
    text="For the two units at rest whose weights have no eigenvalue but zero, every step doubles "
    "the norm",
)
doubling = Step(
    "doubling",
    tends(log(2 ** (q - 1) * 10 * sqrt(2)) / q, log(2)),
    by=Limit(q, oo, uses=(doubling_norm,), why="the constant is lost in the lag"),
    text="So the exponent is the logarithm of two",
    source=complement,
)

derivation = Derivation(
    "growth-rate",
    "The exact rate of an error",
    about=__doc__,
    cell=network,
    forall={q: (1, oo), k: (1, oo)},
    let={**norm_conditions.derivation.let, rate: definition.claim.rhs},
    builds_on=(jacobian_products.derivation, norm_conditions.derivation, transients.derivation),
    steps=(
        definition,
        split,
        submultiplicative,
        repeated,
        settles,
        above,
        below_it,
        transient_norm,
        transient,
        doubling_norm,
        doubling,
    ),
)
