r"""How much of an error can be left after \(q\) steps?

No path of the error flow beats the steepest slope of the logistic function, which is one quarter,
times the stretch of the weights. With weights that stretch by less than four, the error flow
vanishes exponentially, whatever the network has learnt and whatever it reads.
"""

from sympy import oo

from lstm_sym import (
    Consequence,
    Derivation,
    InductiveBound,
    Norm,
    Source,
    Step,
    at_most,
)

from . import error_flow, slopes

W, q = error_flow.W, error_flow.q
chain, flow = error_flow.matrix_form.claim.rhs, error_flow.flow
bound = (Norm(W) / 4) ** q

product_bound = Step(
    "product-bound",
    at_most(Norm(chain), bound),
    by=InductiveBound(over=q, uses=(slopes.logistic_bound,)),
    text=r"No product of \(q\) Jacobians stretches more than \(W\) does, quartered at each step",
)
flow_bound = Step(
    "flow-bound",
    at_most(Norm(flow), bound),
    by=Consequence(of=product_bound, equalities=(error_flow.matrix_form,)),
    text="So no error grows by more on its way back",
)

derivation = Derivation(
    "norm-bound",
    "The error flow of a logistic network vanishes",
    about=__doc__,
    cell=error_flow.cell,
    source=Source("HS97", "section 3.1"),
    forall={q: (1, oo)},
    loss="the end",
    builds_on=(slopes.derivation, error_flow.derivation),
    steps=(product_bound, flow_bound),
)
