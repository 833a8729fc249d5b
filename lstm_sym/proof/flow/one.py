"""One step of a cell: its paths, their norms, and how large states and gates can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr, Symbol, oo

from ...calculus.comparison import Comparison, state_bound
from ...calculus.extremes import image
from ...calculus.magnitudes import Magnitudes
from ...calculus.terms import Block
from ...language.activations import Elementwise
from ...language.cell import Cell, t
from ...language.operators import Norm, Response
from ...language.spectra import SmallestStretch
from ...language.symbols import magnitude
from ...language.vectors import Vector
from ..derive import block_name
from ..rules import GateCeiling, JacobianOf, PathNorms, PathStretch, StateNorm
from ..step import Step, at_most, below, equal

INDICES = "prs"


def index_of_norms(cell: Cell) -> Symbol:
    """The p of the p-norms: called by the first of these letters that is no size of the cell."""
    sizes = {s.name for n in cell.sizes for s in n.free_symbols}
    return magnitude(next(letter for letter in INDICES if letter not in sizes))


@dataclass(frozen=True)
class OneStep:
    """The claims about one step."""

    comparison: Comparison

    @property
    def cell(self) -> Cell:
        """The cell, every net input named."""
        return self.comparison.cell

    @property
    def steps(self) -> Iterator[Step]:
        """Every step, in reading order."""
        for block, norm in self.norms.items():
            yield from (self.paths[block], norm)
            if block in self.least:
                yield self.least[block]
        for v in sorted(self.comparison.magnitudes.kept, key=str):
            yield from self._gate(v)
        yield from self.states.values()

    @cached_property
    def paths(self) -> dict[Block, Step]:
        """Each block that is not zero as the sum of its paths."""
        return {block: self._paths(block) for block in self.comparison.blocks if block.terms}

    def _paths(self, block: Block) -> Step:
        ways = [term.label for term in block.terms]
        words = f"{'; '.join(ways[:-1])}; and {ways[-1]}" if len(ways) > 1 else ways[0]
        many = f"There are {len(ways)} paths" if len(ways) > 1 else "There is one path"
        return Step(
            f"paths-{block_name(self.cell, block.of, block.wrt)}",
            equal(Response(block.of, block.wrt, "step"), block.operator),
            JacobianOf(self.cell),
            text=f"{many} from {block.wrt.name} to {block.of.name} in one step: {words}",
            derived=True,
        )

    @cached_property
    def norms(self) -> dict[Block, Step]:
        """The bound of each block."""
        return {
            block: Step(
                f"norm-{block_name(self.cell, block.of, block.wrt)}",
                at_most(self.comparison.norm(block), self.comparison.bound(block)),
                PathNorms(paths, self.cell),
                text=f"So {block.of.name} hears {block.wrt.name} no louder than this",
            )
            for block, paths in self.paths.items()
        }

    @cached_property
    def least(self) -> dict[Block, Step]:
        """What surely passes from a state to itself."""
        own = {block: self.comparison.least(block) for block in self.paths if _is_own(block)}
        return {
            block: Step(
                f"least-{block_name(self.cell, block.of, block.wrt)}",
                at_most(e, SmallestStretch(Response(block.of, block.wrt, "step"))),
                PathStretch(self.paths[block], self.cell),
                text=f"And no quieter than this, whatever {block.wrt.name} says",
            )
            for block, e in own.items()
            if e is not None
        }

    @cached_property
    def states(self) -> dict[str, Step]:
        """The bound of every state, by its equation."""
        own = [u for u in self.cell.carried if self.cell.way(u.name) == self.comparison.way]
        return {u.name: self._state(u(t)) for u in own}

    def _state(self, u: Vector) -> Step:
        most = state_bound(self.comparison, u)
        words = "never larger than this" if most.is_number else "at most so large after one step"
        return Step(
            f"state-{u.name}",
            at_most(Norm(u, oo), most),
            StateNorm(self.cell),
            text=f"The state {u.name} is {words}",
        )

    def before(self, u: str) -> Norm:
        """The size of a state one step before."""
        return Norm(self.cell.signal(u)(t - self.comparison.way), oo)

    def _gate(self, v: Expr) -> Iterator[Step]:
        """How open a gate can be that a state goes straight to itself through."""
        e = self.cell.equations.get(v)
        if not isinstance(e, Elementwise):
            return
        f: Any = type(e)
        ends = image(f)
        if not ends.inf.below.is_nonnegative or not ends.sup.is_finite:
            return
        net = Magnitudes(self.cell).largest(self.cell.equations.get(e.args[0], e.args[0]))
        yield Step(
            f"ceiling-{v.name}",
            at_most(Norm(v, oo), f(net)),
            GateCeiling(self.cell),
            text=f"How open the gate {v.name} can be is up to its weights and to what it reads",
        )
        if ends.sup.attained is False:
            yield Step(
                f"never-open-{v.name}",
                below(Norm(v, oo), ends.sup.above),
                GateCeiling(self.cell),
                text="It is never wide open",
            )


def _is_own(block: Block) -> bool:
    """Whether it leads from a state to itself, one step on."""
    return block.of.name == block.wrt.name and abs(int(t - block.wrt.moment)) == 1
