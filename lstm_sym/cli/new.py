"""new: a cell to begin with, which derives as it is."""

from __future__ import annotations

import re

import click

from ..job.files import created
from ..job.tasks import PACKAGE, chapters
from .names import page_name
from .screen import options

HELP = """Write a cell to begin with: a text with comments, which derives as it is.

With --backward CELL, print a Python file with the forward pass of a cell, in which you write your
backward pass for `check FILE.py:backward --cell CELL`.

\b
Examples:
  python -m lstm_sym new my                     writes my.cell
  python -m lstm_sym new my -o cells/mine.cell  writes another file
  python -m lstm_sym new --backward lstm -o mine.py
"""


@click.command(help=HELP)
@click.argument("name", required=False)
@click.option("-o", "--out", metavar="FILE|-", help="Where to write.  [default: NAME.cell]")
@click.option("--backward", metavar="CELL", help="A backward pass to fill in, not a cell.")
@options
def new(
    name: str | None,
    out: str | None,
    backward: str | None,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Write or print the template under a name."""
    if backward is not None:
        return _backward(backward, out, quiet)
    if name is None:
        raise click.ClickException("how is it to be called? Say new NAME, or new --backward CELL")
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


def _backward(cell_name: str, out: str | None, quiet: bool) -> int:
    from ..mistakes.template import Unwritable, template
    from ..session import cell

    known = cell(cell_name)
    try:
        text = template(known, "mine.py" if out in (None, "-") else str(out))
    except Unwritable as fault:
        raise click.ClickException(str(fault)) from fault
    if out is None or out == "-":
        click.echo(text, nl=False)
        return 0
    if not out.endswith(".py"):
        raise click.ClickException(f"{out}: the name of a Python file ends in .py")
    created(out, text)
    if not quiet:
        click.echo(f"wrote {out}; now: python -m lstm_sym check {out}:backward --cell {cell_name}")
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
