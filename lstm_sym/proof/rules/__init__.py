"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from .algebra import Algebra, Consequence, Definition
from .cells import AdjointOf, GradientOf, JacobianOf, TangentOf
from .corners import AtCorners
from .exact import Exact, Limit
from .factors import FactorBounds
from .functions import FromDefinition, SumOfSquares
from .induction import ChainRule, Induction, InductiveBound
from .positive import TermByTerm
from .sums import Series, Telescoping
from .traced import TotalInduction, TotalOf

__all__ = [
    "AdjointOf",
    "Algebra",
    "AtCorners",
    "ChainRule",
    "Consequence",
    "Definition",
    "Exact",
    "FactorBounds",
    "FromDefinition",
    "GradientOf",
    "Induction",
    "InductiveBound",
    "JacobianOf",
    "Limit",
    "Series",
    "SumOfSquares",
    "TangentOf",
    "Telescoping",
    "TermByTerm",
    "TotalInduction",
    "TotalOf",
]
