"""The mathematics of recurrent networks, derived, proved and checked by machine.

The words of a derivation and the short road for a user, loaded when first used.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WORDS = {
    "calculus.adjoint": "T",
    "calculus.bounds": "supremum",
    "calculus.truncation": "truncated",
    "cells": "builtin",
    "language.activations": (
        "activation exponential hold identity inv relu sigma slope softplus squash_g squash_h tanh"
    ),
    "language.cell": "Cell CellError t",
    "language.operators": "Diag Dot Matrix Norm Outer Response immediate step total",
    "language.shapes": "ShapeError shape",
    "language.sums": "Chain OperatorSum PathSum product_over sum_over",
    "language.symbols": "count instant number size units",
    "language.text": "TextError",
    "language.vectors": "Basis Entry Signal Total Vector",
    "lower.latex": "latex",
    "proof.rules": (
        "AdjointOf Algebra ChainRule Consequence Counted Counts Definition Exact FromDefinition "
        "Given GradientOf Induction InductiveBound JacobianOf Limit LossForward Recursion "
        "Selection SumOfSquares TangentOf TangentStep Termwise"
    ),
    "proof.step": "Claim Derivation Misprint Sentence Step at_most below equal tends",
    "session": "Derived Report cell check derive",
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
