"""The mathematics of a built page: every formula is typeset once, and kept."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from itertools import count
from pathlib import Path

from math_core import LatexError, LatexToMathML

# From TeX, and whether it is displayed, to HTML; ValueError where the TeX is wrong.
Render = Callable[[str, bool], str]

FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>', re.DOTALL
)
INLINE = re.compile(r"\\\((.*?)\\\)", re.DOTALL)
# The theme repeats headings in its navigation and in the title, as text.
LABEL = re.compile(r'(?<=<span class="md-ellipsis">).*?(?=</span>)', re.DOTALL)
TITLE = re.compile(r"(?<=<title>).*?(?=</title>)", re.DOTALL)
EQUATION = re.compile(r'<div(?=[^>]*\sclass="eqn[ "])(?=[^>]*\sid="([^"]+)")[^>]*>')

ANCHOR = re.compile(r'<(?:div|h\d|details)\b[^>]*\sid="([^"]+)"')

NUMBER = '<a class="eqno" href="#{0}" aria-label="Link to formula {1}">({1})</a>'
SCROLLING = 'tabindex="0" role="group" aria-label="formula"'

_mathml = LatexToMathML(macros={"substack": r"\begin{matrix}#1\end{matrix}"}, annotation=True)


def page(html: str, render: Render) -> tuple[str, list[str]]:
    """The page with its formulas typeset and numbered, and what is wrong with them.

    What is wrong begins with the anchor that the formula stands at: ``#step: what``.
    """
    errors: list[str] = []

    def shown(tex: str, display: bool, place: re.Match[str]) -> str:
        try:
            return render(tex, display)
        except ValueError as error:
            anchor = _anchor(place.string, place.start())
            errors.append(f"{anchor}: {error}, in the formula\n{tex.strip()}")
            return f'<code class="katex-error">{escape(tex)}</code>'

    def formula(found: re.Match[str]) -> str:
        tex = unescape(found["tex"])
        if found["tag"] == "span":
            return f'<span class="arithmatex">{shown(tex, False, found)}</span>'
        return f'<div class="arithmatex" {SCROLLING}>{shown(tex, True, found)}</div>'

    def label(found: re.Match[str]) -> str:
        return INLINE.sub(lambda inline: shown(unescape(inline[1]), False, found), found[0])

    number = count(1)
    html = EQUATION.sub(lambda box: box[0] + NUMBER.format(box[1], next(number)), html)
    html = TITLE.sub(lambda title: INLINE.sub(r"\1", title[0]), html)
    html = LABEL.sub(label, html)
    return FORMULA.sub(formula, html), errors


def _anchor(html: str, at: int) -> str:
    """The last anchor before a place in a page, as #anchor; "" if there is none."""
    *_, last = ("", *ANCHOR.findall(html, 0, at))
    return f"#{last.removeprefix('eq-')}" if last else ""


def native(tex: str, display: bool) -> str:
    """The browser's own MathML, or the TeX itself where that fails too."""
    try:
        return _mathml.convert_with_local_state(tex, displaystyle=display)
    except LatexError:
        return f"<code>{escape(tex)}</code>"


def kept(render: Render, store: Path) -> Render:
    """The same function, its results remembered in this process and in the store."""

    @cache
    def remembered(tex: str, display: bool) -> str:
        file = store / hashlib.sha256(f"{display}\n{tex}".encode()).hexdigest()
        if file.exists():
            return file.read_text(encoding="utf-8")
        html = render(tex, display)
        _write(file, html)
        return html

    return remembered


def _write(file: Path, text: str) -> None:
    """The text into the file, wholly or not at all: another build may be reading it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, delete=False) as scratch:
        scratch.write(text.encode())
    os.replace(scratch.name, file)
