"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from .algebra import Algebra, Consequence, Definition
from .cells import AdjointOf, GradientOf, JacobianOf, TangentOf
from .estimate import Estimate, Rearranged
from .exact import Exact, Limit
from .functions import FromDefinition, Integrated, SumOfSquares
from .induction import ChainRule, Induction, InductiveBound
from .largest import EachOfThem, EveryPath, OneOfThem, RowSums, Steepest
from .norms import ChainBound, Ends, NormAxioms

__all__ = [
    "AdjointOf",
    "Algebra",
    "ChainBound",
    "ChainRule",
    "Consequence",
    "Definition",
    "EachOfThem",
    "Ends",
    "Estimate",
    "EveryPath",
    "Exact",
    "FromDefinition",
    "GradientOf",
    "Induction",
    "InductiveBound",
    "Integrated",
    "JacobianOf",
    "Limit",
    "NormAxioms",
    "OneOfThem",
    "Rearranged",
    "RowSums",
    "Steepest",
    "SumOfSquares",
    "TangentOf",
]
