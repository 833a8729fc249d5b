"""A Python file to fill in: the forward pass of a cell, and where its backward pass goes."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from sympy import Symbol

from ..checks.drawn import dimensions
from ..language.activations import Elementwise
from ..language.cell import Cell
from ..language.vectors import Signal
from ..lower.text import typed

FUNCTIONS = {
    "sigma": "1 / (1 + np.exp(-z))",
    "tanh": "np.tanh(z)",
    "squash_h": "2 / (1 + np.exp(-z)) - 1",
    "squash_g": "4 / (1 + np.exp(-z)) - 2",
    "heaviside": "np.where(z > 0, 1.0, 0.0)",
    "relu": "np.maximum(z, 0)",
    "softplus": "np.logaddexp(0, z)",
    "exp": "np.exp(z)",
    "identity": "z",
    "inv": "1 / z",
    "hold": "z",
}


class Unwritable(ValueError):
    """A cell whose activations have no NumPy here."""


def template(cell: Cell, file: str = "mine.py") -> str:
    """Return the source of a module with ``backward(params, inputs, initial, loss)``.

    Its forward pass is that of the cell, its gradients are zero: the reader's part. Raises
    Unwritable for an activation that is not built in.
    """
    whole = cell.explicit()
    called = {y for e in whole.equations.values() for y in e.atoms(Elementwise)}
    used = sorted({type(z).__name__ for y in called for z in (y, *_slope_of(y))})
    unknown = [name for name in used if name not in FUNCTIONS]
    if unknown:
        raise Unwritable(f"{cell.name}: no NumPy is known of {', '.join(unknown)}")
    return "\n".join(
        [
            f'"""The backward pass of {cell.name}: fill it in, then judge it.',
            "",
            f"python -m lstm_sym check {file}:backward --cell {cell.name}",
            '"""',
            "",
            "import numpy as np",
            *(line for name in used for line in _function(name)),
            "",
            "",
            "def backward(params, inputs, initial, loss):",
            '    """Return dL/dp for every parameter p, by its name.',
            "",
            *(wrapped for line in _shapes(whole) for wrapped in _wrapped(line)),
            '    """',
            *(f"    {line}" for line in _body(whole)),
            "",
        ]
    )


def _slope_of(y: Elementwise) -> set[Elementwise]:
    """The activations that the slope of an activation is written with."""
    return y.fdiff().atoms(Elementwise)


def _function(name: str) -> list[str]:
    return ["", "", f"def {name}(z):", f"    return {FUNCTIONS[name]}"]


def _shapes(cell: Cell) -> Iterator[str]:
    """What is given, and of which shape."""
    yield f"params   {_listed((p.name, _dims(p)) for p in cell.parameters)}"
    yield f"inputs   {_listed((s.name, _rows(s, cell)) for s in cell.inputs)}"
    yield f"initial  {_listed((s.name, _first(s, cell)) for s in cell.carried)}"
    outputs = [(name, f"(T, {cell.signal(name).dim})") for name in cell.outputs]
    yield f"loss     {_listed(iter(outputs))}: the derivative of the loss by each output itself"
    if any(lag > 1 for lag in cell.lags.values()):
        yield "What is read from before time 1 comes first, the earliest in the first row."


def _wrapped(line: str) -> list[str]:
    """A line of the docstring in lines of the usual length, the later ones set in."""
    return wrap(
        line, 95, initial_indent=" " * 4, subsequent_indent=" " * 13, break_long_words=False
    )


def _listed(named: Iterator[tuple[str, str]]) -> str:
    return (
        ", ".join(f"{name} {shape}".replace(" ", "\N{NO-BREAK SPACE}") for name, shape in named)
        or "none"
    )


def _dims(p: Any) -> str:
    sizes = () if isinstance(p, Symbol) else dimensions(p)
    return f"({', '.join(map(str, sizes))}{',' if len(sizes) == 1 else ''})"


def _rows(s: Signal, cell: Cell) -> str:
    lag = cell.lags.get(s.name, 0)
    return f"({f'{lag} + ' if lag else ''}T, {s.dim})"


def _first(s: Signal, cell: Cell) -> str:
    lag = max(cell.lags.get(s.name, 0), cell.leads.get(s.name, 0))
    return f"({s.dim},)" if lag == 1 else f"({lag}, {s.dim})"


def _begun(s: Signal, cell: Cell) -> str:
    """The states that are given, by their times."""
    given = f'initial["{s.name}"]'
    lag = cell.lags.get(s.name, 0)
    if cell.way(s.name) < 0:
        lead = cell.leads[s.name]
        return f"{{T + 1: {given}}}" if lead == 1 else f"dict(enumerate({given}, T + 1))"
    return f"{{0: {given}}}" if lag == 1 else f"dict(enumerate({given}, {1 - lag}))"


def _body(cell: Cell) -> Iterator[str]:
    for p in cell.parameters:
        yield f'{p.name} = params["{p.name}"]'
    yield f'T = len(loss["{cell.outputs[0]}"])'
    for s in cell.inputs:
        yield f'{s.name} = dict(enumerate(inputs["{s.name}"], {1 - cell.lags.get(s.name, 0)}))'
    carried = {s.name for s in cell.carried}
    for s in cell.computed:
        yield f"{s.name} = {_begun(s, cell) if s.name in carried else '{}'}"
    for heads in cell.passes:
        way = "range(1, T + 1)" if cell.way(heads[0].name) > 0 else "range(T, 0, -1)"
        yield f"for t in {way}:"
        for u in heads:
            yield f"    {u.name}[t] = {typed(cell.equations[u])}"
    yield "gradients = {name: np.zeros_like(p, dtype=float) for name, p in params.items()}"
    yield "for t in range(T, 0, -1):"
    yield "    pass  # the errors of step t, and what they add to the gradients"
    yield "return gradients"
