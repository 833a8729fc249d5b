"""list: what there is to derive."""

from __future__ import annotations

from pathlib import Path

import click

from ..job.files import dumped
from ..job.store import Store
from ..job.tasks import chapters
from ..render.ledger import counts
from .screen import console, options

HELP = """Name every derivation and cell, and what is known of it.

\b
Examples:
  python -m lstm_sym list
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
    store = Store(out / ".records")
    rows = [
        {"chapter": title, "name": task.name, "kind": task.kind, **_known(store.load(task))}
        for title, tasks in chapters()
        for task in tasks
    ]
    if as_json:
        click.echo(dumped({"version": 1, "names": rows}), nl=False)
        return 0
    screen = console(no_color)
    width = max(len(row["name"]) for row in rows)
    chapter = ""
    for row in rows:
        if row["chapter"] != chapter:
            chapter = row["chapter"]
            screen.print(f"\n{chapter}" if row is not rows[0] else chapter, style="bold")
        screen.print(f"  {row['name']:<{width}}  {row['known']}")
    return 0


def _known(record: dict | None) -> dict[str, str]:
    if record is None:
        return {"known": "not derived yet"}
    found = counts(record)
    bad = ", ".join(f"{found[k]} {k}" for k in ("refuted", "undecided") if found[k])
    return {
        "known": f"{found['proved']} of {found['steps']} steps proved" + (f", {bad}" if bad else "")
    }
