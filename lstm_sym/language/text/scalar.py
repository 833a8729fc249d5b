"""A function of one number as text, read by the grammar of cells and never evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sympy import Add, Expr, Mul, Symbol

from ..activations import ACTIVATIONS
from ..pairs import PAIRS
from ..symbols import number
from . import limits
from .errors import TextError
from .lines import alone
from .roles import functions
from .script import Script
from .syntax import Syntax
from .tree import Apply, Call, Name, Negative, Node, Number, Power, Product, Reading, Sum, walk

FILE = "<expression>"
VARIABLE = "z"
NUMBERS = {"nan", "inf", "oo", "infinity"}
EXAMPLE = "write one such as z*sigma(z)"


def function(text: str) -> tuple[Expr, Symbol]:
    """Return a function of one number and its variable; the name f of an activation is f(z).

    Raises TextError for what is no expression, has a matrix or a time in it, or not one variable.
    """
    scalar = _Scalar.of(text)
    tree = scalar.tree
    if isinstance(tree, Name) and tree.name in ACTIVATIONS:
        z = number(VARIABLE)
        return ACTIVATIONS[tree.name](z), z
    if isinstance(tree, Name) and len(tree.name) > 1:
        raise scalar.fault(tree, *_unknown(tree.name))
    found, names = scalar.expression(tree), scalar.names()
    if not names:
        raise scalar.fault(tree, "an expression without a variable", EXAMPLE)
    if len(names) > 1:
        first, second = list(names)[:2]
        what = f"two variables, {first} and {second}"
        raise scalar.fault(names[second], what, f"put a number for {second}")
    for name, node in names.items():
        if name.lower() in NUMBERS:
            raise scalar.fault(node, f"{name} is no variable", EXAMPLE)
    return found, number(*names)


def formula(text: str, variables: Sequence[str]) -> Expr:
    """Return the expression that a text writes in some variables, all or some of them.

    Raises TextError for what is no expression, or speaks of another name.
    """
    scalar = _Scalar.of(text)
    for name, node in scalar.names().items():
        if name not in variables:
            mend = f"the variables are {', '.join(variables)}"
            raise scalar.fault(node, f"{name} stands for nothing", mend)
    return scalar.expression(scalar.tree)


def constant(text: str) -> Expr:
    """Return the rational number that a text writes: 0.25, 1/4 or 1e-9; TextError otherwise."""
    scalar = _Scalar.of(text)
    names = scalar.names()
    for name, node in names.items():
        raise scalar.fault(node, f"{name} is no number", "write one such as 1/4 or 0.25")
    found = scalar.expression(scalar.tree)
    if not found.is_Rational:
        raise scalar.fault(scalar.tree, f"{text} is no rational number", "write its digits")
    return found


@dataclass(frozen=True)
class _Scalar:
    script: Script
    tree: Node

    @classmethod
    def of(cls, text: str) -> _Scalar:
        if not text.strip():
            raise TextError("the expression is empty", EXAMPLE, FILE)
        script = Script.of(text, FILE)
        return cls(script, Syntax(script, alone(script)).expression())

    def fault(self, node: Node, what: str, mend: str) -> TextError:
        return self.script.fault(node.at, what, mend)

    def names(self) -> dict[str, Node]:
        """The variables, each with the place where it stands first."""
        found: dict[str, Node] = {}
        for node in walk(self.tree):
            if isinstance(node, Name):
                if node.name in functions():
                    mend = f"write {node.name}(z)"
                    raise self.fault(node, f"{node.name} is a function", mend)
                found.setdefault(node.name, node)
        return found

    def expression(self, node: Node) -> Expr:
        """The expression of a part; TextError if it divides by 0 or its degree is beyond reason."""
        if _degree(node) > limits.DEGREE:
            raise self.fault(node, f"a degree above {limits.DEGREE}", "lower an exponent")
        found = self._expression(node)
        if found.is_Rational and max(abs(found.p), found.q) >= limits.RESULT:
            raise self.fault(node, "a number of more than 300 digits", "round it")
        return found

    def _expression(self, node: Node) -> Expr:
        match node:
            case Number(value=value):
                return value
            case Name(name=name):
                return number(name)
            case Negative(of=of):
                return -self.expression(of)
            case Sum(terms=terms, minus=minus):
                pairs = zip(terms, minus, strict=True)
                return Add(
                    *[-self.expression(a) if less else self.expression(a) for a, less in pairs]
                )
            case Product(factors=factors, under=under):
                pairs = zip(factors, under, strict=True)
                return Mul(*[self._over(a) if below else self.expression(a) for a, below in pairs])
            case Power(base=base, exponent=exponent):
                return self.expression(base) ** exponent
            case Call():
                return self._call(node)
            case Reading(name=name):
                raise self.fault(node, f"{name}[t] is a signal", f"write {name}, a number")
            case Apply():
                raise self.fault(
                    node, "a matrix in a function of one number", "write * for a product"
                )
        raise TypeError(f"no expression for a {type(node).__name__}")

    def _over(self, node: Node) -> Expr:
        divisor = self.expression(node)
        if divisor == 0:
            raise self.fault(node, "a division by 0", "divide by what is not 0")
        return 1 / divisor

    def _call(self, call: Call) -> Expr:
        name, given = call.name, len(call.arguments)
        if name not in functions():
            raise self.fault(call, *_unknown(name))
        wanted = 2 if name in PAIRS else 1
        if given != wanted:
            what = f"{name} takes {('one argument', 'two arguments')[wanted - 1]}, not {given}"
            raise self.fault(call, what, f"write {name}({('z', 'z, 1')[wanted - 1]})")
        if name == "inv":
            return self._over(call.arguments[0])
        arguments = [self.expression(a) for a in call.arguments]
        if any(not a.free_symbols and not a.is_Rational for a in arguments):
            what = f"{name} of a number that is itself a function of numbers"
            raise self.fault(call, what, "write its digits")
        made = PAIRS[name] if name in PAIRS else ACTIVATIONS[name]
        return made(*arguments)


def _unknown(name: str) -> tuple[str, str]:
    near = get_close_matches(name.lower(), functions(), 1)
    mend = f"did you mean {near[0]}?" if near else f"there are {', '.join(functions())}"
    return f"unknown function {name}", mend


def _degree(node: Node) -> int:
    """An upper bound of the degree to which SymPy may multiply a part out."""
    match node:
        case Power(base=base, exponent=exponent):
            return exponent * _degree(base)
        case Product(factors=factors):
            return sum(map(_degree, factors))
        case Sum(terms=terms):
            return max(map(_degree, terms))
        case Call(arguments=arguments):
            return sum(map(_degree, arguments))
        case Negative(of=of):
            return _degree(of)
    return 1
