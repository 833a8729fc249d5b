"""jacobian(e, wrt): the one differential rule of the house."""

from __future__ import annotations

from sympy import Dummy, Expr, MatAdd, MatMul, ZeroMatrix, preorder_traversal
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..language.operators import Diag, Dot
from ..language.order import OF_VECTORS
from ..language.vectors import Vector


def jacobian(e: Expr, wrt: Vector, n: Expr) -> MatrixExpr:
    """Return d e / d wrt for a vector e of R^n, as an operator.

    SymPy differentiates pointwise, and every product A psi adds its matrix:
    J = diag(dF/dx) + sum over the products of diag(dF/d(A psi)) A (d psi / d wrt).

    Raises ValueError if e speaks of ``wrt`` through a number made of it: a total, an entry, a norm.
    """
    if any(part.has(wrt) for part in e.atoms(*OF_VECTORS)):
        raise ValueError(f"{e} speaks of {wrt} through a number that is made of it")
    holes = {d: Dummy(real=True) for d in _outermost(e)}
    x = Dummy(real=True)
    F = e.xreplace(holes).xreplace({wrt: x})
    fill = {x: wrt} | {z: d for d, z in holes.items()}
    terms: list[MatrixExpr] = [Diag(F.diff(x).xreplace(fill), n)] if F.has(x) else []
    for d, z in holes.items():
        A, psi = d.args
        if psi.has(wrt):
            inner = jacobian(psi, wrt, A.shape[1])
            terms.append(composed(Diag(F.diff(z).xreplace(fill), n), A, inner))
    terms = [term for term in terms if not term.is_ZeroMatrix]
    if not terms:
        return ZeroMatrix(n, wrt.dim)
    return terms[0] if len(terms) == 1 else MatAdd(*terms)


def composed(*operators: MatrixExpr) -> MatrixExpr:
    """Return the product of operators, identities left out; zero if a factor is."""
    if any(A.is_ZeroMatrix for A in operators):
        return ZeroMatrix(operators[0].shape[0], operators[-1].shape[1])
    factors = [A for A in operators if not A.is_Identity] or [operators[0]]
    return factors[0] if len(factors) == 1 else MatMul(*factors)


def pullback(e: Expr, wrt: Vector, y: Vector) -> Expr:
    """Return the error of ``wrt``, given the error ``y`` of e: (d e / d wrt)^T y."""
    return Dot(transposed(jacobian(e, wrt, y.dim)), y)


def pullback_to(e: Expr, part: Expr, y: Vector) -> Expr:
    """Return the error of a vector-valued part of e, wherever it stands in e."""
    if e == part:
        return y
    place = Vector("a place", *part.own_shape())
    return pullback(e.xreplace({part: place}), place, y).xreplace({place: part})


def transposed(A: MatrixExpr) -> MatrixExpr:
    """Return the transpose, pushed down to the factors."""
    if isinstance(A, MatAdd):
        return MatAdd(*[transposed(B) for B in A.args])
    if isinstance(A, MatMul):
        factor, operators = A.as_coeff_matrices()
        return MatMul(factor, *[transposed(B) for B in reversed(operators)])
    return A.T


def _outermost(e: Expr) -> list[Dot]:
    """The products that stand in ``e`` outside of another product, in a fixed order."""
    walk = preorder_traversal(e)
    found = set()
    for part in walk:
        if isinstance(part, Dot):
            found.add(part)
            walk.skip()
    return sorted(found, key=str)
