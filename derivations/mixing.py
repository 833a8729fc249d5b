r"""What reaches a network that is to take two sources apart, and which weights would do it?

Each source is the sum of two tones. What is heard is a mixture: rows of the mixing matrix sum to
one, so that its determinant and its inverse are simple. The inverse brings the sources back, and of
the noise as much as it stretches. A network whose weights never change can only learn those that
are best on average, where its misses have nothing in common with what it hears.

In the program of the paper each source is also divided by its largest value, and a mixing is kept
if the absolute value of its determinant is above 0.2, not only if the determinant is. No one tells
the network of the inverse: the loss compares outputs and sources only.
"""

from sympy import Abs, Inverse, log, oo, pi, sin

from lstm_sym import (
    Algebra,
    Cell,
    Definition,
    Derivation,
    Dot,
    FromDefinition,
    GradientOf,
    Matrix,
    OperatorSum,
    Outer,
    Signal,
    Source,
    Step,
    T,
    below,
    equal,
    number,
    size,
    t,
)

d, sigma_n = size("d"), number("sigma_n")
x, y, s, xi = (Signal(name, d) for name in ("x", "y", "s", "xi"))
A, W = Matrix("A", d, d), Matrix("W", d, d)
heard = Cell(
    "heard",
    {x(t): A @ s(t) + sigma_n * xi(t), y(t): W @ x(t)},
    title="Weights that never change",
    constants=frozenset({"A", "sigma_n"}),
    timeless=True,
)
one, other = number("alpha"), number("beta")
determinant = one + other - 1
apart = below(0, Abs(determinant))
tones, f_1, f_2, f_s, u = map(number, ("S", "f_1", "f_2", "f_s", "u"))
ratio, decibels, loud = map(number, ("R", "D", "sigma_s"))


def printed(place, *ids):
    """A formula of the paper."""
    return Source("NKS22", place, tuple(f"NKS22-{k}" for k in ids))


source = Step(
    "source",
    equal(tones, sin(2 * pi * f_1 * u / f_s) + sin(2 * pi * f_2 * u / f_s)),
    by=Definition(),
    text="A source: two tones, heard at a number of samples a second",
    source=printed("methods, sources", "s"),
)
mixture = Step(
    "mixture",
    equal(x(t), A @ s(t) + sigma_n * xi(t)),
    by=Definition(heard),
    text="What is heard: the sources, mixed, and noise; the mixing stays for a while",
    source=printed("eq. (3)", "3"),
)
back = Step(
    "back",
    equal(Dot(Inverse(A), x(t)), s(t) + sigma_n * Dot(Inverse(A), xi(t))),
    by=Algebra(uses=(mixture,)),
    text="The inverse of the mixing brings the sources back, and with them the noise, stretched",
)
area = Step(
    "determinant",
    equal(one * other - (1 - one) * (1 - other), determinant),
    by=FromDefinition(),
    text=r"A mixing matrix with rows \((\alpha, 1 - \alpha)\) and \((1 - \beta, \beta)\) has this "
    "determinant",
    source=printed("methods, mixing", "A"),
)
first = Step(
    "inverse-first",
    equal(one * other / determinant + (1 - one) * (other - 1) / determinant, 1),
    by=FromDefinition(given=(apart,)),
    text=r"Its inverse has the rows \((\beta, \alpha - 1)\) and \((\beta - 1, \alpha)\), over "
    "that: the first row of the matrix meets the first column",
)
crossed = Step(
    "inverse-crossed",
    equal(one * (one - 1) / determinant + (1 - one) * one / determinant, 0),
    by=FromDefinition(given=(apart,)),
    text="And the second column",
)
control = Step(
    "control",
    equal(y(t), W @ x(t)),
    by=Definition(heard),
    text="A network to compare with: weights that never change",
    source=printed("eq. (17)", "17"),
)
squares = Step(
    "squares",
    equal(y.loss(t), y(t) - y.target(t)),
    by=Definition(),
    text="It is to come as near to the sources as it can, in squares",
    source=printed("eq. (17)", "17"),
)
gradient = Step(
    "gradient",
    equal(W.bar, OperatorSum(lambda k: Outer(y.bar(k), x(k)), 1, T)),
    by=GradientOf(heard),
    text="Its gradient is zero where what it misses has nothing in common with what it hears",
    source=printed("eq. (17)", "17"),
)
snr = Step(
    "noise",
    equal(ratio, loud**2 / sigma_n**2),
    by=Definition(),
    text="How much louder sources are than noise",
    source=printed("eq. (20)", "20"),
)
level = Step(
    "decibels",
    equal(decibels, 10 * log(ratio) / log(10)),
    by=Definition(),
    text="And that in decibels",
    source=printed("eq. (20)", "20"),
)

derivation = Derivation(
    "mixing",
    "Sources and mixtures",
    about=__doc__,
    cell=heard,
    source=Source("NKS22", "methods"),
    forall=dict.fromkeys((one, other, u, f_1, f_2), (-oo, oo))
    | dict.fromkeys((f_s, loud), (0, oo)),
    let={
        tones: source.claim.rhs,
        ratio: snr.claim.rhs,
        decibels: 10 * log(snr.claim.rhs) / log(10),
    },
    means={
        x: "mixtures",
        y: "outputs of a network whose weights never change",
        sigma_n: "standard deviation of the noise",
        A: "mixing of the sources",
        one: "a weight of the mixing matrix",
        other: "a weight of the mixing matrix",
        tones: "a source",
        f_1: "a frequency",
        f_2: "a frequency",
        f_s: "samples a second",
        u: "which sample it is",
        loud: "standard deviation of a source",
        ratio: "signal to noise",
        decibels: "the same in decibels",
    },
    steps=(
        source,
        mixture,
        back,
        area,
        first,
        crossed,
        control,
        squares,
        gradient,
        snr,
        level,
    ),
)
