"""demo: a network that learns by the derived gradient, and what it shows."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ..job.files import replace
from .screen import console, is_plain, options

HELP = """Train the network of a published paper with the derived gradient, no autograd anywhere.

feedback-modulation: an LSTM sets the weights of a network that separates two sources while their
mixing changes (NKS22), beside a simple recurrent network in its place. An interrupted run goes on
where its last checkpoint was made.

\b
Examples:
  python -m lstm_sym demo feedback-modulation
  python -m lstm_sym demo feedback-modulation --contexts 3200 --kind lstm
  python -m lstm_sym demo feedback-modulation --hidden 100 --steps 1000 --contexts 320000
"""
KINDS = ("lstm", "rnn")
FILE = "feedback-modulation.json"
EVERY = 200  # updates between checkpoints


@click.command(help=HELP)
@click.argument("name", type=click.Choice(["feedback-modulation"]))
@click.option("--kind", type=click.Choice([*KINDS, "both"]), default="both", show_default=True)
@click.option("--hidden", default=32, show_default=True, type=click.IntRange(1, 4096))
@click.option("--steps", default=200, show_default=True, type=click.IntRange(1, 15999))
@click.option(
    "--contexts",
    default=384000,
    show_default=True,
    type=click.IntRange(1),
    help="Mixing matrices seen in training.",
)
@click.option("--batch", default=32, show_default=True, type=click.IntRange(1, 4096))
@click.option("--rate", default=3e-3, show_default=True, type=click.FloatRange(0, min_open=True))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0))
@click.option(
    "--out",
    default="build/demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where checkpoints and the result are written.",
)
@click.option("--fresh", is_flag=True, help="Begin anew, whatever checkpoints there are.")
@click.option("--json", "as_json", is_flag=True, help="Print the result.")
@options
def demo(
    name: str,
    kind: str,
    hidden: int,
    steps: int,
    contexts: int,
    batch: int,
    rate: float,
    seed: int,
    out: Path,
    fresh: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Train, measure, and write what was found."""
    from ..demo.checkpoint import OtherRun
    from ..demo.learning import Settings

    found: dict[str, Any] = {}
    for one in KINDS if kind == "both" else (kind,):
        settings = Settings(one, hidden, steps, contexts, batch, rate, seed)
        try:
            found[one] = _trained(settings, out, fresh, quiet, no_color)
        except OtherRun as fault:
            raise click.ClickException(str(fault)) from fault
    text = json.dumps(found, ensure_ascii=False) + "\n"
    replace({out / FILE: text})
    if as_json:
        click.echo(text, nl=False)
    elif not quiet:
        screen = console(no_color)
        screen.print(_table(found))
        screen.print(f"wrote {out / FILE}")
    return 0


def _trained(settings: Any, out: Path, fresh: bool, quiet: bool, no_color: bool) -> Any:
    """Learn to the end, with a checkpoint now and then, and measure."""
    from ..demo.checkpoint import load, save
    from ..demo.learning import begun, learning
    from ..demo.network import compiled
    from ..demo.result import result

    program = compiled(settings.kind)
    file = out / f"{settings.kind}-{settings.seed}.npz"
    learner = (None if fresh else load(file, settings)) or begun(program, settings)
    start, before = time.perf_counter(), learner.updates
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    shown = not (quiet or is_plain(no_color))
    with Progress(
        *columns, console=console(no_color, err=True), transient=True, disable=not shown
    ) as bar:
        task = bar.add_task(settings.kind, total=settings.updates, completed=before)
        for now in learning(program, learner, settings):
            learner = now
            if learner.updates % EVERY == 0 or learner.updates == settings.updates:
                save(file, learner, settings)
            bar.update(
                task,
                completed=learner.updates,
                description=f"{settings.kind}: loss {learner.losses[-1]:.4f}",
            )
    took = time.perf_counter() - start
    if not quiet and learner.updates > before:
        each = 1000 * took / (learner.updates - before)
        click.echo(f"{settings.kind}: {learner.updates} updates, {each:.1f} ms each", err=True)
    return result(program, learner, settings)


def _table(found: dict[str, Any]) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for title in ("modulator", "loss", "clarity", "above 0.9", "error left after 100 steps"):
        made.add_column(title, justify="left" if title == "modulator" else "right")
    for kind, one in found.items():
        flow = dict(zip(one["flow"]["lags"], one["flow"]["norms"], strict=True))
        clear = one["clarity"]
        made.add_row(
            kind,
            f"{one['learning'][-1][1]:.4f}",
            f"{clear['mean']:.3f}",
            f"{clear['above 0.9']} of {clear['contexts']}",
            f"{flow[100] / flow[1]:.1e}",
        )
    return made
