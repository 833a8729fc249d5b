"""diff: what appears, vanishes or changes from one cell to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from ..job.files import dumped
from .lines import broken
from .names import cells
from .screen import console, options, printed
from .wrapping import WIDTH, wrapped

Record = dict[str, Any]
Line = tuple[str, str]
ALIKE = ("same", "renamed")
HEAD, QUIET, OLD, NEW, PLAIN = "bold", "dim", "red", "green", ""
HELP = """Show two cells side by side: equations, errors, and the paths of the error.

Signals and weights are aligned by their names and by the parts they play, so that
a gate is found under another name.

\b
Examples:
  python -m lstm_sym diff lstm97 lstm
  python -m lstm_sym diff lstm my.cell -v
  python -m lstm_sym diff rnn gru-cho --format markdown
"""


@click.command(help=HELP)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@printed
@options
def diff(a: str, b: str, form: str, quiet: bool, verbose: bool, no_color: bool, debug: bool) -> int:
    """Print what differs."""
    first, second = cells(a, b)
    from ..compare.difference import Difference
    from ..render.difference import record
    from ..render.differencepage import latex, page

    found = record(Difference(first, second))
    if quiet:
        return 0
    if form == "text":
        screen = console(no_color)
        for line, style in lines(found, verbose):
            screen.print(line, style=style, soft_wrap=True)
    else:
        written = {"latex": latex, "markdown": page, "json": dumped}[form](found)
        click.echo(written.rstrip("\n"))
    return 0


def lines(r: Record, verbose: bool) -> Iterator[Line]:
    """Yield every line with its style."""
    yield f"{r['a']['name']} -> {r['b']['name']}", HEAD
    yield from ((line, QUIET) for line in wrapped(f"{r['a']['title']} -> {r['b']['title']}"))
    yield "", PLAIN
    yield from _glance(r)
    for title, rows in (("Forward", r["forward"]), ("Errors", r["errors"])):
        yield "", PLAIN
        yield title, HEAD
        yield from _rows([(row["kind"], row["before"], row["after"]) for row in rows], verbose)
    yield "", PLAIN
    yield "One step of the error, path by path", HEAD
    for block in r["flow"]:
        if block["kind"] not in ALIKE or verbose:
            yield from _block(block, verbose)
    alike = sum(block["kind"] in ALIKE for block in r["flow"])
    if alike and not verbose:
        yield f"  {_many(alike, 'block')} alike", QUIET


def _glance(r: Record) -> Iterator[Line]:
    from ..render.differencepage import glanced

    for name, told in glanced(r):
        for k, words in enumerate(told):
            first = f"  {'' if k else name:<13}"
            yield from ((line, PLAIN) for line in wrapped(words, first, " " * 17))


def _rows(
    rows: Sequence[tuple[str, Record | None, Record | None]], verbose: bool
) -> Iterator[Line]:
    alike = 0
    for kind, before, after in rows:
        if kind in ALIKE and not verbose:
            alike += kind == "same"
            if kind == "same":
                continue
        if kind in ALIKE:
            was = f"  (was {before['of']})" if before and after and kind == "renamed" else ""
            yield from _formula("= ", (after or {})["text"] + was, QUIET)
        else:
            yield from _formula("- ", before["text"], OLD) if before else ()
            yield from _formula("+ ", after["text"], NEW) if after else ()
    if alike:
        yield f"  {_many(alike, 'equation')} the same", QUIET


def _formula(sign: str, text: str, style: str) -> Iterator[Line]:
    lines = broken(f"{sign}{text}", WIDTH, 2, len(sign) + 6)
    return ((line, style) for line in lines)


def _block(block: Record, verbose: bool) -> Iterator[Line]:
    side = block["after"] or block["before"]
    yield f"  {side['text']}", PLAIN
    for path in block["paths"]:
        alike = path["kind"] in ALIKE
        if alike and not verbose:
            continue
        yield from (
            (line, QUIET)
            for line in wrapped((path["after"] or path["before"])["label"], " " * 4, " " * 6)
        )
        for sign, one, style in (("- ", path["before"], OLD), ("+ ", path["after"], NEW)):
            if one and not (alike and sign == "- "):
                mark, how = ("= ", QUIET) if alike else (sign, style)
                yield from _formula(f"    {mark}", one["text"], how)


def _many(k: int, thing: str) -> str:
    return f"{k} {thing} is" if k == 1 else f"{k} {thing}s are"
