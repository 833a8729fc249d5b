r"""latex(words): our own Markdown as LaTeX, for the book.

The Markdown is read by the library that the site is built with; what it finds is written anew.
"""

from __future__ import annotations

from collections.abc import Container
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markdown import Markdown

from .words import tex

EXTENSIONS = ["admonition", "tables", "md_in_html", "pymdownx.arithmatex"]
SETTINGS = {"pymdownx.arithmatex": {"generic": True}}
# Where the chapters of the story lie on the site; they link to each other by their names alone.
STORY = "story"
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


def latex(words: str, places: Container[str] = ()) -> str:
    """Return LaTeX for some Markdown of ours; a chapter's title is left out.

    ``places`` are what a link within the book can lead to; of any other its words are left.
    """
    html = Markdown(extensions=EXTENSIONS, extension_configs=SETTINGS).convert(words)
    return _Writer(places).inside(ElementTree.fromstring(f"<body>{html}</body>")).strip()


def typewritten(text: str) -> str:
    """Lines of a program or a cell as they stand; nothing in them is a command."""
    lines = (tex(line).replace(" ", "~") or "~" for line in text.splitlines())
    return "\\begin{quote}\\ttfamily\\small\n" + "\\\\\n".join(lines) + "\n\\end{quote}"


def chapter(name: str) -> str:
    """The place of a chapter of the story, whose file has this name."""
    return f"{STORY}.{name}"


class _Writer:
    """Writes what was read; it knows where links may lead to."""

    def __init__(self, places: Container[str]) -> None:
        self.places = places

    def inside(self, e: Element) -> str:
        parts = [tex(e.text or "")]
        for child in e:
            parts += [self.element(child), tex(child.tail or "")]
        return "".join(parts)

    def element(self, e: Element) -> str:
        kinds = e.attrib.get("class", "").split()
        if e.tag == "h1":
            return ""
        if "arithmatex" in kinds:
            return "".join(e.itertext())
        if e.tag == "pre":
            return typewritten("".join(e.itertext())) + "\n\n"
        if e.tag == "table":
            return self.table(e)
        if e.tag == "a":
            return self.link(e.attrib["href"], self.inside(e))
        if "admonition" in kinds:
            return f"\\begin{{quote}}\n{self.inside(e)}\\end{{quote}}\n\n"
        if "admonition-title" in kinds:
            return f"\\textbf{{{self.inside(e)}}}\n\n"
        before, after = AROUND.get(e.tag, ("", ""))
        return before + self.inside(e) + after

    def link(self, to: str, words: str) -> str:
        """To the bibliography, to a step or a page of the book, or to another place."""
        page, _, anchor = to.partition("#")
        if page.startswith(("http:", "https:")):
            return rf"\href{{{tex(to)}}}{{{words}}}"
        folder, _, file = page.rpartition("/")
        name = file.removesuffix(".md")
        within = f"{name}/{anchor}" if anchor else name
        place = f"cite.{anchor}" if name == "bibliography" else within
        place = chapter(name) if folder in ("", STORY) else place
        return rf"\hyperlink{{{place}}}{{{words}}}" if place in self.places else words

    def table(self, e: Element) -> str:
        rows = [[self.inside(cell) for cell in row] for row in e.iter("tr")]
        column = rf"p{{{0.9 / len(rows[0]):.2f}\linewidth}}"
        lines = [rf"{' & '.join(row)} \\ \hline" for row in rows]
        head = rf"\begin{{longtable}}{{{column * len(rows[0])}}}"
        return "\n".join([head, r"\hline", *lines, r"\end{longtable}"]) + "\n\n"
