"""Operators: linear maps between vectors, and what they do to them."""

from __future__ import annotations

from functools import reduce
from typing import Any

from sympy import (
    Add,
    Expr,
    Identity,
    ImmutableDenseMatrix,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    S,
    Symbol,
    ZeroMatrix,
    sympify,
)
from sympy.core.basic import Basic
from sympy.core.symbol import Str
from sympy.matrices.expressions.matexpr import MatrixExpr

from .composing import Composable
from .shapes import Shape, ShapeError, shape, spell
from .vectors import BAR, Basis, Entry, Total, Vector, split_number


class Operator(Composable):
    """A linear map of the house; ``A @ x`` applies it to a vector, ``A @ B`` composes."""

    def __matmul__(self, x: Any) -> Expr:
        return MatMul(self, x) if isinstance(x, MatrixExpr) else Dot(self, x)

    def applied(self, x: Expr) -> Expr | None:
        """What the operator makes of a vector, if that can be said without a ``Dot``."""
        return None

    def _entry(self, i: Expr, j: Expr, **_: Any) -> Expr:
        raise TypeError(f"write an entry of {self} as Entry(A, i, j)")


class Matrix(Operator):
    """A named matrix of R^(rows x cols), or its transpose.

    The transpose is an argument, so that (W.T).T is W and no wrapper node appears.
    """

    def __new__(cls, name: str | Str, rows: Any, cols: Any, transposed: Any = S.false) -> Matrix:
        label = name if isinstance(name, Str) else Str(name)
        return Basic.__new__(cls, label, sympify(rows), sympify(cols), sympify(transposed))

    @property
    def name(self) -> str:
        return self.args[0].name

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.args[1:3]

    @property
    def is_transposed(self) -> bool:
        return self.args[3] == S.true

    @property
    def bar(self) -> Matrix:
        """The gradient dL/dW, of the shape of W."""
        return Matrix(self.name + BAR, *self.args[1:])

    def _eval_transpose(self) -> Matrix:
        name, rows, cols, flipped = self.args
        return Matrix(name, cols, rows, S.false if flipped else S.true)

    def _sympystr(self, printer: Any) -> str:
        return self.name + (".T" if self.is_transposed else "")


class Diag(Operator):
    """A vector acting by the Hadamard product: diag(v) x = v * x on R^n."""

    def __new__(cls, v: Any, n: Any) -> MatrixExpr:
        v, n = sympify(v), sympify(n)
        if v == 1:
            return Identity(n)
        if v == 0:
            return ZeroMatrix(n, n)
        if shape(v) not in ((), (n,)):
            raise ShapeError(f"diag of size {n} wants a vector of size {n}, got {spell(shape(v))}")
        return Basic.__new__(cls, v, n)

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return (self.args[1], self.args[1])

    def applied(self, x: Expr) -> Expr:
        return self.args[0] * x

    def _eval_transpose(self) -> Diag:
        return self


class Outer(Operator):
    """The outer product x y^T of two vectors."""

    def __new__(cls, x: Any, y: Any) -> MatrixExpr:
        x, y = sympify(x), sympify(y)
        if len(shape(x)) != 1 or len(shape(y)) != 1:
            raise ShapeError(f"an outer product is of two vectors, not {x} and {y}")
        return Basic.__new__(cls, x, y)

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return (*shape(self.args[0]), *shape(self.args[1]))

    def applied(self, x: Expr) -> Expr:
        return self.args[0] * Total(self.args[1] * x)

    def _eval_transpose(self) -> Outer:
        return Outer(self.args[1], self.args[0])


class Dot(Expr):
    """An operator applied to a vector, A x; linear in both."""

    precedence = 55
    is_commutative = True
    is_extended_real = True

    def __new__(cls, A: Any, x: Any) -> Expr:
        x = sympify(x)
        if len(shape(A)) != 2:
            raise ShapeError(f"{A}: only an operator is applied to a vector")
        if shape(x) not in ((), (shape(A)[1],)):
            raise ShapeError(
                f"{A} takes vectors of size {shape(A)[1]}, {x} has size {spell(shape(x))}"
            )
        if isinstance(A, ImmutableDenseMatrix):
            A, x = _explicit(A, x)
        if isinstance(A, MatPow) and A.exp.is_positive:
            A = MatMul(*[A.base] * int(A.exp))
        if x == 0 or A.is_ZeroMatrix:
            return S.Zero
        if A.is_Identity:
            return x
        if isinstance(A, Operator) and (acted := A.applied(x)) is not None:
            return acted
        if isinstance(A, MatAdd):
            return Add(*[cls(B, x) for B in A.args])
        if isinstance(A, MatMul):
            factor, operators = A.as_coeff_matrices()
            return factor * reduce(lambda y, B: cls(B, y), reversed(operators), x)
        if x.is_Add:
            return Add(*[cls(A, term) for term in x.args])
        factor, vector = split_number(x) if shape(x) else (x, S.One)
        if factor != 1:
            return factor * cls(A, vector)
        if isinstance(x, Dot) and _undone(A, x.args[0]):
            return x.args[1]
        return Expr.__new__(cls, A, x)

    def own_shape(self) -> Shape:
        return (shape(self.args[0])[0],)

    def _eval_derivative(self, s: Expr) -> Expr:
        return Dot(self.args[0], self.args[1].diff(s))

    def _sympystr(self, printer: Any) -> str:
        A, x = self.args
        inner = printer._print(x)
        return f"{printer._print(A)} @ {inner if isinstance(x, Vector | Basis) else f'({inner})'}"


def _undone(A: Expr, B: Expr) -> bool:
    """Whether one of two operators is the inverse of the other."""
    return (isinstance(A, Inverse) and A.arg == B) or (isinstance(B, Inverse) and B.arg == A)


def _explicit(A: ImmutableDenseMatrix, x: Expr) -> tuple[ImmutableDenseMatrix, Expr]:
    """An explicit matrix applied to what an explicit matrix made is their product applied."""
    if isinstance(x, Dot) and isinstance(x.args[0], ImmutableDenseMatrix):
        A, x = A * x.args[0], x.args[1]
    return A, S.Zero if A.is_zero_matrix else x


class Norm(Expr):
    """The p-norm of a vector, or of an operator: its largest stretch |A x|_p / |x|_p.

    For p = oo these are the largest entry and the largest row sum, in absolute values.
    """

    is_commutative = True
    is_nonnegative = True

    def __new__(cls, A: Any, p: Any = 2) -> Expr:
        if len(shape(A)) == 2 and (A.is_ZeroMatrix or A.is_Identity):
            return S.Zero if A.is_ZeroMatrix else S.One
        if A == 0 or not shape(A):
            raise ShapeError(f"{A}: a norm is of a vector or an operator")
        return Expr.__new__(cls, A, sympify(p))

    def own_shape(self) -> Shape:
        return ()

    def _eval_derivative(self, s: Expr) -> Expr | None:
        """d|x|_2 = x^T dx / |x|_2 for a vector that depends on s; no other norm that does."""
        x, p = self.args
        if not x.has(s):
            return S.Zero
        return Total(x * x.diff(s)) / self if p == 2 and len(shape(x)) == 1 else None


THROUGH = {"all": "d", "step": "∂", "states": "∂", "equation": "∂⁺"}


class Response(Operator):
    """The derivative of one vector of a cell with respect to another, as an operator.

    ``through`` says which paths count: ``all`` paths of the recurrence (the total derivative d),
    those of one ``step`` with the other states held (∂), those of any number of steps from the
    ``states`` of an earlier time, of which only ``wrt`` is moved (∂), or the one ``equation`` that
    computes ``of``, all it reads being held (the immediate derivative ∂⁺).
    """

    def __new__(cls, of: Vector, wrt: Vector, through: Any = "all") -> Response:
        label = through if isinstance(through, Str) else Str(through)
        if label.name not in THROUGH:
            raise ValueError(f"through is one of {', '.join(THROUGH)}, not {label.name}")
        if not isinstance(of, Vector) or not isinstance(wrt, Vector):
            raise ShapeError(f"a derivative is of a vector by a vector, not of {of} by {wrt}")
        return Basic.__new__(cls, of, wrt, label)

    @property
    def of(self) -> Vector:
        return self.args[0]

    @property
    def wrt(self) -> Vector:
        return self.args[1]

    @property
    def through(self) -> str:
        return self.args[2].name

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return (self.of.dim, self.wrt.dim)


class Sensitivity(Expr):
    """The derivative of a vector of a run by one weight, along all paths: a vector.

    A weight is an entry W_lm or b_l of a parameter, or a number.

    Real-time recurrent learning carries it forward in time.
    """

    is_commutative = True
    is_extended_real = True

    def __new__(cls, of: Vector, weight: Entry | Symbol) -> Sensitivity:
        return Expr.__new__(cls, of, weight)

    @property
    def of(self) -> Vector:
        return self.args[0]

    @property
    def weight(self) -> Entry | Symbol:
        return self.args[1]

    def own_shape(self) -> Shape:
        return (self.of.dim,)

    def _eval_derivative(self, s: Expr) -> Expr:
        return S.Zero


def total(of: Vector, wrt: Vector | Entry | Symbol) -> Response | Sensitivity:
    """d of / d wrt, along all paths; an operator for a vector, a vector for a number or W_lm."""
    return Sensitivity(of, wrt) if isinstance(wrt, Entry | Symbol) else Response(of, wrt, "all")


def step(of: Vector, wrt: Vector) -> Response:
    """∂ of / ∂ wrt within one time step, the other states held."""
    return Response(of, wrt, "step")


def immediate(of: Vector, wrt: Vector) -> Response:
    """∂⁺ of / ∂ wrt: through the one equation of ``of``."""
    return Response(of, wrt, "equation")


def named(e: Basic) -> list[Matrix]:
    """Return the matrices in ``e``, none transposed, by name."""
    found = {m.T if m.is_transposed else m for m in e.atoms(Matrix)}
    return sorted(found, key=lambda m: m.name)
