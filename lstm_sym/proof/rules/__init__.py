"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from .algebra import Algebra, Consequence, Definition
from .cells import AdjointOf, GradientOf, JacobianOf, TangentOf
from .chained import Chained
from .exact import Exact, Limit, Signs
from .functions import FromDefinition, SumOfSquares
from .induction import ChainRule, Induction, InductiveBound

__all__ = [
    "AdjointOf",
    "Algebra",
    "ChainRule",
    "Chained",
    "Consequence",
    "Definition",
    "Exact",
    "FromDefinition",
    "GradientOf",
    "Induction",
    "InductiveBound",
    "JacobianOf",
    "Limit",
    "Signs",
    "SumOfSquares",
    "TangentOf",
]
