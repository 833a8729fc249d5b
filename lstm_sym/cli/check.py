"""check: prove and try again, without pages."""

from __future__ import annotations

import click

from ..job.files import dumped
from ..job.run import run
from .names import chosen
from .screen import console, exit_code, options, problems, progress, steps, table

HELP = """Prove and try every step again, from nothing, and write nothing.

\b
Examples:
  python -m lstm_sym check
  python -m lstm_sym check error-flow -v
  python -m lstm_sym check my.cell
"""
COLOUR = {"verified": "green", "assumed": "cyan", "undecided": "yellow", "refuted": "bold red"}


@click.command(help=HELP)
@click.argument("names", nargs=-1)
@click.option(
    "--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes at work."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@options
def check(
    names: tuple[str, ...],
    jobs: int,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Examine every step of the named derivations and cells."""
    tasks = chosen(names)
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
    return exit_code(found)
