"""Networks of numbers for the pictures, and numbers in few digits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..checks.drawn import filled
from ..checks.network import Network
from ..language.cell import Cell


def sample(
    cell: Cell, sizes: Mapping[str, int], steps: int, seed: int, scale: float = 1.0
) -> Network:
    """A run of a cell with sizes by name, everything drawn from one seed."""
    dims = {s: sizes[s.name] for s in cell.sizes if s.is_Symbol}
    return filled(cell, dims, steps, np.random.default_rng(seed), scale=scale)


def amount(x: float, places: int = 3) -> str:
    """A number to so many places, with a minus that is as long as a plus."""
    shown = f"{x:.{places}f}"
    return shown.replace("-", "−") if float(shown) else f"{0:.{places}f}"
