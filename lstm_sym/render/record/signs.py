"""The signs of the language: what each means, and where the page on notation says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import Identity, KroneckerDelta, pi

from ...language.operators import Diag, Norm, Outer, Response, Sensitivity
from ...language.spectra import SmallestStretch, SpectralRadius
from ...language.vectors import Basis, Ones, Total
from ...lower.latex.names import DIFFERENTIAL

Record = dict[str, Any]
# The node that is printed with the sign, the sign, its meaning, its place among the conventions.
NODES: tuple[tuple[Any, str, str, str], ...] = (
    (Diag, r"\operatorname{diag}", "operator that multiplies entry by entry", "names"),
    (Norm, r"\lVert \cdot \rVert", "norm", "norms"),
    (SmallestStretch, r"\sigma_{\min}", "smallest stretch of a vector", "norms"),
    (SpectralRadius, r"\rho", "largest absolute value of an eigenvalue", "norms"),
    (Outer, r"x \, y^{\top}", "outer product, a matrix", "vectors"),
    (Basis, "e_l", "unit vector: 1 at one unit, 0 elsewhere", "entries"),
    (Ones, r"\mathbf{1}", "vector of ones", "vectors"),
    (Total, r"\mathbf{1}^{\top}", "sum of the entries", "vectors"),
    (KroneckerDelta, r"\delta", "1 where both units are one, else 0", "entries"),
    (Identity, "I", "identity matrix", "vectors"),
    (type(pi), r"\pi", "half the circumference of the unit circle", "names"),
)
PRINTED = (
    (r"\odot", "product entry by entry", "vectors"),
    (r"\top", "transpose", "vectors"),
    (r"e^{", "Euler's number", "names"),
)
DERIVATIVES = {
    "all": "total derivative, along all paths",
    "step": "derivative within one step",
    "equation": "derivative through one equation",
}


def signs(nodes: Sequence[Any], formula: str) -> Iterator[Record]:
    """A row for every sign of a formula: by its nodes, and where it has none, by its LaTeX."""
    for kind, sign, means, anchor in NODES:
        if any(isinstance(e, kind) for e in nodes):
            yield _row(sign, means, anchor)
    for sign, means, anchor in PRINTED:
        if sign in formula:
            yield _row(sign.removesuffix("^{"), means, anchor)
    through = {e.through for e in nodes if isinstance(e, Response)}
    through |= {"all" for e in nodes if isinstance(e, Sensitivity)}
    for ways, means in DERIVATIVES.items():
        if ways in through:
            yield _row(DIFFERENTIAL[ways], means, "derivatives")
    if not through and r"\frac{d}{d " in formula:
        yield _row("d", "derivative", "derivatives")


def _row(sign: str, means: str, anchor: str) -> Record:
    place = f"notation.md#{anchor}"
    return {"symbol": sign, "means": means, "remark": "", "shape": "", "place": place}
