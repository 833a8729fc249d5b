"""Question: between which numbers does a function, or its slope, lie on a domain?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from sympy import Expr, Symbol

from ..arithmetic import Intervals
from .algebraic import Gate, gate
from .domain import LINE, Domain
from .find import Found, extent, written
from .pieces import kinks, pieces
from .zeros import Work


@dataclass(frozen=True)
class Question:
    """f is an expression in x, with activations; its slope is asked for, or its value."""

    f: Expr
    x: Symbol
    domain: Domain = LINE
    of_slope: bool = True
    digits: int = 30

    @cached_property
    def asked(self) -> Expr:
        """The function whose extent is asked for, activations by their definitions."""
        return written(self.f.diff(self.x)) if self.of_slope else written(self.f)

    @cached_property
    def smooth(self) -> list[tuple[Expr, Domain]]:
        """The function in smooth pieces; Undecided if its kinks are not found."""
        cuts = kinks([written(self.f), self.asked], self.x, self.domain, Intervals)
        return pieces(self.asked, self.x, self.domain, cuts)

    @cached_property
    def gates(self) -> list[Gate] | None:
        """Its pieces as ratios in a gate, if all of them are; ends of the domain are closed."""
        found = []
        for e, domain in self.smooth:
            one = gate(e, self.x, domain)
            if one is None:
                return None
            ends = one.low == self.domain.low, one.high == self.domain.high
            closed = bool(ends[0] and one.low.is_finite), bool(ends[1] and one.high.is_finite)
            found.append(replace(one, closed=closed if self.domain != LINE else (False, False)))
        return found

    @cached_property
    def by_intervals(self) -> Found:
        """What intervals find; Gap, Undecided or Unsettled if they find nothing."""
        return self.enclosed(Intervals)

    def enclosed(self, work: Work) -> Found:
        """What an arithmetic that encloses finds."""
        return extent(self.f, self.x, self.domain, self.digits, work, self.of_slope)
