"""Activations: scalar functions applied to every entry of a vector.

All that the engine knows of an activation stands in one call of ``activation``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import sympy
from sympy import Expr, Function, Interval, Rational, S, erf, exp, log, oo, pi, re, sqrt

from .shapes import Shape, ShapeError, shape


class Elementwise(Function):
    """A scalar function f applied entrywise; made by ``activation``."""

    nargs = 1
    is_commutative = True
    is_extended_real = True
    definition: ClassVar[Callable[[Any], Any]]
    slope: ClassVar[Callable[[Any, Any], Any]]
    image: ClassVar[Interval]
    tex: ClassVar[str]
    stand_in: ClassVar[Callable[[Any], Any] | None] = None

    def own_shape(self) -> Shape:
        inside = shape(self.args[0])
        if len(inside) > 1:
            raise ShapeError(f"{self}: an activation is of a number or a vector")
        return inside

    @classmethod
    def written(cls, z: Any) -> Expr:
        """What a number is computed by: the definition, or what stands in for it."""
        return sympy.sympify((cls.stand_in or cls.definition)(z))

    def fdiff(self, argindex: int = 1) -> Expr:
        return sympy.sympify(type(self).slope(self.args[0], self))


class Slope(Expr):
    """f'(z), written with a prime, for an activation f(z): its argument is f(z) itself."""

    is_commutative = True
    is_extended_real = True

    def __new__(cls, y: Elementwise) -> Slope:
        return Expr.__new__(cls, y)

    def own_shape(self) -> Shape:
        return shape(self.args[0])

    @property
    def unfolded(self) -> Expr:
        """The slope written with the output: y*(1 - y) for the logistic."""
        return self.args[0].fdiff()

    def _eval_derivative(self, s: Expr) -> Expr:
        return self.unfolded.diff(s)


ACTIVATIONS: dict[str, type[Elementwise]] = {}


def activation(
    name: str,
    definition: Callable[[Any], Any],
    slope: Callable[[Any, Any], Any],
    image: tuple[Any, ...],
    tex: str | None = None,
) -> type[Elementwise]:
    """Declare an activation y = f(z) and return it.

    ``definition(z)`` is f in SymPy, ``slope(z, y)`` is f' in terms of z and the output y,
    ``image`` the ends of an interval that holds f(R) and whether each is left out, ``tex`` its
    name in LaTeX.
    """
    made = type(
        name,
        (Elementwise,),
        {
            "definition": staticmethod(definition),
            "slope": staticmethod(slope),
            "image": Interval(*image),
            "tex": tex or rf"\operatorname{{{name}}}",
        },
    )
    ACTIVATIONS[name] = made
    return made


def arbitrary(name: str, stand_in: Callable[[Any], Any]) -> type[Elementwise]:
    """Return an activation of which nothing is known but that it has a slope, f and f'.

    No reason can see more of it than its name. A trial takes ``stand_in``, a function in SymPy, for
    it. It is no activation of a cell's text.
    """
    z = sympy.Dummy("z", real=True)

    def made(tex: str, of: Callable[[Any], Any], steepness: Callable[[Any, Any], Any]) -> Any:
        opaque = Function(tex, real=True)
        members = {
            "definition": staticmethod(lambda at: opaque(at)),
            "stand_in": staticmethod(of),
            "slope": staticmethod(steepness),
            "image": Interval(-oo, oo),
            "tex": tex,
        }
        return type(tex, (Elementwise,), members)

    derivative = stand_in(z).diff(z)
    second = Function(f"{name}''", real=True)
    steep = made(f"{name}'", lambda at: derivative.xreplace({z: at}), lambda at, y: second(at))
    return made(name, stand_in, lambda at, y: steep(at))


def slope(f: type[Elementwise], z: Any) -> Slope:
    """Return f'(z)."""
    return Slope(f(z))


sigma = activation(
    "sigma", lambda z: 1 / (1 + exp(-z)), lambda z, y: y * (1 - y), (0, 1, True, True), r"\sigma"
)
tanh = activation("tanh", sympy.tanh, lambda z, y: 1 - y**2, (-1, 1, True, True), r"\tanh")
squash_h = activation(
    "squash_h",
    lambda z: 2 / (1 + exp(-z)) - 1,
    lambda z, y: (1 - y**2) / 2,
    (-1, 1, True, True),
    "h",
)
squash_g = activation(
    "squash_g",
    lambda z: 4 / (1 + exp(-z)) - 2,
    lambda z, y: 1 - y**2 / 4,
    (-2, 2, True, True),
    "g",
)
heaviside = activation(
    "heaviside",
    lambda z: sympy.Piecewise((1, z > 0), (0, True)),
    lambda z, y: S.Zero,
    (0, 1),
    r"\Theta",
)
relu = activation(
    "relu", lambda z: sympy.Piecewise((z, z > 0), (0, True)), lambda z, y: heaviside(z), (0, oo)
)
clip = activation(
    "clip",
    lambda z: sympy.Piecewise((-1, z < -1), (1, z > 1), (z, True)),
    lambda z, y: heaviside(z + 1) * heaviside(1 - z),
    (-1, 1),
)
smooth_l1 = activation(
    "smooth_l1",
    lambda z: sympy.Piecewise((-z - S.Half, z < -1), (z - S.Half, z > 1), (z**2 / 2, True)),
    lambda z, y: clip(z),
    (0, oo),
    r"\operatorname{smooth}_{L_1}",
)
softplus = activation("softplus", lambda z: log(1 + exp(z)), lambda z, y: sigma(z), (0, oo, True))
silu = activation(
    "silu",
    lambda z: z / (1 + exp(-z)),
    lambda z, y: sigma(z) + y * (1 - sigma(z)),
    (Rational(-279, 1000), oo, True),
    r"\operatorname{SiLU}",
)
normal_pdf = activation(
    "normal_pdf",
    lambda z: exp(-(z**2) / 2) / sqrt(2 * pi),
    lambda z, y: -z * y,
    (0, 1 / sqrt(2 * pi), True),
    r"\varphi",
)
normal_cdf = activation(
    "normal_cdf",
    lambda z: (1 + erf(z / sqrt(2))) / 2,
    lambda z, y: normal_pdf(z),
    (0, 1, True, True),
    r"\Phi",
)
gelu = activation(
    "gelu",
    lambda z: z * (1 + erf(z / sqrt(2))) / 2,
    lambda z, y: normal_cdf(z) + z * normal_pdf(z),
    (Rational(-17, 100), oo, True),
    r"\operatorname{GELU}",
)
exponential = activation("exp", exp, lambda z, y: y, (0, oo, True), r"\exp")
identity = activation("identity", lambda z: z, lambda z, y: S.One, (-oo, oo), r"\operatorname{id}")
inv = activation("inv", lambda z: 1 / z, lambda z, y: -(y**2), (-oo, oo))
hold = activation("hold", re, lambda z, y: S.Zero, (-oo, oo))
hold.__doc__ = """The value z with slope 0: what the truncation of 1997 makes of a source vector.

Its definition, the real part, is z on real vectors and deaf to a complex step: the same rule in
numbers as in symbols.
"""
