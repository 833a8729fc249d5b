"""Pointwise expressions as calls that write into arrays made before: nothing is allocated."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Add, Expr, Integer, Mul, Pow

from ....language.activations import Elementwise
from ....language.shapes import shape
from ....language.vectors import Vector
from ..infix import Infix, negative

FUNCTIONS = {
    "tanh": ("np.tanh({z}, out={o})",),
    "exp": ("np.exp({z}, out={o})",),
    "relu": ("np.maximum({z}, 0.0, out={o})",),
    "heaviside": ("np.heaviside({z}, 0.0, out={o})",),
    "softplus": ("np.logaddexp({z}, 0.0, out={o})",),
    "inv": ("np.divide(1.0, {z}, out={o})",),
    "sigma": (
        "np.multiply({z}, 0.5, out={o})",
        "np.tanh({o}, out={o})",
        "np.multiply({o}, 0.5, out={o})",
        "np.add({o}, 0.5, out={o})",
    ),
}


class Calls:
    """The calls for one body: ``leaf`` gives the array of a vector, ``room`` one for a part.

    Each call writes into its last argument. The array that the body goes to may be one of those
    that it reads: it is written when the last of them has been read.
    """

    def __init__(
        self, infix: Infix, leaf: Callable[[Vector], str], room: Callable[[int], str]
    ) -> None:
        self.infix, self.leaf, self.room = infix, leaf, room
        self.calls: list[str] = []
        self.used = 0

    def write(self, e: Expr, to: str) -> list[str]:
        """Return the calls that put ``e`` into the array ``to``."""
        if isinstance(e, Vector) or not shape(e):
            self._copy(self._operand(e), to)
        else:
            self._into(e, to)
        return self.calls

    def _reads(self, e: Expr, to: str) -> bool:
        return any(self.leaf(v) == to for v in e.atoms(Vector))

    def _operand(self, e: Expr) -> str:
        """An array or a number that is ``e``, computed into some room if need be."""
        if isinstance(e, Vector):
            return self.leaf(e)
        if not shape(e):
            return self.infix(e)
        self.used += 1
        room = self.room(self.used)
        self._into(e, room)
        return room

    def _into(self, e: Expr, to: str) -> None:
        """Put ``e`` into ``to``, which is written only when no later call reads what was in it."""
        if isinstance(e, Elementwise):
            inner = e.args[0]
            if isinstance(inner, Vector) or not shape(inner):
                self._activate(e, self._operand(inner), to)
            else:
                self._into(inner, to)
                self._activate(e, to, to)
            return
        parts = _parts(e)
        here = self._first(parts, to)
        for i, (call, part) in enumerate(parts[1:], 1):
            other = self._operand(part)
            clear = not any(self._reads(later, to) for _, later in parts[i + 1 :])
            place = to if clear else self._some_room(here)
            pair = f"{other}, {here}" if call == "from" else f"{here}, {other}"
            name = {"from": "subtract"}.get(call, call)
            self.calls.append(f"np.{name}({pair}, out={place})")
            here = place

    def _first(self, parts: list[tuple[str, Expr]], to: str) -> str:
        """The first operand, in ``to`` itself if nothing else reads what was in it."""
        e = parts[0][1]
        if isinstance(e, Vector) or not shape(e) or any(self._reads(p, to) for _, p in parts[1:]):
            return self._operand(e)
        self._into(e, to)
        return to

    def _some_room(self, here: str) -> str:
        if here.startswith("room"):
            return here
        self.used += 1
        return self.room(self.used)

    def _copy(self, what: str, to: str) -> None:
        if what != to:
            self.calls.append(f"{to}[...] = {what}")

    def _activate(self, e: Elementwise, z: str, to: str) -> None:
        templates = FUNCTIONS.get(type(e).__name__)
        if templates is None:
            self._copy(self.infix.activated(type(e), z), to)
            return
        self.calls += [template.format(z=z, o=to) for template in templates]


def _parts(e: Expr) -> list[tuple[str, Expr]]:
    """The operands of a sum, a product or a power, with the call that takes in each."""
    if isinstance(e, Pow):
        return [("", e.base)] + [("multiply", e.base)] * (int(e.exp) - 1)
    if isinstance(e, Mul):
        numbers = [a for a in e.args if not shape(a)]
        arrays = [a for a in e.args if shape(a)]
        factor = Mul(*numbers)
        powers = [b for a in arrays for b in ([a.base] * int(a.exp) if isinstance(a, Pow) else [a])]
        operands = powers if factor == 1 else [*powers, factor]
        operands.sort(key=_depth, reverse=True)
        return [("multiply", a) for a in operands]
    if isinstance(e, Add):
        return _terms(e)
    raise TypeError(f"no calls are known of {type(e).__name__}")


def _terms(e: Add) -> list[tuple[str, Expr]]:
    """The terms of a sum, the first not subtracted; numbers last, but 1 - y as it stands."""
    terms = sorted(e.args, key=lambda a: (negative(a), not shape(a), -_depth(a)))
    if negative(terms[0]):
        return [("", terms[0]), *(("add", a) for a in terms[1:])]
    if not shape(terms[0]) and len(terms) > 1:
        first, second = terms[0], -terms[1]
        return [("", second), ("from", first), *(("subtract", -a) for a in terms[2:])]
    return [("", terms[0]), *(("subtract", -a) if negative(a) else ("add", a) for a in terms[1:])]


def _depth(e: Expr) -> int:
    return 0 if isinstance(e, Vector | Integer) or not shape(e) else 1 + len(e.args)
