"""check: prove and try again, without pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..job.breaking import scores
from ..job.files import dumped
from ..job.run import run
from ..job.store import RECORDS, Store
from ..job.tasks import Task
from ..render.verified import percent
from .names import chosen
from .screen import (
    console,
    exit_code,
    mutants_table,
    options,
    problems,
    processes,
    programs,
    progress,
    steps,
    table,
)
from .verdict import is_function, is_yours, of_equations, of_function
from .witness import by_witnesses

HELP = """Prove and try again, from nothing, and write nothing; or judge a backward pass of yours.

NAMES are derivations, cells and cell files. With --cell CELL, one of them may be FILE.py:FUNCTION,
a function backward(params, inputs, initial, loss) that returns a dict of gradients by name, or a
torch.autograd.Function whose forward calls the parameters as the cell does (or takes inputs,
states, parameters in the order of the template); or a text file of adjoint equations, which is
judged by proof: 3 if an equation is missing. To judge FILE.py runs it, in a process and a folder of
its own with a limit on time and memory; run no file that you do not trust.
`new --backward CELL` prints a template.

\b
Examples:
  python -m lstm_sym check error-flow -v
  python -m lstm_sym check --mutants
  python -m lstm_sym check mine.py:backward --cell lstm
  python -m lstm_sym check errors.txt --cell gru-torch
"""
COLOUR = {"verified": "green", "assumed": "cyan", "undecided": "yellow", "refuted": "bold red"}


@click.command(help=HELP)
@click.argument("names", nargs=-1)
@processes
@click.option("--balls", is_flag=True, help="Enclose the gradients of cells by ball arithmetic.")
@click.option(
    "--autograd", is_flag=True, help="Compare the gradients of cells with PyTorch's and JAX's."
)
@click.option(
    "--mutants",
    is_flag=True,
    help="Break every claim, adjoint equation and emitted line; count what is not caught.",
)
@click.option("--all", "every", is_flag=True, help="With --mutants: in every way, not by a sample.")
@click.option(
    "--out",
    default="build",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where what --mutants, --balls and --autograd find is kept for the pages.",
)
@click.option("--cell", "cell_name", metavar="CELL", help="The cell whose backward pass it is.")
@click.option(
    "--timeout",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    help="Seconds that FILE.py may take.",
)
@click.option(
    "--memory",
    default=8.0,
    show_default=True,
    type=click.FloatRange(0.25, 1024),
    help="Gigabytes that FILE.py may take.",
)
@click.option(
    "--every-entry",
    is_flag=True,
    help="With FILE.py: every entry of its gradients, where a few random directions would do.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@options
def check(
    names: tuple[str, ...],
    jobs: int | None,
    balls: bool,
    autograd: bool,
    mutants: bool,
    every: bool,
    out: Path,
    cell_name: str | None,
    timeout: float,
    memory: float,
    every_entry: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Examine every step of the named derivations and cells, or one backward pass."""
    if sum((balls, autograd, mutants, cell_name is not None)) > 1:
        raise click.UsageError(
            "--balls, --autograd, --mutants and --cell ask for different things; say one"
        )
    if every and not mutants:
        raise click.UsageError("--all belongs to --mutants")
    if cell_name is not None or any(map(is_yours, names)):
        return _judge(names, cell_name, timeout, memory, every_entry, as_json, quiet, no_color)
    if every_entry:
        raise click.UsageError("--every-entry belongs to FILE.py:FUNCTION")
    tasks = chosen(names)
    if balls or autograd:
        return by_witnesses(tasks, balls, out, jobs, as_json, quiet, no_color)
    if mutants:
        return _break(tasks, out, jobs, every, as_json, quiet, no_color)
    with progress(tasks, quiet, no_color) as tell:
        results = run(tasks, None, jobs, tell)
    found = steps(results)
    if as_json:
        kept = ("id", "status", "evidence")
        told = [{key: step[key] for key in kept} for step in found]
        click.echo(dumped({"version": 1, "steps": told}), nl=False)
    elif not quiet:
        screen = console(no_color)
        if verbose:
            for step in found:
                screen.print(f"{step['status']:<9} ", style=COLOUR[step["status"]], end="")
                screen.print(step["id"])
                for e in step["evidence"]:
                    screen.print(f"          {e['checker']}: {e['verdict']}: {e['detail']}")
        screen.print(table(results))
    for line in problems(results):
        click.echo(line, err=True)
    return exit_code([*found, *programs(results)])


def _break(
    tasks: list[Task],
    out: Path,
    jobs: int | None,
    every: bool,
    as_json: bool,
    quiet: bool,
    no_color: bool,
) -> int:
    """Count what becomes of every mutant: 0 if none lives, else 1."""
    store = Store(out / RECORDS)
    with progress(tasks, quiet, no_color, "breaking") as tell:
        found = scores(tasks, store, jobs, tell, every=every)
    survivors = [name for record in found.values() for name in record["survivors"]]
    if as_json:
        click.echo(dumped({"version": 1, "mutants": list(found.values())}), nl=False)
    elif not quiet:
        console(no_color).print(mutants_table(list(found.values())))
        click.echo(_scored(list(found.values())))
    for name in survivors:
        click.echo(f"survived: {name}", err=True)
    return 1 if survivors else 0


def _scored(records: list[dict[str, Any]]) -> str:
    """The score: of the mutants that are wrong, the share that is caught."""
    caught = sum(record["refuted"] + record["refused"] for record in records)
    wrong = caught + sum(len(record["survivors"]) for record in records)
    if not wrong:
        return "score: no mutant is wrong"
    return f"score: {percent(caught, wrong)} of {wrong:,} wrong mutants caught"


def _judge(
    names: tuple[str, ...],
    cell_name: str | None,
    timeout: float,
    memory: float,
    every_entry: bool,
    as_json: bool,
    quiet: bool,
    no_color: bool,
) -> int:
    from ..language.text import read
    from ..session import cell

    if cell_name is None:
        yours = next(filter(is_yours, names))
        raise click.ClickException(f"{yours}: of which cell? Say --cell lstm, or --cell FILE")
    if len(names) != 1:
        raise click.ClickException("name one FILE.py:FUNCTION or one file of adjoint equations")
    known = cell(cell_name)
    if is_function(names[0]):
        return of_function(
            *(names[0], known, timeout, memory, every_entry, as_json, quiet, no_color)
        )
    if every_entry:
        raise click.UsageError("--every-entry belongs to FILE.py:FUNCTION")
    return of_equations(names[0], read(names[0]), known, as_json, quiet, no_color)
