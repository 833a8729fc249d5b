r"""Prose for a terminal: the mathematics between ``\(`` and ``\)`` in plain signs."""

from __future__ import annotations

import re

SIGNS = {
    "dots": "...",
    "ge": ">=",
    "le": "<=",
    "ne": "!=",
    "in": "in",
    "to": "->",
    "infty": "oo",
    "pm": "+-",
    "cdot": "*",
    "odot": "*",
    "times": "*",
    "partial": "∂",
    "top": "T",
    "lvert": "|",
    "rvert": "|",
    "lVert": "|",
    "rVert": "|",
    "left": "",
    "right": "",
    "quad": " ",
    "qquad": " ",
}
INLINE = re.compile(r"\\\((.*?)\\\)", re.DOTALL)


def plain(words: str) -> str:
    """Return the words with their inline mathematics as a terminal can show it."""
    return INLINE.sub(lambda found: _signs(found[1]), words)


def _signs(tex: str) -> str:
    tex = re.sub(r"\\(mathrm|mathbb|mathbf|mathcal|operatorname|text)\{([^{}]*)\}", r"\2", tex)
    tex = re.sub(r"\\bar\{?(\\?\w+)\}?", r"\1_bar", tex)
    tex = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", tex)
    tex = re.sub(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", tex)
    tex = re.sub(r"\\[,;:! ]", " ", tex)
    tex = re.sub(r"\\([A-Za-z]+)(?=( ?))", lambda name: SIGNS.get(name[1], name[1]), tex)
    tex = re.sub(r"([_^])\{(\w+|\*)\}", r"\1\2", tex)
    tex = re.sub(r"(?<!\\)([{}])", lambda brace: {"{": "(", "}": ")"}[brace[1]], tex)
    return re.sub(r" {2,}", " ", re.sub(r"\\([{}])", r"\1", tex)).strip()
