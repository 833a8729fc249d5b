r"""tikz(svg): a drawing of ours as a ``tikzpicture``, for a book.

The few elements that ``svg.py`` writes are read back, and the rules of ``style.py`` with them: no
length, no line and no word is told twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from .style import STYLE
from .words import LETTER, SIGNS

# What a document needs before its beginning.
PREAMBLE = r"""\usepackage{tikz}
\usetikzlibrary{svg.path}
\definecolor{d-paper}{gray}{1}
\definecolor{d-ink}{gray}{0}
\definecolor{d-quiet}{gray}{0.35}
\definecolor{d-rule}{gray}{0.6}
\definecolor{d-tint}{gray}{0.93}
\definecolor{d-flow}{RGB}{178,34,34}"""
# A CSS pixel in points, and how wide a page is.
POINT, PAGE = 0.75, 390.0
# Lengths of a drawing are rounded: so low a span is on the line.
ROUNDED = 0.5
SVG = "{http://www.w3.org/2000/svg}"
RULE = re.compile(r"^\.drawing ([^{]*)\{([^}]*)\}$", re.MULTILINE)
ALIGNED = {"": "base west", "middle": "base", "end": "base east"}
COMBINING = {"\u0304": r"\bar", "\u0305": r"\overline"}
MATH = (
    {letter: rf"\{word} " for word, letter in LETTER.items()}
    | {text.strip(): rf"\{name} " for name, text in SIGNS.items() if len(text.strip()) == 1}
    | {"−": "-", "\u2009": r"\,", "′": "'", "○": r"\circ ", "✓": r"\surd ", "→": r"\to "}
)
ESCAPED = {sign: "\\" + sign for sign in "&%$#_{}"} | {"|": r"\vert "}


class Undrawable(ValueError):
    """An element or a sign that a picture of ours does not have."""


def tikz(svg: str) -> str:
    """Return the drawing in TikZ, no wider than a page; it wants ``PREAMBLE``.

    Raises Undrawable for what no drawing of ours has.
    """
    root = ElementTree.fromstring(svg)
    wide = float(root.attrib["width"])
    scale = f"{min(POINT, PAGE / wide):.3f}"
    body = "\n".join(line for e in root for line in _drawn(e, float(scale)))
    return (
        f"\\begin{{tikzpicture}}[x=1pt,y=1pt,xscale={scale},yscale=-{scale}]\n"
        f"{body}\n\\end{{tikzpicture}}"
    )


def _drawn(e: Element, scale: float) -> Iterator[str]:
    match e.tag.removeprefix(SVG):
        case "title" | "desc" | "style":
            return
        case "path":
            yield rf"\path[{_style(e, scale)}] svg {{{e.attrib['d']}}};"
        case "circle":
            x, y, r = (e.attrib[key] for key in ("cx", "cy", "r"))
            yield rf"\path[{_style(e, scale)}] ({x},{y}) circle[radius={r}];"
        case "rect":
            left, top, w, h = (float(e.attrib[key]) for key in ("x", "y", "width", "height"))
            corners = f"rounded corners={scale * float(e.attrib.get('rx', 0)):.2f}pt"
            ends = f"({left:g},{top:g}) rectangle ({left + w:g},{top + h:g})"
            yield rf"\path[{_style(e, scale)},{corners}] {ends};"
        case "text":
            place = ALIGNED[e.attrib.get("text-anchor", "")]
            size = f"{scale * float(e.attrib['font-size']):.1f}"
            fill = _colour(_rules(e).get("fill", "")) or "d-ink"
            yield (
                rf"\node[anchor={place},inner sep=0pt,text={fill}] "
                rf"at ({e.attrib['x']},{e.attrib['y']}) "
                rf"{{\fontsize{{{size}}}{{{size}}}\selectfont ${_words(e)}$}};"
            )
        case other:
            raise Undrawable(f"a picture cannot have <{other}> in a book")


def _rules(e: Element) -> dict[str, str]:
    """What the style says of an element, and what it says itself."""
    classes = set(e.attrib.get("class", "").split()) | {e.tag.removeprefix(SVG)}
    found: dict[str, str] = {}
    for selectors, body in RULE.findall(STYLE):
        for selector in selectors.split(","):
            if set(selector.removeprefix(".drawing ").lstrip(".").split(".")) <= classes:
                found |= _pairs(body)
    return found | _pairs(e.attrib.get("style", ""))


def _pairs(body: str) -> dict[str, str]:
    pairs = (entry.partition(":") for entry in body.split(";") if entry)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _colour(value: str) -> str:
    return value.removeprefix("var(--").removesuffix(")") if value.startswith("var(--d-") else ""


def _style(e: Element, scale: float) -> str:
    rules = _rules(e)
    options: dict[str, str] = {}
    if fill := _colour(rules.get("fill", "")):
        options["fill"] = fill
    if stroke := _colour(rules.get("stroke", "")):
        thick = float(rules.get("stroke-width", "1").removesuffix("px"))
        options |= {"draw": stroke, "line width": f"{scale * thick:.2f}pt"}
        if "stroke-dasharray" in rules:
            on, off = rules["stroke-dasharray"].split()
            options["dash pattern"] = f"on {on}pt off {off}pt"
    return ",".join(f"{key}={value}" for key, value in options.items())


def _words(e: Element) -> str:
    """Words with their spans; a span that is raised or lowered is a script."""
    spans, height = [("", _said(e.text or "", False))], 0.0
    for span in e:
        height += float(span.attrib.get("dy", "0"))
        script = "_" if height > ROUNDED else "^" if height < -ROUNDED else ""
        spans.append((script, _said(span.text or "", span.attrib.get("class") == "slanted")))
        spans.append((script, _said(span.tail or "", False)))
    out = ""
    for script, some in groupby((span for span in spans if span[1]), key=itemgetter(0)):
        said = "".join(said for _, said in some)
        out += f"{script}{{{said}}}" if script else said
    return out


def _said(text: str, slanted: bool) -> str:
    """Letters in mathematics: slanted ones as they are, others upright."""
    out, upright = "", ""
    for sign in text:
        if sign.isascii() and not slanted:
            upright += ESCAPED.get(sign, sign)
            continue
        if upright:
            out, upright = rf"{out}\text{{{upright}}}", ""
        out = _over(out, COMBINING[sign]) if sign in COMBINING else out + _sign(sign)
    return rf"{out}\text{{{upright}}}" if upright else out


def _over(out: str, accent: str) -> str:
    """The last sign with something over it."""
    last = re.search(r"(\\[a-z]+ |.)$", out)
    return f"{out[: last.start()]}{accent}{{{last[0]}}}" if last else out


def _sign(sign: str) -> str:
    if sign.isascii():
        return ESCAPED.get(sign, sign)
    if sign not in MATH:
        raise Undrawable(f"a picture cannot have the sign {sign!r} in a book")
    return MATH[sign]
