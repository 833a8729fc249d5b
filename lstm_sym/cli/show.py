"""show: one derivation, cell or step, for the eye or for another program."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..job.files import dumped
from ..job.run import run
from ..job.store import Store
from .names import cell_task, chosen, is_file, unknown
from .screen import exit_code, options

Record = dict[str, Any]
WIDTH = 78
HELP = """Show a derivation, a cell, or one step of it.

\b
Examples:
  python -m lstm_sym show error-flow
  python -m lstm_sym show error-flow/path-sum
  python -m lstm_sym show lstm/error-c --format latex
"""


@click.command(help=HELP)
@click.argument("name", metavar="NAME[/STEP]")
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(["text", "latex", "markdown", "json"]),
)
@click.option(
    "--out",
    default="build",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the records are.",
)
@options
def show(
    name: str, form: str, out: Path, quiet: bool, verbose: bool, no_color: bool, debug: bool
) -> int:
    """Print what is known of a name."""
    task, label = _found(name)
    result = run([task], Store(out / ".records"))[0]
    steps = [step for step in result.record["steps"] if label in ("", step["label"])]
    if not steps:
        raise unknown(name, [f"{task.name}/{step['label']}" for step in result.record["steps"]])
    click.echo(FORMS[form](result.record, steps).rstrip("\n"))
    return exit_code([result])


def _found(name: str) -> tuple[Any, str]:
    if is_file(name):
        return cell_task(name), ""
    home, _, label = name.partition("/")
    return chosen([home])[0], label


def _text(record: Record, steps: list[Record]) -> str:
    parts = [record["title"]] if len(steps) > 1 else []
    return "\n\n".join([*parts, *("\n".join(_lines(step)) for step in steps)])


def _lines(step: Record) -> Iterator[str]:
    yield f"{step['id']}  ({step['status']})"
    yield from textwrap.wrap(
        step["text"], WIDTH, initial_indent="    ", subsequent_indent="        "
    )
    about = [
        step["title"],
        step["reason"],
        *(f"{h[0].upper()}{h[1:]}." for h in step["assumes"]),
    ]
    for words in filter(None, about):
        yield from textwrap.wrap(_plain(words), WIDTH, initial_indent="  ", subsequent_indent="  ")
    for e in step["evidence"]:
        line = f"{e['checker']}: {e['verdict']}: {e['detail']}"
        yield from textwrap.wrap(line, WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _plain(words: str) -> str:
    """Inline mathematics as a terminal can show it."""
    names = {
        r"\(": "",
        r"\)": "",
        r"\dots": "...",
        r"\ge": ">=",
        r"\le": "<=",
        r"\ne ": "!= ",
        r"\in": "in",
        r"\mathbb{R}": "R",
        r"\{": "{",
        r"\}": "}",
        r"\bar ": "error of ",
    }
    for tex, plain in names.items():
        words = words.replace(tex, plain)
    return words


def _latex(record: Record, steps: list[Record]) -> str:
    return "\n\n".join(step["latex"] for step in steps)


def _markdown(record: Record, steps: list[Record]) -> str:
    from ..render.page import page

    return page(record | {"steps": steps})


def _json(record: Record, steps: list[Record]) -> str:
    return dumped({"version": 1, "name": record["label"], "steps": steps})


FORMS = {"text": _text, "latex": _latex, "markdown": _markdown, "json": _json}
