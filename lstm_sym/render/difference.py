"""What differs between two cells, as plain strings and numbers."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Mul, Symbol, factor

from ..calculus.terms import Block, Term
from ..compare.carousel import Carousel
from ..compare.difference import Difference, Row
from ..compare.glance import glance
from ..language.cell import Cell, t
from ..language.operators import Matrix, Response
from ..lower.latex import Printer, lines
from ..lower.text import Printer as Plain
from ..proof.step import equal
from .record import formula, order

Record = dict[str, Any]
SCHEMA = 1

# The two sides stand beside each other; on a phone each has room for so many em.
COLUMN = 12.0


def record(d: Difference) -> Record:
    """Return all that differs; formulas in text and in LaTeX."""
    told = _Teller(d)
    return {
        "version": SCHEMA,
        "kind": "difference",
        "a": _cell(d.a),
        "b": _cell(d.b),
        "glance": told.glance(),
        "names": {"signals": dict(d.naming.signals), "weights": dict(d.naming.weights)},
        "forward": [told.equation(row, "forward") for row in d.forward],
        "errors": [told.equation(row, "error") for row in d.errors],
        "flow": [told.block(row) for row in d.flow],
    }


def _cell(cell: Cell) -> Record:
    many = factor(sum(_size(p) for p in cell.learnt))
    return {
        "name": cell.name,
        "title": cell.title or cell.name,
        "weights": [p.name for p in cell.learnt],
        "numbers": {"text": Plain().doprint(many), "latex": Printer().doprint(many)},
    }


def _size(p: Any) -> Expr:
    if isinstance(p, Symbol):
        return 1
    return Mul(*p.shape) if isinstance(p, Matrix) else p.dim


class _Teller:
    """Writes the formulas of two cells, each with the printer of its cell."""

    def __init__(self, d: Difference) -> None:
        self.d, self.cells = d, (d.naming.a, d.naming.b)
        self.plain = Plain([name for cell in reversed(self.cells) for name in order(cell)])
        self.printers = tuple(Printer(order(cell)) for cell in self.cells)

    def glance(self) -> Record:
        g = glance(self.d)
        return {
            "added": list(g.added),
            "removed": list(g.removed),
            "changed": list(g.changed),
            "renamed": [list(pair) for pair in g.renamed],
            "before": [self._carousel(c, 0) for c in g.before],
            "after": [self._carousel(c, 1) for c in g.after],
            "paths": {
                kind: sum(p.kind == kind for p in g.paths)
                for kind in ("added", "removed", "changed")
            },
        }

    def _carousel(self, c: Carousel, side: int) -> Record:
        R = Response(c.state, c.past, "step")
        return {
            "of": {"text": self.plain.doprint(R), "latex": self.printers[side].doprint(R)},
            "is": {
                "text": self.plain.doprint(c.factor),
                "latex": self.printers[side].doprint(c.factor),
            },
            "says": c.says,
            "matrices": c.matrices,
        }

    def equation(self, row: Row[str, Expr], group: str) -> Record:
        sides = [
            side and self._equation(*side, cell, printer, group)
            for side, cell, printer in zip(
                (row.before, row.after), self.cells, self.printers, strict=True
            )
        ]
        return {"kind": row.kind, "before": sides[0], "after": sides[1]}

    def _equation(self, name: str, e: Expr, cell: Cell, printer: Printer, group: str) -> Record:
        u = cell.signal(name)(t)
        left = u.bar if group == "error" else u
        return {
            "of": name,
            "text": f"{self.plain.doprint(left)} = {self.plain.doprint(e)}",
            "latex": formula(equal(left, e), printer, COLUMN),
            "step": f"{group}-{name}",
        }

    def block(self, row: Row[tuple[str, str, str], Block]) -> Record:
        sides = [side and side[1] for side in (row.before, row.after)]
        return {
            "kind": row.kind,
            **{
                when: block and self._response(block, printer)
                for when, block, printer in zip(
                    ("before", "after"), sides, self.printers, strict=True
                )
            },
            "paths": [self._path(path) for path in self.d.paths(*sides)],
        }

    def _response(self, block: Block, printer: Printer) -> Record:
        R = Response(block.of, block.wrt, "step")
        return {
            "text": self.plain.doprint(R),
            "latex": printer.doprint(R),
            "many": block.many,
            "listed": len(block.terms),
        }

    def _path(self, row: Row[Any, Term]) -> Record:
        sides = [
            side
            and {
                "label": side[1].label,
                "text": self.plain.doprint(side[1].operator),
                "latex": lines(printer.doprint(side[1].operator), COLUMN),
            }
            for side, printer in zip((row.before, row.after), self.printers, strict=True)
        ]
        return {"kind": row.kind, "before": sides[0], "after": sides[1]}
