"""new writes a cell that derives as it is, and never over another file."""

from pathlib import Path

import pytest

from lstm_sym.language.text import load


def test_what_new_writes_derives_as_it_is(command, tmp_path):
    assert command("new", "my").code == 0
    assert command("derive", "--cell", "my.cell").code == 0
    page = (tmp_path / "build/cells/my.md").read_text("utf-8")
    assert page.startswith("# my\n")
    assert "One equation a line" not in page


def test_the_text_that_is_printed_is_the_text_that_is_written(command, tmp_path):
    command("new", "my")
    assert command("new", "my", "-o", "-").out == (tmp_path / "my.cell").read_text("utf-8")
    assert command("new", "other.cell", "-q").out == ""
    assert load("other.cell").title == "other"


def test_every_header_word_that_the_template_explains_is_one(tmp_path, command):
    text = command("new", "my", "-o", "-").out
    words = [
        line.split()[1] for line in text.splitlines() if line.startswith("# ") and "  " in line
    ]
    assert {"source", "output", "number", "constant", "layers", "backward"} <= set(words)


def test_nothing_is_written_over(command):
    Path("my.cell").write_text("mine")
    found = command("new", "my")
    assert found.code == 2
    assert found.err == "my.cell: error: is there already; name another file or remove it\n"
    assert Path("my.cell").read_text() == "mine"
    assert [file.name for file in Path().iterdir()] == ["my.cell"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lstm"], "error: there is a built-in cell lstm; call this one, say, my-lstm"),
        (["Slopes"], "error: there is a built-in derivation slopes; "),
        (["9x"], "error: '9x' is no name of a cell; "),
        (["../x"], "error: '../x' is no name of a cell; "),
        ([""], "error: '' is no name of a cell; "),
        (["my", "-o", "file.txt"], "error: file.txt: the name of a cell's file ends in .cell"),
        (["my", "-o", "file/my.cell"], "file/my.cell: error: cannot be written: "),
    ],
)
def test_a_mistake_is_told_in_a_line(command, arguments, says):
    Path("file").write_text("")
    found = command("new", *arguments)
    assert found.code == 2
    assert found.err.startswith(says)
    assert found.err.count("\n") == 1
    assert [file.name for file in Path().iterdir()] == ["file"]
