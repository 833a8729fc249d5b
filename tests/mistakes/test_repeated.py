"""A line that computes again what is there may go; one that anything changed in between may not."""

import pytest

from lstm_sym.cells import builtin
from lstm_sym.emit import code
from lstm_sym.mistakes.programs import Runs
from lstm_sym.mistakes.repeated import is_repeated

PROGRAM = """
class Space:
    def __init__(self, T):
        self.whole = np.zeros(T)
        self.a = self.whole[..., :2]
        self.a_at = steps(self.a)
        self.b = np.zeros(T)
        self.c = np.zeros(T)


def backward(space, x):
    a = space.a
    for t in range(9):
        np.multiply(b[t], x, out=c)
        {between}
        np.multiply({again}, x, out={out})
"""


def repeated(between: str, again: str = "b[t]", out: str = "c") -> bool:
    text = PROGRAM.format(between=between, again=again, out=out)
    lines = text.rstrip().splitlines()
    return is_repeated(text, "\n".join([*lines[:-1], "        pass"]))


@pytest.mark.parametrize("between", ["np.add(c, b[t], out=a_at[t])", "np.add(c, x, out=whole)"])
def test_what_nothing_touched_is_there_still(between: str):
    assert repeated(between)


@pytest.mark.parametrize(
    "between",
    ["np.add(a, x, out=b)", "np.add(a, x, out=c)", "t = 3", "b[t] = x", "np.copyto(b, x)", "f(b)"],
)
def test_what_may_have_changed_is_not(between: str):
    assert not repeated(between)


def test_arrays_that_share_memory_are_one():
    text = PROGRAM.format(between="np.add(c, x, out=a)", again="whole", out="c")
    text = text.replace("np.multiply(b[t], x", "np.multiply(whole, x")
    lines = text.rstrip().splitlines()
    assert not is_repeated(text, "\n".join([*lines[:-1], "        pass"]))


def test_another_line_is_none_that_was_there():
    assert not repeated("np.add(c, x, out=a)", again="b[t - 1]")
    assert not repeated("np.add(c, b[t], out=a)", again="c")


def test_no_number_of_a_program_changes_and_the_first_of_both_lines_is_needed():
    cell = builtin("minlstm")
    text = code(cell, "numpy")
    line = "        np.multiply(f[first:last], h[first - 1:last - 1], out=room_3[:many])\n"
    before, between, after = text.split(line)
    first = before + "        pass\n" + between + line + after
    second = before + line + between + "        pass\n" + after
    runs = Runs(cell, text)
    assert is_repeated(text, second)
    assert runs.fate(second) == "survived"
    assert not is_repeated(text, first)
    assert runs.fate(first) == "refuted"
