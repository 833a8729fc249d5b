"""What the README shows is what the commands print."""

import re
import shlex
from pathlib import Path

import pytest

from lstm_sym.cli.main import code

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
CELL = re.search(r"```\n(# my\.cell\n.*?)```", README, re.DOTALL)
ROUNDING = re.compile(r"(?<=worst gap below 1e-)1[4-6]")
COLUMN = re.compile(r" +[\d.]+$", re.MULTILINE)


def block(command: str) -> str:
    """The output that the README prints below a command."""
    found = re.search(rf"\$ python -m lstm_sym {re.escape(command)}\n(.*?)```", README, re.DOTALL)
    assert found, command
    return found[1]


def run(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert code([*command.split(), "--out", str(tmp_path)]) == 0
    return capsys.readouterr().out


def test_the_formula_is_shown_as_printed_but_for_the_rounding(tmp_path, capsys):
    command = "show error-flow/path-sum"
    shown, printed = run(command, tmp_path, capsys), block(command)
    assert ROUNDING.sub("", shown) == ROUNDING.sub("", printed)
    assert len(ROUNDING.findall(printed)) == 1


def test_the_bound_is_shown_as_printed(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    command = "bound 'z*sigma(z)' --by intervals --claim '<= 1.0998'"
    assert code(shlex.split(command)) == 1
    assert capsys.readouterr().out == block(command)


def test_the_table_is_as_printed_but_for_the_seconds(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    command = "derive slopes error-flow lstm"
    rows = [
        COLUMN.sub("", text).split("\n")
        for text in (run(command, tmp_path, capsys), block(command))
    ]
    assert [" ".join(row.split()) for row in rows[0][:-2]] == [
        " ".join(r.split()) for r in rows[1][:-2]
    ]


def test_the_cell_of_the_readme_derives(tmp_path, capsys, monkeypatch):
    assert CELL
    monkeypatch.chdir(tmp_path)
    Path("my.cell").write_text(CELL[1], encoding="utf-8")
    assert code(["derive", "--cell", "my.cell"]) == 0
    assert Path("build/cells/my.md").is_file()
