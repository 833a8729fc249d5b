"""What a bound costs, and an identity of activations decided: by each ring, and by SymPy's ways.

Milliseconds of processor time, SymPy loaded and its cache cleared; the best of several runs, for an
identity also the first in a process. Printed as tables, asserted nowhere.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sympy
from rich.console import Console
from rich.table import Table
from sympy import Expr, coth, sech
from sympy.core.cache import clear_cache

from lstm_sym import bound
from lstm_sym.calculus.extremes.certificates import is_installed
from lstm_sym.calculus.identity import defined, is_identity
from lstm_sym.calculus.ratios import flint_ring, ring
from lstm_sym.language.symbols import number

NAMED = ("sigma", "tanh", "squash_h", "squash_g", "relu", "softplus", "silu", "gelu")
OWN = ("z*sigma(z)", "z*tanh(softplus(z))", "1/(1 + z*z)", "tanh(sigma(z))")
ROADS = ("algebraic", "intervals", "balls", "z3")
PATIENCE = 20

x, y = number("x"), number("y")
s, th = 1 / (1 + sympy.exp(-x)), sympy.tanh
t = 1 / (1 + sympy.exp(-y))
steep = s * (1 - s)
IDENTITIES: dict[str, tuple[Expr, Expr]] = {
    "s' = s(1-s)": (s.diff(x) - steep, s.diff(x) - s * (1 + s)),
    "s' = sech^2(x/2)/4": (s.diff(x) - sech(x / 2) ** 2 / 4, s.diff(x) - sech(x) ** 2 / 4),
    "tanh x = 2s(2x)-1": (th(x) - 2 * s.subs(x, 2 * x) + 1, th(x) - 2 * s + 1),
    "tanh' = 1-tanh^2": (th(x).diff(x) - 1 + th(x) ** 2, th(x).diff(x) - 1 - th(x) ** 2),
    "s(-x) = 1-s(x)": (s.subs(x, -x) - 1 + s, s.subs(x, -x) - s),
    "s'' = s(1-s)(1-2s)": (s.diff(x, 2) - steep * (1 - 2 * s), s.diff(x, 2) - steep * (1 - s)),
    "s'' = -s' tanh(x/2)": (s.diff(x, 2) + steep * th(x / 2), s.diff(x, 2) - steep * th(x / 2)),
    "s''' = s'(1-6s+6s^2)": (
        s.diff(x, 3) - steep * (1 - 6 * s + 6 * s**2),
        s.diff(x, 3) - steep * (1 - 6 * s + 5 * s**2),
    ),
    "coth maximiser": (
        (1 - x * th(x / 2)) - th(x / 2) * (coth(x / 2) - x),
        (1 - x * th(x / 2)) - th(x / 2) * (coth(x / 2) + x),
    ),
    "(x s')' = s'(1-x tanh(x/2))": (
        (x * steep).diff(x) - steep * (1 - x * th(x / 2)),
        (x * steep).diff(x) - steep * (1 - th(x / 2)),
    ),
    "tanh(x+y)": (
        th(x + y) - (th(x) + th(y)) / (1 + th(x) * th(y)),
        th(x + y) - (th(x) + th(y)) / (1 - th(x) * th(y)),
    ),
    "s(x+y) odds": (
        s.subs(x, x + y) - s * t / (s * t + (1 - s) * (1 - t)),
        s.subs(x, x - y) - s * t / (s * t + (1 - s) * (1 - t)),
    ),
    "false: s' = s(1+s)": (steep - s * (1 - s), s.diff(x) - s * (1 + s)),
    "false: tanh x = 2s(x)-1": (th(x) - 1 + 2 / (1 + sympy.exp(2 * x)), th(x) - 2 * s + 1),
}


class TooLong(Exception):
    """A way that did not end."""


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """Raise TooLong after some seconds."""

    def stop(*_: object) -> None:
        raise TooLong

    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)


def taken(work: Callable[[], object], runs: int = 5) -> float:
    """The least processor time, in milliseconds."""
    best = float("inf")
    for _ in range(runs):
        clear_cache()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return 1e3 * best


def bounds() -> Table:
    """Each activation on each road, and on all together with 30 digits."""
    roads = [road for road in ROADS if is_installed(road)]
    table = Table("slope of", *roads, "all, 30 digits", box=None)
    for name in (*NAMED, *OWN):
        row = []
        for road in roads:
            try:
                row.append(f"{taken(lambda n=name, r=road: bound(n, by=[r]).extent):.1f}")
            except ValueError:
                row.append("-")
        row.append(f"{taken(lambda n=name: bound(n, digits=30).extent):.1f}")
        table.add_row(name, *row)
    return table


def decided(way: Callable[[Expr], object], true: Expr, false: Expr) -> tuple[str, float]:
    """The time for a true identity, and whether it and its false twin were decided rightly."""
    try:
        with patience(PATIENCE):
            right = way(true) is True and way(false) is False
            took = taken(lambda: way(true), 3)
            return f"{took:.2f}{'' if right else ' WRONG'}", took
    except TooLong:
        return f"> {1000 * PATIENCE}", 1000.0 * PATIENCE


def identities() -> Table:
    """Every identity of the list by the rings and by SymPy's own ways."""
    ways: dict[str, Callable[[Expr], object]] = {
        "simplify": lambda e: sympy.simplify(e) == 0,
        "equals": lambda e: e.equals(0),
        "ring of SymPy": lambda e: is_identity(e, ring),
    }
    if is_installed("balls"):
        ways["ring of python-flint"] = lambda e: is_identity(e, flint_ring)
    table = Table("identity", *ways, "simplify / last", box=None)
    for name, (true, false) in IDENTITIES.items():
        pair = defined(true), defined(false)
        found = [decided(way, *pair) for way in ways.values()]
        table.add_row(name, *(says for says, _ in found), f"{found[0][1] / found[-1][1]:.0f}")
    return table


def main() -> None:
    screen = Console()
    for section in (bounds, identities):
        screen.print(section())
        screen.print()


if __name__ == "__main__":
    main()
