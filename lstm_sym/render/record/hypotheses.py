"""What is assumed of a claim, in words and LaTeX: names, ranges, times, hypotheses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from sympy import Abs, Expr, FiniteSet, Indexed, Inverse, Symbol, oo, sympify

from ...calculus.adjoint import T
from ...language.cell import t
from ...language.operators import Matrix
from ...language.operators import named as matrices_in
from ...language.shapes import shape
from ...language.vectors import BAR, LOSS, Vector
from ...lower.latex import Printer
from ...lower.text import Printer as Plain
from ...proof.step import Claim, Derivation, Range
from ...proof.times import earliest
from .formulas import RELATION

Name: TypeAlias = Symbol | Vector | Matrix


def hypotheses(
    claim: Claim, derivation: Derivation, printer: Printer | Plain, given: Sequence[Claim] = ()
) -> Iterator[str]:
    """What is assumed of a claim: names, ranges, times, hypotheses, in words and LaTeX."""
    said = [side for c in (claim, *given) for side in (c.lhs, c.rhs)]
    for name, e in derivation.let.items():
        if any(side.has(name) for side in said) and (claim.lhs, claim.rhs) != (name, sympify(e)):
            word = "with" if isinstance(name, Name) else "tried with"
            yield rf"{word} \({printer.doprint(name)} = {printer.doprint(e)}\)"
    meant = derivation.meant(claim)
    both = [side for c in (meant, *map(derivation.meant, given)) for side in (c.lhs, c.rhs)]
    yield from _ranges(both, derivation, printer)
    named: set[Vector] = set().union(*(side.atoms(Vector) for side in both))
    quiet = derivation.loss == "the end" and any(v.name.endswith((BAR, LOSS)) for v in named)
    if any(t in side.free_symbols for side in both) and derivation.cell is not None:
        ends = earliest(meant, derivation.cell), t, T - 1 if quiet else T
        first, now, last = map(printer.doprint, ends)
        yield rf"for all times \({first} \le {now} \le {last}\)"
    for hypothesis in given:
        if not _is_range(hypothesis, derivation):
            yield rf"given \({_condition(hypothesis, printer)}\)"
    if quiet:
        yield rf"no error arrives before the end, \({printer.doprint(T)}\)"
    for name in sorted({v.name for v in named if v.name in derivation.at_rest}):
        yield rf"\({printer.doprint(Vector(name, 1, 0))} = 0\)"
    for name in sorted({v.name for v in named} & set(derivation.starts)):
        start = printer.doprint(derivation.starts[name])
        yield rf"\({printer.doprint(Vector(name, 1, 0))} = {start}\)"
    matrices: set[Matrix] = set().union(*(side.atoms(Matrix) for side in both))
    for name in sorted({A.name for A in matrices if A.name in derivation.members}):
        yield rf"every row of \({printer.doprint(Matrix(name, 1, 1))}\) holds one 1 and zeros"
    for name in sorted({A.name for A in matrices if A.name in derivation.orthogonal}):
        yield rf"\({printer.doprint(Matrix(name, 1, 1))}\) is orthogonal"
    inside = (*both, *(derivation.cell.equations.values() if derivation.cell else ()))
    inverted: set[Inverse] = set().union(*(side.atoms(Inverse) for side in inside))
    for name in sorted({A.name for e in inverted for A in matrices_in(e)}):
        yield rf"\({printer.doprint(Matrix(name, 1, 1))}\) is invertible"
    for divisor in derivation.cell.nonzero if derivation.cell else ():
        what = rf"\({printer.doprint(divisor)}\)"
        yield f"no entry of {what} is zero" if shape(divisor) else f"{what} is not zero"


def _condition(claim: Claim, printer: Printer | Plain) -> str:
    lhs, rhs = printer.doprint(claim.lhs), printer.doprint(claim.rhs)
    if claim.relation == "<" and claim.lhs == 0 and isinstance(claim.rhs, Abs):
        return rf"{printer.doprint(claim.rhs.args[0])} \ne 0"
    return f"{lhs} {RELATION[claim.relation]} {rhs}"


def _is_range(claim: Claim, derivation: Derivation) -> bool:
    """Whether a hypothesis says no more than the range of a symbol, which is told with the rest."""
    low = derivation.forall.get(claim.rhs), claim.lhs
    high = derivation.forall.get(claim.lhs), claim.rhs
    return claim.relation == "≤" and any(
        isinstance(ends, tuple) and ends[i] == end for i, (ends, end) in enumerate((low, high))
    )


def _ranges(
    both: Sequence[Expr], derivation: Derivation, printer: Printer | Plain
) -> Iterator[str]:
    """The ranges of the symbols and vectors that occur, those of one range together."""
    ranges: dict[tuple[Range, Any], list[Name]] = {}
    for name, ends in derivation.forall.items():
        said = name.base.label if isinstance(name, Indexed) else name
        forms = (said, said.T) if isinstance(said, Matrix) else (said,)
        if any(side.has(*forms) for side in both):
            space = (shape(name), name.is_integer)
            ranges.setdefault((ends, space), []).append(name)
    for (ends, _), names in ranges.items():
        yield rf"for all \({_range(names, ends, printer)}\)"


def _range(symbols: Sequence[Name], ends: Range, printer: Printer | Plain) -> str:
    names, one = ", ".join(map(printer.doprint, symbols)), symbols[0]
    if isinstance(one, Vector | Matrix) or isinstance(ends, FiniteSet) or ends == (-oo, oo):
        return rf"{names} \in {spanned(one, ends, printer)}"
    if ends[1] == oo:
        return rf"{names} \ge {printer.doprint(ends[0])}"
    if one.is_integer:
        return f"{names} = {spanned(one, ends, printer)}"
    first, last = map(printer.doprint, ends)
    return rf"{first} \le {names} \le {last}"


def spanned(name: Name, ends: Range, printer: Printer | Plain) -> str:
    """What a name runs over: a space, a set, whole numbers between two ends, or an interval."""
    if isinstance(name, Vector | Matrix):
        sign = r"_{\ge 0}" if ends == (0, oo) else ""
        sizes = r" \times ".join(map(printer.doprint, shape(name)))
        return rf"\mathbb{{R}}{sign}^{{{sizes}}}"
    if isinstance(ends, FiniteSet):
        return rf"\{{{', '.join(map(printer.doprint, sorted(ends)))}\}}"
    if ends == (-oo, oo) and not name.is_integer:
        return r"\mathbb{R}"
    first, last = map(printer.doprint, ends)
    if name.is_integer:
        return over(ends[0], ends[1], printer)
    return rf"[{first}, {last}]" if ends[1] != oo else rf"[{first}, \infty)"


def over(low: Any, high: Any, printer: Printer | Plain) -> str:
    """The whole numbers from ``low`` to ``high``."""
    first = printer.doprint(low)
    return rf"\ge {first}" if high == oo else rf"{first}, \dots, {printer.doprint(high)}"
