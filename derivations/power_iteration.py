r"""Which part of an error survives many steps back?

Nothing is squashed, and the transposed weights have as many eigenvectors as there are units: the
columns of \(P\), with the eigenvalues \(\lambda\). An error is a sum of eigenvectors. Every step
back multiplies each of them by its eigenvalue, so that the one with the largest eigenvalue that
occurs in the error outlives all others, relative to them. This is power iteration. It vanishes or
explodes as that eigenvalue is below one or above: for one such network the eigenvalues do decide,
but only in the end, after a factor that the eigenvectors set.
"""

from sympy import Abs, Inverse, KroneckerDelta, MatMul, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Basis,
    Cell,
    Chain,
    ChainBound,
    ChainRule,
    Consequence,
    Definition,
    Derivation,
    Diag,
    Dot,
    Entry,
    Estimate,
    Induction,
    Limit,
    Matrix,
    Norm,
    NormAxioms,
    Selection,
    Signal,
    Source,
    Step,
    Vector,
    at_most,
    below,
    count,
    equal,
    max_over,
    number,
    size,
    sum_over,
    t,
    tends,
    total,
    units,
)

n, q, (i, j) = size("n"), count("q"), units("i j")
x, u = Signal("x", n), Signal("u", n)
P, lam, v = Matrix("P", n, n), Vector("lambda", n), Vector("v", n)
r, c = number("r"), number("c")
back, forth = Inverse(P), Inverse(P.T)
network = Cell(
    "linear-in-eigenvectors",
    {x(t): Dot(forth, lam * (P.T @ x(t - 1))) + u(t)},
    title="A linear network, written with its eigenvectors",
    constants=frozenset({"P", "lambda"}),
)
flow = total(x.bar(t - q), x.bar(t))
powers = Chain(lambda m: Diag(lam, n), q)
parts = Dot(back, v)


def numbered(k):
    """An equation of the paper."""
    return Source("PMB13", f"eq. ({k})", (f"PMB13-{k}",))


model = Step(
    "model",
    equal(x(t), Dot(forth, lam * (P.T @ x(t - 1))) + u(t)),
    by=Definition(network),
    text="The weights are written with eigenvectors and eigenvalues",
)
one_step = Step(
    "one-step",
    equal(x.bar(t), P @ (lam * Dot(back, x.bar(t + 1)))),
    by=AdjointOf(network, loss=False),
    text="An error is taken apart, multiplied by the eigenvalues and put together again",
)
closed_step = Step(
    "closed-step",
    equal(total(x.bar(t - 1), x.bar(t)), MatMul(P, Diag(lam, n), back)),
    by=ChainRule(along=(one_step,)),
    text="So one step back is this product: the transposed weights",
)
eigenvector = Step(
    "eigenvector",
    equal(Dot(total(x.bar(t - 1), x.bar(t)), P @ Basis(i, n)), Entry(lam, i) * Dot(P, Basis(i, n))),
    by=Algebra(uses=(closed_step,)),
    text="A column of the matrix is only multiplied: it is an eigenvector",
)
closed = Step(
    "closed",
    equal(flow, MatMul(P, powers, back)),
    by=Induction(over=q, along=(one_step,)),
    text="Over many steps the parts are multiplied again and again",
)
power_of_one = Step(
    "power-of-one",
    equal(Dot(powers, Basis(i, n)), Entry(lam, i) ** q * Basis(i, n)),
    by=Induction(over=q),
    text="A unit vector by a power of its eigenvalue",
)
diagonal = Step(
    "diagonal",
    equal(Entry(powers, i, j), KroneckerDelta(i, j) * Entry(lam, i) ** q),
    by=Induction(over=q, free=(i, j)),
    text="The power is diagonal, with the powers of the eigenvalues",
)
iterated = Step(
    "iterated",
    equal(
        Entry(Dot(flow, v), j),
        sum_over(lambda k: Entry(parts, k) * Entry(lam, k) ** q * Entry(P, j, k), 1, n, "i"),
    ),
    by=Selection(uses=(closed, diagonal), free=(i, j)),
    text="So an error is, many steps back, the sum of its eigenvectors, each multiplied so often",
    source=numbered(13),
)
ratio = Step(
    "ratio",
    equal(Entry(lam, i) ** q / Entry(lam, j) ** q, (Entry(lam, i) / Entry(lam, j)) ** q),
    by=Algebra(),
    text="Relative to another, a part is multiplied by a power of the quotient of eigenvalues",
    source=numbered(13),
)
dominates = Step(
    "dominates",
    tends(c * r**q, 0),
    by=Limit(q, oo, given=(below(0, r), below(r, 1)), why="a power of a number below one"),
    text="If that is below one in absolute value, the part is lost beside the other: the one with "
    "the largest eigenvalue is left",
    source=numbered(13),
)
largest = Step(
    "largest",
    equal(Norm(Diag(lam, n)), max_over(lambda k: Abs(Entry(lam, k)), 1, n)),
    by=NormAxioms(),
    text="The largest eigenvalue in absolute value is the norm of the diagonal matrix",
)
powers_norm = Step(
    "powers-norm",
    at_most(Norm(powers), Norm(Diag(lam, n)) ** q),
    by=ChainBound(),
    text="Its powers stretch at most by powers",
)
three_norms = Step(
    "three-norms",
    at_most(Norm(MatMul(P, powers, back)), Norm(P) * Norm(powers) * Norm(back)),
    by=NormAxioms(),
    text="And the eigenvectors by their norms",
)
product_norm = Step(
    "product-norm",
    at_most(
        Norm(MatMul(P, powers, back)),
        Norm(P) * max_over(lambda k: Abs(Entry(lam, k)), 1, n) ** q * Norm(back),
    ),
    by=Estimate(uses=(three_norms, powers_norm, largest)),
    text="So the power is bounded by that of the largest eigenvalue",
)
flow_norm = Step(
    "flow-norm",
    at_most(Norm(flow), product_norm.claim.rhs),
    by=Consequence(of=product_norm, equalities=(closed,)),
    text="So is the error flow: with all eigenvalues below one it vanishes in the end, but the two "
    "norms of the eigenvectors may be large",
)

derivation = Derivation(
    "power-iteration",
    "Which part of an error survives",
    about=__doc__,
    cell=network,
    source=Source("PMB13", "appendix"),
    loss="the end",
    forall={q: (1, oo), i: (1, n), j: (1, n), v: (-oo, oo), c: (-oo, oo), r: (0, 1)},
    steps=tuple(one for one in globals().values() if isinstance(one, Step)),
)
