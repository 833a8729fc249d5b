"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from .algebra import Algebra, Consequence, Definition
from .cells import AdjointOf, GradientOf, JacobianOf, TangentOf
from .counts import Counts
from .estimate import Estimate, Rearranged
from .exact import Exact, Limit
from .forward import Given, LossForward, Recursion, TangentStep
from .functions import FromDefinition, Integrated, SumOfSquares
from .induction import ChainRule, Induction, InductiveBound
from .largest import EachOfThem, EveryPath, OneOfThem, RowSums, Steepest
from .norms import ChainBound, Ends, NormAxioms
from .selection import Selection
from .termwise import Termwise

__all__ = [
    "AdjointOf",
    "Algebra",
    "ChainBound",
    "ChainRule",
    "Consequence",
    "Counts",
    "Definition",
    "EachOfThem",
    "Ends",
    "Estimate",
    "EveryPath",
    "Exact",
    "FromDefinition",
    "Given",
    "GradientOf",
    "Induction",
    "InductiveBound",
    "Integrated",
    "JacobianOf",
    "Limit",
    "LossForward",
    "NormAxioms",
    "OneOfThem",
    "Rearranged",
    "Recursion",
    "RowSums",
    "Selection",
    "Steepest",
    "SumOfSquares",
    "TangentOf",
    "TangentStep",
    "Termwise",
]
