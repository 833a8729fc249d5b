"""list: what there is to derive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from ..job.files import dumped
from ..job.store import RECORDS, Store
from ..job.tasks import Task, chapters
from ..job.yours import Yours
from ..render.ledger import counts
from .screen import console, options

Record = dict[str, Any]
HELP = """Name every derivation and cell, and what is known of it.

\b
Examples:
  python -m lstm_sym list                        derivations and cells
  python -m lstm_sym list -v                     the steps of each too
  python -m lstm_sym list --json
"""


@click.command("list", help=HELP)
@click.option(
    "--out",
    default="build",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the records are.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@options
def listing(
    out: Path, as_json: bool, quiet: bool, verbose: bool, no_color: bool, debug: bool
) -> int:
    """List names by chapter."""
    store = Store(out / RECORDS)
    yours = Yours(out / RECORDS).tasks()
    parts = [*chapters(), ("Your cells", yours)]
    found = [(title, task, store.load(task)) for title, tasks in parts for task in tasks]
    if as_json:
        rows = [
            {
                "chapter": title,
                "name": task.name,
                "kind": task.kind,
                "counts": record and counts(record),
            }
            for title, task, record in found
        ]
        click.echo(dumped({"version": 1, "names": rows}), nl=False)
    elif not quiet:
        _tell(found, verbose, console(no_color))
    return 0


def _tell(found: list[tuple[str, Task, Record | None]], verbose: bool, screen: Console) -> None:
    width = max(len(task.name) for _, task, _ in found)
    last = ""
    for title, task, record in found:
        if title != last:
            screen.print(f"\n{title}" if last else title, style="bold")
        last = title
        screen.print(f"  {task.name:<{width}}  {_known(record)}")
        for step in record["steps"] if verbose and record else ():
            screen.print(f"    {step['id']}")


def _known(record: Record | None) -> str:
    if record is None:
        return "not derived yet"
    found = counts(record)
    kinds = ("proved", "assumed", "undecided", "refuted")
    return f"{found['steps']} steps: " + ", ".join(f"{found[k]} {k}" for k in kinds if found[k])
