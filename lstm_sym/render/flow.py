"""The error flow of a cell: its paths by formula, its numbers on trajectories, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..calculus.products import multiplied_out
from ..calculus.terms import MOST, Block, Term, blocks, reach
from ..checks.horizon import HALF, TRUNCATED
from ..checks.survey import Survey, survey
from ..checks.trajectory import Draw
from ..language.cell import Cell
from ..language.operators import Response
from ..language.vectors import Vector
from ..lower.latex import Printer
from ..lower.text import Printer as Plain
from ..lower.text import text
from ..proof.flow import error_flow
from ..proof.step import Derivation
from .record import order

Record = dict[str, Any]
DIGITS = 6


class ErrorFlow(Mapping[tuple[str, str], MatrixExpr]):
    """The state Jacobian of one step by blocks, each a sum of terms, one for each path.

    ``flow["c[t]", "h[t - 1]"]`` is a block; ``flow.blocks`` has its terms with their labels;
    ``flow.numbers()`` follows the error on trajectories.
    """

    def __init__(self, cell: Cell, most: int = MOST) -> None:
        self.source, self.cell = cell, cell.explicit()
        self.blocks = blocks(self.cell, most)
        self._by_name = {(str(block.of), str(block.wrt)): block for block in self.blocks}

    def __getitem__(self, pair: tuple[str, str]) -> MatrixExpr:
        """Return a block; ValueError if it has too many paths to be written out."""
        block = self._by_name[pair]
        if not block.whole:
            few = len(block.terms)
            raise ValueError(f"{block.many} paths lead there; {few} of them are in .blocks")
        return multiplied_out(block.operator)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The listed terms of all blocks."""
        return tuple(term for block in self.blocks for term in block.terms)

    def numbers(
        self,
        horizon: int = 100,
        norm: str = "2",
        draw: Draw | None = None,
        samples: int = 1,
        of: str = "",
    ) -> Survey:
        """Multiply Jacobians along trajectories; see ``survey``."""
        return survey(self.cell, horizon, norm, draw, samples, of)

    @cached_property
    def bounds(self) -> Derivation:
        """What bounds it, as a derivation; ValueError if there are too many paths to write out."""
        return error_flow(self.cell)

    @cached_property
    def printer(self) -> Printer:
        """What writes its formulas in LaTeX, in the order of the cell."""
        return Printer(order(self.cell))

    @cached_property
    def plain(self) -> Plain:
        """What writes its formulas for a terminal."""
        return Plain(order(self.cell))

    def latex(self) -> str:
        """Return every block as a formula."""
        lines = [rf"{left} &= {right}" for left, right in map(self._sides, self.blocks)]
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"

    def _sides(self, block: Block) -> tuple[str, str]:
        left = self.printer.doprint(Response(block.of, block.wrt, "step"))
        right = self.printer.doprint(block.operator)
        return left, right if block.whole else rf"{right} + \cdots"

    def _repr_latex_(self) -> str:
        return f"$$\n{self.latex()}\n$$"


def formulas(flow: ErrorFlow) -> Record:
    """The paths of one step and the product over many, as strings."""
    cell = flow.cell
    return {
        "name": cell.name,
        "title": cell.title or cell.name,
        "states": {u.name: str(u.dim) for u in cell.carried},
        "lags": {u.name: reach(cell, u.name) for u in cell.carried},
        "backward": sorted(cell.backward & {u.name for u in cell.carried}),
        "paths": sum(block.many for block in flow.blocks),
        "product": {
            "text": "ds[t]/ds[t-q] = J[t] J[t-1] ... J[t-q+1]",
            "latex": r"\frac{d s_t}{d s_{t - q}} = J_t \, J_{t - 1} \cdots J_{t - q + 1}",
            "state": [f"{u.name}[t{f'-{s}' * (s > 0)}]" for u, s in _long_state(cell)],
        },
        "blocks": [_block(block, flow) for block in flow.blocks],
    }


def _long_state(cell: Cell) -> Iterator[tuple[Any, int]]:
    for u in cell.carried:
        for s in range(reach(cell, u.name)):
            yield u, s


def _block(block: Block, flow: ErrorFlow) -> Record:
    return {
        "of": text(block.of),
        "wrt": text(block.wrt),
        "text": text(Response(block.of, block.wrt, "step")),
        "latex": flow.printer.doprint(Response(block.of, block.wrt, "step")),
        "shape": [str(block.of.dim), str(block.wrt.dim)],
        "paths": block.many,
        "terms": [
            {
                "label": term.label,
                "text": flow.plain.doprint(term.operator),
                "latex": flow.printer.doprint(term.operator),
                "half_truth": "kept" if term.direct else "dropped",
                "truncation": "dropped" if term.truncated else "kept",
            }
            for term in block.terms
        ],
    }


def measurements(seen: Survey, norm: str, draw: Draw) -> Record:
    """What was measured on trajectories, as numbers: norms as powers of ten, losses as shares."""
    states = [u.name for u in seen.cell.carried]
    half = _direct(seen)
    return {
        "norm": norm,
        "horizon": seen.lags[-1],
        "samples": len(seen.runs),
        "seed": draw.seed,
        "gain": draw.gain,
        "sizes": {str(s): int(k) for s, k in seen.runs[0].symbols.items() if s.is_integer},
        "lags": list(seen.lags),
        "marks": list(seen.marks),
        "norms": [
            {"of": u, "wrt": v, **_spread(seen.norms(u, v)), "bound": _bound(seen, u, v)}
            for u in states
            for v in states
            if seen.cell.way(u) == seen.cell.way(v)
        ],
        "watched": seen.watched,
        "half_truth": None
        if half is None
        else {
            "says": f"d{seen.watched}[t]/d{seen.watched}[t-1] = {half}",
            **_spread(seen.kept(HALF)),
            "lost": _median(seen.lost(HALF)),
        },
        "truncation": {**_spread(seen.kept(TRUNCATED)), "lost": _median(seen.lost(TRUNCATED))},
        "without": [
            {
                "of": text(term.of),
                "wrt": text(term.wrt),
                "label": term.label,
                "lost": _median(seen.lost(term)),
            }
            for term in seen.measured
        ],
    }


def _direct(seen: Survey) -> str | None:
    """What the half-truth says of the watched state; None if nothing goes straight to it."""
    if seen.kept(HALF) is None:
        return None
    kept = [
        term.operator
        for block in seen.blocks
        for term in block.terms
        if term.direct and term.of.name == seen.watched and _lag(term.wrt, seen.cell) == 1
    ]
    return " + ".join(map(text, kept))


def _lag(v: Vector, cell: Cell) -> int:
    return abs(int(cell.time - v.moment))


def _spread(powers: NDArray[Any] | None) -> Record:
    """The median of the samples and its range, as powers of ten; null for zero."""
    assert powers is not None
    return {
        "log10": [_number(x) for x in np.median(powers, axis=0)],
        "low": [_number(x) for x in powers.min(axis=0)],
        "high": [_number(x) for x in powers.max(axis=0)],
    }


def _bound(seen: Survey, u: str, v: str) -> list[float | None] | None:
    """The median of the bounds of a block, as powers of ten; None if it has none."""
    powers = seen.bound(u, v)
    return None if powers is None else _median(powers)


def _median(samples: NDArray[Any]) -> list[float | None]:
    return [_number(x) for x in np.median(samples, axis=0)]


def _number(x: float) -> float | None:
    """A number to so many digits: the same on every machine; null for what is none."""
    return float(f"{x:.{DIGITS}g}") if np.isfinite(x) else None
