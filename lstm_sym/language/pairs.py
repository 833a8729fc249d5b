"""Functions of two arguments, each written with the ring and the activations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .activations import relu

PAIRS: dict[str, Callable[[Any, Any], Any]] = {
    "hadamard": lambda a, b: a * b,
    "max": lambda a, b: b + relu(a - b),
    "min": lambda a, b: a - relu(a - b),
}
