r"""If every factor along every path is above one, must the error blow up?

No. Two linear units may send each other what they send themselves, with opposite signs. Every
path then carries a large product, the paths come in pairs of opposite sign, and after two steps
nothing is left: the square of the weight matrix is zero.
"""

from sympy import Abs, ImmutableDenseMatrix, ZeroMatrix, oo

from lstm_sym import (
    AdjointOf,
    Algebra,
    Cell,
    Chain,
    Definition,
    Derivation,
    Dot,
    EachEdge,
    Entry,
    EveryPath,
    Induction,
    LargestPath,
    Sentence,
    Signal,
    SmallestEdge,
    Source,
    Step,
    at_most,
    count,
    equal,
    identity,
    number,
    t,
    total,
    units,
)

c, q, (u, v) = number("c"), count("q"), units("u v")
M = ImmutableDenseMatrix([[c, c], [-c, -c]])
a, h = Signal("a", 2), Signal("h", 2)


def edge(i, j, m):
    """The factor from unit i back to unit j: a weight, for the slope of a linear unit is one."""
    return Entry(M, i, j)


cell = Cell(
    "two-linear-units",
    {a(t): Dot(M, h(t - 1)), h(t): identity(a(t))},
    title="Two linear units that cancel",
)

net = Step(
    "net",
    equal(a(t), Dot(M, h(t - 1))),
    by=Definition(cell),
    text="Each unit hears the sum of both; one of them with the opposite sign",
)
error_output = Step(
    "error-output",
    equal(h.bar(t), Dot(M.T, a.bar(t + 1))),
    by=AdjointOf(cell, loss=False),
    text="The error of an output comes from both net inputs",
)
error_net = Step(
    "error-net",
    equal(a.bar(t), h.bar(t)),
    by=AdjointOf(cell, loss=False),
    text="A linear unit passes it on as it is",
)
one_step = Step(
    "one-step",
    equal(a.bar(t), Dot(M.T, a.bar(t + 1))),
    by=Algebra(uses=(error_net, error_output)),
    text="An error goes back through the transposed weights",
)
every_factor = Step(
    "every-factor",
    equal(SmallestEdge(edge, q, 2), Abs(c)),
    by=EachEdge(),
    text=r"So every factor is \(\pm c\), however large",
)
largest_path = Step(
    "largest-path",
    at_most(SmallestEdge(edge, q, 2) ** q, LargestPath(edge, u, v, q, 2)),
    by=EveryPath(),
    text=r"With \(c\) above one the largest product explodes",
)
matrix_form = Step(
    "matrix-form",
    equal(total(a.bar(t - q), a.bar(t)), Chain(lambda m: M.T, q)),
    by=Induction(over=q, along=(one_step,)),
    text="The flow is a power of one matrix",
)
square = Step(
    "square",
    equal(Chain(lambda m: M.T, q + 1), ZeroMatrix(2, 2)),
    by=Induction(over=q),
    text="Its square is zero, and so are all higher powers",
)
nothing_left = Step(
    "nothing-left",
    equal(total(a.bar(t - q - 1), a.bar(t)), ZeroMatrix(2, 2)),
    by=Induction(over=q, along=(one_step,)),
    text="Two steps back, and ever after, no error is left",
    source=Source("HS97", "section 3.1, below eq. (2)", ("HS97-3.1g", "SM19-eq22")),
    contradicts=Sentence(
        "E4",
        "If all factors on all paths are above one in absolute value, the error flow blows up.",
    ),
)

derivation = Derivation(
    "cancelling-paths",
    "Large factors that cancel",
    about=__doc__,
    cell=cell,
    source=Source("HS97", "section 3.1"),
    forall={q: (1, oo), u: (1, 2), v: (1, 2)},
    loss="the end",
    steps=(
        net,
        error_output,
        error_net,
        one_step,
        every_factor,
        largest_path,
        matrix_form,
        square,
        nothing_left,
    ),
)
