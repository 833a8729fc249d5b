"""equiv(A, B): are two cells the same function, up to what their authors were free to choose?

Free are the names and the order of equations, the sign of a gate (z or 1 - z), biases that are
added (b_i + b_h), the scale inside a squashing function, and what no output hears. The same
function means: for all weights of the one there are weights of the other with which, from zero or
mapped states, equal inputs give equal outputs for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

import numpy as np
from sympy import Expr

from ..language.cell import Cell
from .alignment import alignment
from .fit import Fit, fit
from .matching import Matching, matchings
from .numbers import Sizes, drawn, gap, mapped
from .smallest import Counterexample, counterexample
from .system import System, system
from .weights import WeightMap, unmet, weights

Verdict = Literal["proved", "refuted", "undecided"]
MOST_MAPS, TOLERANCE = 1024, 1e-9
STEPS = (1, 2, 3, 5, 8, 13)


@dataclass(frozen=True)
class Proof:
    """B, with its weights made of A's, does what A does.

    ``gap`` is the worst relative difference of the outputs in ``runs`` runs on random numbers, of
    up to ``steps`` steps, from zero and from mapped states.
    """

    a: System
    b: System
    matching: Matching
    weights: WeightMap
    gap: float
    runs: int
    steps: int


@dataclass(frozen=True)
class Refutation:
    """No map of the class makes B do what A does.

    ``maps`` were tried, each with a counterexample; that of the closest is ``example``, and
    ``left`` what its equations leave. ``fit`` is how near any weights came.
    """

    a: System
    b: System
    maps: int
    left: dict[Expr, Expr]
    example: Counterexample
    fit: Fit


@dataclass(frozen=True)
class Equivalence:
    """Whether two cells are the same function, and why.

    ``there`` proves that B can do what A does, ``back`` that A can do what B does; both together
    prove them equal. One ``refutation`` shows that they are not.
    """

    a: Cell
    b: Cell
    verdict: Verdict
    there: Proof | None = None
    back: Proof | None = None
    refutation: Refutation | None = None
    reasons: tuple[str, ...] = field(default=())


def equiv(a: Cell, b: Cell) -> Equivalence:
    """Decide whether two cells are the same function.

    Proved by a map of the weights, each way, that turns every equation of one into one of the
    other; refuted by numbers; undecided if neither is found.
    """
    ours, theirs = system(a), system(b)
    if len(ours.outputs) != len(theirs.outputs):
        said = f"{len(ours.outputs)} outputs against {len(theirs.outputs)}"
        return Equivalence(a, b, "refuted", reasons=(said,))
    there, back = _proof(ours, theirs), _proof(theirs, ours)
    if there and back:
        return Equivalence(a, b, "proved", there, back)
    reasons = []
    for first, second in [(ours, theirs)] * (there is None) + [(theirs, ours)] * (back is None):
        found = _refuted(first, second)
        if isinstance(found, Refutation):
            return Equivalence(a, b, "refuted", there, back, found)
        reasons.append(found)
    return Equivalence(a, b, "undecided", there, back, None, tuple(reasons))


def _proof(a: System, b: System) -> Proof | None:
    """A map of weights with which B does what A does, proved and then tried."""
    for m, chosen in _maps(a, b):
        if not unmet(a, b, m, chosen):
            worst = max(_gap(a, b, m, chosen, steps) for steps in STEPS)
            if not worst <= TOLERANCE:
                raise ArithmeticError(f"a proved map fails on numbers by {worst:.1e}")
            return Proof(a, b, m, chosen, worst, 2 * len(STEPS), STEPS[-1])
    return None


def _maps(a: System, b: System) -> Iterator[tuple[Matching, WeightMap]]:
    for m in islice(matchings(a, b), MOST_MAPS):
        yield m, weights(a, b, m)


def _gap(a: System, b: System, m: Matching, chosen: WeightMap, steps: int) -> float:
    """The largest difference in a run from zero and in one from any state."""
    rng = np.random.default_rng(steps)
    sizes = Sizes.matched(a.cell, b.cell, m)
    runs = [
        drawn(a.cell, sizes.a, steps, rng.standard_normal, at_rest) for at_rest in (True, False)
    ]
    return max(gap(net, mapped(net, a, b, chosen, sizes, m), a, b) for net in runs)


def _refuted(a: System, b: System) -> Refutation | str:
    """Numbers for which B is not A under any map of the class, or why there are none."""
    maps = list(_maps(a, b))
    near = [*(chosen for _, chosen in maps), *_nearest(a, b)]
    near = [chosen for k, chosen in enumerate(near) if chosen not in near[:k]]
    examples = [counterexample(a, b, chosen) for chosen in near]
    if None in examples:
        return "numbers do not tell them apart, and no proof is found"
    found = fit(a, b, near)
    if found.fits:
        return "a search finds weights that do it, to rounding, but no map of weights is known"
    left = [unmet(a, b, m, chosen) for m, chosen in maps]
    nearest = min(range(len(left)), key=lambda k: len(left[k]), default=0)
    example = examples[nearest]
    assert example is not None
    return Refutation(a, b, len(maps), left[nearest] if left else {}, example, found)


def _nearest(a: System, b: System) -> list[WeightMap]:
    """Maps where no matching keeps the terms without weights: by the part played, and by name."""
    pairs = alignment(a, b)
    m = Matching(pairs, dict.fromkeys(pairs, 1), {})
    by_part = weights(a, b, m)
    ours = {p.name: p for p in a.cell.parameters}
    by_name = {
        p: ours[p.name]
        for p in b.cell.parameters
        if p.name in ours and type(p) is type(ours[p.name])
    }
    return [by_part, {**by_part, **by_name}]
