"""From a draft to its cell: every part of an equation becomes a SymPy expression."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import lcm
from typing import Any

from sympy import Add, Expr, Mul, Rational

from ..activations import ACTIVATIONS, inv
from ..cell import Cell, CellError, t
from ..operators import Dot, Matrix
from ..pairs import PAIRS
from ..stack import stack
from ..symbols import number
from ..vectors import Signal, Vector
from . import limits
from .extent import degree, extent, longest, products
from .ranges import Ranges
from .roles import Roles
from .sizes import Sizes
from .tree import (
    Apply,
    Call,
    Equation,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Reading,
    Sum,
    walk,
)


def build(name: str, roles: Roles, sizes: Sizes) -> Cell:
    """Return the cell of a draft; TextError where it cannot be computed."""
    builder = Builder(roles, sizes)
    for equation in roles.draft.equations:
        builder.equation(equation)
    return builder.cell(name)


@dataclass
class Builder:
    """Makes expressions of the parts of a draft, whose names have roles and sizes."""

    roles: Roles
    sizes: Sizes
    equations: dict[Vector, Expr] = field(default_factory=dict)
    nonzero: dict[Expr, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.script, self.header = self.roles.draft.script, self.roles.draft.header
        self.ranges = Ranges(self.equations)

    def cell(self, name: str) -> Cell:
        header = self.header
        try:
            cell = Cell(
                name,
                self.equations,
                header.title,
                header.source,
                tuple(header.outputs),
                frozenset(d.name for d in header.declared.values() if d.constant),
                tuple(self.nonzero),
                frozenset(header.backward),
            )
        except CellError as fault:
            raise self.script.fault(self._place(fault), fault.what, fault.mend) from fault
        return replace(self._stacked(cell), name=name, text=self.script.text)

    def equation(self, equation: Equation) -> None:
        self._check_extent(equation.right)
        right = self.expression(equation.right)
        self.equations[self.reading(equation.left)] = right

    def reading(self, node: Reading) -> Vector:
        return Signal(node.name, self.sizes[(node.name, 0)])(t - node.lag)

    def expression(self, node: Node) -> Any:
        """The expression of a part; TextError if it has a number too long to print."""
        e = self._expression(node)
        self._check_digits(node, *(n for c in _coefficients(e) for n in (c.p, c.q)))
        return e

    def _expression(self, node: Node) -> Any:
        match node:
            case Number(value=value):
                return value
            case Reading():
                return self.reading(node)
            case Name(name=name):
                return number(name) if self.roles.is_number(name) else self._parameter(name)
            case Negative(of=of):
                return -self.expression(of)
            case Sum(terms=terms, minus=minus):
                values = [self.expression(term) for term in terms]
                self._check_sum(node, values)
                signed = zip(values, minus, strict=True)
                return Add(*[-e if negative else e for e, negative in signed])
            case Product(factors=factors, under=under):
                over = zip(factors, under, strict=True)
                return Mul(*[self._over(f) if below else self.expression(f) for f, below in over])
            case Power(base=base, exponent=exponent):
                self._check_degree(node)
                return self.expression(base) ** exponent
            case Apply(of=of):
                self._check_products(node)
                return Dot(self._matrix(node), self.expression(of))
            case Call(name=name, arguments=arguments):
                return self._call(name, arguments)
        raise TypeError(f"no expression for a {type(node).__name__}")

    def _parameter(self, name: str) -> Vector:
        return Vector(name, self.sizes[(name, 0)])

    def _matrix(self, node: Apply) -> Any:
        name = node.matrix.name
        matrix = Matrix(name, self.sizes[(name, 0)], self.sizes[(name, 1)])
        return matrix.T if node.transposed else matrix

    def _call(self, name: str, arguments: tuple[Node, ...]) -> Any:
        if name in PAIRS:
            return PAIRS[name](*map(self.expression, arguments))
        if ACTIVATIONS[name] is inv:
            return self._over(arguments[0])
        return ACTIVATIONS[name](self.expression(arguments[0]))

    def _over(self, node: Node) -> Any:
        """One over a part: exact for a number, else entry by entry, the divisor not being 0."""
        divisor = self.expression(node)
        if divisor == 0:
            raise self.script.fault(node.at, "a division by 0", "divide by what is not 0")
        if isinstance(divisor, Rational):
            return 1 / divisor
        if self.ranges.of(divisor).holds_zero:
            self.nonzero[divisor] = None
        return inv(divisor)

    def _check_sum(self, node: Node, terms: list[Any]) -> None:
        common = 1
        for q in {c.q for term in terms for c in _coefficients(term)}:
            common = lcm(common, q)
            self._check_digits(node, common)

    def _check_digits(self, node: Node, *numbers: int) -> None:
        if any(abs(n) >= limits.RESULT for n in numbers):
            raise self.script.fault(node.at, "a number of more than 300 digits", "round it")

    def _check_products(self, node: Apply) -> None:
        if products(node) > limits.PRODUCTS:
            what = f"more than {limits.PRODUCTS} matrices, one applied to what another gives"
            mend = "give an inner part an equation of its own"
            raise self.script.fault(node.at, what, mend)

    def _check_degree(self, node: Power) -> None:
        if degree(node) > limits.DEGREE:
            what = f"powers within powers, of a degree above {limits.DEGREE}"
            raise self.script.fault(node.at, what, "lower an exponent")

    def _check_extent(self, right: Node) -> None:
        """Tell the smallest part whose derivative is too long, if the whole one is."""
        many, part = longest(right)
        if many <= limits.SLOPE:
            return
        found = [node for node in walk(part) if extent(node).steepest > limits.SLOPE]
        what = f"a derivative of more than {limits.SLOPE} terms"
        mend = "give an inner part an equation of its own"
        raise self.script.fault(min(found, key=lambda node: node.end - node.at).at, what, mend)

    def _stacked(self, cell: Cell) -> Cell:
        layers, directions = self.header.layers, self.header.directions
        at = self.header.at.get("layers", self.header.at.get("directions"))
        if layers * directions * len(cell.equations) > limits.EQUATIONS:
            what = f"{layers} layers have more than {limits.EQUATIONS:,} equations"
            raise self.script.fault(at, what, "write fewer layers")
        try:
            return stack(cell, layers, directions)
        except CellError as fault:
            raise self.script.fault(at, fault.what, fault.mend) from fault

    def _place(self, fault: CellError) -> int | None:
        """Where in the text a fault of the cell lies; None for the whole text."""
        if fault.equation is None:
            named = {**self.header.outputs, **self.header.backward}
            computed = self.roles.computed
            return next((named[name] for name in named if name not in computed), None)
        here = next(e for e in self.roles.draft.equations if e.left.name == fault.equation.name)
        for node in walk(here.right):
            if isinstance(node, Reading) and self.reading(node) == fault.at:
                return node.at
        return here.at


def _coefficients(e: Any) -> list[Rational]:
    """The numbers that stand in front in a sum or product."""
    terms = e.args if e.is_Add else (e,)
    return [c for term in terms for c in term.as_coeff_Mul()[:1] if isinstance(c, Rational)]
