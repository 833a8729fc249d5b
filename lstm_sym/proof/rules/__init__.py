"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from .algebra import Algebra, Consequence, Definition, Supposed
from .cells import AdjointOf, GradientOf, JacobianOf, TangentOf
from .chained import AddedUp, Chained
from .comparison import Lifted, PathNorms, Perron, PerStep
from .corners import AtCorners
from .counted import Counted
from .counts import Counts
from .estimate import Estimate, Rearranged
from .exact import Exact, Limit, Signs
from .extremes import Extreme
from .factors import FactorBounds
from .forward import Given, LossForward, Recursion, TangentStep
from .functions import FromDefinition, Integrated, SumOfSquares
from .growth import Grows, Highest, MeanValue, Positive, Rises
from .induction import ChainRule, Induction, InductiveBound
from .invariant import Invariant
from .largest import EachOfThem, OneOfThem, RowSums, Steepest
from .least import LiftedStretch, PathStretch
from .lifted import Directional, DirectionalLimit, Entrywise
from .logs import Logarithm, LogLaws
from .norms import ChainBound, Ends, NormAxioms
from .paths import EachEdge, EveryPath, Monotone, SlopeOff, Triangle
from .peaks import Instance, Peak
from .pieces import ByPieces
from .scaled import Scaled
from .selection import Membership, Selection
from .states import GateCeiling, StateGrowth, StateNorm
from .stretch import ChainStretch, Necessary, Orthogonal, StretchAxioms
from .sums import LastTerm, Series, Shifted, Telescoping, TermByTerm
from .termwise import Termwise
from .through_time import FromTheEnd, SwappedSums
from .traced import TotalInduction, TotalOf
from .written import LargestStretch, WrittenOut

__all__ = [
    "AddedUp",
    "AdjointOf",
    "Algebra",
    "AtCorners",
    "ByPieces",
    "ChainBound",
    "ChainRule",
    "ChainStretch",
    "Chained",
    "Consequence",
    "Counted",
    "Counts",
    "Definition",
    "Directional",
    "DirectionalLimit",
    "EachEdge",
    "EachOfThem",
    "Ends",
    "Entrywise",
    "Estimate",
    "EveryPath",
    "Exact",
    "Extreme",
    "FactorBounds",
    "FromDefinition",
    "FromTheEnd",
    "GateCeiling",
    "Given",
    "GradientOf",
    "Grows",
    "Highest",
    "Induction",
    "InductiveBound",
    "Instance",
    "Integrated",
    "Invariant",
    "JacobianOf",
    "LargestStretch",
    "LastTerm",
    "Lifted",
    "LiftedStretch",
    "Limit",
    "LogLaws",
    "Logarithm",
    "LossForward",
    "MeanValue",
    "Membership",
    "Monotone",
    "Necessary",
    "NormAxioms",
    "OneOfThem",
    "Orthogonal",
    "PathNorms",
    "PathStretch",
    "Peak",
    "PerStep",
    "Perron",
    "Positive",
    "Rearranged",
    "Recursion",
    "Rises",
    "RowSums",
    "Scaled",
    "Selection",
    "Series",
    "Shifted",
    "Signs",
    "SlopeOff",
    "StateGrowth",
    "StateNorm",
    "Steepest",
    "StretchAxioms",
    "SumOfSquares",
    "Supposed",
    "SwappedSums",
    "TangentOf",
    "TangentStep",
    "Telescoping",
    "TermByTerm",
    "Termwise",
    "TotalInduction",
    "TotalOf",
    "Triangle",
    "WrittenOut",
]
