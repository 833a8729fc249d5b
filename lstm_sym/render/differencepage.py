"""What differs between two cells, as a page and as LaTeX: what went and what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .words import markdown, tex

Record = dict[str, Any]
# The address of a step of a cell, given the cell's name and the step's label.
Address = Callable[[str, str], str]
DELIMITERS = {"text": ("", ""), "latex": (r"\(", r"\)")}
ALIKE = ("same", "renamed")
ABOUT = {
    "forward": ("Forward", "Net inputs are put in where they are squashed."),
    "errors": ("Errors", "The error of a vector \\(v\\) is \\(\\bar v = dL/dv\\), as a column."),
    "flow": (
        "One step of the error, path by path",
        "The derivative of a state by one a step before is a sum over the paths between them.",
    ),
}


def glanced(r: Record, form: str = "text") -> Iterator[tuple[str, list[str]]]:
    """Sum up in lines, each with what it is about; formulas in ``text`` or ``latex``."""
    g = r["glance"]
    for kind in ("added", "removed", "changed"):
        if g[kind]:
            yield kind, [", ".join(g[kind])]
    if g["renamed"]:
        yield "renamed", [", ".join(f"{was} is called {now}" for was, now in g["renamed"])]
    if not any(g[kind] for kind in ("added", "removed", "changed", "renamed")):
        yield "equations", ["all the same"]
    yield "error before", list(_carousels(g["before"], form))
    yield "error after", list(_carousels(g["after"], form))
    paths = ", ".join(f"{many} {kind}" for kind, many in g["paths"].items() if many)
    yield "its paths", [paths or "all the same"]
    left, right = DELIMITERS[form]
    ours, theirs = (f"{left}{r[side]['numbers'][form]}{right}" for side in "ab")
    yield "weights", [f"{ours} before, {theirs} after"]


def _carousels(found: Sequence[Record], form: str) -> Iterator[str]:
    left, right = DELIMITERS[form]
    for c in found:
        more = {"text": " + ...", "latex": r" + \cdots"}[form] if c["matrices"] else ""
        yield f"{left}{c['of'][form]} = {c['is'][form]}{more}{right}: {c['says']}"
        if c["matrices"]:
            yield f"... {_many(c['matrices'])} through a matrix"
    if not found:
        yield "every path leads through a matrix"


def _many(paths: int) -> str:
    return "one path" if paths == 1 else f"{paths} paths"


def page(r: Record, address: Address | None = None) -> str:
    """Return the page; ``address`` leads from each formula to the step that derives it."""
    return "\n\n".join(_Page(r, address).blocks()) + "\n"


def summary(r: Record) -> str:
    """Return what differs at one glance, as a table."""
    rows = ["| what | how |", "|---|---|"]
    for name, told in glanced(r, "latex"):
        rows += [
            f"| {'' if k else f'**{name}**'} | {_in_table(words)} |" for k, words in enumerate(told)
        ]
    table = "\n".join(rows)
    return f'<div class="glance" markdown>\n\n{table}\n\n</div>'


class _Page:
    def __init__(self, r: Record, address: Address | None) -> None:
        self.r, self.address = r, address
        self.sides = (("before", "gone", r["a"]["name"]), ("after", "came", r["b"]["name"]))

    def blocks(self) -> Iterator[str]:
        a, b = (markdown(self.r[side]["title"]) for side in "ab")
        yield f"# From {a} to {b}"
        yield summary(self.r)
        for group in ("forward", "errors"):
            title, about = ABOUT[group]
            yield f"## {title}"
            yield about
            yield from self.equations(self.r[group])
        title, about = ABOUT["flow"]
        yield f"## {title}"
        yield about
        for block in self.r["flow"]:
            if block["kind"] not in ALIKE:
                yield from self.paths(block)
        alike = [block for block in self.r["flow"] if block["kind"] in ALIKE]
        if alike:
            told = ", ".join(rf"\({block['after']['latex']}\)" for block in alike)
            yield f"The same as before: {told}."

    def equations(self, rows: Sequence[Record]) -> Iterator[str]:
        for row in rows:
            if row["kind"] not in ALIKE:
                yield from (
                    self.box(row[when], css, name, row[when]["step"])
                    for when, css, name in self.sides
                    if row[when]
                )
        alike = [row for row in rows if row["kind"] in ALIKE]
        if alike:
            many = "One equation is" if len(alike) == 1 else f"{len(alike)} equations are"
            lines = [f'??? note "{many} the same, but perhaps for names"']
            for row in alike:
                lines += ["", "    $$", f"    {row['after']['latex']}", "    $$"]
            yield "\n".join(lines)

    def paths(self, block: Record) -> Iterator[str]:
        name = (block["after"] or block["before"])["latex"]
        yield rf"### The derivative \({name}\)"
        for path in block["paths"]:
            if path["kind"] not in ALIKE:
                label = (path["after"] or path["before"])["label"]
                yield f"{markdown(label[:1].upper() + label[1:])}:"
                yield from (
                    self.box(path[when], css, name, "")
                    for when, css, name in self.sides
                    if path[when]
                )

    def box(self, side: Record, css: str, cell: str, step: str) -> str:
        """A formula with the word that says whose it is, leading there if it can."""
        word = markdown(cell)
        if self.address is not None and step:
            word = f"[{word}]({self.address(cell, step)}){{ .eqno }}"
        else:
            word = f'<span class="eqno">{word}</span>'
        return f'<div class="eqn {css}" markdown>\n$$\n{side["latex"]}\n$$\n\n{word}\n</div>'


def _in_table(words: str) -> str:
    return words.replace("|", r"\|")


def latex(r: Record) -> str:
    """Return what differs as displayed formulas, each under a comment with its fate."""
    lines: list[str] = []
    for group in ("forward", "errors"):
        for row in r[group]:
            if row["kind"] not in ALIKE:
                lines += _displayed(row, group)
    for block in r["flow"]:
        for path in block["paths"]:
            if path["kind"] not in ALIKE:
                lines += _displayed(path, tex((block["after"] or block["before"])["text"]))
    return "\n".join(lines)


def _displayed(row: Record, what: str) -> Iterator[str]:
    for when in ("before", "after"):
        if row[when]:
            yield f"% {what}: {row['kind']}, {when}"
            yield f"\\[\n{row[when]['latex']}\n\\]"
