r"""How long does a memory last, and which bias makes it last?

Along the direct path an LSTM multiplies its memory by the forget gate at every step. A gate that
stays at \(f\) halves it every \(\ln \frac{1}{2} / \ln f\) steps. A gate of \(1 - 1/T\), which is
the bias \(\ln(T - 1)\), leaves about a third, \(1/e\), after \(T\) steps: to remember over a
thousand steps, begin with a bias near seven.
"""

from sympy import Abs, Rational, Subs, exp, log, oo

from lstm_sym import (
    Derivation,
    Exact,
    FromDefinition,
    Limit,
    Source,
    Step,
    below,
    equal,
    number,
    sigma,
    tends,
)

f, z, y = map(number, "fzy")
complement = Source("", formulas=("X3",))
some = (below(0, f), below(f, 1), below(0, Abs(log(f))))
long = below(1, z)
half = log(Rational(1, 2)) / log(f)

half_life = Step(
    "half-life",
    equal(Subs(f**z, z, half), Rational(1, 2)),
    by=FromDefinition(given=some),
    text="After so many steps half of a memory is left",
    source=complement,
)
bias = Step(
    "bias",
    equal(sigma(log(z - 1)), 1 - 1 / z),
    by=FromDefinition(given=(long,)),
    text=r"This bias keeps all but one part in \(z\)",
    source=complement,
)
third = Step(
    "third",
    tends((1 - 1 / z) ** z, exp(-1)),
    by=Limit(z, oo, why="the logarithm of it tends to minus one"),
    text=r"So that over \(z\) steps \(1/e\) is left",
    source=complement,
)
exact_bias = Step(
    "exact-bias",
    equal(sigma(-log(exp(y) - 1)), exp(-y)),
    by=FromDefinition(given=(below(0, y),)),
    text=r"Exactly that is left by this bias, with \(y = 1/z\)",
    source=complement,
)
agree = Step(
    "agree",
    tends(-log(exp(1 / z) - 1) - log(z - 1), 0),
    by=Limit(z, oo, why="both are the logarithm of the number of steps, in the end"),
    text="For long memories there is no difference",
    source=complement,
)

NUMBERS = (
    (
        "half-life-90",
        log(Rational(1, 2)) / log(Rational(9, 10)),
        "6.5788134789605837830895515972",
        "Steps in which a gate of 0.9 halves a memory",
    ),
    (
        "half-life-99",
        log(Rational(1, 2)) / log(Rational(99, 100)),
        "68.967563936528493296155101942",
        "A gate of 0.99",
    ),
    (
        "half-life-999",
        log(Rational(1, 2)) / log(Rational(999, 1000)),
        "692.80054917850085318674372665",
        "A gate of 0.999",
    ),
    ("bias-100", log(99), "4.5951198501345899268524340518", "The bias for a hundred steps"),
    ("bias-1000", log(999), "6.9067547786485535185538313817", "And for a thousand"),
)


def enclosed(label, value, digits, text):
    """A number between two that differ in the last digit."""
    low = Rational(digits)
    last = Rational(1, 10 ** len(digits.split(".")[1]))
    yield Step(f"{label}-above", below(low, value), Exact(), f"{text}, from below", complement)
    yield Step(f"{label}-below", below(value, low + last), Exact(), "And from above", complement)


digits = tuple(step for number in NUMBERS for step in enclosed(*number))

derivation = Derivation(
    "half-life",
    "The half-life of a memory",
    about=__doc__,
    forall={f: (0, 1), z: (1, oo), y: (0, oo)},
    steps=(half_life, bias, third, exact_bias, agree, *digits),
)
