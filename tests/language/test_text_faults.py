"""A cell as text: every fault is shown where it is."""

import pytest

from lstm_sym.language.cell import Cell
from lstm_sym.language.text import TextError, load
from tests.language.reading import LSTM, RNN, fault

# Faults


ODD = "U_f takes vectors of size n, x[t] has size m; did you mean W_f @ x[t]?"

FAULTS = [
    # signs
    ("h[t] = tanh(x[t] ^ 2)", 1, 18, "unknown character ^; write ** for a power"),
    ("h[t] = h[t−1]", 1, 11, "minus sign; write -"),
    ("h[t] = h[t-1]·b", 1, 14, "middle dot; write *"),
    ("h[t] = W' @ h[t-1]", 1, 9, "write W.T for a transpose"),
    ("h[t]\u00a0= h[t-1]", 1, 5, "write a plain space"),
    ("h[t] = 𝐡[t-1]", 1, 8, "unknown character 𝐡 U+1D421"),
    ("h[t] = h[t-1]; c[t] = 2", 1, 14, "on a line of its own"),
    ("h[t] = h[t-1]\ng[t] = {h[t]}", 2, 8, "write ( ) or [ ]"),
    (f"title a\u202eb\n{RNN}", 1, 8, "right-to-left override"),
    (f"{RNN}\0", 1, 39, "U+0000"),
    # brackets and nesting
    (f"h[t] = tanh(W @ x[t]\n{RNN}", 1, 12, "( is never closed"),
    ("h[t] = tanh(W @ x[t]\n\n", 1, 12, "( is never closed; write )"),
    ("h[t] = tanh(h[t-1]))", 1, 20, ") closes nothing"),
    ("h[t] = tanh(h[t-1)", 1, 18, ") does not close [; write ]"),
    (f"h[t] = {'(' * 61}h[t-1]{')' * 61}", 1, 68, "nested more than 60 deep"),
    (f"h[t] = {'-' * 100}h[t-1]", 1, 68, "nested more than 60 deep"),
    (f"h[t] = {'W @ ' * 100}h[t-1]", 1, 248, "nested more than 60 deep"),
    # amounts
    ("h[t] = h[t-1]" + "+b" * 3000, 1, 1, "an equation of more than 4,000 signs"),
    ("\n".join(f"a{i}[t] = b" for i in range(2001)), 2001, 1, "more than 2,000 equations"),
    ("h[t] = h[t-1]*0." + "1" * 40, 1, 15, "more than 40 digits"),
    ("h[t] = h[t-1]*1e41", 1, 15, "more than 40 digits"),
    (f"h[t] = h[t-1] + {'b' * 61}", 1, 17, "more than 60 letters"),
    ("h[t] = h[t-1]*(" + "*".join(["9" * 40] * 8) + ")", 1, 15, "more than 300 digits"),
    ("h[t] = (h[t-1]**16)**16 + ((b**16)**16)**2", 1, 27, "degree above 256"),
    # grammar
    ("h[t] =", 1, 7, "nothing follows ="),
    ("= h[t-1]", 1, 1, "no left side"),
    ("h[t] = h[t-1] = b", 1, 15, "a second ="),
    ("h[t] = 2h[t-1]", 1, 9, "2 and h stand side by side; write * or @"),
    ("h[t] = b (h[t-1] + b)", 1, 8, "unknown function b"),
    ("h[t] = h[t-1] * / b", 1, 17, "a value is missing before /"),
    ("h[t] = h[t-1] +", 1, 16, "nothing follows +"),
    ("h[t] = (h[t-1], b)", 1, 15, "a comma outside of a function"),
    ("h[t] = (h)[t-1]", 1, 11, "[ follows only a name"),
    ("h[t] tanh(b)", 1, 1, "there is no ="),
    # left sides and times
    ("h = tanh(h[t-1])", 1, 1, "a left side is NAME[t]; write h[t] = ..."),
    ("h[t-1] = x[t]", 1, 1, "a left side is at time t"),
    ("W @ h[t] = x[t]", 1, 1, "a left side is NAME[t]"),
    ("h[t] = h[t-1.5]", 1, 10, "h[t-1.5]: a time is t or t minus a whole number"),
    ("h[t] = h[s]", 1, 10, "h[s]: a time is t"),
    ("h[t] = h[t-k]", 1, 10, "h[t-k]: a time is t"),
    ("h[t] = h[t-1-1]", 1, 10, "a time is t"),
    ("h[t] = h[t-65]", 1, 12, "a lag of 65"),
    ("h[t] = h[]", 1, 10, "a value is missing before ]"),
    # powers, functions, division
    ("h[t] = h[t-1]**0", 1, 16, "the exponent 0; write a whole number from 1 to 16"),
    ("h[t] = h[t-1]**17", 1, 16, "the exponent 17"),
    ("h[t] = h[t-1]**-1", 1, 16, "the exponent -1"),
    ("h[t] = h[t-1]**0.5", 1, 16, "the exponent 0.5"),
    ("h[t] = h[t-1]**b", 1, 16, "the exponent b"),
    ("h[t] = tahn(h[t-1])", 1, 8, "unknown function tahn; did you mean tanh?"),
    ("h[t] = xyz(h[t-1])", 1, 8, "the functions are clip, exp,"),
    ("h[t] = tanh(x[t])", 1, 1, "no recurrence"),
    (f"h[t] = x[t] + {'U @ (' * 9}h[t-1]{')' * 9}", 1, 15, "more than 8 matrices, one applied to"),
    ("h[t] = h(t-1)", 1, 8, "unknown function h; write h[t-1]"),
    ("h[t] = W @ x[t] + W(h[t-1])", 1, 19, "write W @ (h[t-1])"),
    ("h[t] = tanh(h[t-1], b)", 1, 8, "tanh takes one argument, not 2"),
    ("h[t] = hadamard(h[t-1])", 1, 8, "hadamard takes two arguments, not 1"),
    ("h[t] = tanh()", 1, 8, "tanh takes one argument, not 0"),
    ("h[t] = h[t-1]/0", 1, 15, "a division by 0"),
    ("h[t] = h[t-1]*inv(b - b)", 1, 19, "a division by 0"),
    # matrices
    ("h[t] = W.t @ h[t-1]", 1, 10, "the one attribute is .T"),
    ("h[t] = h[t-1].T", 1, 8, "only the name of a matrix has a transpose"),
    ("h[t] = W.T*h[t-1]", 1, 8, "W.T is a matrix; write W.T @ v"),
    ("h[t] = (W + U) @ h[t-1]", 1, 9, "W + U: left of @ stands the name of a matrix"),
    ("h[t] = h[t-1] @ W", 1, 8, "left of @ stands the name of a matrix"),
    # names
    ("h[t] = b @ x[t]\nc[t] = b*c[t-1]", 2, 8, "b is a matrix (line 1) and a vector (line 2)"),
    ("h[t] = h @ x[t]", 1, 8, "h is a signal (line 1) and a matrix (line 1)"),
    ("h[t] = tanh(x[t] +\n  h)", 2, 3, "h is a signal (line 1); write h[t] or h[t-1]"),
    ("t[t] = t[t-1]", 1, 1, "t is the time"),
    ("h[t] = h[t-1]*T", 1, 15, "T is the last time step"),
    ("h[t] = h[t-1]*L", 1, 15, "L is the loss"),
    ("h_bar[t] = h_bar[t-1]", 1, 1, "names that end in _bar"),
    ("h[t] = W_loss @ h[t-1]", 1, 8, "names that end in _bar, _loss"),
    ("exp[t] = exp[t-1]", 1, 1, "exp is a function"),
    ("h[t] = h[t-1]*tanh", 1, 15, "tanh is a function; write tanh(...)"),
    ("h[t] = output[t-1]", 1, 8, "output is a header word"),
    # headers
    (f"titel My cell\n{RNN}", 1, 1, "unknown header word titel; did you mean title?"),
    (f"blah blah\n{RNN}", 1, 1, "unknown header word blah; the words are title,"),
    (f"title a\n{RNN}\ntitle b", 3, 1, "title is given twice, first in line 1"),
    (f"title\n{RNN}", 1, 1, "title: nothing follows"),
    ("output[t] = h[t-1]", 1, 1, "output is a header word"),
    (f"title = mine\n{RNN}", 1, 1, "title is a header word; write title WORDS, or"),
    (f"output q\n{RNN}", 1, 8, "output q is not computed"),
    (f"output h h\n{RNN}", 1, 10, "output h is named twice"),
    (f"layers 65\n{RNN}", 1, 8, "layers 65; write a whole number from 1 to 64"),
    (f"layers two\n{RNN}", 1, 8, "unexpected two; write layers 2"),
    (f"constant W\n{RNN}", 1, 1, "constant stands before matrix, vector or number"),
    (f"constant vector x[m]\n{RNN}", 1, 17, "x is a signal (line 2)"),
    (f"matrix W[n]\n{RNN}", 1, 8, "W[n]: a matrix has two sizes"),
    (f"matrix W[0, n]\n{RNN}", 1, 10, "the size 0; write a whole number"),
    (f"matrix W[h, n]\n{RNN}", 1, 8, "h is the name of a size and of something else"),
    (f"matrix W[t, n]\n{RNN}", 1, 8, "t is the time"),
    (f"matrix W[n, m]\nmatrix W[n, m]\n{RNN}", 2, 8, "W is declared twice, first in line 1"),
    (f"matrix V[n, m]\n{RNN}", 1, 8, "V is declared and never used"),
    (f"number b[n]\n{RNN}", 1, 8, "b[n]: a number has no size"),
    (f"number x\n{RNN}", 2, 17, "x is a number (declared in line 1)"),
    (f"vector W[n]\n{RNN}", 2, 13, "W is a vector (declared in line 1)"),
    (f"matrix b\n{RNN}", 2, 37, "b is a matrix (declared in line 1); write b @ v"),
    # sizes
    ("vector b[k]\nvector c[m]\nh[t] = b*h[t-1] + c", 3, 19, "line 1 declares b of size k and"),
    ("matrix W[n, m]\nvector x[k]\nh[t] = W @ x[t] + h[t-1]", 3, 10, "W takes vectors of size m,"),
    ("vector h[n] g[5]\nh[t] = g[t]\ng[t] = h[t-1]", 2, 8, "g[t] has size 5, h[t] has size n"),
    (LSTM.replace("W_f @", "U_f @"), 7, 18, ODD),
    (LSTM.replace("U_f @", "W_f @"), 7, 31, "did you mean U_f @ h[t-1]?"),
    ("h[t] = W @ x[t] + W @ h[t-1]", 1, 21, "declare matrix W[n, n] if one size is meant"),
    ("h[t] = W @ h[t-1] + W @ x[t]", 1, 23, "declare matrix W[n, n] if one size is meant"),
    ("a[t] = U_a @ x[t]\nh[t] = U_a @ h[t-1] + W_a @ h[t-1]", 2, 12, "did you mean W_a @ h[t-1]?"),
    # the recurrence
    (f"{RNN}\n\n{RNN}", 3, 1, "h[t] is computed twice, first in line 1"),
    ("o[t] = tanh(o[t-1])*h[t]\nh[t] = x[t]", 1, 21, "h[t] is read before it is computed; move"),
    ("a[t] = h[t] + x[t]\nh[t] = tanh(a[t]) + h[t-1]", 1, 8, "a cycle within one step: a[t] -> "),
    ("h[t] = tanh(h[t])", 1, 13, "a cycle within one step"),
    ("h[t] = h[t-1]*x[t] + x[t+1]", 1, 22, "lies in the future"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "part"), FAULTS)
def test_a_fault_is_named_where_it_is(text, line, column, part):
    found = fault(text)
    assert part in str(found).splitlines()[0]
    assert (found.line, found.column) == (line, column)
    assert found.source == text.split("\n")[line - 1]
    assert str(found).startswith(f"my.cell:{line}:{column}: error: {found.what}")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "my.cell: error: the file is empty; write one such as h[t] ="),
        ("# only\n\n  # words", "only comments, no equation"),
        ("title only a title", "no equation"),
        ("#" * 1_000_001, "more than 1,000,000 bytes"),
    ],
)
def test_a_fault_of_the_whole_file_has_no_line(text, part):
    found = fault(text)
    assert part in str(found)
    assert found.line is None
    assert "\n" not in str(found)


@pytest.mark.parametrize(
    ("source", "shown", "under"),
    [
        ("\th[t]\t= ?", "\th[t]\t= ?", "\t    \t  ^"),
        ("a" * 200 + "?", "..." + "a" * 50 + "?", " " * 53 + "^"),
        ("?" + "a" * 200, "?" + "a" * 99 + "...", "^"),
        ("木木?", "木木?", "    ^"),
        ("\x1b[2J?", "\N{REPLACEMENT CHARACTER}[2J?", "    ^"),
    ],
)
def test_the_caret_stands_under_the_column(source, shown, under):
    drawn = str(TextError("wrong", "", "my.cell", 1, source.index("?") + 1, source)).split("\n")
    assert drawn[1:] == [shown, under]


def test_an_error_is_shown_as_a_compiler_shows_it():
    assert str(fault("h[t] = h[t-1]\ng[t] = h[t]^2")) == (
        "my.cell:2:12: error: unknown character ^; write ** for a power\n"
        "g[t] = h[t]^2\n"
        "           ^"
    )


# Files


def test_a_file_is_named_after_its_stem(tmp_path):
    file = tmp_path / "mine.cell"
    file.write_bytes(b"\xef\xbb\xbf" + RNN.encode() + b"\r\n")
    assert load(file).name == "mine"
    assert isinstance(load(str(file)), Cell)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"h[t] = h[t-1]\n  \xff", "bad.cell:2:3: error: not UTF-8: byte 0xff at offset 16"),
        (b"\xef\xbb\xbfh\xe9", "not UTF-8: byte 0xe9 at offset 4"),
        (b"h[t] = \0", "bad.cell:1:8: error: a character U+0000"),
        (b"", "the file is empty"),
        (b" " * 1_000_001, "more than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_text(tmp_path, data, part):
    file = tmp_path / "bad.cell"
    file.write_bytes(data)
    with pytest.raises(TextError) as caught:
        load(file)
    assert part in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path):
    for path, part in ((tmp_path / "none", "no such file"), (tmp_path, "this is a directory")):
        with pytest.raises(TextError, match=part):
            load(path)
    for path in ("a\0b", "x" * 10_000, str(tmp_path / "none" / "a"), "", "\ud800"):
        with pytest.raises(TextError):
            load(path)
