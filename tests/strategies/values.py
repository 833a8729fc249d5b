"""The numbers of names: a name ends in its sizes, as W_nm and h_n do."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sympy import (
    Expr,
)

from lstm_sym.calculus.adjoint import T
from lstm_sym.language.activations import (
    hold,
    identity,
    sigma,
    softplus,
    tanh,
)
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Matrix
from lstm_sym.language.symbols import count, number, size, unit
from lstm_sym.language.vectors import Signal
from lstm_sym.lower.numpy import Env

Array = NDArray[Any]
KINDS = ("leaf", "sum", "product", "multiple", "power", "function", "slope", "dot", "diag", "sigma")
Pair = tuple[Expr, Expr]

SIZES = {size("n"): 2, size("m"): 3, size("p"): 4}
N, M, P = SIZES
Q, U, V = count("q"), unit("u"), unit("v")
ALPHA, BETA = number("alpha"), number("beta")
SMOOTH = (sigma, tanh, softplus, identity)
CELL_ACTIVATIONS = (sigma, tanh, softplus, hold)
SYMBOLS = {**SIZES, t: 5, T: 7, Q: 3, U: 1, V: 2, ALPHA: 0.7, BETA: -1.3}


def signal(letter: str, n: Expr) -> Signal:
    return Signal(f"{letter}_{n}", n)


def matrix(letter: str, rows: Expr, cols: Expr) -> Matrix:
    return Matrix(f"{letter}_{rows}{cols}", rows, cols)


def numbers(seed: int = 0, **symbols: Any) -> Env:
    """Give every name drawn below numbers of its own, the same for the same seed."""
    given = SYMBOLS | {count(name): k for name, k in symbols.items()}
    return Env(given, _Constants(seed), lambda name, time: _array(seed, name, time))


class _Constants(dict):
    def __init__(self, seed: int) -> None:
        super().__init__()
        self.seed = seed

    def __missing__(self, name: str) -> Array:
        return _array(self.seed, name, 0)


def _array(seed: int, name: str, time: int) -> Array:
    sizes = [SIZES[size(letter)] for letter in name.partition("_")[2]]
    rng = np.random.default_rng([seed, crc32(name.encode()), time + 100])
    return rng.standard_normal(sizes)


def close(left: Any, right: Any, tolerance: float = 1e-9) -> bool:
    """Whether two arrays differ by little, relative to the largest entry if that is not tiny."""
    left, right = np.asarray(left), np.asarray(right)
    scale = max(1e-4, float(np.max(np.abs(left))), float(np.max(np.abs(right))))
    return bool(np.all(np.abs(left - right) <= tolerance * scale))
