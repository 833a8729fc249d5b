"""What a program is given: every array checked, with a word for what does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol

from ..language.cell import Cell
from ..language.shapes import shape, spell

Array = NDArray[Any]
DTYPES = ("float64", "float32")


class ProgramError(ValueError):
    """What a program was given does not fit: which array, why, and the mend, in one line."""


@dataclass
class Given:
    """Checked arrays: T steps of B sequences; states of shape (L, B, n), inputs (L + T, B, m).

    ``losses`` are the gradients of the loss with respect to outputs, and to states that it speaks
    to. ``short`` tells which inputs were given without what lies beyond the ends.
    """

    cell: Cell
    params: Mapping[str, Array]
    inputs: Mapping[str, Array]
    losses: Mapping[str, Array]
    initial: Mapping[str, Array]
    final: Mapping[str, Array]
    lengths: Array | None
    sizes: Mapping[Expr, int]
    steps: int
    batch: int
    short: Mapping[str, bool]

    @cached_property
    def key(self) -> tuple[int, ...]:
        """The steps, the sequences and the sizes: what arrays are made for."""
        return (self.steps, self.batch, *self.sizes.values())

    def width(self, name: str) -> int:
        """The size of a signal."""
        return measured(self.cell.signal(name).dim, self.sizes)

    def with_(self, **changes: Any) -> Given:
        """The same with some fields changed."""
        made = object.__new__(Given)
        made.__dict__ = {**self.__dict__, **changes}
        if "steps" in changes or "batch" in changes:
            made.__dict__.pop("key", None)
        return made


def beyond(cell: Cell, name: str) -> int:
    """How many steps beyond the ends of a run a signal is read."""
    return cell.lags.get(name, 0) + cell.leads.get(name, 0)


def left(cell: Cell, name: str) -> int:
    """How many steps of a state a further run would begin with."""
    return (cell.lags if cell.way(name) > 0 else cell.leads).get(name, 0)


def measured(dim: Expr, sizes: Mapping[Expr, int]) -> int:
    """A size in numbers."""
    return int(sizes[dim]) if dim in sizes else int(dim)


class Arguments:
    """The checks of one cell and one dtype."""

    def __init__(self, cell: Cell, dtype: np.dtype) -> None:
        self.cell, self.dtype = cell, dtype
        self.sizes: dict[Expr, int] = {}
        self.told: dict[Expr, str] = {}

    def checked(
        self,
        params: Mapping[str, Any],
        x: Any,
        dh: Any,
        initial: Mapping[str, Any] | None,
        final: Mapping[str, Any] | None,
        lengths: Any,
        steps: int | None = None,
    ) -> Given:
        """Return everything as arrays that fit; ProgramError for the first that does not."""
        cell = self.cell
        for what, names in (("params", params), ("initial", initial), ("final", final)):
            if not isinstance(names, Mapping) and (names is not None or what == "params"):
                said = "not given" if names is None else f"a {type(names).__name__}"
                raise ProgramError(f"{what} is {said}, it wants a mapping of arrays by name")
        own = {p.name: p for p in cell.parameters}
        self._check_known(params, own, "parameter")
        found = {
            name: self._array(name, _wanted(params, name, "parameter"), self._dims(p))
            for name, p in own.items()
        }
        inputs = {
            s.name: self._array(s.name, v, ("T", "B", s.dim))
            for s, v in self._named(x, cell.inputs, "input")
        }
        outputs = tuple(cell.signal(name) for name in cell.outputs)
        losses = {}
        if dh is not None:
            losses = {
                s.name: self._array(f"the loss gradient of {s.name}", v, ("T", "B", s.dim))
                for s, v in self._named(dh, outputs, "output")
            }
        states = {s.name: s for s in cell.carried}
        given = {"initial": dict(initial or {}), "final": dict(final or {})}
        for word, arrays in given.items():
            self._check_known(arrays, states, "state")
            for name, v in arrays.items():
                many = beyond(cell, name) if word == "initial" else left(cell, name)
                axes = ("B",) if many == 1 else ("L", "B")
                v = self._array(f"the {word} {name}", v, (*axes, states[name].dim))
                arrays[name] = v[None] if many == 1 else v
        T, B = self._extent(inputs, losses, given["initial"], steps)
        short = {}
        for name, v in inputs.items():
            short[name] = len(v) == T and len(v) != T + beyond(cell, name)
            if short[name]:
                ends = (cell.lags.get(name, 0), cell.leads.get(name, 0))
                inputs[name] = np.pad(v, (ends, (0, 0), (0, 0)))
        for name, s in states.items():
            width = measured(s.dim, self._known(s.dim, name))
            shapes = {
                "initial": (beyond(cell, name), B, width),
                "final": (left(cell, name), B, width),
            }
            given["initial"].setdefault(name, np.zeros(shapes["initial"], self.dtype))
            for word, arrays in given.items():
                wanted = shapes[word]
                if name in arrays and arrays[name].shape != wanted:
                    first = wanted[0] == 1
                    has, wants = arrays[name].shape[first:], wanted[first:]
                    raise ProgramError(f"the {word} {name} has shape {has}, it wants {wants}")
        for s in outputs:
            if dh is not None and s.name not in losses:
                losses[s.name] = np.zeros((T, B, measured(s.dim, self.sizes)), self.dtype)
        return Given(
            cell=cell,
            params=found,
            inputs=inputs,
            losses=losses,
            initial=given["initial"],
            final=given["final"],
            lengths=self._lengths(lengths, T, B),
            sizes=self.sizes,
            steps=T,
            batch=B,
            short=short,
        )

    def check_names(self, also: Sequence[str]) -> None:
        """Whether all are inputs or states."""
        if isinstance(also, str):
            raise ProgramError(f"also is a sequence of names; write also=({also!r},)")
        known = {s.name: s for s in (*self.cell.inputs, *self.cell.carried)}
        self._check_known(also, known, "input or state")

    def returned(self, name: str, v: Array, given: Given) -> Array:
        """A gradient or a state in the shape in which it was given."""
        if name in given.initial:
            return v[0] if len(v) == 1 else v
        before = self.cell.lags.get(name, 0)
        return v[before : before + given.steps] if given.short.get(name) else v

    def _dims(self, p: Any) -> tuple[Expr, ...]:
        return () if isinstance(p, Symbol) else shape(p)

    def _check_known(self, names: Any, known: Mapping[str, Any], what: str) -> None:
        for name in names:
            if name not in known:
                near = get_close_matches(str(name), known, 1)
                mend = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
                raise ProgramError(f"no {what} is called {name}; {mend}")

    def _named(self, v: Any, signals: Sequence[Any], what: str) -> list[tuple[Any, Any]]:
        """Arrays by signal: a mapping by name, or the one array of the one signal."""
        if isinstance(v, Mapping):
            self._check_known(v, {s.name: s for s in signals}, what)
            missing = [s for s in signals if s.name not in v and what == "input"]
            if missing:
                raise ProgramError(f"input {missing[0].name} is not given")
            return [(s, v[s.name]) for s in signals if s.name in v]
        if v is None and signals:
            raise ProgramError(f"{what} {signals[0].name} is not given")
        if not signals:
            if v is not None:
                raise ProgramError(f"the cell has no {what}; give None")
            return []
        if len(signals) > 1:
            names = ", ".join(s.name for s in signals)
            raise ProgramError(f"there are several {what}s; give a mapping of {names}")
        return [(signals[0], v)]

    def _array(self, name: str, v: Any, dims: tuple[Expr | str, ...]) -> Array:
        """The array itself, contiguous and of the dtype, if it has as many axes and the sizes."""
        if not dims and isinstance(v, int | float):
            return np.asarray(v, self.dtype)
        if not isinstance(v, np.ndarray | np.generic):
            raise ProgramError(f"{name} is a {type(v).__name__}, not an array")
        if isinstance(v, np.ma.MaskedArray):
            raise ProgramError(f"{name} is a masked array; fill it, or give lengths")
        if v.dtype != self.dtype:
            other = f", or compile with dtype={str(v.dtype)!r}" if str(v.dtype) in DTYPES else ""
            raise ProgramError(
                f"{name} has dtype {v.dtype}, the program {self.dtype}; convert it{other}"
            )
        v = np.asarray(v)
        if v.ndim != len(dims):
            said = "".join(f"{d}, " for d in dims).removesuffix(", " if len(dims) > 1 else " ")
            raise ProgramError(f"{name} has shape {v.shape}, it wants ({said})")
        for axis, dim in enumerate(dims):
            if not isinstance(dim, str):
                self._measure(name, v, axis, dim)
        return v if v.flags.c_contiguous and v.flags.aligned else v.copy(order="C")

    def _measure(self, name: str, v: Any, axis: int, dim: Expr) -> None:
        many = v.shape[axis]
        if not isinstance(dim, Symbol):
            self.sizes[dim], self.told[dim] = int(dim), "the cell"
        if self.sizes.setdefault(dim, many) != many:
            raise ProgramError(
                f"{name} has shape {v.shape}, but {spell((dim,))} = {self.sizes[dim]} by "
                f"{self.told[dim]}"
            )
        if many == 0:
            raise ProgramError(f"{name} has shape {v.shape}: the size {dim} is zero")
        self.told.setdefault(dim, name)

    def _known(self, dim: Expr, name: str) -> Mapping[Expr, int]:
        if dim not in self.sizes and isinstance(dim, Symbol):
            raise ProgramError(f"the size {dim} is not known; give the initial {name}")
        return self.sizes

    def _extent(
        self,
        inputs: Mapping[str, Array],
        losses: Mapping[str, Array],
        initial: Mapping[str, Array],
        steps: int | None,
    ) -> tuple[int, int]:
        """The steps and the sequences, the same by all arrays."""
        said = {
            **inputs,
            **{f"the loss gradient of {name}": v for name, v in losses.items()},
            **{f"the initial {name}": v for name, v in initial.items()},
        }
        batches = {name: v.shape[1] for name, v in said.items()}
        T, B = steps, next(iter(batches.values()), 1)
        for name, many in batches.items():
            if many != B:
                first = next(iter(batches))
                raise ProgramError(f"{first} has {B} sequences, {name} has {many}")
        for name, v in losses.items():
            if T is not None and len(v) != T:
                raise ProgramError(f"the loss gradient of {name} has {len(v)} steps, not {T}")
            T = len(v)
        for name, v in inputs.items():
            ago = beyond(self.cell, name)
            T = len(v) if T is None else T
            if len(v) not in (T, T + ago):
                wanted = f"{T}" if not ago else f"{T} or {T + ago}"
                raise ProgramError(f"{name} has {len(v)} steps, it wants {wanted}")
        return T or 0, B

    def _lengths(self, lengths: Any, T: int, B: int) -> Array | None:
        if lengths is None:
            return None
        found = np.asarray(lengths)
        if found.shape != (B,) or not np.issubdtype(found.dtype, np.integer):
            raise ProgramError(f"lengths are {B} whole numbers, one for each sequence")
        if B and (found.min() < 0 or found.max() > T):
            raise ProgramError(f"a length is {found.min()} to {found.max()}, it wants 0 to {T}")
        return found


def _wanted(params: Mapping[str, Any], name: str, what: str) -> Any:
    if name not in params:
        raise ProgramError(f"{what} {name} is not given")
    return params[name]
