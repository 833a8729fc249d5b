"""Whether an extent is that of the values on a grid."""

import numpy as np
from sympy import Expr, Rational

from lstm_sym.calculus.extremes import (
    Extent,
)
from lstm_sym.language.symbols import number
from lstm_sym.lower.numpy import Env, value
from tests.strategies import close

z = number("z")
GRID = np.concatenate([np.linspace(-40, -1e-3, 20001), np.linspace(1e-3, 40, 20001)])
TINY = Rational(1, 10**9)


def slopes(f: Expr, at: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.asarray(value(f.diff(z), Env({z: at})), float) + 0 * at


def holds_tightly(found: Extent, reached: np.ndarray) -> None:
    """No value is beyond an end; one is near to it, if it is a number."""
    for end, extreme, sign in ((found.inf, reached.min(), 1), (found.sup, reached.max(), -1)):
        if end.is_finite:
            assert sign * (extreme - float(end.below if sign > 0 else end.above)) >= -1e-12
            assert close(extreme, float(end.above), 1e-6)
        else:
            assert end.is_unbounded
