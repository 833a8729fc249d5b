"""Where on the site each name of a derivation is defined."""

from __future__ import annotations

from sympy.core.basic import Basic

from ...cells import names
from ...language.cell import Cell
from ...proof.rules import Definition
from ...proof.step import Derivation
from ..places import page_of


def places(derivation: Derivation, kind: str) -> dict[Basic, str]:
    """The page and the anchor of the definition of each name: a step, else the cell's own page."""
    cell = derivation.cell
    found: dict[Basic, str] = {}
    if cell is not None and (kind == "cell" or cell.name in names()):
        found |= _on_page_of(cell)
    for home in (*derivation.builds_on, derivation):
        page = page_of(kind if home is derivation else "derivation", home.label)
        found |= {
            step.claim.lhs: f"{page}#{step.label}"
            for step in home.steps
            if isinstance(step.by, Definition)
        }
    return found


def _on_page_of(cell: Cell) -> dict[Basic, str]:
    """What is computed has a formula there; all else stands in the list of symbols."""
    page = page_of("cell", cell.name)
    listed = [*(s(cell.time) for s in cell.inputs), *cell.parameters, *cell.sizes]
    return dict.fromkeys(listed, f"{page}#symbols") | {
        u: f"{page}#forward-{u.name}" for u in cell.equations
    }
