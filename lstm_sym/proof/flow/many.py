"""Many steps of a cell: how large its states become, and the error flow between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Max, oo, sqrt

from ...calculus.comparison import moving
from ...language.cell import t
from ...language.operators import Norm, Response
from ...language.spectra import SmallestStretch, SpectralRadius
from ...language.sums import Chain
from ...language.symbols import count, number
from ...language.vectors import Entry
from ..rules import Lifted, LiftedStretch, Limit, Perron, PerStep, StateGrowth, StretchAxioms
from ..step import Claim, Step, at_most, below, equal, tends
from .names import Names
from .one import OneStep

q, d, c = count("q"), number("d"), number("c")
FEW = 2


@dataclass(frozen=True)
class ManySteps:
    """The claims about q steps."""

    one: OneStep
    names: Names

    @property
    def steps(self) -> Iterator[Step]:
        """Every step, in reading order."""
        for u in self.one.states:
            yield from self._growth(u)
        yield from self.flows
        yield from self._closing()
        if self.names.lasts is not None:
            yield from self._lasting(self.names.lasts)

    def _lasting(self, one: Step) -> Iterator[Step]:
        """What is surely left after q steps, of a state that is alone."""
        R = self.flows[0].claim.lhs.args[0]
        named = self.names.smallest_named
        lifted = Step(
            "lasting",
            at_most(self.names.least**q, SmallestStretch(R)),
            LiftedStretch(q, self.one.cell, one, named),
            text=r"If that is not negative, this much is surely left after \(q\) steps",
        )
        yield from (named, lifted)
        yield Step(
            "no-less",
            at_most(SmallestStretch(R), Norm(R, 2)),
            StretchAxioms(),
            text="The norm is no less than the smallest stretch",
        )
        yield Step(
            "explodes",
            tends(c**q, oo),
            Limit(q, oo, given=(below(1, c),), why="a power of a number above one"),
            text=r"So if it stays above some \(c > 1\), the error flow explodes",
        )

    def _growth(self, u: str) -> Iterator[Step]:
        """How large a state can become, if its bound leads back to itself."""
        read = self.names.reading(u)
        if read is None:
            return
        a, b = (e.xreplace(self.names.largest) for e in read)
        start = self.one.before(u).xreplace({t: t - self.one.comparison.way * (q - 1)})
        given: tuple[Claim, ...] = ()
        if a == oo:
            most, words = Max(start, b), "So it stays where it began, or where it is driven"
        elif a == 1:
            most, words = start + q * b, "Nothing is forgotten: it may grow with every step"
        elif self._may_be_open(read[0]):
            return
        else:
            given = (below(a, 1),)
            most = a**q * start + b * (1 - a**q) / (1 - a)
            words = "What is forgotten at every step keeps it in bounds, however many steps"
        used = {self.names.largest[n] for e in read for n in moving(e)}
        yield Step(
            f"growth-{u}",
            at_most(self.one.states[u].claim.lhs, most),
            StateGrowth(
                q,
                self.one.states[u],
                tuple(step for step in self.names.maxima if step.claim.lhs in used),
                given,
            ),
            text=words,
        )

    def _may_be_open(self, a: Expr) -> bool:
        """Whether nothing but itself bounds what a state is multiplied by."""
        largest = self.one.comparison.magnitudes.without_kept.largest
        return any(moving(largest(n.args[0])) for n in moving(a))

    @cached_property
    def flows(self) -> list[Step]:
        """The error flow between two states, or of each of many from itself."""
        states = [name for name, s in self.one.comparison.places if s == 1]
        pairs = [(u, v) for u in states for v in states if len(states) <= FEW or u == v]
        return [self._flow(u, v) for u, v in pairs]

    def _flow(self, u: str, v: str) -> Step:
        comparison, K = self.one.comparison, self.names.K
        of, wrt = (self.one.cell.signal(name) for name in (u, v))
        i, j = (1 + comparison.places[name, 1] for name in (u, v))
        return Step(
            f"flow-{u}-{v}",
            at_most(
                Norm(Response(of(t), wrt(t - comparison.way * q), "states"), comparison.p),
                K**q if self.names.single else Entry(Chain(lambda m: K, q), i, j),
            ),
            Lifted(q, self.one.cell, tuple(self.one.norms.values()), tuple(self.names.steps)),
            text=rf"Over \(q\) steps {u} hears {v} no louder than this",
        )

    def _closing(self) -> Iterator[Step]:
        """When the flow must vanish, and what must hold if it is to explode."""
        last, base = self.flows[-1], self.names.K
        what = r"\(\kappa\)"
        if not self.names.single:
            base, what = Norm(self.names.K, oo), r"the largest row sum of \(K\)"
            last = Step(
                "row-sums",
                at_most(last.claim.lhs, base**q),
                last.by,
                text="No entry of a power exceeds the power of the largest row sum",
            )
            yield last
        yield Step(
            "vanishes",
            tends(d**q, 0),
            Limit(q, oo, given=(below(0, d), below(d, 1)), why="a power of a number below one"),
            text=rf"If {what} stays below some \(d < 1\), the error flow vanishes",
        )
        if not self.names.single and self.names.K.shape == (2, 2):
            yield self._radius()
        yield Step(
            "per-step",
            at_most(last.claim.lhs ** (1 / q), base),
            PerStep(last),
            text="A step lets it grow by this at most: it explodes only if that is above one",
        )

    def _radius(self) -> Step:
        """The rate at which the powers of two rows grow or fall."""
        K = self.names.K
        a, b, c, e = (Entry(K, i, j) for i in (1, 2) for j in (1, 2))
        return Step(
            "radius",
            equal(SpectralRadius(K), (a + e + sqrt((a - e) ** 2 + 4 * b * c)) / 2),
            Perron(uses=(self.names.comparison,)),
            text="Its powers tend to zero exactly if this is below one: then the flow vanishes too",
        )
