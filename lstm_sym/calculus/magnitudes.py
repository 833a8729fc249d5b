"""A number that no entry of a vector exceeds, from the images and slopes of its activations.

What nothing bounds, such as a state that a run may begin with, keeps its own largest entry |v|_oo.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import sympy
from sympy import Abs, Add, CRootOf, Dummy, Expr, Max, Mul, Poly, Pow, Symbol, oo

from ..language.activations import Elementwise, Slope
from ..language.cell import Cell
from ..language.operators import Dot, Norm
from ..language.shapes import shape
from ..language.vectors import Ones, Vector
from .extremes import image, slope_range

Ends = tuple[Expr, Expr]
CORNERS = 6


@dataclass(frozen=True)
class Magnitudes:
    """Bounds of the entries of what the equations of a cell make.

    A signal of time t is bounded by its equation; one of an earlier time is not, since a run may
    begin with any value of it. Those in ``kept`` are known by their own largest entry.
    """

    cell: Cell
    kept: frozenset[Expr] = frozenset()
    _known: dict[Expr, Ends | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def without_kept(self) -> Magnitudes:
        """The same, nothing known by itself that something else bounds."""
        return Magnitudes(self.cell)

    def largest(self, e: Expr) -> Expr:
        """Return a number that |e_i| exceeds for no i: of norms |.|_oo, and exact otherwise.

        Factors that share nothing are bounded apart; a polynomial in what lies in intervals, by
        its values at their ends if it is affine in each of them, at its turns if there is one.
        """
        e = self._folded(e)
        if e in self.kept:
            return Norm(e, oo)
        return Mul(*[self._group(Mul(*factors)) for factors in _apart(e)])

    def _group(self, e: Expr) -> Expr:
        """Bound a product whose factors hang together."""
        if e.is_number:
            return Abs(e)
        if e in self.kept:
            return Norm(e, oo)
        atoms = _atoms(e)
        if atoms == [e]:
            return self._atom(e)
        names = {a: Dummy(f"x{i}", real=True) for i, a in enumerate(atoms)}
        p = e.xreplace(names)
        if not p.is_polynomial(*names.values()):
            return Norm(e, oo) if shape(e) else Abs(e)
        within = {names[a]: ends for a in atoms if (ends := self.interval(a)) is not None}
        free = {names[a]: self._atom(a) for a in atoms if names[a] not in within}
        return _polynomial(p, within, free)

    def _atom(self, e: Expr) -> Expr:
        ends = self.interval(e)
        if ends is not None:
            return Max(*map(Abs, ends))
        if isinstance(e, Dot):
            A, x = e.args
            return Norm(A, oo) * self.largest(x)
        return Norm(e, oo) if shape(e) else Abs(e)

    def interval(self, e: Expr) -> Ends | None:
        """Return finite numbers between which every entry lies; None if there are none."""
        if e not in self._known:
            self._known[e] = None
            self._known[e] = self._interval(e)
        return self._known[e]

    def _interval(self, e: Expr) -> Ends | None:
        if isinstance(e, Ones):
            return sympy.S.One, sympy.S.One
        inner: Any = type(e.args[0] if isinstance(e, Slope) else e)
        if isinstance(e, Slope):
            found = slope_range(inner)
        elif isinstance(e, Elementwise):
            found = image(inner)
        elif isinstance(e, Vector) and e in self.cell.equations:
            return self._of_signal(self.cell.equations[e])
        else:
            return None
        low, high = found.inf.below, found.sup.above
        return (low, high) if low.is_finite and high.is_finite else None

    def _of_signal(self, e: Expr) -> Ends | None:
        if isinstance(e, Elementwise):
            return self.interval(e)
        most = self.largest(e)
        return (-most, most) if most.is_number and most.is_finite else None

    def _folded(self, e: Expr) -> Expr:
        """Write slopes that are no polynomial in the output by their own name, to be bounded."""
        return e.xreplace(self._slopes) if self._slopes else e

    @cached_property
    def _slopes(self) -> Mapping[Expr, Slope]:
        found = {}
        for equation in self.cell.equations.values():
            for y in equation.atoms(Elementwise):
                slope = y.fdiff()
                if isinstance(slope, Add) and any(v in slope.atoms(Vector) for v in _inside(y)):
                    z = Dummy(real=True)
                    if slope.xreplace({y: z}).has(*_inside(y)):
                        found[slope] = Slope(y)
        return found


def _inside(y: Elementwise) -> list[Vector]:
    return list(y.args[0].atoms(Vector))


def _atoms(e: Expr) -> list[Expr]:
    """What a polynomial is made of: vectors, activations, products, numbers that have a name."""
    found: dict[Expr, None] = {}

    def walk(part: Expr) -> None:
        if isinstance(part, Vector | Elementwise | Slope | Dot | Symbol | Ones):
            found[part] = None
        elif not part.is_number:
            for inner in part.args if isinstance(part, Add | Mul | Pow) else ():
                walk(inner)
            if not isinstance(part, Add | Mul | Pow):
                found[part] = None

    walk(e)
    return list(found)


def _apart(e: Expr) -> Iterator[list[Expr]]:
    """The factors of a product in groups: two of one group share an atom, two of two do not."""
    groups: list[tuple[set[Expr], list[Expr]]] = []
    for factor in Mul.make_args(e):
        atoms, factors = set(_atoms(factor)), [factor]
        for group in [g for g in groups if g[0] & atoms]:
            groups.remove(group)
            atoms, factors = atoms | group[0], [*group[1], *factors]
        groups.append((atoms, factors))
    return (factors for _, factors in groups)


def _polynomial(p: Expr, within: Mapping[Symbol, Ends], free: Mapping[Symbol, Expr]) -> Expr:
    """Bound |p|, some variables in intervals, of the others only their sizes known.

    |p| is convex in a variable in which p is affine, so that it is largest at an end.
    """
    inside = [x for x in within if p.has(x)]
    whole = Poly(p, *inside, *free)
    affine = all(whole.degree(x) <= 1 for x in inside)
    if affine and len(inside) <= CORNERS:
        corners = product(*(within[x] for x in inside))
        return largest_of(
            [_triangle(p.xreplace(dict(zip(inside, c, strict=True))), free) for c in corners]
        )
    if len(inside) == 1 and not any(p.has(y) for y in free):
        turns = _turns(p, inside[0], within[inside[0]])
        if turns is not None:
            return Max(*[Abs(p.xreplace({inside[0]: x})) for x in turns])
    sizes = {**free, **{x: Max(*map(Abs, within[x])) for x in inside}}
    return _triangle(p, sizes)


def _turns(p: Expr, x: Symbol, ends: Ends) -> list[Expr] | None:
    """The ends of an interval and the points inside at which p turns; None if they have no form."""
    low, high = ends
    slope = Poly(p.diff(x), x)
    if slope.degree() < 1:
        return [low, high]
    if not all(c.is_Rational for c in slope.all_coeffs()):
        return None
    roots = slope.real_roots()
    if any(r.has(CRootOf) for r in roots):
        return None
    return [low, high, *(r for r in roots if low < r < high)]


def _triangle(p: Expr, sizes: Mapping[Symbol, Expr]) -> Expr:
    """The sum of the sizes of the terms."""
    if not sizes or p.is_number:
        return Abs(p)
    terms = Poly(p, *sizes).terms()
    return Add(
        *[
            Abs(c) * Mul(*[s**k for s, k in zip(sizes.values(), powers, strict=True)])
            for powers, c in terms
        ]
    )


def largest_of(bounds: Sequence[Expr]) -> Expr:
    """The largest of numbers that are not negative, those left out that another surely exceeds."""
    kept: list[Expr] = []
    for b in dict.fromkeys(bounds):
        if any((other - b).is_extended_nonnegative for other in kept):
            continue
        kept = [other for other in kept if not (b - other).is_extended_nonnegative]
        kept.append(b)
    return Max(*kept)
