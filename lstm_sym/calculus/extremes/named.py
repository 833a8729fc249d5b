"""image(f) and slope_range(f): between which numbers an activation and its slope lie."""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Interval, oo

from ...language.symbols import number
from .extent import Extent, Extremum
from .find import extent
from .germs import Unsettled
from .shape import Gap
from .zeros import Undecided

z = number("z")
UNKNOWN = Extremum(-oo, oo)


@cache
def image(f: Any) -> Extent:
    """Return the infimum and the supremum of f(z) over all real z.

    As it was declared if it is not found; then the ends may be too far out.
    """
    try:
        return extent(f(z), z).extent
    except (Gap, Undecided, Unsettled):
        return _declared(f.image)


@cache
def slope_range(f: Any) -> Extent:
    """Return the infimum and the supremum of f'(z) over all real z that f has a slope at.

    An end that is not found lies between -oo and oo.
    """
    try:
        return extent(f(z), z, of_slope=True).extent
    except (Gap, Undecided, Unsettled):
        return Extent(UNKNOWN, UNKNOWN)


def _declared(domain: Interval) -> Extent:
    """An infimum is not below the declared end, a supremum not above."""
    return Extent(Extremum(domain.inf, oo), Extremum(-oo, domain.sup))
