"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from .algebra import Algebra, Consequence, Definition
from .cells import AdjointOf, GradientOf, JacobianOf, TangentOf
from .chained import Chained
from .exact import Exact, Limit, Signs
from .functions import FromDefinition, SumOfSquares
from .induction import ChainRule, Induction, InductiveBound
from .paths import EachEdge, EveryPath, Monotone, SlopeOff, Triangle
from .peaks import Instance, Peak

__all__ = [
    "AdjointOf",
    "Algebra",
    "ChainRule",
    "Chained",
    "Consequence",
    "Definition",
    "EachEdge",
    "EveryPath",
    "Exact",
    "FromDefinition",
    "GradientOf",
    "Induction",
    "InductiveBound",
    "Instance",
    "JacobianOf",
    "Limit",
    "Monotone",
    "Peak",
    "Signs",
    "SlopeOff",
    "SumOfSquares",
    "TangentOf",
    "Triangle",
]
