"""What the laws draw from: expressions, equal pairs, cells, and the numbers of names."""

from tests.strategies.effort import defect, examples
from tests.strategies.expressions import (
    coefficients,
    leaves,
    matrices,
    nodes,
    operators,
    scalars,
    vectors_of,
)
from tests.strategies.kinds import node_classes, specimens
from tests.strategies.pairs import equal_pairs
from tests.strategies.recurrences import cells, networks
from tests.strategies.values import (
    ALPHA,
    BETA,
    SIZES,
    SYMBOLS,
    Array,
    M,
    N,
    P,
    Pair,
    Q,
    U,
    V,
    close,
    matrix,
    numbers,
    signal,
)

__all__ = [
    "ALPHA",
    "BETA",
    "SIZES",
    "SYMBOLS",
    "Array",
    "M",
    "N",
    "P",
    "Pair",
    "Q",
    "U",
    "V",
    "cells",
    "close",
    "coefficients",
    "defect",
    "equal_pairs",
    "examples",
    "leaves",
    "matrices",
    "matrix",
    "networks",
    "node_classes",
    "nodes",
    "numbers",
    "operators",
    "scalars",
    "signal",
    "specimens",
    "vectors_of",
]
