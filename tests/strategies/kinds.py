"""One specimen of every node of the language."""

from __future__ import annotations

from sympy import (
    Expr,
    MatMul,
)
from sympy.core.basic import Basic

from lstm_sym.language.activations import (
    ACTIVATIONS,
    Elementwise,
    Slope,
    sigma,
)
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Diag, Dot, Matrix, Norm, Outer, Response, Sensitivity
from lstm_sym.language.paths import LargestEdge, LargestPath, SmallestEdge
from lstm_sym.language.spectra import SmallestStretch, SpectralRadius
from lstm_sym.language.sums import Chain, Maximum, Minimum, OperatorSum, PathSum
from lstm_sym.language.tally import Tally
from lstm_sym.language.vectors import Basis, Entry, Ones, Total, Vector
from tests.strategies.values import M, N, Q, U, V, matrix, signal


def specimens() -> dict[type, Expr]:
    """One expression of every node class of the language."""
    f, g, W, S = signal("f", N), signal("g", N), matrix("W", N, M), matrix("U", N, N)
    J = Diag(Slope(sigma(f(t))), N)

    def edge(i: Expr, j: Expr, m: Expr) -> Expr:
        return Entry(S, i, j) * Entry(f(t - m), j)

    return {
        Vector: f(t - 1),
        Total: Total(f(t)),
        Entry: Entry(W, U, V),
        Slope: Slope(sigma(f(t))),
        Matrix: W.T,
        Diag: J,
        Outer: Outer(f(t), g(t)),
        Dot: Dot(S, f(t)),
        Norm: Norm(S),
        Response: Response(f(t), g(t - 1), "step"),
        Chain: Chain(lambda m: MatMul(S, Diag(f(t - m), N)), Q),
        OperatorSum: OperatorSum(lambda k: Outer(f(k), g(k - 1)), 1, Q),
        PathSum: PathSum(edge, U, V, Q, N),
        Basis: Basis(U, N),
        Ones: Ones(N),
        Sensitivity: Sensitivity(f(t), Entry(W, U, V)),
        Tally: Tally("forward"),
        Maximum: Maximum(lambda m: Norm(Diag(f(t - m), N)), 1, Q),
        Minimum: Minimum(lambda m: Norm(Diag(f(t - m), N)), 1, Q),
        SmallestStretch: SmallestStretch(S),
        SpectralRadius: SpectralRadius(S),
        LargestPath: LargestPath(edge, U, V, Q, N),
        LargestEdge: LargestEdge(edge, Q, N),
        SmallestEdge: SmallestEdge(edge, Q, N),
        **{made: made(f(t)) for made in ACTIVATIONS.values()},
    }


def node_classes() -> list[type]:
    """Every node class of the language that stands for something."""
    abstract = {"Elementwise", "Composable", "Operator", "OfOperator"}
    abstract |= {"Gathered", "OverPaths", "OverEdges", "Extreme"}
    return sorted(
        (c for c in _below(Basic) if _of_the_language(c) and c.__name__ not in abstract),
        key=lambda c: c.__name__,
    )


def _of_the_language(c: type) -> bool:
    if issubclass(c, Elementwise) and c is not Elementwise:
        return c in ACTIVATIONS.values()
    return (c.__module__ or "").startswith("lstm_sym.language")


def _below(c: type) -> set[type]:
    return {c}.union(*(_below(d) for d in c.__subclasses__()))
