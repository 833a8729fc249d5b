"""The arrays of a trained layer, named and cut as the parameters of the cell that says the same."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cells import builtin
from ..language.cell import Cell
from ..language.stack import BACK, stack

Array = NDArray[Any]
Entry = Mapping[str, Any]


class ConventionError(ValueError):
    """Arrays that are not those of a layer: which, and what was expected."""


@dataclass(frozen=True)
class Trained:
    """A cell, and the numbers of its parameters by name; a number is an array without a shape."""

    cell: Cell
    parameters: Mapping[str, Array]


@cache
def conventions() -> Mapping[str, Entry]:
    """How every library calls its layers, as the data say."""
    return tomllib.loads(files(__package__ or "").joinpath("conventions.toml").read_text("utf-8"))


def layers() -> list[str]:
    """Return the layers that are known, such as ``torch.LSTM``, sorted."""
    return sorted(
        f"{lib}.{layer}" for lib, all_ in conventions().items() for layer in all_["layers"]
    )


def trained(arrays: Mapping[str, Any], layer: str) -> Trained:
    """Return the cell that says the same as a layer of a library, and its parameters.

    ``arrays`` are those of the layer by the names of the library, such as a state dict of PyTorch;
    ``layer`` is one of ``layers()``. Depth, directions and projection follow from the names, sizes
    from the shapes. Biases that are not there are zero.

    Raises ConventionError if an array is missing, unknown, or of a shape that does not fit.
    """
    if layer not in layers():
        near = get_close_matches(layer, layers(), 1, 0.3)
        mend = f"did you mean {near[0]}?" if near else f"there are {', '.join(layers())}"
        raise ConventionError(f"no layer is called {layer!r}; {mend}")
    library, kind = layer.split(".", 1)
    return _Import(conventions()[library], kind, {k: _array(k, v) for k, v in arrays.items()})()


def _array(name: str, v: Any) -> Array:
    found = np.asarray(v)
    if not np.issubdtype(found.dtype, np.number):
        raise ConventionError(f"{name} is no array of numbers")
    return found.astype(float) if not np.iscomplexobj(found) else found


@dataclass(frozen=True)
class _Import:
    library: Entry
    kind: str
    arrays: Mapping[str, Array]

    def __call__(self) -> Trained:
        depth, directions = self._depth()
        projected = f"{self.kind}-projected"
        entry = self.library["layers"].get(projected if self._is_projected() else self.kind)
        if entry is None:
            raise ConventionError(f"{self.kind} has no projection: remove {self._any_projection()}")
        cell = stack(builtin(entry["cell"]), depth, directions)
        found: dict[str, Array] = {}
        known: set[str] = set()
        for level in range(depth):
            for back in (False, True)[:directions]:
                part = _Part(self, entry, level, back, depth, directions)
                known |= set(part.keys())
                for name, v in part.parameters():
                    found[name] = found[name] + v if name in found else v
        if unknown := sorted(set(self.arrays) - known):
            raise ConventionError(
                f"{unknown[0]} is no array of this layer; known are {_list(known)}"
            )
        return Trained(cell, {p.name: found[p.name] for p in cell.parameters})

    def key(self, array: str, level: int, back: bool) -> str:
        mark = self.library["back"] if back else ""
        return str(self.library["key"]).format(array=array, layer=level, back=mark)

    def _depth(self) -> tuple[int, int]:
        """How many layers there are, and how many directions."""
        first = self.library["input"]
        if self.key(first, 0, False) not in self.arrays:
            raise ConventionError(f"{self.key(first, 0, False)} is missing")
        depth = 1
        while self.key(first, depth, False) in self.arrays and "{layer}" in self.library["key"]:
            depth += 1
        both = bool(self.library["back"]) and self.key(first, 0, True) in self.arrays
        return depth, 2 if both else 1

    def _any_projection(self) -> str:
        name = self.library["projection"]
        return next((key for key in self.arrays if name and re.match(name, key)), "")

    def _is_projected(self) -> bool:
        return bool(self._any_projection())


@dataclass(frozen=True)
class _Part:
    """One layer in one direction."""

    whole: _Import
    entry: Entry
    level: int
    back: bool
    depth: int
    directions: int

    def keys(self) -> Iterator[str]:
        """The names of the arrays of this part."""
        for array in self.entry["arrays"]:
            yield self.whole.key(array, self.level, self.back)

    def parameters(self) -> Iterator[tuple[str, Array]]:
        """The parameters of the cell that the arrays hold, gate by gate."""
        for array, names in self.entry["arrays"].items():
            key = self.whole.key(array, self.level, self.back)
            held = self._held(array, key)
            rows = held.reshape(len(names), -1) if len(names) > 1 else [held]
            for name, row in zip(names, rows, strict=True):
                yield from self._gates(array, name, np.asarray(row))

    def _held(self, array: str, key: str) -> Array:
        """An array with its gates along the first axis; zero if it is a bias that is not there."""
        shape = self._shape(array)
        if key not in self.whole.arrays:
            if len(shape) > 1 and not array.startswith("bias"):
                raise ConventionError(f"{key} is missing: its shape would be {shape}")
            return np.zeros(shape)
        found = self.whole.arrays[key]
        if found.shape != shape:
            raise ConventionError(f"{key} has the shape {found.shape}, which must be {shape}")
        turned = self.whole.library["applied"] == "right" and not array.startswith("bias")
        return found.T if turned else found

    def _gates(self, array: str, name: str, held: Array) -> Iterator[tuple[str, Array]]:
        gates = self.entry["gates"] if array != self.whole.library["projection"] else [""]
        for gate, v in zip(gates, np.split(held, len(gates)), strict=True):
            own = self._named(name.format(g=gate))
            if array == self.whole.library["input"] and self._hears_both:
                front, back = np.split(v, 2, axis=1)
                yield own, front
                yield f"{own}_from{BACK}", back
            else:
                yield own, v

    @property
    def _hears_both(self) -> bool:
        return self.directions > 1 and self.level > 0

    def _named(self, name: str) -> str:
        mark = f"_{self.level + 1}" if self.depth > 1 else ""
        return name + mark + (BACK if self.back else "")

    def _shape(self, array: str) -> tuple[int, ...]:
        """The shape of an array of this part, by the sizes that the first arrays have."""
        m, n, p, gates = self._sizes()
        m = m if self.level == 0 else p * self.directions
        projection = self.whole.library["projection"]
        if array == projection:
            return (p, n)
        if array.startswith("bias"):
            names = self.entry["arrays"][array]
            return (gates * n,) if len(names) == 1 else (len(names), gates * n)
        shape = (gates * n, m if array == self.whole.library["input"] else p)
        return shape[::-1] if self.whole.library["applied"] == "right" else shape

    def _sizes(self) -> tuple[int, int, int, int]:
        """The sizes of the input, the gates and the output, and the number of gates."""
        library, gates = self.whole.library, len(self.entry["gates"])
        first = self.whole.key(library["input"], 0, False)
        shape = self.whole.arrays[first].shape
        if len(shape) != 2:
            raise ConventionError(f"{first} has the shape {shape}, and must be a matrix")
        rows, m = shape[::-1] if library["applied"] == "right" else shape
        if rows % gates:
            what = f"{first} has the shape {shape}: {rows} is no multiple of the {gates} gates"
            raise ConventionError(f"{what} of {self.whole.kind}")
        n = p = rows // gates
        hr = library["projection"] and self.whole.key(library["projection"], 0, False)
        if hr and hr in self.whole.arrays:
            p = self.whole.arrays[hr].shape[0]
        return m, n, p, gates


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names))
