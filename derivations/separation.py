r"""How is it told whether a network took two sources apart?

While it learns, by a distance that is a square for small misses and grows like the miss itself for
large ones, so that no single miss pulls by more than one. Afterwards by correlations: an output is
clear if it goes with one source and not with the other.

Two things are not as printed. The correlation lacks a division by the number of steps: as it
stands, a source would correlate with itself by that number. And the *clarity* of an output is said
in the results to be normalised by the sum of both correlations, but in the methods, and in the
program, it is not; normalised, an output that has next to nothing of either source could be
perfectly clear. A third slip is where the weights begin: evenly between plus and minus one over the
root of the number of hidden units, not over the number itself.
"""

from sympy import Abs, Derivative, Piecewise, Rational, Subs, oo, sqrt

from lstm_sym import (
    Algebra,
    ByPieces,
    Definition,
    Derivation,
    Entry,
    FromDefinition,
    Misprint,
    Source,
    Step,
    Vector,
    clip,
    count,
    equal,
    number,
    size,
    smooth_l1,
    sum_over,
)

n, hidden, first = size("n"), count("N_h"), number("b")
s, y = Vector("s", n), Vector("y", n)
mu_s, mu_y, v_s, v_y, r = map(number, ("mu_s", "mu_y", "v_s", "v_y", "r"))
z, miss, r_1, r_2, clear = map(number, ("z", "E", "r_1", "r_2", "c"))
FAINT = ((r_1, r_2), (Rational(1, 10), 0))


def printed(place, *ids):
    """A formula of the paper."""
    return Source("NKS22", place, tuple(f"NKS22-{k}" for k in ids))


def over_steps(of):
    """A sum over all steps."""
    return sum_over(of, 1, n, "t")


def mean(v):
    """The mean of a signal."""
    return over_steps(lambda k: Entry(v, k)) / n


def variance(v, mu):
    """The mean square of how far a signal is from its mean."""
    return over_steps(lambda k: (Entry(v, k) - mu) ** 2) / n


def together(one, mu, other, nu):
    """The sum over all steps of how far two signals are from their means, multiplied."""
    return over_steps(lambda k: (Entry(one, k) - mu) * (Entry(other, k) - nu))


def named(label, name, e, text):
    """What a name stands for."""
    return Step(label, equal(name, e), Definition(), text, printed("eq. (18)", "18"))


distance = Step(
    "distance",
    equal(smooth_l1(z), Piecewise((z**2 / 2, Abs(z) < 1), (Abs(z) - Rational(1, 2), True))),
    by=ByPieces(z),
    text="A miss counts by half its square, and from one on by itself, less a half",
    source=printed("eq. (15)", "15"),
)
pull = Step(
    "pull",
    equal(Derivative(smooth_l1(z), z), clip(z)),
    by=ByPieces(z),
    text="So a miss pulls by itself, but never by more than one",
    source=printed("eq. (15)", "15"),
)
closed = Step(
    "closed",
    equal(smooth_l1(z), clip(z) * (z - clip(z) / 2)),
    by=ByPieces(z),
    text="In one formula: the pull, times the miss less half the pull",
)
loss = Step(
    "loss",
    equal(miss, over_steps(lambda k: smooth_l1(Entry(y, k) - Entry(s, k)))),
    by=Definition(),
    text="The loss of an output adds it up over all steps; that of the network is the mean over "
    "outputs and runs",
    source=printed("eq. (15)", "15"),
)
means = (
    named("mean-source", mu_s, mean(s), "The mean of a source"),
    named("mean-output", mu_y, mean(y), "The mean of an output"),
)
spreads = (
    named("variance-source", v_s, variance(s, mu_s), "Its variance, the square of its deviation"),
    named("variance-output", v_y, variance(y, mu_y), "The variance of the output"),
)
correlation = Step(
    "correlation",
    equal(r, together(s, mu_s, y, mu_y) / (n * sqrt(v_s) * sqrt(v_y))),
    by=Definition(),
    text="How much an output goes with a source; the paper does not divide by the number of steps",
    source=printed("eq. (18)", "18"),
    printed=Misprint("N2", equal(r, together(s, mu_s, y, mu_y) / (sqrt(v_s) * sqrt(v_y)))),
)
itself = Step(
    "itself",
    equal(together(s, mu_s, s, mu_s) / n, v_s),
    by=Algebra(uses=(spreads[0],)),
    text="With that division a source goes with itself by one: this is what it is divided by; "
    "without it, by the number of steps",
    source=printed("eq. (18)", "18"),
    printed=Misprint("N2", equal(together(s, mu_s, s, mu_s), v_s)),
)
clarity = Step(
    "clarity",
    equal(clear, Abs(Abs(r_1) - Abs(r_2))),
    by=Definition(),
    text="An output is as clear as its correlations with the two sources are apart, signs left out",
    source=printed("eq. (19)", "19"),
    printed=Misprint("N1", equal(clear, Abs(Abs(r_1) - Abs(r_2)) / (Abs(r_1) + Abs(r_2)))),
)
faint = Step(
    "faint",
    equal(Subs(Abs(Abs(r_1) - Abs(r_2)), *FAINT), Rational(1, 10)),
    by=FromDefinition(),
    printed=Misprint("N1", equal(Subs(Abs(Abs(r_1) - Abs(r_2)), *FAINT), 1)),
    text="An output that has a tenth of one source, nothing of the other, and else noise, is "
    "hardly clear",
)
faint_normalised = Step(
    "faint-normalised",
    equal(Subs(Abs(Abs(r_1) - Abs(r_2)) / (Abs(r_1) + Abs(r_2)), *FAINT), 1),
    by=FromDefinition(),
    text="Normalised by the sum it would be as clear as can be",
)
beginning = Step(
    "beginning",
    equal(first, 1 / sqrt(hidden)),
    by=Definition(),
    text=r"Weights begin evenly between \(-b\) and \(b\), which falls like the root of the "
    "number of hidden units; the table of the paper has the number itself, and says that PyTorch "
    "does so",
    source=printed("methods, table of parameters"),
    printed=Misprint("N1", equal(first, 1 / hidden)),
)
together_ = Step(
    "beginning-sum",
    equal(hidden * first**2, 1),
    by=Algebra(uses=(beginning,)),
    text="So what a unit hears at first is of one size, however many hidden units it hears",
)

derivation = Derivation(
    "separation",
    "Telling whether sources were taken apart",
    about=__doc__,
    source=Source("NKS22", "methods"),
    forall={n: (2, oo), hidden: (2, oo), s: (-oo, oo), y: (-oo, oo)}
    | dict.fromkeys((r_1, r_2), (-1, 1))
    | {z: (-oo, oo)},
    let={
        miss: loss.claim.rhs,
        first: beginning.claim.rhs,
        clear: clarity.claim.rhs,
        r: correlation.claim.rhs,
        v_s: spreads[0].claim.rhs,
        v_y: spreads[1].claim.rhs,
        mu_s: means[0].claim.rhs,
        mu_y: means[1].claim.rhs,
    },
    means={
        z: "a miss: output less source",
        s: "a source, step by step",
        y: "an output, step by step",
        n: "number of steps",
        miss: "loss of an output",
        mu_s: "mean of the source",
        mu_y: "mean of the output",
        v_s: "variance of the source",
        v_y: "variance of the output",
        r: "correlation",
        r_1: "correlation with the first source",
        r_2: "correlation with the second source",
        clear: "clarity",
        hidden: "number of hidden units",
        first: "largest weight to begin with",
    },
    steps=(
        distance,
        pull,
        closed,
        loss,
        *means,
        *spreads,
        correlation,
        itself,
        clarity,
        faint,
        faint_normalised,
        beginning,
        together_,
    ),
)
