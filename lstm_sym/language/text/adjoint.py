"""Adjoint equations as text, ``f_bar[t] = c_bar[t]*c[t-1]``: read with the names of a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sympy import Expr, Symbol

from ..activations import ACTIVATIONS
from ..cell import Cell
from ..operators import Matrix
from ..pairs import PAIRS
from ..shapes import ShapeError, shape, spell
from ..vectors import BAR, LOSS, Vector
from .build import Builder
from .draft import draft
from .errors import TextError
from .roles import Roles
from .script import Script
from .sizes import Sizes
from .tree import Apply, Call, Equation, Name, Node, Reading, walk


def equations(text: str, cell: Cell, file: str = "<string>") -> Mapping[Vector, tuple[Expr, int]]:
    """Return the right side and the line of the equation for every error that a text speaks of.

    ``u_bar`` is the error of a signal u, ``u_loss`` what the loss says of an output directly; all
    other names are those of the cell. Raises TextError for a text that is no such thing.
    """
    if not text.strip():
        raise TextError("no equation", "write one such as c_bar[t] = ...", file)
    written = draft(Script.of(text, file))
    names = _Names(cell)
    builder = Builder(_Roles(written, {}, cell), names.sizes)
    heads = {u.bar.name: u.bar for u in cell.equations}
    found = {}
    for equation in written.equations:
        fault = names.fault(equation, heads)
        if fault is not None:
            at, what, mend = fault
            raise written.script.fault(at, what, mend)
        head = heads[equation.left.name]
        try:
            right = builder.expression(equation.right)
            if shape(right) not in ((), (head.dim,)):
                size = f"{head} has size {head.dim}, its equation has {spell(shape(right))}"
                raise ShapeError(size)
        except ShapeError as wrong:
            raise written.script.fault(equation.at, str(wrong)) from wrong
        found[head] = (right, written.script.line(equation.at))
    if not found:
        raise TextError("no equation", "write one such as c_bar[t] = ...", file)
    return found


@dataclass(frozen=True)
class _Roles(Roles):
    """The roles that a cell gives its names."""

    cell: Cell

    def is_number(self, name: str) -> bool:
        return any(p.name == name for p in self.cell.parameters if isinstance(p, Symbol))


class _Names:
    """What may stand in the adjoint equations of a cell."""

    def __init__(self, cell: Cell) -> None:
        signals = {s.name: s.dim for s in (*cell.computed, *cell.inputs)}
        signals |= {s.name + BAR: s.dim for s in cell.computed}
        signals |= {name + LOSS: cell.signal(name).dim for name in cell.outputs}
        self.signals = signals
        self.matrices = {p.name for p in cell.parameters if isinstance(p, Matrix)}
        self.others = {p.name for p in cell.parameters} - self.matrices
        self.sizes: Sizes = {(name, 0): dim for name, dim in signals.items()}
        for p in cell.parameters:
            for k, dim in enumerate(() if isinstance(p, Symbol) else shape(p)):
                self.sizes[p.name, k] = dim

    def fault(self, equation: Equation, heads: Mapping[str, Vector]) -> tuple[int, str, str] | None:
        """Where a name stands that the cell does not have, what is wrong, and the mend."""
        left = equation.left
        if left.name.removesuffix(BAR) in self.matrices | self.others:
            mend = "give gradients as a function: new --backward CELL"
            return left.at, f"{left.name} is a gradient, and a text tells errors", mend
        if left.name not in heads:
            return left.at, f"{left.name} is no error of the cell", _like(left.name, heads)
        for node in walk(equation.right):
            known = self._known(node)
            if known is not None:
                name, names = known
                return node.at, f"the cell has no {name}", _like(name, names)
        return None

    def _known(self, node: Node) -> tuple[str, set[str]] | None:
        """The name and those that may stand in its place, if it is not one of them."""
        name, names = "", set[str]()
        match node:
            case Reading():
                name, names = node.name, set(self.signals)
            case Name():
                name, names = node.name, self.others
            case Apply():
                name, names = node.matrix.name, self.matrices
            case Call():
                name, names = node.name, {*ACTIVATIONS, *PAIRS}
        return None if not name or name in names else (name, names)


def _like(name: str, names: Mapping[str, object] | set[str]) -> str:
    near = get_close_matches(name, list(names), 1, 0.5)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(names))}"
