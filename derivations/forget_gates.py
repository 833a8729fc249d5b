r"""How much of the error of the state is left after \(q\) steps of an LSTM?

Along the direct path, from state to state, each step multiplies the error by the forget gate of
that step and by nothing else: no weight matrix, no slope. Over \(q\) steps that is the product of
\(q\) gates, entry by entry. With gates near one, the error stays; that is what the LSTM is for.
"""

from sympy import oo

from lstm_sym import (
    Chain,
    Derivation,
    Diag,
    Induction,
    JacobianOf,
    Source,
    Step,
    builtin,
    count,
    equal,
    immediate,
    product_over,
    t,
)

lstm = builtin("lstm").explicit()
c, f = lstm["c f"]
n, q = c.dim, count("q")

one_step = Step(
    "one-step",
    equal(immediate(c(t), c(t - 1)), Diag(f(t), n)),
    by=JacobianOf(lstm),
    text="The direct path over one step is the forget gate",
)
product = Step(
    "product",
    equal(
        Chain(lambda m: Diag(f(t - m + 1), n), q, ascending=True),
        Diag(product_over(lambda m: f(t - m + 1), 1, q), n),
    ),
    by=Induction(over=q),
    text=r"Over \(q\) steps it is the product of the gates, entry by entry",
    source=Source("", formulas=("X3",)),
)

derivation = Derivation(
    "forget-gates",
    "The product of forget gates",
    about=__doc__,
    cell=lstm,
    source=Source("GSC00", "section 2"),
    forall={q: (1, oo)},
    steps=(one_step, product),
)
