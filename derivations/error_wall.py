r"""Where does the cost of a recurrent network have a wall?

The smallest example is one logistic unit that hears only itself and starts at one half; its cost
compares the output at the end with a target of 0.7. The derivative of the last state by an earlier
one is a product of weights and slopes. With a weight below four it can only shrink. Above four
there are biases with which the unit passes a point at which every step stretches by a quarter of
the weight: there the cost rises like a power, and its graph over weight and bias has a wall.
"""

from sympy import Abs, Derivative, Rational, Subs, oo

from lstm_sym import (
    Chain,
    ChainRule,
    Consequence,
    Definition,
    Derivation,
    Diag,
    Entry,
    FromDefinition,
    Induction,
    InductiveBound,
    Limit,
    Norm,
    Source,
    Step,
    T,
    at_most,
    below,
    cell,
    count,
    equal,
    number,
    sigma,
    slope,
    t,
    tends,
    total,
)

from . import slopes

unit = cell(
    """
    number w b
    x[t] = w*sigma(x[t-1]) + b
    """
)
x, w, b = unit["x w b"]
n, q, z, C, c = x.dim, count("q"), number("z"), number("C"), number("c")
flow = total(x(t), x(t - q))
chain = Chain(lambda m: w * Diag(slope(sigma, x(t - m)), n), q, ascending=True)
TOY = Source("PMB13", "eq. (8)", ("PMB13-8",))

model = Step(
    "model",
    equal(x(t), w * sigma(x(t - 1)) + b),
    by=Definition(unit),
    text="One unit hears itself, and a bias",
    source=TOY,
)
start = Step(
    "start",
    equal(Entry(x(0), 1), Rational(1, 2)),
    by=Definition(),
    text="It starts here",
    source=TOY,
)
cost = Step(
    "cost",
    equal(C, (sigma(Entry(x(T), 1)) - Rational(7, 10)) ** 2),
    by=Definition(),
    text="Its output at the end is compared with a target; in the paper after fifty steps",
    source=TOY,
)
product = Step(
    "product",
    equal(flow, chain),
    by=Induction(over=q, along=(model,)),
    text="Over many steps the derivative is a product of weights and slopes",
)
longer = Step(
    "longer",
    equal(total(x(t), x(t - q - 1)), flow * (w * Diag(slope(sigma, x(t - q - 1)), n))),
    by=ChainRule(along=(model,)),
    text="Each step more has a factor more",
)
product_norm = Step(
    "product-norm",
    at_most(Norm(chain), (Abs(w) / 4) ** q),
    by=InductiveBound(over=q, uses=(slopes.logistic_bound,)),
    text="No slope is above one quarter",
)
flow_norm = Step(
    "flow-norm",
    at_most(Norm(flow), (Abs(w) / 4) ** q),
    by=Consequence(of=product_norm, equalities=(product,)),
    text="So with a weight below four the derivative vanishes",
)
fixed_point = Step(
    "fixed-point",
    equal(Subs(w * sigma(z) + b, (z, b), (0, -w / 2)), 0),
    by=FromDefinition(),
    text="With this bias the unit rests at zero",
)
stretch = Step(
    "stretch",
    equal(Subs(Derivative(w * sigma(z) + b, z), z, 0), w / 4),
    by=FromDefinition(),
    text="There each step stretches by a quarter of the weight",
)
wall = Step(
    "wall",
    tends((c / 4) ** q, oo),
    by=Limit(q, oo, given=(below(4, c),), why="a power of a number above one"),
    text="Above four that is a power that grows without bound",
)

derivation = Derivation(
    "error-wall",
    "A wall in the cost",
    about=__doc__,
    cell=unit,
    source=Source("PMB13", "section 2.3"),
    forall={q: (1, oo), z: (-oo, oo), c: (4, oo)},
    let={C: cost.claim.rhs},
    starts={"x": Rational(1, 2)},
    builds_on=(slopes.derivation,),
    steps=(
        model,
        start,
        cost,
        product,
        longer,
        product_norm,
        flow_norm,
        fixed_point,
        stretch,
        wall,
    ),
)
