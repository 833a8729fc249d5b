"""new: a cell to begin with, which derives as it is."""

from __future__ import annotations

import re

import click

from ..job.files import created
from ..job.tasks import PACKAGE, chapters
from .names import page_name
from .screen import options

HELP = """Write a cell to begin with: a text with comments, which derives as it is.

\b
Examples:
  python -m lstm_sym new my                     writes my.cell
  python -m lstm_sym new my -o cells/mine.cell  writes another file
  python -m lstm_sym new my -o -                prints it
"""


@click.command(help=HELP)
@click.argument("name")
@click.option("-o", "--out", metavar="FILE|-", help="Where to write.  [default: NAME.cell]")
@options
def new(name: str, out: str | None, quiet: bool, verbose: bool, no_color: bool, debug: bool) -> int:
    """Write or print the template under a name."""
    stem = _checked(name.removesuffix(".cell"))
    template = (PACKAGE / "cells" / "template.cell").read_text(encoding="utf-8")
    text = template.replace("NAME", stem, 1)
    file = out or f"{stem}.cell"
    if file == "-":
        click.echo(text, nl=False)
        return 0
    if not file.endswith(".cell"):
        raise click.ClickException(f"{file}: the name of a cell's file ends in .cell")
    created(file, text)
    if not quiet:
        click.echo(f"wrote {file}; now: python -m lstm_sym derive --cell {file}")
    return 0


def _checked(name: str) -> str:
    """The name, if a page and a file can have it."""
    if not re.match(r"[^\W\d]", name) or page_name(name) != name:
        raise click.ClickException(
            f"{name!r} is no name of a cell; use letters, digits, - and _, a letter first"
        )
    for _, tasks in chapters():
        for task in tasks:
            if task.name.casefold() == name.casefold():
                what = f"there is a built-in {task.kind} {task.name}"
                raise click.ClickException(f"{what}; call this one, say, my-{task.name}")
    return name
