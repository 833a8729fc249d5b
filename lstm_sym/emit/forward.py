"""The forward pass as lines and products."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, S

from ..language.activations import hold, identity
from ..language.cell import t
from ..language.operators import Dot
from ..language.vectors import Vector
from .lines import Item, Line, Product, lag
from .refine import Refined


def forward(fine: Refined, label: str) -> tuple[Item, ...]:
    """Return the equations in the order of computing."""
    aliases = copies(fine)
    items: list[Item] = []
    for u, e in fine.cell.equations.items():
        if u.name in aliases:
            continue
        e = unheld(e, aliases)
        here = (f"{label}/forward-{fine.part_of[u.name]}",)
        if isinstance(e, Dot):
            items.append(Product((u,), e.args[:1], e.args[1:], (S.One,), here))
        else:
            items.append(Line(u, e, here))
    return tuple(items)


def copies(fine: Refined) -> Mapping[str, Vector]:
    """The inner steps that only hold a vector at its value, and that vector."""
    found: dict[str, Vector] = {}
    for u, e in fine.cell.equations.items():
        inner = unheld(e, found)
        if isinstance(inner, Vector) and fine.part_of[u.name] != u.name:
            found[u.name] = inner
    return found


def unheld(e: Expr, aliases: Mapping[str, Vector]) -> Expr:
    """The expression as it is computed: what is held is its value, copies are what they copy."""
    e = e.replace(lambda x: isinstance(x, hold | identity), lambda x: x.args[0])
    moved = {
        v: aliases[v.name].xreplace({t: t - lag(v)}) for v in e.atoms(Vector) if v.name in aliases
    }
    return e.xreplace(moved)
