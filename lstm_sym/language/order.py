"""Whether the equations of a cell can be computed, and what is wrong where they cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sympy import Expr

from .operators import Norm, Outer, Sensitivity, named
from .passes import NoOrder, Reading, passes
from .spectra import OfOperator
from .sums import Extreme, PathSum
from .symbols import t
from .vectors import MARKS, Entry, Total, Vector, is_number_symbol, vectors

Equations = Mapping[Vector, Expr]
OF_VECTORS = (Total, Entry, Outer, Norm, OfOperator, Extreme, PathSum, Sensitivity)


class CellError(ValueError):
    """A recurrence that cannot be computed: in which equation, at which vector, and the mend."""

    def __init__(
        self, what: str, mend: str = "", equation: Vector | None = None, at: Vector | None = None
    ):
        super().__init__(f"{what}; {mend}" if mend else what)
        self.what, self.mend, self.equation, self.at = what, mend, equation, at


def own_readings(equations: Equations) -> list[Reading]:
    """Return (head, read, lag) for every computed signal that an equation reads at a whole lag."""
    own = {u.name for u in equations}
    return [
        (u.name, v.name, int(t - v.time))
        for u, e in equations.items()
        for v in vectors(e)
        if v.name in own and v.time is not None and (t - v.time).is_Integer
    ]


def check_order(equations: Equations, backward: Collection[str], timeless: bool = False) -> None:
    """Raise CellError unless every equation reads only what is known when its turn comes.

    Unless it is ``timeless``, some signal must be read at an earlier time.
    """
    done: set[str] = set()
    own = {u.name: u for u in equations}
    if not own:
        raise CellError("no equation", "write one such as h[t] = tanh(W @ x[t] + U @ h[t-1] + b)")
    kinds: dict[str, str] = {}
    for u, e in equations.items():
        if u.time != t:
            raise CellError(f"{u}: an equation is of a signal at time t", f"write {u.name}[t]", u)
        _check_names(u, e)
        _check_kinds(u, e, kinds)
        _check_ring(u, e)
        for v in vectors(e):
            if v.time is None:
                continue
            lag = t - v.time
            if not lag.is_Integer:
                raise CellError(f"{v}: a time is t or t minus a whole number", "", u, v)
            if lag < 0 and not {u.name, v.name} & set(backward):
                raise CellError(*_future(u, v), u, v)
            if lag == 0 and v.name in own and v.name not in done:
                raise CellError(*_late(equations, u, v), u, v)
        done.add(u.name)
    _check_passes(equations, backward)
    if not timeless and not any(lag for _, _, lag in own_readings(equations)):
        last = list(equations)[-1]
        what = "no recurrence: no signal is read at an earlier time"
        raise CellError(what, f"read {last.name}[t-1] somewhere", last)


def _named(u: Vector, e: Expr) -> Iterator[tuple[str, str]]:
    """Every name of an equation, and what kind of thing it stands for."""
    for v in (u, *vectors(e)):
        yield v.name, "a signal" if v.time is not None else "a vector"
        yield from ((s.name, "a size") for s in v.dim.free_symbols)
    for W in named(e):
        yield W.name, "a matrix"
        yield from ((s.name, "a size") for n in W.shape for s in n.free_symbols)
    for s in sorted(e.free_symbols, key=str):
        if is_number_symbol(s):
            yield s.name, "a number"


def _check_names(u: Vector, e: Expr) -> None:
    for name, _ in _named(u, e):
        if name.endswith(MARKS):
            raise CellError(f"the name {name} is taken by the error signals", "rename it", u)


def _check_kinds(u: Vector, e: Expr, kinds: dict[str, str]) -> None:
    for name, kind in _named(u, e):
        if kinds.setdefault(name, kind) != kind and "a size" not in (kind, kinds[name]):
            raise CellError(f"{name} is {kinds[name]} and {kind}", "rename one of them", u)
        if kinds[name] != kind and "a number" in (kind, kinds[name]):
            raise CellError(f"{name} is a size and a number", "rename one of them", u)


def _check_ring(u: Vector, e: Expr) -> None:
    """Nothing in an equation may be a number made of vectors: its derivative is no diagonal."""
    for part in sorted(e.atoms(*OF_VECTORS), key=str):
        what = f"{part} is made of the entries of vectors"
        mend = "a cell has vectors, matrices applied to them, and numbers that are given"
        raise CellError(what, mend, u)


def _check_passes(equations: Equations, backward: Collection[str]) -> None:
    own = {u.name: u for u in equations}
    for name in sorted(set(backward) - set(own)):
        raise CellError(f"backward {name} is not computed by any equation")
    try:
        passes(list(own), own_readings(equations), backward)
    except NoOrder as fault:
        u, v = own[fault.head], own[fault.read].xreplace({t: t - fault.lag})
        if (u.name in backward) == (v.name in backward):
            raise CellError(*_future(u, v, u.name in backward), u, v) from fault
        what = f"{u} and {v} wait for each other, one running forward and one backward"
        raise CellError(what, "let one of them hear the input alone", u, v) from fault


def _future(u: Vector, v: Vector, backward: bool = False) -> tuple[str, str]:
    if backward:
        return f"{v} is not known yet to {u}, which runs backward", f"read {v.name}[t+1]"
    return f"{v} lies in the future of {u}", f"read {v.name}[t] or an earlier time"


def _late(equations: Equations, u: Vector, v: Vector) -> tuple[str, str]:
    cycle = _cycle(equations, v, u)
    if cycle:
        path = " -> ".join(str(w) for w in (u, *cycle))
        return f"a cycle within one step: {path}", f"read {v.name}[t-1]"
    return f"{v} is read before it is computed", f"move the equation of {v} above that of {u}"


def _cycle(equations: Equations, start: Vector, goal: Vector) -> list[Vector]:
    stack, seen = [[start]], set()
    while stack:
        path = stack.pop()
        if path[-1] == goal:
            return path
        if path[-1] in seen:
            continue
        seen.add(path[-1])
        reads = equations.get(path[-1])
        if reads is not None:
            stack += [[*path, w] for w in vectors(reads) if w.time == t]
    return []
