"""show: one derivation, cell or step, for the eye or for another program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..job.files import dumped
from ..job.run import run
from ..job.store import RECORDS, Store
from ..job.tasks import Task, home
from ..render.cited import numbering
from ..render.literature import Literature
from .letters import in_letters, lettered
from .lines import broken
from .names import chosen, is_file, unknown
from .screen import exit_code, options, printed
from .words import plain
from .wrapping import WIDTH, wrapped

Record = dict[str, Any]
HELP = """Show a derivation, a cell, or one step of it.

\b
Examples:
  python -m lstm_sym show error-flow
  python -m lstm_sym show error-flow/path-sum
  python -m lstm_sym show lstm/error-c --format latex
  python -m lstm_sym show lstm --notation greff
"""


@click.command(help=HELP)
@click.argument("name", metavar="NAME[/STEP]")
@printed
@click.option(
    "--out",
    default="build",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the records are.",
)
@lettered
@options
def show(
    name: str,
    form: str,
    out: Path,
    notation: str,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Print what is known of a name."""
    task, label = _found(name)
    record = Store(out / RECORDS).load(task) or run([task], None)[0].record
    if notation:
        record = in_letters(record, notation)
    steps = [step for step in record["steps"] if label in ("", step["label"])]
    if not steps:
        labels = [f"{task.name}/{step['label']}" for step in record["steps"]]
        raise unknown("step", f"{task.name}/{label}", labels)
    if not quiet:
        forms = ["text", "latex"] if verbose and form == "text" else [form]
        click.echo("\n\n".join(FORMS[each](record, steps).rstrip("\n") for each in forms))
    return exit_code(steps)


def _found(name: str) -> tuple[Task, str]:
    """The task, and the label of one step of it or the empty string; a path has slashes too."""
    home, slash, label = name.rpartition("/")
    if is_file(name) or not slash:
        home, label = name, ""
    return chosen([home])[0], label


def _text(record: Record, steps: list[Record]) -> str:
    whole, literature = len(steps) == len(record["steps"]), Literature(home())
    parts = [*(_head(record) if whole else ()), *(_lines(step, literature) for step in steps)]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _head(record: Record) -> Iterator[Iterator[str]]:
    yield wrapped(plain(record["title"]))
    for paragraph in filter(None, record["about"].split("\n\n")):
        yield wrapped(plain(paragraph))
    if record["cell"]:
        lines = record["cell"]["text"].splitlines()
        yield (part for line in lines for part in wrapped(line, " " * 4, " " * 8))


def _lines(step: Record, literature: Literature) -> Iterator[str]:
    yield from wrapped(f"{step['id']}  ({step['status']})")
    yield from broken(step["text"], WIDTH, 4, 8)
    source = ", ".join(filter(None, (step["source"] or {}).values()))
    formulas = numbering(step["formulas"], literature)
    about = [
        step["title"],
        step["reason"],
        *(f"{h[0].upper()}{h[1:]}." for h in step["assumes"]),
        f"Uses {', '.join(step['uses'])}." if step["uses"] else "",
        _sourced(source, formulas),
    ]
    for words in filter(None, about):
        yield from wrapped(plain(words), "  ", "  ")
    for e in step["evidence"]:
        yield from wrapped(f"{e['checker']}: {e['verdict']}: {e['detail']}", "  - ", "    ")


def _sourced(source: str, formulas: str) -> str:
    """Where a step is from; a complement is in no source, but has an id."""
    if source.strip():
        return f"Source: {source} ({formulas})." if formulas else f"Source: {source}."
    return f"In no source; a complement ({formulas})." if formulas else ""


def _latex(record: Record, steps: list[Record]) -> str:
    return "\n\n".join(step["latex"] for step in steps)


def _markdown(record: Record, steps: list[Record]) -> str:
    from ..render.page import page

    return page(record | {"steps": steps}, Literature(home()))


def _json(record: Record, steps: list[Record]) -> str:
    return dumped({"version": 1, "name": record["label"], "steps": steps})


FORMS = {"text": _text, "latex": _latex, "markdown": _markdown, "json": _json}
