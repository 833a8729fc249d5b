"""Activations of the user's: declared in one call, and believed in nothing that can be checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Interval, Rational, S, Symbol, floor, oo, sympify

from ..calculus.extremes.find import extent
from ..calculus.extremes.germs import Unsettled
from ..calculus.extremes.shape import Gap
from ..calculus.extremes.zeros import Undecided
from ..calculus.identity import is_identity
from ..language.activations import ACTIVATIONS, Elementwise
from ..language.activations import activation as made
from ..language.symbols import number
from ..language.text.characters import spelled
from ..language.text.lines import HEADERS
from ..language.text.roles import RESERVED, functions
from ..language.text.scalar import formula
from ..language.vectors import MARKS
from ..lower.numpy import EPSILON, Env, value

Array = NDArray[Any]
Definition: TypeAlias = str | Expr | Callable[[Any], Any]
Slope: TypeAlias = str | Expr | Callable[[Any, Any], Any]

BUILTIN = frozenset(ACTIVATIONS)
CLOSE = 1e-9
SHORT = 10**6
z, y = number("z"), number("y")
# No sample is a round number: at one there may be a kink, where a slope is one of two.
SAMPLES = np.concatenate([np.linspace(-8.03, 8.01, 1203), np.array([-71.3, -33.7, 31.9, 72.1])])


class ActivationError(ValueError):
    """An activation that cannot be, or is not what was said of it: with a number that shows it."""


def activation(
    name: str,
    definition: Definition,
    slope: Slope | None = None,
    image: tuple[Any, ...] | Interval | None = None,
    tex: str | None = None,
) -> type[Elementwise]:
    """Declare an activation y = f(z), to be used by its name in a cell; return it.

    ``definition`` is f: a text such as ``"z*sigma(z)"``, an expression in z, or a function that
    makes one. ``slope`` is f', a text or an expression in z and the output y, or a function of
    both; it is derived if it is not given. ``image`` is an interval that holds f(R): its ends, and
    whether each is left out; derived if it is not given. ``tex`` is the name in LaTeX.

    What is given is compared with what is derived. A name may be declared anew, no built-in one.
    Raises TextError for a text that cannot be read, and ActivationError, with a counterexample,
    for a slope or an image that is wrong, or a definition that is no function of all real z.
    """
    _check_name(name)
    body = _expression(definition, (z,))
    if not body.has(z):
        raise ActivationError(f"{name} does not depend on z: {body}")
    values = _numbers(name, body)
    derived = body.diff(z)
    slopes = _numbers(name, derived)
    f_slope = derived
    if slope is not None:
        f_slope = _expression(slope, (z, y))
        _check_slope(name, f_slope.xreplace({y: body}), derived, slopes)
    _check_against_step(name, body, slopes)
    held = _image(name, body, values, image)
    ends = (held.start, held.end, held.left_open, held.right_open)
    if not _is_entrywise(f_slope):
        f_slope = _named_slope(name, f_slope.xreplace({y: body}), tex)(z)
    return made(
        name,
        lambda at: body.xreplace({z: at}),
        lambda at, out: f_slope.xreplace({z: at, y: out}),
        ends,
        tex,
    )


def _is_entrywise(e: Expr) -> bool:
    """Whether an expression in z and y can be written of vectors as it stands."""
    if e.is_Pow:
        return bool(e.exp.is_Integer and e.exp.is_positive) and _is_entrywise(e.base)
    whole = e.is_Add or e.is_Mul or isinstance(e, Elementwise)
    return all(map(_is_entrywise, e.args)) if whole else e in (z, y) or not e.free_symbols


def _named_slope(name: str, derived: Expr, tex: str | None) -> type[Elementwise]:
    """The slope as an activation of its own, where it is made of what vectors do not have."""
    second = derived.diff(z)
    return made(
        f"{name}_slope",
        lambda at: derived.xreplace({z: at}),
        lambda at, _: second.xreplace({z: at}),
        (-oo, oo),
        (tex or rf"\operatorname{{{name}}}") + "'",
    )


def _check_name(name: str) -> None:
    taken = BUILTIN | (set(functions()) - set(ACTIVATIONS))
    if name in taken:
        raise ActivationError(f"there is a built-in function {name}; choose another name")
    if not re.fullmatch(r"[^\W\d]\w*", name) or spelled(name) != name or not name.isascii():
        raise ActivationError(f"{name!r} is no name; use letters, digits and _, a letter first")
    if name in RESERVED or name in HEADERS or name.endswith(MARKS) or name in ("z", "y"):
        raise ActivationError(f"the name {name} is taken; choose another")


def _expression(given: Any, variables: tuple[Symbol, ...]) -> Expr:
    """What is given as text, expression or function, as an expression in the variables."""
    if isinstance(given, str):
        return formula(given, [s.name for s in variables])
    found = sympify(given(*variables) if callable(given) else given)
    if not isinstance(found, Expr):
        raise ActivationError(f"{found} is no number")
    known = {s.name: s for s in variables}
    found = found.xreplace({s: known[s.name] for s in found.free_symbols if s.name in known})
    if unknown := sorted(map(str, found.free_symbols - set(variables))):
        names = " and ".join(s.name for s in variables)
        raise ActivationError(f"{unknown[0]} stands for nothing: an activation is made of {names}")
    return found


def _numbers(name: str, e: Expr) -> Array:
    """The values at the samples; ActivationError if there is none, or it is not real."""
    try:
        with np.errstate(all="ignore"):
            found = np.broadcast_to(value(e, Env({z: SAMPLES})), SAMPLES.shape)
    except NotImplementedError as fault:
        unknown = ", ".join(sorted({str(part.func) for part in e.atoms(*_kinds(e))}))
        what = f"{name} has a part that has no numbers here: {unknown or e}"
        near = get_close_matches(unknown, functions(), 1)
        mend = f"; did you mean {near[0]}?" if near else ""
        raise ActivationError(what + mend) from fault
    wrong = ~np.isfinite(found[:1203]) | (np.abs(np.imag(found[:1203])) > 0)
    if np.any(wrong):
        at = SAMPLES[int(np.argmax(wrong))]
        raise ActivationError(f"{name} has no real value at z = {at:.6g}")
    return np.real(found)


def _kinds(e: Expr) -> Iterator[type]:
    """The classes of the functions in an expression."""
    yield from {type(part) for part in _functions(e)} or {Symbol}


def _functions(e: Expr) -> Iterator[Any]:
    if getattr(e, "is_Function", False) and not isinstance(e, Elementwise):
        yield e
    for part in e.args:
        yield from _functions(part)


def _check_slope(name: str, given: Expr, derived: Expr, slopes: Array) -> None:
    """Refuse a slope that is not the derivative, with the point where that is plainest."""
    if is_identity(given - derived) is True:
        return
    found = _numbers(f"the slope of {name}", given)
    gap = np.nan_to_num(np.abs(found - slopes) / (1 + np.abs(slopes)))
    if np.max(gap) > CLOSE:
        k = int(np.argmax(gap))
        at = f"at z = {SAMPLES[k]:.6g} it is {slopes[k]:.6g}, not {found[k]:.6g}"
        raise ActivationError(f"the slope of {name} is wrong: {at}; it is {derived}")


def _check_against_step(name: str, body: Expr, slopes: Array) -> None:
    """Refuse what the complex step cannot differentiate: a part that is not analytic."""
    with np.errstate(all="ignore"):
        found = np.imag(value(body, Env({z: SAMPLES + EPSILON * 1j}))) / EPSILON
    gap = np.nan_to_num(np.abs(found - slopes) / (1 + np.abs(slopes)))
    if np.max(gap) > CLOSE:
        at = SAMPLES[int(np.argmax(gap))]
        raise ActivationError(
            f"{name} has no complex step at z = {at:.6g}; write it with relu, max and min"
        )


def _image(name: str, body: Expr, values: Array, given: Any) -> Interval:
    """The image: as derived if nothing is given, else what is given if nothing lies outside."""
    try:
        found = extent(body, z).extent
        low, high = found.inf, found.sup
        ends = _outward(low.below, -1), _outward(high.above, 1)
        derived = Interval(*ends, low.attained is False, high.attained is False)
    except Gap as fault:
        raise ActivationError(f"{name} is not defined for all z: {fault}") from fault
    except (Undecided, Unsettled):
        derived = Interval(-oo, oo)
    if given is None:
        return derived
    held = given if isinstance(given, Interval) else _interval(name, given)
    outside = (values < float(held.start)) | (values > float(held.end))
    if np.any(outside):
        k = int(np.argmax(np.where(outside, np.abs(values), -1)))
        at = f"at z = {SAMPLES[k]:.6g} it is {values[k]:.6g}"
        raise ActivationError(f"the image of {name} is wrong: {at}")
    if derived != Interval(-oo, oo) and not derived.is_subset(held):
        raise ActivationError(f"the image of {name} is wrong: it is {derived}, not within {held}")
    return held


def _outward(end: Expr, way: int) -> Expr:
    """A number of many digits as one of six, further out."""
    if not end.is_Rational or end.q < SHORT:
        return end
    return Rational(way * floor(way * end * SHORT) + way, SHORT)


def _interval(name: str, ends: tuple[Any, ...]) -> Interval:
    low, high = (sympify(end) for end in ends[:2]) if len(ends) in (2, 3, 4) else (S.Zero, S.Zero)
    if not (low.is_extended_real and high.is_extended_real and low < high):
        raise ActivationError(f"the image of {name} is an interval (low, high), not {ends}")
    return Interval(low, high, *map(bool, ends[2:]))
