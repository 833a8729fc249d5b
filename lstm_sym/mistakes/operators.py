"""What an operator of the table of mistakes is.

One on terms takes one term and yields what it may become by mistake, with the names that its
sentence speaks of; one on sums takes a whole equation; one on passes the whole pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Expr, S

from ..language.cell import t
from ..lower.text import typed
from .passes import Equation, Pass

Names = tuple[Expr | str, ...]
Terms = Iterator[tuple[Names, Expr]]
Sums = Iterator[tuple[Names, Equation]]
Passes = Iterator[tuple[Names, Pass]]


Make = Callable[..., Any]


@dataclass(frozen=True)
class Operator:
    """A kind of mistake, and the sentence that says it; the braces are filled with names."""

    kind: str
    sentence: str
    make: Make

    def says(self, names: Names, lag: Expr = S.Zero) -> str:
        """The sentence with its names, in the time of the equation that hears with a lag."""
        return self.sentence.format(
            *(e if isinstance(e, str) else typed(e.xreplace({t: t + lag})) for e in names)
        )


def mistake(table: list[Operator], kind: str, sentence: str) -> Callable[[Make], Make]:
    """Put what makes a kind of mistake into a table."""

    def register(make: Make) -> Make:
        table.append(Operator(kind, sentence, make))
        return make

    return register
