"""Which dimensions must be equal, by what the equations say."""

from __future__ import annotations

from dataclasses import dataclass, field

from .classes import Classes, Dimension, Known
from .errors import TextError
from .roles import Roles
from .tree import Apply, Equation, Name, Node, Number, Reading, parts

INPUT, STATE = frozenset({"input"}), frozenset({"state"})


@dataclass(frozen=True)
class Application:
    """A matrix takes a vector: its columns and the vector's dimension must be equal."""

    node: Apply
    columns: Dimension
    vector: Dimension


@dataclass
class Unifier:
    """Walks equations and unites dimensions; keeps the applications of matrices for later."""

    roles: Roles
    classes: Classes = field(default_factory=Classes)
    applications: list[Application] = field(default_factory=list)
    declared: dict[Dimension, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for mark, names in ((INPUT, self.roles.inputs), (STATE, self.roles.carried)):
            self.classes.marks |= {(name, 0): mark for name in names}
        for declared in self.roles.draft.header.declared.values():
            for i, size in enumerate(declared.sizes):
                known = self.declared[(declared.name, i)] = Known(size, declared)
                anchor = (f"={size}", 0)
                self.classes.sizes.setdefault(anchor, known)
                self.classes.unite(anchor, (declared.name, i))

    def equation(self, equation: Equation) -> None:
        """Unite what an equation adds, multiplies or sets equal."""
        self._common((equation.left, equation.right))

    def apply(self, a: Application) -> bool:
        """Unite columns with the vector they take.

        Returns False and does nothing where only that would make an input as large as a state.
        """
        both = (a.columns, a.vector)
        marks = {self.classes.marks_of(d) for d in both}
        known = a.columns in self.declared or all(self.classes.size_of(d) for d in both)
        if marks == {INPUT, STATE} and not known:
            return False
        self._unite(a.columns, a.vector, a.node.matrix, a.node)
        return True

    def quote(self, node: Node) -> str:
        """A part of an equation as the text has it."""
        return self.roles.draft.script.excerpt(node.at, node.end)

    def _size(self, node: Node) -> Dimension | None:
        """The dimension of a vector, None for a number."""
        match node:
            case Number():
                return None
            case Name() | Reading():
                return None if self.roles.is_number(node.name) else (node.name, 0)
            case Apply():
                return self._application(node)
        return self._common(parts(node))

    def _common(self, nodes: tuple[Node, ...]) -> Dimension | None:
        """The one dimension of all parts that are vectors."""
        first: tuple[Dimension, Node] | None = None
        for node in nodes:
            here = self._size(node)
            if here and first:
                self._unite(first[0], here, first[1], node)
            elif here:
                first = here, node
        return first and first[0]

    def _application(self, node: Apply) -> Dimension:
        matrix, side = node.matrix.name, 0 if node.transposed else 1
        vector = self._size(node.of)
        if vector:
            self.applications.append(Application(node, (matrix, side), vector))
        return (matrix, 1 - side)

    def _unite(self, a: Dimension, b: Dimension, first: Node, second: Node) -> None:
        one, other = self.classes.size_of(a), self.classes.size_of(b)
        if one and other and one.size != other.size:
            raise self._conflict(
                self.declared.get(a, one), self.declared.get(b, other), first, second
            )
        self.classes.unite(a, b)

    def _conflict(self, one: Known, other: Known, first: Node, second: Node) -> TextError:
        here, there, at = self.quote(second), self.quote(first), second.at
        what = f"{here} has size {other.size}, {there} has size {one.size}"
        if isinstance(second, Apply) and second.matrix is first:
            of, at = self.quote(second.of), second.sign
            what = f"{here}: {there} takes vectors of size {one.size}, {of} has size {other.size}"
        script = self.roles.draft.script
        lines = [(script.line(known.by.at), known) for known in (one, other)]
        says = [
            f"line {line} declares {known.by.name} of size {known.size}" for line, known in lines
        ]
        return script.fault(at, what, " and ".join(says))
