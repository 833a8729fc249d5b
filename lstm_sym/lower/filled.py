r"""Filled(order, env): a printer that puts numbers in the place of names.

What a formula does stays to be seen: sums, products and functions. A sum over few terms is written
out; what is no formula of its own, such as a derivative or a norm, is the number that it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
from sympy import Derivative, Expr, Identity, Indexed, Mul, Product, Subs, Sum, Symbol
from sympy.core.basic import Basic

from ..language.operators import Matrix, Norm, Response, Sensitivity
from ..language.paths import LargestPath, OverEdges
from ..language.shapes import shape
from ..language.spectra import SmallestStretch, SpectralRadius
from ..language.sums import Chain, Extreme, OperatorSum, PathSum
from ..language.tally import Tally
from ..language.vectors import Basis, Entry, Ones, Total, Vector
from .latex import Printer
from .numpy import Env, value

MANY, SIZE, DIGITS = 4, 3, 3
# What is shown as the number, the vector or the matrix that it is.
NAMES = (Vector, Matrix, Symbol, Indexed, Entry, Basis, Ones, Identity)
WHOLE = (Response, Sensitivity, Derivative, Subs, Norm, SmallestStretch, SpectralRadius)
MORE = (Extreme, LargestPath, OverEdges, Tally, Total)
KNOWN = (*NAMES, *WHOLE, *MORE)
NEGATIVE = r"\(-([\d.]+)\)(?!\}?\^)"
# A negative number needs no brackets where a bracket opens, nor as a term.
BARE = (
    (re.compile(rf"(^|[(\[]){NEGATIVE}"), r"\1-\2"),
    (re.compile(rf"(\{{){NEGATIVE}(?=\}}(?!\^))"), r"\1-\2"),
    (re.compile(rf"\+ {NEGATIVE}"), r"- \1"),
    (re.compile(rf"- {NEGATIVE}"), r"+ \1"),
)


class Unfit(ValueError):
    """A formula with numbers in it that nobody would read."""


class Filled(Printer):
    """The printer of formulas, with what the names stand for in ``env``.

    Raises Unfit for what has too many numbers, or none that are finite and of usual size.
    """

    def __init__(self, order: Sequence[str], env: Env) -> None:
        super().__init__(order)
        self.env = env

    def doprint(self, e: Any) -> str:
        """Return the LaTeX of ``e`` with numbers in it."""
        tex = super().doprint(e)
        for sign, bare in BARE:
            tex = sign.sub(bare, tex)
        return tex

    def _print(self, e: Any, **options: Any) -> str:
        if isinstance(e, KNOWN):
            return number(value(e, self.env))
        return str(super()._print(e, **options))

    def _print_Mul(self, e: Mul) -> str:
        """Numbers are multiplied by a dot."""
        over, under = e.as_numer_denom() if not shape(e) else (e, Mul())
        if under != 1:
            return rf"\frac{{{self._print(over)}}}{{{self._print(under)}}}"
        sign = "-" if e.could_extract_minus_sign() else ""
        parts = sorted(Mul.make_args(-e if sign else e), key=self.factor_key)
        numbers = [self.factor(part) for part in parts if not shape(part)]
        vectors = [self.factor(part) for part in parts if shape(part)]
        both = [r" \cdot ".join(numbers), r" \odot ".join(vectors)]
        return sign + r" \, ".join(filter(None, both))

    def around(self, e: Expr) -> str:
        tex = self._print(e)
        if re.fullmatch(r"\\begin\{pmatrix\}[^}]*\\end\{pmatrix\}|\(-[\d.]+\)", tex):
            return tex
        return super().around(e) if r"\begin" not in tex else rf"\left({tex}\right)"

    def _print_Sum(self, e: Sum) -> str:
        return " + ".join(self._written_out(e.function, e.limits))

    def _print_Product(self, e: Product) -> str:
        join = r" \odot " if shape(e.function) else r" \cdot "
        return join.join(self._written_out(e.function, e.limits, self.factor))

    def _print_OperatorSum(self, A: OperatorSum) -> str:
        return " + ".join(self._written_out(A.at(A.instant), [(A.instant, *A.limits)]))

    def _print_Chain(self, A: Chain) -> str:
        order = range(1, self._whole(A.length) + 1)
        turned = order if A.ascending else reversed(order)
        return r" \, ".join(self.operand(A.at(m)) for m in self._few(turned))

    def _print_PathSum(self, e: PathSum) -> str:
        u, v, q, n = map(self._whole, (*e.ends, e.length, e.width))
        ways = ((u, *between, v) for between in product(range(1, n + 1), repeat=q - 1))
        return " + ".join(self._along(e, way) for way in self._few(ways))

    def _along(self, e: PathSum, way: Sequence[int]) -> str:
        edges = [e.at(i, j, m) for m, (i, j) in enumerate(pairwise(way), start=1)]
        return r" \cdot ".join(map(self.factor, edges))

    def _written_out(
        self, body: Expr, limits: Sequence[Any], write: Callable[[Expr], str] | None = None
    ) -> Iterator[str]:
        """What is summed or multiplied, once for each value of what is bound."""
        if len(limits) != 1:
            raise Unfit("a sum in a sum")
        ((k, low, high),) = limits
        for i in self._few(range(self._whole(low), self._whole(high) + 1)):
            yield (write or self._print)(body.xreplace({k: i}))

    def _few(self, some: Any) -> list[Any]:
        found = [one for one, _ in zip(some, range(MANY + 1), strict=False)]
        if not 0 < len(found) <= MANY:
            raise Unfit("too many terms, or none")
        return found

    def _whole(self, e: Any) -> int:
        return int(value(e, self.env)) if isinstance(e, Basic) else int(e)


def number(x: Any) -> str:
    """Write a number, a vector as a column, or a matrix, to three digits; Unfit if it is large."""
    x = np.asarray(x)
    if x.ndim == 0:
        text = _digits(x.item())
        return f"({text})" if text.startswith("-") else text
    if x.ndim > 2 or max(x.shape) > SIZE:
        raise Unfit("too large")
    rows = x.reshape(x.shape[0], -1)
    inside = r" \\ ".join(" & ".join(_digits(entry.item()) for entry in row) for row in rows)
    return rf"\begin{{pmatrix}}{inside}\end{{pmatrix}}"


def _digits(x: float) -> str:
    if not np.isfinite(x) or np.iscomplexobj(x):
        raise Unfit("no finite number")
    text = str(int(x)) if x == int(x) and abs(x) < 1e6 else f"{x:.{DIGITS}g}"
    if "e" in text:
        raise Unfit("very large or very small")
    return text
