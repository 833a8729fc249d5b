"""From the signs of a line to its tree, by the grammar; never by evaluation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Tree, UnexpectedInput, UnexpectedToken
from sympy import Rational

from . import limits
from .characters import spelled
from .errors import TextError
from .lines import TOKEN, USAGE, Line, too_deep
from .script import Script
from .tree import Apply, Call, Equation, Name, Negative, Node, Number, Power, Product, Reading, Sum

Item = Tree[Token] | Token

INDEX = "a time is t or t minus a whole number"


@cache
def _grammar() -> Lark:
    text = files(__package__ or "").joinpath("grammar.lark").read_text("utf-8")
    starts = ["equation", "sum", "names", "declared", "whole"]
    return Lark(text, parser="lalr", lexer="basic", start=starts, propagate_positions=True)


def equation(script: Script, line: Line) -> Equation:
    """Return the equation on a line; TextError if it is none."""
    return Syntax(script, line).equation()


@dataclass(frozen=True)
class Syntax:
    """The signs of one logical line."""

    script: Script
    line: Line

    def tree(self, start: str) -> Tree[Token]:
        """The grammar's tree of the line; TextError where the grammar has none."""
        try:
            return _grammar().parse(self.script.code[self.line.at : self.line.end], start)
        except UnexpectedInput as fault:
            raise self._unexpected(fault) from None

    def equation(self) -> Equation:
        """The equation on the line."""
        tree = self.tree("equation")
        left, _, right = tree.children
        return Equation(*self.span(tree), self._left(left), self._node(right, 1))

    def expression(self) -> Node:
        """The expression on the line, which has no left side."""
        return self._node(self.tree("sum"), 1)

    def span(self, item: Item) -> tuple[int, int]:
        """Where an item begins and ends in the script."""
        place = item.meta if isinstance(item, Tree) else item
        return self.line.at + (place.start_pos or 0), self.line.at + (place.end_pos or 0)

    def quote(self, item: Item) -> str:
        """An item as the text has it."""
        return self.script.excerpt(*self.span(item))

    def fault(self, item: Item, what: str, mend: str = "") -> TextError:
        """The error at an item."""
        return self.script.fault(self.span(item)[0], what, mend)

    def name(self, token: Item) -> str:
        """The name that a token spells."""
        name = spelled(str(token))
        if len(name) > limits.LETTERS:
            raise self.fault(token, f"a name of more than {limits.LETTERS} letters", "shorten it")
        return name

    def whole(self, item: Item, least: int, most: int, what: str) -> int:
        """The whole number from ``least`` to ``most`` that an item spells."""
        digits = str(item) if isinstance(item, Token) and item.isdecimal() else ""
        if 0 < len(digits) <= limits.DIGITS and least <= int(digits) <= most:
            return int(digits)
        mend = f"write a whole number from {least:,} to {most:,}"
        raise self.fault(item, f"{what} {self.quote(item)}", mend)

    def _left(self, item: Item) -> Reading:
        if isinstance(item, Token) and item.type == "NAME":
            raise self.fault(item, "a left side is NAME[t]", f"write {item}[t] = ...")
        if not isinstance(item, Tree) or item.data != "reading":
            raise self.fault(item, "a left side is NAME[t]", "write what is computed, at time t")
        left = self._reading(item)
        if left.lag:
            mend = f"shift the equation in time: {left.name}[t] = ..."
            raise self.fault(item, f"{self.quote(item)}: a left side is at time t", mend)
        return left

    def _node(self, item: Item, level: int) -> Node:
        if level > limits.DEPTH:
            raise self.fault(item, *too_deep())
        if isinstance(item, Token):
            return self._leaf(item)
        span, inner = self.span(item), level + 1
        match str(item.data), item.children:
            case "group", [inside]:
                at, end = span
                return replace(self._node(inside, level), at=at, end=end)
            case "sum", signs:
                terms = tuple(self._node(term, inner) for term in signs[::2])
                return Sum(*span, terms, (False, *(sign == "-" for sign in signs[1::2])))
            case "product", signs:
                factors = tuple(self._node(factor, inner) for factor in signs[::2])
                return Product(*span, factors, (False, *(sign == "/" for sign in signs[1::2])))
            case "negative", [_, of]:
                return Negative(*span, self._node(of, inner))
            case "power", [base, _, exponent]:
                power = self.whole(exponent, 1, limits.EXPONENT, "the exponent")
                return Power(*span, self._node(base, inner), power)
            case "call", [name, *arguments]:
                return Call(*span, self.name(name), tuple(self._node(a, inner) for a in arguments))
            case "reading", _:
                return self._reading(item)
            case "apply", [matrix, sign, of]:
                left, flipped = self._matrix(matrix)
                return Apply(*span, left, flipped, self._node(of, inner), self.span(sign)[0])
        left, _ = self._matrix(item)
        raise self.fault(item, f"{self.quote(item)} is a matrix", f"write {left.name}.T @ v")

    def _leaf(self, token: Token) -> Node:
        if token.type == "NAME":
            return Name(*self.span(token), self.name(token))
        mantissa, _, exponent = token.lower().partition("e")
        whole, _, fraction = mantissa.partition(".")
        power = int(exponent[:4] or 0) - len(fraction)
        if len(whole + fraction) + abs(int(exponent[:4] or 0)) > limits.DIGITS:
            raise self.fault(token, f"a number of more than {limits.DIGITS} digits", "round it")
        return Number(*self.span(token), _exact(int(whole + fraction), power))

    def _reading(self, item: Tree[Token]) -> Reading:
        token, index = item.children
        return Reading(*self.span(item), self.name(token), self._lag(token, index))

    def _lag(self, name: Item, index: Item) -> int:
        match index:
            case Token(type="NAME", value="t"):
                return 0
            case Tree(data="sum", children=[Token(type="NAME", value="t"), sign, Token() as steps]):
                if steps.isdecimal():
                    lag = self.whole(steps, 0, limits.LAG, "a lag of")
                    return lag if sign == "-" else -lag
        raise self.fault(index, f"{name}[{self.quote(index)}]: {INDEX}", f"write {name}[t-1]")

    def _matrix(self, item: Item) -> tuple[Name, bool]:
        """The matrix that stands left of an @, and whether it is transposed."""
        match item:
            case Token(type="NAME"):
                return Name(*self.span(item), self.name(item)), False
            case Tree(data="group", children=[inside]):
                return self._matrix(inside)
            case Tree(data="attribute", children=[of, _, attribute]):
                if attribute != "T":
                    what = f".{attribute}: the one attribute is .T"
                    raise self.fault(attribute, what, "write W.T for a transpose")
                if not isinstance(of, Token) or of.type != "NAME":
                    what = f"{self.quote(of)}: only the name of a matrix has a transpose"
                    raise self.fault(of, what, "write W.T")
                return self._matrix(of)[0], True
        mend = "write W @ v + U @ v for a sum of matrices, * for the Hadamard product"
        raise self.fault(item, f"{self.quote(item)}: left of @ stands the name of a matrix", mend)

    def _unexpected(self, fault: UnexpectedInput) -> TextError:
        code = self.script.code[self.line.at : self.line.end].rstrip()
        token = fault.token if isinstance(fault, UnexpectedToken) else None
        if token is None or token.type == "$END":
            at, sign = len(code), ""
        else:
            at, sign = token.start_pos or 0, str(token)
        before = TOKEN.findall(code[:at])
        what, mend = _expected(before[-1] if before else "", sign)
        if self.line.word:
            mend = f"write {USAGE[self.line.word]}"
        return self.script.fault(self.line.at + at, what, mend)


def _exact(digits: int, power: int) -> Any:
    return Rational(digits * 10 ** max(power, 0), 10 ** max(-power, 0))


def _expected(before: str, sign: str) -> tuple[str, str]:
    """What is wrong where ``sign`` follows ``before``, and the mend."""
    if not sign:
        return f"nothing follows {before}", "complete the line"
    operand = before[-1:].isalnum() or before in ("_", ")", "]")
    if operand and (sign[0].isalnum() or sign[0] in "_("):
        return f"{before} and {sign} stand side by side", "write * or @ between them"
    if sign == "=":
        return ("a second =", "one equation a line") if before else ("no left side", "write h[t] =")
    if sign == ",":
        return "a comma outside of a function", "write hadamard(a, b)"
    if sign == "[":
        return "[ follows only a name", "write h[t]"
    return f"unexpected {sign}", f"a value is missing before {sign}"
