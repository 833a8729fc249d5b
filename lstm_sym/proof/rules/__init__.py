"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from .algebra import Algebra, Consequence, Definition
from .cells import AdjointOf, GradientOf, JacobianOf, TangentOf
from .exact import Exact, Limit
from .functions import FromDefinition, SumOfSquares
from .induction import ChainRule, Induction, InductiveBound

__all__ = [
    "AdjointOf",
    "Algebra",
    "ChainRule",
    "Consequence",
    "Definition",
    "Exact",
    "FromDefinition",
    "GradientOf",
    "Induction",
    "InductiveBound",
    "JacobianOf",
    "Limit",
    "SumOfSquares",
    "TangentOf",
]
