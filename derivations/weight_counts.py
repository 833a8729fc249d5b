r"""How many weights have the networks in the experiments of 1997?

Every number in the tables is one count: hidden units, which are gates and cells, hear the inputs
and all hidden units; the outputs hear the cells; some of them have a bias. The numbers of inputs
and outputs in experiments 1 and 3 to 6 are the only ones with which this count gives the printed
numbers.
"""

from sympy import Add, KroneckerDelta, Mul, oo

from lstm_sym import (
    Algebra,
    Counts,
    Derivation,
    Exact,
    Source,
    Step,
    TermByTerm,
    at_most,
    count,
    equal,
    sum_over,
)

p = count("p")
b, S, i, o = (count(name) for name in ("b", "S", "i", "o"))
u = count("u")


def _sum(*parts):
    """A sum that is left as it stands, without its zeros."""
    return Add(*[part for part in parts if part != 0], evaluate=False)


def weights(hidden, inputs, heard, outputs, shown, biased=0):
    """Every hidden unit hears inputs and hidden units, every output hears what is shown to it."""
    heard_by_hidden = Mul(hidden, _sum(inputs, heard), evaluate=False)
    parts = heard_by_hidden, Mul(outputs, shown, evaluate=False), biased
    return _sum(*parts)


def blocks(many, cells, inputs, outputs, biased=0):
    """Memory blocks, fully connected: two gates and some cells each; outputs hear the cells."""
    hidden = many * (cells + 2)
    return weights(hidden, inputs, hidden, outputs, many * cells, biased)


by_matrix = Step(
    "by-matrix",
    equal(
        b * (i + b * (S + 2)) + b * (i + b * (S + 2)) + b * S * (i + b * (S + 2)) + o * b * S,
        blocks(b, S, i, o),
    ),
    by=Algebra(),
    text=r"The entries of the four matrices of \(b\) blocks with \(S\) cells each, of input gates, "
    "output gates, cells and outputs, are counted by one formula",
    source=Source("HS97", "section 5, tables 1-9", ("HS97-5d",)),
)


def table(label, counted, printed, text):
    """One number of the tables, counted by the formula."""
    return Step(
        label,
        equal(counted, printed),
        by=Algebra() if counted.free_symbols else Exact(),
        text=text,
        source=Source("HS97", "section 5, tables 1-9", ("HS97-5d",)),
    )


def reber(many, cells):
    """Experiment 1: seven symbols in and out; the gates have a bias."""
    return blocks(many, cells, 7, 7, biased=2 * many)


def one_unit(symbols):
    """Experiment 2a, conventional: one hidden unit that hears itself; outputs hear inputs too."""
    return weights(1, symbols + 1, 1, symbols + 1, symbols + 2)


def one_cell(symbols):
    """Experiment 2a: that unit is now a cell with an input gate, and no unit hears them again."""
    return weights(2, symbols + 1, 0, symbols + 1, symbols + 2)


def brackets(symbols):
    """Experiment 2c: two blocks of one cell, two outputs, no bias."""
    return blocks(2, 1, symbols + 4, 2)


counts = (
    table(
        "reber-4",
        reber(4, 1),
        264,
        "Experiment 1: seven symbols in and out, four blocks of one cell, biased gates",
    ),
    table("reber-3", reber(3, 2), 276, "Experiment 1 with three blocks of two cells"),
    table("one-unit", one_unit(p), (p + 2) ** 2, "Experiment 2a with one conventional hidden unit"),
    table("one-unit-4", one_unit(4), 36, "With four symbols"),
    table("one-unit-10", one_unit(10), 144, "With ten symbols"),
    table("one-unit-100", one_unit(100), 10404, "With a hundred symbols"),
    table(
        "one-cell",
        one_cell(100),
        10504,
        "Experiment 2a with a cell and an input gate in the place of the unit, heard by the "
        "outputs alone",
    ),
    table(
        "brackets",
        brackets(p),
        6 * p + 64,
        r"Experiment 2c: two blocks of one cell, \(p + 4\) symbols, two outputs, no bias",
    ),
    *(
        table(f"brackets-{k}", brackets(k), printed, f"With {k} distractor symbols")
        for k, printed in ((50, 364), (100, 664), (200, 1264), (500, 3064), (1000, 6064))
    ),
    table(
        "noise",
        blocks(3, 1, 1, 1, biased=9),
        102,
        "Experiment 3: one input, one output, three blocks of one cell, biased cells and gates",
    ),
    table(
        "adding-weights",
        blocks(2, 2, 2, 1, biased=9),
        93,
        "Experiments 4 and 5: two inputs, one output, two blocks of two cells, all biased",
    ),
    table(
        "order-2",
        blocks(2, 2, 8, 4, biased=12),
        156,
        "Experiment 6a: eight symbols, four classes, two blocks of two cells, all biased",
    ),
    table(
        "order-3",
        blocks(3, 2, 8, 8, biased=20),
        308,
        "Experiment 6b: eight symbols, eight classes, three blocks of two cells, all biased",
    ),
)
MOST = 24  # sizes up to which all are tried; more inputs alone would make too many weights


def pairs(*conditions):
    """How many pairs of an input and an output size fulfil all conditions."""
    inside = Mul(*[KroneckerDelta(counted, printed) for counted, printed in conditions])
    return sum_over(
        lambda a: sum_over(lambda c: inside.xreplace({i: a, o: c}), 1, MOST, "o"), 1, MOST, "i"
    )


def only(label, conditions, text):
    """The printed numbers leave one choice of the sizes that the tables do not tell."""
    return Step(
        label,
        equal(pairs(*conditions), 1),
        by=TermByTerm(),
        text=text,
        source=Source("HS97", "section 5, tables 1-9", ("HS97-5d",)),
    )


UP_TO = rf"of all up to \({MOST}\)"
sizes = (
    only(
        "reber-sizes",
        ((blocks(4, 1, i, o, 8), 264), (blocks(3, 2, i, o, 6), 276)),
        f"One pair of input and output sizes, {UP_TO}, gives both numbers of experiment 1",
    ),
    only(
        "noise-sizes",
        ((blocks(3, 1, i, o, 9), 102),),
        f"One pair, {UP_TO}, gives that of experiment 3",
    ),
    only(
        "adding-sizes",
        ((blocks(2, 2, i, o, 8 + o), 93),),
        f"One pair, {UP_TO}, gives that of experiments 4 and 5",
    ),
    Step(
        "order-sizes",
        equal(
            sum_over(
                lambda a: Mul(
                    *[
                        sum_over(
                            lambda c, counted=counted, printed=printed: KroneckerDelta(
                                counted.xreplace({i: a, o: c}), printed
                            ),
                            1,
                            MOST,
                            "o",
                        )
                        for counted, printed in (
                            (blocks(2, 2, i, o, 8 + o), 156),
                            (blocks(3, 2, i, o, 12 + o), 308),
                        )
                    ]
                ),
                1,
                MOST,
                "i",
            ),
            1,
        ),
        by=TermByTerm(),
        text="One input size, and an output size for each, gives those of experiments 6a and 6b, "
        "which have the same inputs",
        source=Source("HS97", "section 5, tables 1-9", ("HS97-5d",)),
    ),
)
growth = Step(
    "growth",
    equal(weights(3 * u, 0, 3 * u, 0, 0), 3**2 * weights(u, 0, u, 0, 0)),
    by=Algebra(),
    text="Three units (a cell and two gates) for each of a fully connected net make nine weights "
    "of one",
    source=Source("HS97", "section 6", ("HS97-6a",)),
)
growth_bound = Step(
    "growth-bound",
    at_most(weights(3 * u, i, 3 * u, o, 3 * u), 3**2 * weights(u, i, u, o, u)),
    by=Counts(),
    text=r"With \(i\) inputs and \(o\) outputs, nine is the most",
    source=Source("HS97", "section 6", ("HS97-6a",)),
)

derivation = Derivation(
    "weight-counts",
    "The numbers of weights",
    about=__doc__,
    source=Source("HS97", "section 5"),
    forall=dict.fromkeys((p, b, S, i, o, u), (1, oo)),
    means={
        p: "number of distractor symbols",
        b: "number of blocks",
        S: "cells of a block",
        i: "number of inputs",
        o: "number of outputs",
        u: "number of hidden units",
    },
    steps=(by_matrix, *counts, *sizes, growth, growth_bound),
)
