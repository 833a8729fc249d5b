r"""latex(words): our own Markdown as LaTeX, for the book.

The Markdown is read by the library that the site is built with; what it finds is written anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markdown import Markdown

from .words import tex

EXTENSIONS = ["admonition", "tables", "md_in_html", "pymdownx.arithmatex"]
SETTINGS = {"pymdownx.arithmatex": {"generic": True}}
AROUND = {
    "em": (r"\emph{", "}"),
    "strong": (r"\textbf{", "}"),
    "code": (r"\texttt{", "}"),
    "ul": ("\\begin{itemize}\n", "\\end{itemize}\n\n"),
    "ol": ("\\begin{enumerate}\n", "\\end{enumerate}\n\n"),
    "li": (r"\item ", "\n"),
    "p": ("", "\n\n"),
    "h2": (r"\section{", "}\n\n"),
    "h3": (r"\subsection{", "}\n\n"),
    "blockquote": ("\\begin{quote}\n", "\\end{quote}\n\n"),
}


def latex(words: str) -> str:
    """Return LaTeX for some Markdown of ours; a chapter's title is left out."""
    html = Markdown(extensions=EXTENSIONS, extension_configs=SETTINGS).convert(words)
    return "".join(_inside(ElementTree.fromstring(f"<body>{html}</body>"))).strip()


def typewritten(text: str) -> str:
    """Lines of a program or a cell as they stand; nothing in them is a command."""
    lines = (tex(line).replace(" ", "~") or "~" for line in text.splitlines())
    return "\\begin{quote}\\ttfamily\\small\n" + "\\\\\n".join(lines) + "\n\\end{quote}"


def _inside(e: Element) -> Iterator[str]:
    yield tex(e.text or "")
    for child in e:
        yield from _element(child)
        yield tex(child.tail or "")


def _element(e: Element) -> Iterator[str]:
    kinds = e.attrib.get("class", "").split()
    if e.tag == "h1":
        return
    if "arithmatex" in kinds:
        yield "".join(e.itertext())
    elif e.tag == "pre":
        yield typewritten("".join(e.itertext())) + "\n\n"
    elif e.tag == "table":
        yield from _table(e)
    elif e.tag == "a":
        yield _link(e.attrib["href"], "".join(_inside(e)))
    elif "admonition" in kinds:
        yield "\\begin{quote}\n"
        yield from _inside(e)
        yield "\\end{quote}\n\n"
    elif "admonition-title" in kinds:
        yield f"\\textbf{{{''.join(_inside(e))}}}\n\n"
    else:
        before, after = AROUND.get(e.tag, ("", ""))
        yield before
        yield from _inside(e)
        yield after


def _link(to: str, words: str) -> str:
    """To the bibliography, to a step or a page of the book, or to another place."""
    page, _, anchor = to.partition("#")
    if page.startswith(("http:", "https:")):
        return rf"\href{{{tex(to)}}}{{{words}}}"
    name = page.rpartition("/")[2].removesuffix(".md")
    if name == "bibliography":
        return rf"\hyperlink{{cite.{anchor}}}{{{words}}}"
    return rf"\hyperlink{{{name}{f'/{anchor}' if anchor else ''}}}{{{words}}}"


def _table(e: Element) -> Iterator[str]:
    rows = [["".join(_inside(cell)) for cell in row] for row in e.iter("tr")]
    column = rf"p{{{0.9 / len(rows[0]):.2f}\linewidth}}"
    yield rf"\begin{{longtable}}{{{column * len(rows[0])}}}" + "\n\\hline\n"
    for row in rows:
        yield " & ".join(row) + r" \\ \hline" + "\n"
    yield "\\end{longtable}\n\n"
