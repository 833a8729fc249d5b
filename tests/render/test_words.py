"""Anybody's words are shown as they are: none is a command of Markdown, HTML or LaTeX."""

from __future__ import annotations

import copy
import re
from html import unescape

import markdown as library
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.job.run import run
from lstm_sym.job.tasks import Task
from lstm_sym.render import words
from lstm_sym.render.page import page
from lstm_sym.render.site import contents
from lstm_sym.render.tex import document
from tests.cli.command import ROOT

CONFIG = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
EXTENSIONS = yaml.safe_load(CONFIG.partition("markdown_extensions:")[2].partition("\n\n")[0])
NAMES = [name if isinstance(name, str) else next(iter(name)) for name in EXTENSIONS]
OPTIONS = {key: value for e in EXTENSIONS if isinstance(e, dict) for key, value in e.items()}
ANY = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40)
SIGNS = st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|$&:~^=\"'?1) a\n"), max_size=30)
TITLE = "<img src=x onerror=alert(1)> *b* `c` \\(x_{\\) $z$ </title> &lt; 50%"
HOSTILE = f"""\
# </script><script>alert(1)</script> [link](javascript:x) *b* \\(x_{{\\) $a$ \\emph{{c}} 100% | #
title  {TITLE}
source EVIL <b>p</b> *x* \\emph{{p}}
s[t] = s[t-1]/g[t] + W @ x[t]  # ```
g[t] = tanh(U @ s[t-1] + b)
"""


def shown(text: str) -> str:
    """What a reader sees of a Markdown text."""
    html = library.markdown(text, extensions=NAMES, extension_configs=OPTIONS)
    return unescape(re.sub(r"<[^>]*>", "", html))


@given(ANY | SIGNS)
def test_markdown_shows_just_these_words(text):
    line = words.markdown(text)
    assert "\n" not in line
    assert shown(f"before {line} after") == f"before {' '.join(text.split())} after"
    assert shown(line).strip() == " ".join(text.split())


@given(ANY | SIGNS)
def test_markdown_shows_them_in_a_heading_and_in_a_table(text):
    line = words.markdown(text) or "empty"
    wanted = " ".join(text.split()) or "empty"
    assert shown(f"# {line}").removesuffix("#").strip() == wanted
    row = library.markdown(
        f"| a | b |\n|---|---|\n| {line} | c |", extensions=NAMES, extension_configs=OPTIONS
    )
    cells = re.findall(r"<td>(.*?)</td>", row, re.DOTALL)
    assert [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells] == [wanted, "c"]


@given(ANY | SIGNS)
def test_html_shows_just_these_words_and_opens_no_tag(text):
    assert unescape(words.html(text)) == " ".join(text.split())
    assert not set("<>\"'") & set(words.html(text))


@given(SIGNS)
def test_tex_has_no_command_but_its_own(text):
    left = words.tex(text)
    for sign in words.TEX.values():
        left = left.replace(sign, "")
    assert not set("\\&%$#_{}^~") & set(left)


@given(SIGNS)
def test_a_block_of_code_is_not_closed_by_what_it_holds(text):
    code = re.sub(r"\s", " ", f"x {text}")
    assert shown(words.fenced(code)).strip() == code.strip()


@pytest.fixture(scope="module")
def hostile():
    lines = HOSTILE.splitlines()
    text = "\n".join([*lines[:3], lines[4], lines[3]]) + "\n"
    return run([Task("hostile", "cell", "hostile.cell", text, "hostile.cell")], None)[0].record


def test_the_page_of_a_cell_shows_its_words(hostile):
    text = page(hostile)
    html = library.markdown(text, extensions=NAMES, extension_configs=OPTIONS)
    data = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
    assert data.search(html)
    assert not [found for found in data.findall(html) if "<" in found]
    html = data.sub("", html)
    for tag in ("<img", "<script", "<b>", "<em>", 'href="javascript'):
        assert tag not in html.replace("onerror", "")
    head = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert head is not None
    assert unescape(re.sub(r'<a class="headerlink".*?</a>', "", head[1])) == TITLE
    assert "arithmatex" not in html[: html.index("<h2")].split("States:")[0]


def test_the_document_of_a_cell_has_no_command_of_its_comment(hostile):
    text = document(hostile)
    assert r"\emph" not in text
    assert r"\textbackslash{}emph" in text
    assert r"\(x" not in text.split(r"\[")[0]


def test_the_contents_hold_titles_as_html(hostile, literature):
    (chapter,) = contents([("Yours", [hostile])], literature)[:1]
    title = chapter["pages"][0]["title"]
    assert "<" not in title
    assert unescape(title) == TITLE


def test_what_may_not_be_zero_is_said_on_the_page_of_a_cell(hostile):
    said = [h for h in hostile["steps"][0]["hypotheses"] if "zero" in h]
    assert said
    groups = {step["group"] for step in hostile["steps"]}
    assert page(hostile).lower().count(said[0].lower()) == len(groups)


@pytest.mark.parametrize("status", ["undecided", "refuted"])
def test_a_document_marks_what_is_not_verified(hostile, status):
    record = copy.deepcopy(hostile)
    for step in record["steps"]:
        step["status"] = "verified"
    word = rf"\textbf{{{status.capitalize()}.}}"
    assert word not in document(record)
    step = record["steps"][2]
    step["status"] = status
    step["evidence"][0] |= {"verdict": status, "detail": "1 against 2_3"}
    text = document(record)
    assert text.count(word) == 1
    assert text.index(step["latex"]) < text.index(word)
    assert r"1 against 2\_3" in text
