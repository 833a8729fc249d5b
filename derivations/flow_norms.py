r"""How large can the error flow be, given the norms of the weights and of the slopes?

The error flow from \(u\) to \(v\) is a row of the weights, times a product of slopes and weights,
times a column of the weights. Every factor has a norm, and a product has at most the product of
the norms. For the row it is the norm of the transpose that counts: in the 1-norm a row may be
longer than its matrix.
"""

from sympy import Abs, FiniteSet, ImmutableMatrix, KroneckerDelta, oo

from lstm_sym import (
    Algebra,
    Basis,
    Chain,
    ChainBound,
    Definition,
    Derivation,
    Diag,
    Dot,
    Ends,
    Entry,
    Estimate,
    Exact,
    Misprint,
    Norm,
    NormAxioms,
    OneOfThem,
    Sentence,
    Source,
    Step,
    Total,
    Vector,
    at_most,
    equal,
    magnitude,
    max_over,
    sigma,
    slope,
    t,
    units,
)

from . import error_flow

a, W, n = error_flow.a, error_flow.W, error_flow.n
q, u, v = error_flow.q, error_flow.u, error_flow.v
(i, j), p = units("i j"), magnitude("p")
f_max = magnitude("f'_max")
x, y = (Vector(name, n) for name in "xy")
PLACE = "section 3.1, weak upper bound"


def said(name, place=PLACE):
    """The source of a formula of the weak upper bound."""
    return Source("HS97", place, (f"HS97-3.1{name}",))


def F(m):
    """The diagonal matrix of the slopes, m steps back."""
    return Diag(slope(sigma, a(t - m)), n)


def inner(A):
    """The factors between the first slopes and the last column."""
    return Chain(lambda m: A * F(m + 1), q - 2, ascending=True)


flow = Entry(error_flow.flow, v, u)
column, row = Dot(W, Basis(v, n)), Dot(W.T, Basis(u, n))
last_slope = slope(sigma, Entry(a(t - q), v))
chain = error_flow.forward_form.claim.rhs
as_chain = (error_flow.duality, error_flow.forward_form)
several = at_most(2, q)
all_slopes = max_over(lambda m: Norm(F(m), p), 1, q)


def through(A):
    """The row, through the slopes and the factors between, to the column: but for one slope."""
    return F(1) @ (inner(A) @ column)


def product(A):
    """The error flow as a product of matrices, read with the matrix A between the ends."""
    return Total(row * through(A)) * last_slope


weights_column = Step(
    "column",
    equal(Entry(column, i), Entry(W, i, v)),
    by=Algebra(),
    text=r"The weights that go out of \(v\) are a column",
    source=said("o"),
)
weights_row = Step(
    "row",
    equal(Entry(row, i), Entry(W, u, i)),
    by=Algebra(),
    text=r"The weights that come in to \(u\) are a row",
    source=said("o"),
)
slopes_matrix = Step(
    "slope-matrix",
    equal(Entry(F(q), i, j), KroneckerDelta(i, j) * slope(sigma, Entry(a(t - q), i))),
    by=Algebra(),
    text="The slopes stand on the diagonal of a matrix",
    source=said("o"),
)
ends = Step(
    "ends",
    equal(chain, W * F(1) * inner(W) * W * F(q)),
    by=Ends(given=(several,)),
    text="The product of the error flow begins and ends with weights and slopes",
)
matrix_product = Step(
    "matrix-product",
    equal(flow, product(W)),
    by=Algebra(uses=(*as_chain, ends)),
    text="The error flow is a row, times a product of matrices, times a column",
    source=said("n"),
    printed=Misprint("E5", equal(flow, product(W.T))),
)
slope_norm = Step(
    "largest-slopes",
    equal(f_max, all_slopes),
    by=Definition(),
    text=r"Let \(f'_{max}\) be the largest norm of the slopes along the way",
    source=said("p"),
)
scalar_product = Step(
    "scalar-product",
    at_most(Abs(Total(x * y)), n * Norm(x, p) * Norm(y, p)),
    by=NormAxioms(),
    text="A scalar product is a sum of products of entries, none of them above the norms",
    source=said("q", "section 3.1, weak upper bound, inline"),
)
entry_of_vector = Step(
    "entry-of-vector",
    at_most(Abs(Entry(x, i)), Norm(x, p)),
    by=NormAxioms(),
    text="For no entry of a vector is above its norm",
    source=said("q", "section 3.1, weak upper bound, inline"),
)
one_slope = Step(
    "one-slope",
    at_most(Abs(last_slope), Norm(F(q), p)),
    by=NormAxioms(),
    text="One slope is an entry of the matrix of slopes",
    source=said("r"),
)
slopes_below = Step(
    "slopes-below",
    at_most(Norm(F(q), p), f_max),
    by=OneOfThem(uses=(slope_norm,)),
    text="These slopes are among those of which the largest norm was taken",
    source=said("r"),
)
first_slopes = Step(
    "first-slopes",
    at_most(Norm(F(1), p), f_max),
    by=OneOfThem(uses=(slope_norm,)),
    text="So are those of the first step",
)
row_times = Step(
    "row-times",
    at_most(Abs(Total(row * through(W))), n * Norm(row, p) * Norm(through(W), p)),
    by=NormAxioms(),
    text="The row meets the rest in a scalar product",
)
through_norm = Step(
    "through",
    at_most(Norm(through(W), p), Norm(F(1), p) * Norm(inner(W), p) * Norm(column, p)),
    by=NormAxioms(),
    text="The norm of the rest is at most the product of its norms",
)
inner_norm = Step(
    "inner",
    at_most(Norm(inner(W), p), (f_max * Norm(W, p)) ** (q - 2)),
    by=ChainBound(uses=(slope_norm,), given=(several,)),
    text="Each step between stretches by the weights and the slopes",
)
flow_bound = Step(
    "flow-bound",
    at_most(Abs(flow), n * f_max**q * Norm(column, p) * Norm(row, p) * Norm(W, p) ** (q - 2)),
    by=Estimate(
        uses=(
            matrix_product,
            row_times,
            through_norm,
            inner_norm,
            first_slopes,
            one_slope,
            slopes_below,
        )
    ),
    text="So the error flow is bounded by norms of slopes and weights",
    source=said("s"),
)
column_norm = Step(
    "column-norm",
    at_most(Norm(column, p), Norm(W, p) * Norm(Basis(v, n), p)),
    by=NormAxioms(),
    text="A column is the matrix applied to a unit vector",
    source=said("t"),
)
unit_norm = Step(
    "unit-norm",
    equal(Norm(Basis(v, n), p), 1),
    by=NormAxioms(),
    text="A unit vector has norm one",
)
column_below = Step(
    "column-below",
    at_most(Norm(column, p), Norm(W, p)),
    by=Estimate(uses=(column_norm, unit_norm)),
    text="So no column is longer than the norm of the matrix",
    source=said("t"),
)
row_below = Step(
    "row-below",
    at_most(Norm(row, p), Norm(W.T, p)),
    by=NormAxioms(),
    text="A row is a column of the transpose, so it is the norm of the transpose that bounds it",
    source=said("u"),
    printed=Misprint("E6", at_most(Norm(row, p), Norm(W, p))),
)
ones = ImmutableMatrix(5, 5, lambda i, j: int(i == 0))
matrix_of_ones = Step(
    "matrix-of-ones",
    equal(Norm(ones, 1), 1),
    by=Exact(),
    text="A matrix whose first row is five ones has norm one, in the 1-norm",
)
row_of_ones = Step(
    "row-of-ones",
    equal(Norm(Dot(ones.T, Basis(1, 5)), 1), 5),
    by=Exact(),
    text="That row itself has norm five",
    source=said("u"),
    contradicts=Sentence(
        "E6", "No row of a matrix is longer than the norm of the matrix, whichever norm that is."
    ),
)
row_euclid = Step(
    "row-euclid",
    at_most(Norm(row, 2), Norm(W, 2)),
    by=NormAxioms(),
    text="The 2-norm does not see the transpose, so there the norm of the matrix is enough",
    source=said("u"),
)
entry_below = Step(
    "entry-below",
    at_most(Abs(Entry(chain, u, v)), Norm(chain, p)),
    by=NormAxioms(),
    text="An entry of the product is not above its norm",
)
chain_below = Step(
    "chain-below",
    at_most(Norm(chain, p), (f_max * Norm(W, p)) ** q),
    by=ChainBound(uses=(slope_norm,)),
    text=r"The product stretches at most \(q\) times as one step does",
)
sharper = Step(
    "sharper",
    at_most(Abs(flow), (f_max * Norm(W, p)) ** q),
    by=Estimate(uses=(*as_chain, entry_below, chain_below)),
    text=r"So the error flow is bounded without the factor \(n\)",
)
simple_bound = Step(
    "simple-bound",
    at_most(Abs(flow), n * (f_max * Norm(W, p)) ** q),
    by=Estimate(uses=(sharper,)),
    text="All the more with it",
    source=said("s2"),
)

derivation = Derivation(
    "flow-norms",
    "The error flow as a product of matrices, and its norm",
    about=__doc__,
    cell=error_flow.cell,
    source=Source("HS97", "section 3.1"),
    forall={
        x: (-oo, oo),
        y: (-oo, oo),
        q: (1, oo),
        **dict.fromkeys((u, v, i, j), (1, n)),
        p: FiniteSet(1, 2, oo),
    },
    let={f_max: all_slopes},
    means={p: "which norm"},
    loss="the end",
    builds_on=(error_flow.derivation,),
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
