r"""Which gate mixes the input into what a simple recurrent unit shows?

The unit has two: a forget gate \(f\) for its memory, and a gate \(r\) for what it shows. A preprint
of the paper has the first where the second belongs; its formulas and its code have it right.
"""

from lstm_sym import (
    Definition,
    Derivation,
    Entry,
    Misprint,
    Selection,
    Source,
    Step,
    builtin,
    equal,
    t,
    unit,
)

sru = builtin("sru")
x, h, c, f, r = sru["x h c f r"]
j, source = unit("j"), Source("LEI18", "section 3, pseudocode", ("SRU",))


def mixed(gate):
    """Memory and input, mixed by a gate, in one unit."""
    share = Entry(gate(t), j)
    return equal(Entry(h(t), j), share * Entry(c(t), j) + (1 - share) * Entry(x(t), j))


shown = Step(
    "shown",
    equal(h(t), r(t) * c(t) + (1 - r(t)) * x(t)),
    by=Definition(sru),
    text="What is shown is a mean of the memory and the input",
)
unit_shown = Step(
    "unit-shown",
    mixed(r),
    by=Selection(uses=(shown,)),
    text="Unit by unit: by the gate that is there for it",
    source=source,
    printed=Misprint("L1", mixed(f)),
)

derivation = Derivation(
    "copied-sru",
    "The gate of a simple recurrent unit",
    about=__doc__,
    cell=sru,
    source=source,
    forall={j: (1, c.dim)},
    means={j: "a unit"},
    steps=(shown, unit_shown),
)
