"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from .algebra import Algebra, Consequence, Definition
from .cells import AdjointOf, GradientOf, JacobianOf, TangentOf
from .chained import Chained
from .counts import Counts
from .estimate import Estimate, Rearranged
from .exact import Exact, Limit, Signs
from .forward import Given, LossForward, Recursion, TangentStep
from .functions import FromDefinition, Integrated, SumOfSquares
from .induction import ChainRule, Induction, InductiveBound
from .largest import EachOfThem, OneOfThem, RowSums, Steepest
from .norms import ChainBound, Ends, NormAxioms
from .paths import EachEdge, EveryPath, Monotone, SlopeOff, Triangle
from .peaks import Instance, Peak
from .selection import Selection
from .termwise import Termwise

__all__ = [
    "AdjointOf",
    "Algebra",
    "ChainBound",
    "ChainRule",
    "Chained",
    "Consequence",
    "Counts",
    "Definition",
    "EachEdge",
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
    "Instance",
    "Integrated",
    "JacobianOf",
    "Limit",
    "LossForward",
    "Monotone",
    "NormAxioms",
    "OneOfThem",
    "Peak",
    "Rearranged",
    "Recursion",
    "RowSums",
    "Selection",
    "Signs",
    "SlopeOff",
    "Steepest",
    "SumOfSquares",
    "TangentOf",
    "TangentStep",
    "Termwise",
    "Triangle",
]
