"""A LaTeX document is balanced, plain ASCII, and its formulas are understood by a typesetter."""

from __future__ import annotations

import re
import shutil
from subprocess import run

import pytest
from math_core import LatexToMathML

from lstm_sym.job.tasks import chapters
from lstm_sym.render.tex import document
from tests.few import few

# Of amsmath and of TeX; the typesetter lacks them.
MACROS = {"substack": r"\begin{matrix}#1\end{matrix}", "allowbreak": ""}
NAMES = [task.name for _, tasks in chapters() for task in tasks]


@pytest.fixture
def text(name, kept):
    return document(next(record for record in kept if record["label"] == name))


every = pytest.mark.parametrize("name", NAMES)


@every
def test_braces_and_environments_are_balanced(text):
    depth = 0
    for sign in re.findall(r"(?<!\\)[{}]", text):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0
    text = text.replace(r"\\", " ")
    for opens, closes in ((r"\\\[", r"\\\]"), (r"\\\(", r"\\\)"), (r"\\left\b", r"\\right\b")):
        found = [len(re.findall(rf"(?<!\\){sign}", text)) for sign in (opens, closes)]
        assert found[0] == found[1]
    open_now: list[str] = []
    for what, name in re.findall(r"\\(begin|end)\{(\w+)\}", text):
        assert what == "begin" or open_now[-1] == name
        open_now = [*open_now, name] if what == "begin" else open_now[:-1]
    assert not open_now


@every
def test_every_sign_can_be_typeset_by_the_oldest_engine(text):
    assert text.isascii()


@every
def test_a_typesetter_understands_every_formula(text):
    read = LatexToMathML(macros=MACROS).convert_with_local_state
    shown = re.findall(r"(?s)\\\[\n(.*?)\n\\\]", text)
    inline = re.findall(r"\\\((.*?)\\\)", text)
    assert shown
    for formula in (*shown, *inline):
        assert read(formula, displaystyle=True).startswith("<math")


def test_prose_is_no_command(records):
    record = records[0] | {"title": "50% of a_b & c# $d {e} ^f ~g", "about": "", "steps": []}
    assert r"\section*{50\% of a\_b \& c\# \$d \{e\} \textasciicircum{}f " in document(record)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex")
@pytest.mark.parametrize("name", few(NAMES))
def test_it_compiles(text, tmp_path):
    (tmp_path / "page.tex").write_text(text, encoding="utf-8")
    line = ["pdflatex", "-halt-on-error", "-interaction=batchmode", "page.tex"]
    assert run(line, cwd=tmp_path, capture_output=True, check=False).returncode == 0
