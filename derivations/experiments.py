r"""What follows from the numbers in the experiments of 1997?

In task 2c a string has four fixed places and \(q + k\) distractors, where \(k\) is how often a
biased coin said "one more": nine times on average, not ten. The targets of the adding and the
multiplication problem are meant to stay where an output can reach them.
"""

from sympy import Rational, Subs, oo

from lstm_sym import (
    AtCorners,
    Definition,
    Derivation,
    FromDefinition,
    Misprint,
    Series,
    Source,
    Step,
    Telescoping,
    at_most,
    count,
    equal,
    number,
    sum_over,
)

q, n, p = count("q"), count("n"), count("p")
first, second = number("X_1"), number("X_2")
stop, more = Rational(1, 10), Rational(9, 10)
strings = Source("HS97", "section 5, task 2c", ("HS97-5a",))


def chance(k):
    """The probability that the coin said k times "one more"."""
    return stop * more**k


def distractors(last):
    """The mean number of distractors, of strings with at most ``last`` more."""
    return sum_over(lambda k: chance(k) * (q + k), 0, last, "k")


certain = Step(
    "certain",
    equal(sum_over(chance, 0, n - 1, "k"), 1 - more**n),
    by=Telescoping(over=n),
    text=r"The coin ends the string after fewer than \(n\) times with this probability",
)
partial = Step(
    "partial-mean",
    equal(distractors(n - 1), q + 9 - more**n * (q + n + 9)),
    by=Telescoping(over=n),
    text=r"The mean number of distractors, as far as strings with \(k < n\) contribute to it",
)
mean = Step(
    "mean",
    equal(distractors(oo), q + 9),
    by=Series(partial, over=n),
    text=r"So a string has \(q + 9\) distractors on average",
)
length = Step(
    "length",
    equal(4 + distractors(oo), q + 13),
    by=Series(partial, over=n),
    text="With its four fixed places, this is its length",
    source=strings,
    printed=Misprint("E15", equal(4 + distractors(oo), q + 14)),
)
drawn = Step(
    "partial-occurrences",
    equal(
        sum_over(lambda k: chance(k) * (q + k) / p, 0, n - 1, "k"),
        (q + 9 - more**n * (q + n + 9)) / p,
    ),
    by=Telescoping(over=n),
    text=r"Each of the \(p\) distractor symbols is drawn equally often",
)
occurrences = Step(
    "occurrences",
    equal(sum_over(lambda k: chance(k) * (q + k) / p, 0, oo, "k"), (q + 9) / p),
    by=Series(drawn, over=n),
    text="So often does one of them stand in a string, on average",
    source=Source("HS97", "section 5, task 2c", ("HS97-5b",)),
    printed=Misprint(
        "E15", equal(sum_over(lambda k: chance(k) * (q + k) / p, 0, oo, "k"), (q + 10) / p)
    ),
)

BOX = {first: (-1, 1), second: (-1, 1)}
total, multiple = number("d_add"), number("d_mul")
TARGETS = {total: Rational(1, 2) + (first + second) / 4, multiple: first * second}
marked = Source("HS97", "section 5, adding and multiplication problems", ("HS97-5c",))


def target(label, name, low, ends, text):
    """A target by definition, and that it lies between ``low`` and 1, which it reaches."""
    meant = Step(label, equal(name, TARGETS[name]), by=Definition(), text=text[0], source=marked)
    corner = AtCorners(BOX, uses=(meant,))
    reached = tuple(
        Step(
            f"{label}-{end}",
            equal(Subs(TARGETS[name], (first, second), at), value),
            by=FromDefinition(),
            text=rf"It is {value} for \(X_1 = {at[0]}\), \(X_2 = {at[1]}\)",
            source=marked,
        )
        for end, at, value in (("least", ends[0], low), ("most", ends[1], 1))
    )
    return (
        meant,
        Step(f"{label}-low", at_most(low, name), by=corner, text=text[1], source=marked),
        Step(f"{label}-high", at_most(name, 1), by=corner, text=text[2], source=marked),
        *reached,
    )


targets = (
    *target(
        "adding",
        total,
        0,
        ((-1, -1), (1, 1)),
        (
            "The target of the adding problem is the sum of two marked numbers, shifted and scaled",
            "So it is never negative",
            "Nor is it above one",
        ),
    ),
    *target(
        "product",
        multiple,
        -1,
        ((1, -1), (1, 1)),
        (
            "The target of the multiplication problem is their product",
            "It never falls below minus one",
            "And never exceeds one",
        ),
    ),
)

derivation = Derivation(
    "experiments",
    "The numbers of the experiments",
    about=__doc__,
    source=Source("HS97", "section 5"),
    forall={
        q: (1, oo),
        n: (1, oo),
        p: (1, oo),
        **BOX,
    },
    let=TARGETS,
    means={
        q: "least number of distractors",
        n: "number of terms",
        p: "number of distractor symbols",
        first: "first marked number",
        second: "second marked number",
    },
    steps=(
        certain,
        partial,
        mean,
        length,
        drawn,
        occurrences,
        *targets,
    ),
)
