"""What a person sees: results on stdout, progress on stderr."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import click
from rich.console import Console
from rich.containers import Lines
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ..job.run import Result
from ..job.tasks import Task
from ..render.ledger import counts

Record = dict[str, Any]
COLUMNS = ("steps", "proved", "supported", "assumed", "undecided", "refuted", "errata")
STYLE = {"undecided": "yellow", "refuted": "bold red"}


class Name(Text):
    """The name of a derivation: what is too long for its column is broken behind a hyphen."""

    def wrap(self, console: Console, width: int, *_: Any, **__: Any) -> Lines:
        """The lines of a column so wide."""
        return Lines(map(Text, textwrap.wrap(self.plain, max(1, width), break_on_hyphens=True)))


processes = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes at work; as many as there are processors, if not said.",
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every verb has."""
    for option in (
        click.option("--debug", is_flag=True, help="Show the traceback of an error."),
        click.option("--no-color", is_flag=True, help="No colours; NO_COLOR does the same."),
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong."),
        click.help_option("-h", "--help"),
    ):
        command = option(command)
    return command


printed = click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(["text", "latex", "markdown", "json"]),
)


def is_plain(no_color: bool) -> bool:
    """Whether no escape sequence may be printed."""
    return no_color or bool(os.environ.get("NO_COLOR"))


def console(no_color: bool, err: bool = False) -> Console:
    """A console for stdout or stderr, without colours if asked."""
    system: Literal["auto"] | None = None if is_plain(no_color) else "auto"
    made = Console(stderr=err, color_system=system, highlight=False, markup=False)
    made.soft_wrap = not made.is_terminal
    return made


@contextmanager
def progress(
    tasks: Sequence[Task], quiet: bool, no_color: bool, doing: str = "deriving"
) -> Iterator[Callable[[Task, str], None] | None]:
    """Show a bar on a terminal while tasks are done; nothing elsewhere."""
    if quiet or is_plain(no_color) or not (sys.stderr and sys.stderr.isatty()):
        yield None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console(no_color, err=True), transient=True) as bar:
        places = {task.name: i for i, task in enumerate(tasks)}
        shown = bar.add_task(doing, total=len(tasks))

        def tell(task: Task, label: str) -> None:
            name = f"{task.name}/{label}" if label else task.name
            bar.update(shown, description=f"{name[:40]:<40}", completed=places[task.name])

        yield tell


def table(results: Sequence[Result]) -> Table:
    """One row for each derivation and cell, and the totals; narrow enough for 80 columns."""
    made = _totalled()
    rows = [counts(result.record) for result in results]
    for name in COLUMNS:
        total = sum(row[name] for row in rows)
        style = STYLE.get(name, "") if total else ""
        made.add_column(name, str(total), justify="right", style=style, no_wrap=True)
    seconds = sum(result.seconds for result in results if not result.kept)
    made.add_column("seconds", f"{seconds:.2f}", justify="right", no_wrap=True)
    for result, row in zip(results, rows, strict=True):
        took = "kept" if result.kept else f"{result.seconds:.2f}"
        made.add_row(Name(result.task.name), *(str(row[name]) for name in COLUMNS), took)
    return made


def mutants_table(records: Sequence[Record]) -> Table:
    """One row for each derivation and cell: what became of its mutants."""
    made = _totalled()
    columns = ("tried", "refuted", "refused", "proved", "assumed")
    for name in columns:
        total = sum(record[name] for record in records)
        made.add_column(name, str(total), justify="right", no_wrap=True)
    lived = sum(len(record["survivors"]) for record in records)
    style = "bold red" if lived else ""
    made.add_column("survived", str(lived), justify="right", style=style, no_wrap=True)
    for record in records:
        row = [str(record[name]) for name in columns]
        made.add_row(Name(record["label"]), *row, str(len(record["survivors"])))
    return made


def _totalled() -> Table:
    """A table of derivations whose last row is for all of them."""
    made = Table(
        box=None,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        header_style="bold",
        show_footer=True,
        footer_style="bold",
    )
    made.add_column("derivation", "all", overflow="fold")
    return made


def problems(results: Sequence[Result]) -> list[str]:
    """One line for each step or program that is refuted or undecided, and why."""
    return [
        f"{step['status']}: {step['id']}: {_why(step)}"
        for step in (*steps(results), *programs(results))
        if step["status"] in ("refuted", "undecided")
    ]


def exit_code(steps: Sequence[Record]) -> int:
    """0 all verified, 1 something refuted, 3 something undecided."""
    states = {step["status"] for step in steps}
    return 1 if "refuted" in states else 3 if "undecided" in states else 0


def steps(results: Sequence[Result]) -> list[Record]:
    """All steps of all results."""
    return [step for result in results for step in result.record["steps"]]


def programs(results: Sequence[Result]) -> list[Record]:
    """The programs of all cells of which one is written, each as a step."""
    found = [result.record.get("program") for result in results]
    return [program for program in found if program and program["text"]]


def _why(step: Record) -> str:
    bad = [e for e in step["evidence"] if e["verdict"] in ("refuted", "undecided")]
    return "; ".join(f"{e['checker']}: {e['detail']}" for e in bad) or "nothing proves it"
