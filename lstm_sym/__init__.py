"""The mathematics of recurrent networks, derived, proved and checked by machine.

The words of a derivation and the short road for a user, loaded when first used.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WORDS = {
    "calculus.adjoint": "L T",
    "calculus.bounds": "supremum",
    "calculus.extremes": "image slope_range",
    "calculus.truncation": "truncated",
    "cells": "builtin",
    "checks.declared": "ActivationError activation",
    "checks.report": "Refuted Report Undecided Verified",
    "checks.run": "Run RunError run",
    "conventions": "ConventionError Trained trained",
    "language.activations": (
        "arbitrary clip exponential gelu heaviside hold identity inv normal_cdf normal_pdf relu "
        "sigma silu slope smooth_l1 softplus squash_g squash_h tanh"
    ),
    "language.cell": "Cell CellError t",
    "language.operators": "Diag Dot Matrix Norm Outer Response immediate step total",
    "language.paths": "LargestEdge LargestPath SmallestEdge",
    "language.shapes": "ShapeError shape",
    "language.spectra": "SmallestStretch SpectralRadius",
    "language.sums": (
        "Chain Maximum Minimum OperatorSum PathSum max_over min_over product_over sum_over"
    ),
    "language.symbols": "count instant magnitude number path size unit units",
    "language.text": "TextError",
    "language.vectors": "Basis Entry Ones Signal Total Vector",
    "lower.latex": "latex",
    "proof.flow": "error_flow",
    "proof.rules": (
        "AddedUp AdjointOf Algebra AtCorners ByPieces ChainBound ChainRule ChainStretch Chained "
        "Consequence Counts Definition Directional DirectionalLimit EachEdge EachOfThem Ends "
        "Entrywise Estimate EveryPath Exact Extreme FactorBounds FromDefinition FromTheEnd "
        "GateCeiling Given GradientOf Grows Highest Induction InductiveBound Instance Integrated "
        "Invariant JacobianOf LargestStretch LastTerm Lifted Limit LogLaws Logarithm LossForward "
        "MeanValue Membership Monotone Necessary NormAxioms OneOfThem Orthogonal PathNorms Peak "
        "PerStep Perron Positive Rearranged Recursion Rises RowSums Scaled Selection Series "
        "Shifted Signs SlopeOff StateGrowth StateNorm Steepest StretchAxioms SumOfSquares "
        "Supposed SwappedSums TangentOf TangentStep Telescoping TermByTerm Termwise "
        "TotalInduction TotalOf Triangle WrittenOut"
    ),
    "proof.step": "Claim Derivation Misprint Sentence Step Typo at_most below equal tends",
    "session": "Derived bound cell check derive diff equiv flow",
    "source": "Source",
}
_HOME = {word: module for module, words in _WORDS.items() for word in words.split()}

__all__ = sorted(_HOME)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(word: str) -> Any:
    if word not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {word!r}")
    return getattr(import_module(f"{__name__}.{_HOME[word]}"), word)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
