"""document(record): a derivation or a cell as one LaTeX document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]

PREAMBLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\begin{document}
"""


def document(record: Record) -> str:
    """Return a document that compiles with any LaTeX distribution."""
    body = "\n\n".join(_parts(record))
    return f"{PREAMBLE}\\section*{{{_prose(record['title'])}}}\n\n{body}\n\n\\end{{document}}\n"


def _parts(record: Record) -> Iterator[str]:
    if record["about"]:
        yield _prose(record["about"])
    for step in record["steps"]:
        if step["title"]:
            yield rf"\paragraph{{{_prose(step['title'])}.}}"
        yield "\\[\n" + step["latex"] + "\n\\]"
        yield _prose(
            " ".join([step["reason"], *(f"{h[0].upper()}{h[1:]}." for h in step["hypotheses"])])
        )


def _prose(words: str) -> str:
    """Escape what LaTeX reads as a command, outside of inline mathematics."""
    parts = re.split(r"(\\\(.*?\\\))", words)
    return "".join(
        p if p.startswith(r"\(") else re.sub(r"([&%$#_{}])", r"\\\1", p).replace("^", r"\^{}")
        for p in parts
    )
