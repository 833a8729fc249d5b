r"""Do eigenvalues decide whether the error flow vanishes or explodes?

No. The paper asks that the largest eigenvalue of the weights be below \(1/\gamma\) for the flow to
vanish. Here are two units of a network with hyperbolic tangents, so that \(\gamma = 1\), whose
weights have no eigenvalue but zero. The network rests at a point at which one of its two slopes is
three quarters, and there every step doubles the flow. All numbers are rational but the place of
that point. The weights have the norm 16: it is norms that bound a product. Nor does it help to know
the eigenvalues of every single Jacobian.
"""

from sympy import ImmutableDenseMatrix, MatMul, Rational, atanh, oo, sqrt

from lstm_sym import (
    Algebra,
    Basis,
    Cell,
    Chain,
    Definition,
    Derivation,
    Diag,
    Dot,
    Exact,
    Induction,
    JacobianOf,
    Limit,
    Norm,
    NormAxioms,
    Recursion,
    Sentence,
    Signal,
    Source,
    SpectralRadius,
    Step,
    WrittenOut,
    count,
    equal,
    slope,
    step,
    t,
    tanh,
    tends,
    total,
)

q = count("q")
x = Signal("x", 2)
W = ImmutableDenseMatrix([[8, 8], [-8, -8]])
J = ImmutableDenseMatrix([[8, 6], [-8, -6]])
A = ImmutableDenseMatrix([[0, 2], [0, 0]])
half = atanh(Rational(1, 2))
rest = half * Basis(2, 2)
bias = (half + 4) * Basis(2, 2) - 4 * Basis(1, 2)
network = Cell(
    "two-units-at-rest", {x(t): Dot(W, tanh(x(t - 1))) + bias}, title="Two units at rest"
)
flow = total(x(t), x(t - q))
PLACE = "section 2.1"

model = Step(
    "model",
    equal(x(t), Dot(W, tanh(x(t - 1))) + bias),
    by=Definition(network),
    text="Two units, without an input; the bias is chosen for what follows",
)
start = Step("start", equal(x(0), rest), by=Definition(), text="Let the network start here")
fixed_point = Step(
    "fixed-point",
    equal(Dot(W, tanh(rest)) + bias, rest),
    by=WrittenOut(),
    text="The point is a fixed point",
)
rests = Step(
    "rests",
    equal(x(t), rest),
    by=Recursion(along=model, start=start, put=(fixed_point,)),
    text="So the network stays there",
)
one_step = Step(
    "one-step",
    equal(step(x(t), x(t - 1)), MatMul(W, Diag(slope(tanh, x(t - 1)), 2))),
    by=JacobianOf(network),
    text="One step multiplies by slopes and weights",
)
at_rest = Step(
    "at-rest",
    equal(MatMul(W, Diag(slope(tanh, rest), 2)), J),
    by=WrittenOut(),
    text="The slopes at the point are one and three quarters",
)
jacobian = Step(
    "jacobian",
    equal(step(x(t), x(t - 1)), J),
    by=Algebra(uses=(one_step, rests.at(t - 1), at_rest)),
    text="This is the Jacobian of every step",
)
no_eigenvalue = Step(
    "no-eigenvalue",
    equal(SpectralRadius(W), 0),
    by=Exact(),
    text="The weights have no eigenvalue but zero",
)
nilpotent = Step(
    "nilpotent",
    equal(Chain(lambda m: W, q + 1), 0 * W),
    by=Induction(over=q),
    text="They even undo themselves: their square is zero",
)
large_norm = Step("large-norm", equal(Norm(W), 16), by=Exact(), text="But their norm is sixteen")
steps = Step(
    "steps",
    equal(flow, Chain(lambda m: step(x(t - m + 1), x(t - m)), q, ascending=True)),
    by=Induction(over=q, along=(model,), put=(one_step, one_step.at(t - q))),
    text="The flow is the product of all steps",
)
power = Step(
    "power",
    equal(flow, Chain(lambda m: J, q, ascending=True)),
    by=Algebra(uses=(steps, jacobian), free=(t,)),
    text="Here that is a power",
)
doubled = Step(
    "doubled",
    equal(Chain(lambda m: J, q, ascending=True), MatMul(2 ** (q - 1), J)),
    by=Induction(over=q),
    text="Applied twice, the matrix is doubled",
)
flow_doubled = Step(
    "flow-doubled",
    equal(flow, MatMul(2 ** (q - 1), J)),
    by=Algebra(uses=(power, doubled)),
    text="So every step doubles the flow",
)
flow_norm = Step(
    "flow-norm",
    equal(Norm(flow), 2 ** (q - 1) * Norm(J)),
    by=NormAxioms(uses=(flow_doubled,)),
    text="So its norm doubles",
)
jacobian_norm = Step(
    "jacobian-norm",
    equal(Norm(J), 10 * sqrt(2)),
    by=Exact(),
    text="That of one step is above fourteen",
)
explodes = Step(
    "explodes",
    tends(Norm(flow), oo),
    by=Limit(q, oo, uses=(flow_norm, jacobian_norm), why="a power of two"),
    text="The flow explodes, though the only eigenvalue of the weights is below one",
    source=Source("PMB13", PLACE, ("PMB13-c1", "PMB13-c2")),
    contradicts=Sentence(
        "P2",
        r"If the largest eigenvalue of the weights is below \(1/\gamma\) in absolute value, "
        r"the error flow vanishes; for it to explode, one must be above \(1/\gamma\).",
    ),
)
first_idle = Step(
    "first-idle",
    equal(SpectralRadius(A), 0),
    by=Exact(),
    text="Take this matrix, whose only eigenvalue is zero",
)
second_idle = Step(
    "second-idle",
    equal(SpectralRadius(A.T), 0),
    by=Exact(),
    text="And its transpose, with the same eigenvalue",
)
in_turn = Step(
    "in-turn",
    equal(Chain(lambda m: MatMul(A, A.T), q), MatMul(4**q, ImmutableDenseMatrix([[1, 0], [0, 0]]))),
    by=Induction(over=q),
    text="Applied in turn, the two double a vector at each step: eigenvalues of single Jacobians "
    "bound no product of them",
    source=Source("BSF94", "section on the gradient through time", ()),
)

derivation = Derivation(
    "eigenvalues",
    "What eigenvalues do not say of the error flow",
    about=__doc__,
    cell=network,
    source=Source("PMB13", PLACE),
    forall={q: (1, oo)},
    starts={"x": rest},
    steps=tuple(step for step in globals().values() if isinstance(step, Step)),
)
