r"""What does the error flow come to if all weights are equal?

Then all paths carry the same, and the sum over them is a power: three numbers say all there is to
say. Let \(n\) units hear each other with the weight \(w\), each with the bias \(b\), and let the
network be at rest, so that every unit has the output \(y\). Over one step an edge passes the weight
times the slope. Whether the flow vanishes, explodes or stays is decided by \(\tau\), which is
\(n\) times that.
"""

from sympy import Derivative, Symbol, log, oo

from lstm_sym import (
    Definition,
    Derivation,
    FromDefinition,
    Induction,
    Instance,
    Limit,
    LogLaws,
    PathSum,
    Step,
    below,
    count,
    equal,
    identity,
    number,
    product_over,
    sigma,
    slope,
    tanh,
    tends,
    units,
)

n, q, (u, v) = count("n"), count("q"), units("u v")
w, y, b, z = map(number, "wybz")
tau = Symbol("tau", positive=True)
net = w * y + b

at_rest = Step(
    "at-rest",
    equal(z, n * w * y + b),
    by=Definition(),
    text="At rest every unit hears the same from all",
)


def edge_of(f):
    """What one edge passes back, for the activation f."""
    return Step(
        f"edge-{f.__name__}",
        equal(Derivative(f(net), y), w * slope(f, net)),
        by=FromDefinition(),
        text="An edge passes the weight times the slope",
    )


edges = tuple(map(edge_of, (sigma, tanh, identity)))
paths = Step(
    "paths",
    equal(PathSum(lambda i, j, m: tau / n, u, v, q, n), tau**q / n),
    by=Induction(over=q, free=(v,)),
    text=r"If every edge passes \(\tau/n\), the sum over all paths is a power",
)
logarithm = Step(
    "logarithm",
    equal(log(tau**q / n), q * log(tau) - log(n)),
    by=LogLaws(),
    text="Its logarithm is a straight line over the lag",
)
vanishes = Step(
    "vanishes",
    tends(tau**q / n, 0),
    by=Limit(q, oo, given=(below(0, tau), below(tau, 1)), why="a power of a number below one"),
    text="Below one it falls to nothing",
)
explodes = Step(
    "explodes",
    tends(tau**q / n, oo),
    by=Limit(q, oo, given=(below(1, tau),), why="a power of a number above one"),
    text="Above one it grows without bound",
)
conserved = Step(
    "conserved",
    equal(PathSum(lambda i, j, m: 1 / n, u, v, q, n), 1 / n),
    by=Instance(paths, {tau: 1}),
    text="At one, and only there, it stays as it is",
)
gates = Step(
    "gates",
    equal(product_over(lambda m: sigma(b), 1, q), sigma(b) ** q),
    by=Induction(over=q),
    text=r"A forget gate that only its bias \(b\) holds open passes this much of a cell's error",
)
derivation = Derivation(
    "equal-weights",
    "Equal weights: the flow is a power",
    about=__doc__,
    forall={
        n: (1, oo),
        q: (1, oo),
        u: (1, n),
        v: (1, n),
        tau: (0, oo),
        w: (-oo, oo),
        y: (-oo, oo),
        b: (-oo, oo),
    },
    let={z: at_rest.claim.rhs},
    means={
        w: "every weight",
        b: "every bias; of the forget gate, its bias",
        y: "the output of every unit",
        z: "the net input of every unit",
        tau: r"\(n\) times what an edge passes",
    },
    steps=(
        at_rest,
        *edges,
        paths,
        logarithm,
        vanishes,
        explodes,
        conserved,
        gates,
    ),
)
