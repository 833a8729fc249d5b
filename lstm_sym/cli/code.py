"""code: the derived gradient of a cell as a program."""

from __future__ import annotations

from pathlib import Path

import click

from ..job.files import replace
from .names import chosen, is_file
from .screen import options

TARGETS = ("numpy", "c", "torch", "jax")
HELP = """Write the derived gradient of a cell as a program.

\b
Examples:
  python -m lstm_sym code lstm --target numpy
  python -m lstm_sym code lstm --target numpy -o lstm.py
  python -m lstm_sym code --cell my.cell --target numpy
"""


@click.command(help=HELP)
@click.argument("name", metavar="[CELL]", required=False)
@click.option("--cell", metavar="FILE|-", help="A recurrence of your own.")
@click.option(
    "--target",
    default="numpy",
    show_default=True,
    type=click.Choice(TARGETS),
    help="The language of the program.",
)
@click.option(
    "--dtype",
    default="float64",
    show_default=True,
    type=click.Choice(["float64", "float32"]),
    help="The numbers of a program that fixes them.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file, as a whole or not at all.",
)
@options
def code(
    name: str | None,
    cell: str | None,
    target: str,
    dtype: str,
    output: Path | None,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Print a program or write it to a file."""
    if (name is None) == (cell is None):
        raise click.UsageError("name one cell, or give a file with --cell FILE")
    text = written(name or cell or "", target, dtype)
    if output is None:
        click.echo(text, nl=False)
        return 0
    changed = replace({output: text})
    if not quiet:
        click.echo(f"{output}: {'written' if changed else 'unchanged'}", err=True)
    return 0


def written(place: str, target: str, dtype: str) -> str:
    """The program of a built-in cell, or of a cell file."""
    from .. import emit
    from ..cells import builtin
    from ..language.text import parse

    (task,) = chosen([place])
    if task.kind != "cell":
        raise click.ClickException(f"{place} is a derivation, and a program is of a cell")
    given = task.text is not None or is_file(place)
    cell = parse(task.text or "", task.file) if given else builtin(task.name)
    return emit.code(cell, target, dtype)
