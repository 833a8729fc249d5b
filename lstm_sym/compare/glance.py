"""What a difference comes to at one glance: what came and went, and what the error path became."""

from __future__ import annotations

from dataclasses import dataclass

from ..calculus.roles import Roles
from ..language.cell import Cell, t
from .carousel import Carousel, carousels
from .difference import Difference, Row


@dataclass(frozen=True)
class Glance:
    """The signals that came, went, changed and are called otherwise, and the ways of the error.

    ``paths`` are the rows of all paths of one step that came, went or changed.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    before: tuple[Carousel, ...]
    after: tuple[Carousel, ...]
    paths: tuple[Row, ...]


def glance(d: Difference) -> Glance:
    """Sum up a difference."""
    before, after = (
        tuple(carousels(cell, found))
        for cell, found in zip((d.naming.a, d.naming.b), d.blocks, strict=True)
    )
    paths = [
        path
        for row in d.flow
        for path in d.paths(*(side and side[1] for side in (row.before, row.after)))
        if path.kind not in ("same", "renamed")
    ]
    return Glance(
        tuple(_spelled(d.b, row.after[0]) for row in d.forward if not row.before and row.after),
        tuple(_spelled(d.a, row.before[0]) for row in d.forward if not row.after and row.before),
        tuple(row.after[0] for row in d.forward if row.kind == "changed" and row.after),
        tuple(
            (row.before[0], row.after[0])
            for row in d.forward
            if row.before and row.after and row.before[0] != row.after[0]
        ),
        before,
        after,
        tuple(paths),
    )


def _spelled(cell: Cell, name: str) -> str:
    """A signal with its role: a gate, the candidate, a state."""
    roles = Roles(cell)
    u = cell.signal(name)(t)
    role = "state " if cell.signal(name) in cell.carried and u not in roles.gates else ""
    return role + roles.spell(u)
