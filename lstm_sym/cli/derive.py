"""derive: all derivations and cells, or some, as pages and ledger."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from pathlib import Path

import click

from ..job.breaking import measured
from ..job.drawing import drawn, pictures
from ..job.files import remove
from ..job.hearing import heard
from ..job.outputs import FORMATS, Beside, drifted, files, pages, write
from ..job.run import Result, leaning, run
from ..job.store import RECORDS, Store
from ..job.story import story
from ..job.tasks import Task, chapters, home
from ..job.timeline import told
from ..job.yours import Yours
from ..render.literature import Literature
from .letters import lettered
from .names import chosen, given_before
from .screen import (
    console,
    exit_code,
    options,
    problems,
    processes,
    programs,
    progress,
    steps,
    table,
)

HELP = """Derive, prove and check; write the pages and the ledger.

\b
Examples:
  python -m lstm_sym derive                        everything
  python -m lstm_sym derive error-flow lstm        one derivation and one cell
  python -m lstm_sym derive --cell my.cell         a recurrence of your own

A cell of your own stays, with its page and in the ledger, until it is forgotten.
"""


def _formats(context: click.Context, option: click.Parameter, value: str) -> list[str]:
    parts = [part.strip() for part in value.split(",")]
    for part in parts:
        if part not in FORMATS:
            raise click.BadParameter(f"{part} is no format; choose from {', '.join(FORMATS)}")
    return parts


@click.command(help=HELP)
@click.argument("names", nargs=-1)
@click.option(
    "--cell",
    "cells",
    multiple=True,
    metavar="FILE|-",
    help="A cell of your own; - reads standard input.",
)
@click.option(
    "--forget",
    "forgotten",
    multiple=True,
    metavar="NAME",
    help="Leave out a cell of your own that was given before.",
)
@click.option(
    "--out",
    default="build",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where files are written.",
)
@click.option(
    "--format",
    "formats",
    default="md,json",
    show_default=True,
    callback=_formats,
    help="md, tex, json.",
)
@click.option(
    "--check", "compare", is_flag=True, help="Write nothing; exit 1 if what is on disk differs."
)
@processes
@click.option("--fresh", is_flag=True, help="Do again what was done before.")
@click.option("--json", "as_json", is_flag=True, help="Print the ledger.")
@lettered
@options
def derive(
    names: tuple[str, ...],
    cells: tuple[str, ...],
    forgotten: tuple[str, ...],
    out: Path,
    formats: list[str],
    compare: bool,
    jobs: int | None,
    fresh: bool,
    as_json: bool,
    notation: str,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Run the main job."""
    asked = chosen(names, cells)
    store, yours = Store(out / RECORDS, closed=compare), Yours(out / RECORDS, closed=compare)
    earlier = given_before(yours, asked, forgotten)
    if not names and not cells:
        asked = [*asked, *earlier]
    with progress(asked, quiet, no_color) as tell:
        results = run(asked, store, jobs, tell, fresh)
    everything = _with_kept(results, earlier, store)
    yours.keep([task for task in asked if task.text is not None], forgotten)
    now = {result.task for result in results}
    results = [result for _, chapter in everything for result in chapter if result.task in now]
    literature = Literature(home())
    whole = [task for _, tasks in chapters() for task in tasks]
    mutants, witnesses = measured(whole, store), heard(whole, store)
    known = [r.task for _, chapter in everything for r in chapter if r.task.kind == "cell"]
    pages_too = "md" in formats
    beside = Beside(
        models=told({task.name for task in known}, store, jobs),
        prose=story(),
        drawn=drawn(known, store, jobs) if pages_too else {},
        named=pictures(store, anew=pages_too and not names and not cells),
    )
    found = files(everything, literature, mutants, beside, formats, witnesses, notation)
    differs = drifted(out, found) if compare else []
    written = [] if compare else write(out, found)
    if not compare:
        remove([out / page for name in forgotten for page in pages(name)])
    if as_json:
        click.echo(
            files(everything, literature, mutants, formats=["json"], witnesses=witnesses)[
                "evidence.json"
            ],
            nl=False,
        )
    elif not quiet:
        screen = console(no_color)
        screen.print(table(results))
        for name in written if verbose else ():
            screen.print(f"wrote {out / name}")
        kept = sum(result.kept for result in results)
        new = len(results) - kept
        done = f"{_many(found)} compared with" if compare else f"{_many(written)} written in"
        screen.print(f"{new} derived, {kept} unchanged since last time; {done} {out}")
    for line in [*problems(results), *(f"differs: {out / name}" for name in differs)]:
        click.echo(line, err=True)
    return 1 if differs else exit_code([*steps(results), *programs(results)])


def _with_kept(
    results: list[Result], earlier: Sequence[Task], store: Store
) -> list[tuple[str, list[Result]]]:
    """All chapters: what was asked for now, and what is kept and still true."""
    now = {result.task: result for result in results}
    own = dict.fromkeys((*earlier, *(task for task in now if task.text is not None)))
    found: list[tuple[str, list[Result]]] = []
    for title, tasks in [*chapters(), ("Your cells", own)]:
        chapter = []
        for task in tasks:
            kept = None if task in now else store.load(task)
            if task in now:
                chapter.append(now[task])
            elif kept is not None:
                chapter.append(Result(task, kept, True, kept["seconds"]))
        found.append((title, chapter))
    firm = iter(leaning([result for _, chapter in found for result in chapter]))
    return [(title, [next(firm) for _ in chapter]) for title, chapter in found]


def _many(files: Sized) -> str:
    return "1 file" if len(files) == 1 else f"{len(files)} files"
