"""Dimensions in classes: those that must be equal are in one."""

from __future__ import annotations

from dataclasses import dataclass, field

from .header import Declared

Dimension = tuple[str, int]


@dataclass(frozen=True)
class Known:
    """A size that is declared, and by which declaration."""

    size: str | int
    by: Declared


@dataclass
class Classes:
    """A union-find over dimensions: ``("W", 1)`` is the second dimension of W.

    A class may have a declared size, and marks: ``input`` and ``state`` for what it holds.
    """

    above: dict[Dimension, Dimension] = field(default_factory=dict)
    sizes: dict[Dimension, Known] = field(default_factory=dict)
    marks: dict[Dimension, frozenset[str]] = field(default_factory=dict)

    def find(self, d: Dimension) -> Dimension:
        """The dimension that stands for the class of ``d``."""
        root = d
        while (up := self.above.setdefault(root, root)) != root:
            root = up
        while self.above[d] != root:
            self.above[d], d = root, self.above[d]
        return root

    def unite(self, a: Dimension, b: Dimension) -> None:
        """Put two dimensions into one class; a size of the first counts."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self.above[b] = a
            self.marks[a] = self.marks_of(a) | self.marks.pop(b, frozenset())
            if b in self.sizes:
                self.sizes.setdefault(a, self.sizes.pop(b))

    def size_of(self, d: Dimension) -> Known | None:
        """What is declared of the class of a dimension."""
        return self.sizes.get(self.find(d))

    def marks_of(self, d: Dimension) -> frozenset[str]:
        """What the class of a dimension holds."""
        return self.marks.get(self.find(d), frozenset())
