"""Reasons: each a sentence for the reader, and what must hold for the machine."""

from .algebra import Algebra, Consequence, Definition
from .cells import AdjointOf, GradientOf, JacobianOf, TangentOf
from .counts import Counted, Counts
from .exact import Exact, Limit
from .forward import Given, LossForward, Recursion, TangentStep
from .functions import FromDefinition, SumOfSquares
from .induction import ChainRule, Induction, InductiveBound
from .selection import Selection
from .termwise import Termwise

__all__ = [
    "AdjointOf",
    "Algebra",
    "ChainRule",
    "Consequence",
    "Counted",
    "Counts",
    "Definition",
    "Exact",
    "FromDefinition",
    "Given",
    "GradientOf",
    "Induction",
    "InductiveBound",
    "JacobianOf",
    "Limit",
    "LossForward",
    "Recursion",
    "Selection",
    "SumOfSquares",
    "TangentOf",
    "TangentStep",
    "Termwise",
]
