"""What a notebook shows of a cell, of what follows from it, and of whether it holds.

HTML has its formulas as MathML, which a browser draws without a network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from ..language.cell import Cell
from ..language.faces import FACES
from ..lower.latex import Printer
from ..proof.rules import Definition
from ..proof.step import Derivation, Step, equal
from .record import GROUPS, formula, order
from .typeset import native

Group = tuple[str, list[str]]


def groups(derivation: Derivation) -> list[Group]:
    """The formulas of a derivation as LaTeX, by kind."""
    printer = Printer(order(derivation.cell))
    kinds = groupby(derivation.steps, key=lambda step: GROUPS.get(type(step.by), ""))
    return [(kind, [formula(step.claim, printer) for step in steps]) for kind, steps in kinds]


def latex(found: Sequence[Group]) -> str:
    """All formulas, one display."""
    lines = [line for _, lines in found for line in lines]
    return "\\begin{gathered}\n" + " \\\\\n".join(lines) + "\n\\end{gathered}"


def markdown(title: str, found: Sequence[Group]) -> str:
    """A heading, and the formulas by kind between dollars."""
    parts = [f"**{title}**"]
    for kind, lines in found:
        parts += [f"*{kind}*"] if kind and len(found) > 1 else []
        parts += [f"$$\n{line}\n$$" for line in lines]
    return "\n\n".join(parts) + "\n"


def html(title: str, found: Sequence[Group]) -> str:
    """The same in HTML and MathML."""
    return "\n".join(_blocks(title, found))


def _blocks(title: str, found: Sequence[Group]) -> Iterator[str]:
    yield f"<p><strong>{escape(title)}</strong></p>"
    for kind, lines in found:
        if kind and len(found) > 1:
            yield f"<p><em>{escape(kind)}</em></p>"
        yield from (f"<div>{native(line, True)}</div>" for line in lines)


def _forward(cell: Cell) -> list[Group]:
    steps = [Step(u.name, equal(u, e), Definition(cell)) for u, e in cell.equations.items()]
    return groups(Derivation(cell.name, cell.title, "", tuple(steps), cell=cell))


FACES["latex"] = lambda cell: f"$$\n{latex(_forward(cell))}\n$$"
FACES["markdown"] = lambda cell: markdown(cell.title or cell.name, _forward(cell))
FACES["html"] = lambda cell: html(cell.title or cell.name, _forward(cell))
