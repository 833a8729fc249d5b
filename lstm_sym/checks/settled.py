"""A network that obeys what a derivation says of its beginning and of its constants."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lower.numpy import Env, value
from ..proof.step import Derivation
from .network import Network

Array = NDArray[Any]


def settled(drawn: Network, derivation: Derivation, rng: np.random.Generator) -> Network:
    """The network under the hypotheses: it starts as they say, and so are its constants."""
    env = Env(drawn.symbols, drawn.constants)
    starts = {name: value(e, env) for name, e in derivation.starts.items()}
    starts |= dict.fromkeys(derivation.at_rest, 0.0)
    given = {at: starts.get(at[0], v) + 0 * v for at, v in drawn.given.items()}
    constants = {
        name: membership(v.shape[0], v.shape[1], rng) if name in derivation.members else v
        for name, v in drawn.constants.items()
    }
    constants |= {name: orthogonal(constants[name]) for name in derivation.orthogonal}
    return Network(drawn.cell, drawn.symbols, constants, given, drawn.targets, drawn.steps)


def membership(rows: int, columns: int, rng: np.random.Generator) -> Array:
    """A matrix with one 1 in each row, in a column drawn so that the columns are used evenly."""
    return np.eye(columns)[rng.permutation(np.arange(rows) % columns)]


def orthogonal(drawn: Array) -> Array:
    """The orthogonal factor of a square matrix that was drawn."""
    return np.linalg.qr(drawn)[0]
