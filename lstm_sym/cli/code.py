"""code: the derived gradient of a cell as a program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..job.files import replace
from .names import chosen, is_file
from .screen import options

if TYPE_CHECKING:
    from ..language.cell import Cell

TARGETS = ("numpy", "c", "torch", "jax")
HELP = """Write the derived gradient of a cell as a program, or with --check run it.

Every line of a program names the equations that it computes. --check runs it beside the complex
step, on random networks, and prints the worst relative gap: of all gradients along a few random
directions, which a wrong entry cannot hide from, of the outputs and last states by themselves. If
the directions part, or with --every-entry, every gradient is compared entry by entry. Exit code 0:
they agree; 1: they do not; 3: the numbers are too large to tell; 4: what runs the target is not
installed.

\b
Examples:
  python -m lstm_sym code lstm --target numpy
  python -m lstm_sym code lstm --target numpy -o lstm.py
  python -m lstm_sym code --cell my.cell --target c --check
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
@click.option("--check", "is_checked", is_flag=True, help="Run it beside the complex step.")
@click.option(
    "--every-entry", is_flag=True, help="With --check: every gradient by itself, entry by entry."
)
@options
def code(
    name: str | None,
    cell: str | None,
    target: str,
    dtype: str,
    output: Path | None,
    is_checked: bool,
    every_entry: bool,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Print a program or write it to a file."""
    if (name is None) == (cell is None):
        raise click.UsageError("name one cell, or give a file with --cell FILE")
    if is_checked and (output is not None or dtype != "float64"):
        raise click.UsageError("--check writes nothing, and runs in float64")
    if every_entry and not is_checked:
        raise click.UsageError("--every-entry belongs to --check")
    if is_checked:
        return _check(name or cell or "", target, every_entry, quiet)
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

    return emit.code(_cell(place), target, dtype)


def _check(place: str, target: str, every_entry: bool, quiet: bool) -> int:
    """Run a program beside the complex step, and say how far apart they are."""
    import numpy as np

    from ..checks.programs import Trial

    trial = Trial(_cell(place))
    with np.errstate(all="ignore"):
        gaps = trial.gaps(target, along=not every_entry)
        found = trial.judged(gaps)
    if not quiet:
        width = max(map(len, gaps))
        for name, gap in gaps.items():
            click.echo(f"{name:<{width}}  {gap:.1e}")
    click.echo(f"{found.verdict}: {found.detail}")
    return {"supported": 0, "refuted": 1}.get(found.verdict, 3)


def _cell(place: str) -> Cell:
    from ..cells import builtin
    from ..language.text import parse

    (task,) = chosen([place])
    if task.kind != "cell":
        raise click.ClickException(f"{place} is a derivation, and a program is of a cell")
    given = task.text is not None or is_file(place)
    return parse(task.text or "", task.file) if given else builtin(task.name)
