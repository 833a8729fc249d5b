"""A weight that is used at every time step: its update is a sum of shares, one of each step."""

from dataclasses import dataclass
from typing import Any

from lstm_sym import (
    Algebra,
    Entry,
    GradientOf,
    OperatorSum,
    Outer,
    Rearranged,
    Step,
    T,
    at_most,
    equal,
    sum_over,
    t,
)


@dataclass(frozen=True)
class Update:
    """That of the weight from unit ``start`` of a signal, one step before, into unit ``end``."""

    cell: Any
    weights: Any
    error: Any
    heard: Any
    end: Any
    start: Any

    def share(self, time):
        """What a step adds: minus the error of the end, times what the start was before."""
        return -Entry(self.error.bar(time), self.end) * Entry(self.heard(time - 1), self.start)

    def gradient(self, text):
        """The gradient of all weights of the matrix."""
        gathered = OperatorSum(lambda r: Outer(self.error.bar(r), self.heard(r - 1)), 1, T)
        return Step("gradient", equal(self.weights.bar, gathered), GradientOf(self.cell), text)

    def whole(self, gradient, rate, text, source):
        """The update at a learning rate."""
        update = -rate * Entry(self.weights.bar, self.end, self.start)
        shares = sum_over(lambda r: rate * self.share(r), 1, T, "t")
        return Step("update", equal(update, shares), Algebra(uses=(gradient,)), text, source)

    def conflict(self, given, uses, text, source):
        """The shares of two steps that follow each other have opposite signs."""
        opposite = at_most(self.share(t) * self.share(t + 1), 0)
        return Step("conflict", opposite, Rearranged(given=given, uses=uses), text, source)
