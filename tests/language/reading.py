"""What the tests of cells as text share: names, texts, and a right side or a fault of a text."""

import pytest

from lstm_sym.cells import builtin
from lstm_sym.language.symbols import size
from lstm_sym.language.text import TextError, parse
from lstm_sym.language.vectors import Signal, Vector

n, m, p = map(size, "nmp")
h, x = Signal("h", n), Signal("x", m)
RNN = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"
LSTM = builtin("lstm").text
b = Vector("b", n)


def right(text: str, name: str = "h"):
    """The right side of the equation of ``name``."""
    cell = parse(text)
    return next(e for u, e in cell.equations.items() if u.name == name)


def fault(text: str) -> TextError:
    with pytest.raises(TextError) as caught:
        parse(text, "my.cell")
    return caught.value
