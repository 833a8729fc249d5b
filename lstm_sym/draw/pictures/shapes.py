"""One step of PyTorch's recurrent layer, every matrix and vector as large as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sympy import Expr

from ...cells import builtin
from ...language.operators import Dot
from ...language.shapes import shape
from ...lower.latex import Printer
from ..gallery import Picture
from ..graph import names
from ..svg import Drawing
from ..words import Words, formula, width

INPUTS, HIDDEN = 3, 2
SQUARE, GAP, SIGN = 20.0, 18.0, 18.0


def shapes() -> str:
    """The equation of the layer, term by term."""
    cell = builtin("rnn-torch")
    ((h, equation),) = cell.equations.items()
    (net,) = equation.args
    sizes = {cell.signal("x").dim: INPUTS, h.dim: HIDDEN}
    printer = Printer(names(cell))
    drawing = Drawing("One step of a recurrent layer, in squares")
    x, said = _grid(drawing, 0, formula(printer.doprint(h)), _size(h, sizes)), []
    x = _sign(drawing, x, "=", 16)
    x = _sign(drawing, x, "tanh", 36)
    drawing.text(x + 8, 0, "(", size=48)
    x += 18
    for k, part in enumerate(_parts(printer.terms(net))):
        if isinstance(part, str):
            x = _sign(drawing, x, part, SIGN) if k else x
            continue
        rows, columns = _size(part, sizes)
        words = formula(printer.doprint(part))
        x = _grid(drawing, x, words, (rows, columns))
        said.append(f"{''.join(s.text for s in words)} is {rows} by {columns}.")
    drawing.text(x + 8, 0, ")", size=48)
    drawing.desc = " ".join(said)
    return drawing.svg()


def _parts(terms: list[Expr]) -> Iterator[Expr | str]:
    """Matrices, vectors, and a plus before each term but the first."""
    for k, term in enumerate(terms):
        if k:
            yield "+"
        yield from term.args if isinstance(term, Dot) else (term,)


def _size(e: Expr, sizes: Mapping[Expr, int]) -> tuple[int, int]:
    rows, *columns = (sizes[n] for n in shape(e))
    return rows, columns[0] if columns else 1


def _grid(drawing: Drawing, x: float, words: Words, size: tuple[int, int]) -> float:
    """Squares about the middle height, their name above and their size below."""
    rows, columns = size
    said = formula(rf"{rows} \times {columns}")
    wide = max(columns * SQUARE, width(words, 15), width(said, 13)) + GAP
    left, top = x + wide / 2 - columns * SQUARE / 2, -rows * SQUARE / 2
    for i in range(rows):
        for j in range(columns):
            at = (left + (j + 0.5) * SQUARE, top + (i + 0.5) * SQUARE)
            drawing.node(*at, SQUARE - 3, SQUARE - 3, r=3)
    tall = max(INPUTS, HIDDEN) * SQUARE / 2
    drawing.text(x + wide / 2, -tall - 16, words)
    drawing.text(x + wide / 2, tall + 16, said, size=13, kind="quiet")
    return x + wide


def _sign(drawing: Drawing, x: float, sign: str, wide: float) -> float:
    drawing.text(x + wide / 2, 0, sign)
    return x + wide


PICTURES = (
    Picture(
        "shapes",
        "One step of PyTorch's recurrent layer, with three inputs and two hidden units: a square "
        "for every number. Only the sum of the two biases acts.",
        shapes,
    ),
)
