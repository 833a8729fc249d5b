"""flow: through which paths the error of a cell flows, how large it is, how far it reaches."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..job.files import dumped, replace
from .flowtext import lines
from .names import chosen, unknown
from .screen import console, exit_code, options

if TYPE_CHECKING:
    from ..language.cell import Cell
    from ..render.flow import ErrorFlow

Record = dict[str, Any]
HELP = """Show through which paths the error of a cell flows, and how far it reaches.

Every derivative of a state by a state one step before is a sum of terms, one for each path through
the equations. Their products over many steps are followed in numbers, with and without each path.

\b
Examples:
  python -m lstm_sym flow lstm
  python -m lstm_sym flow lstm --horizon 1000 --size 64 --set b_f=2
  python -m lstm_sym flow --cell my.cell --norm inf --samples 5 --plot paths.svg
"""


class Pair(click.ParamType):
    """NAME=NUMBER; a whole number alone stands for all sizes."""

    name = "NAME=NUMBER"

    def __init__(self, whole: bool) -> None:
        self.whole = whole

    def convert(self, value: Any, option: Any, context: Any) -> tuple[str, float]:
        name, equals, number = str(value).rpartition("=")
        try:
            found = int(number) if self.whole else float(number)
        except ValueError:
            self.fail(f"{value} is not NAME={'SIZE' if self.whole else 'NUMBER'}", option, context)
        if self.whole and not 1 <= found <= 1024:
            self.fail(f"a size is between 1 and 1024, not {number}", option, context)
        if not math.isfinite(found) or not (name or (self.whole and not equals)):
            self.fail(f"{value} is not NAME={'SIZE' if self.whole else 'NUMBER'}", option, context)
        return name, found


def _finite(context: Any, option: Any, value: float) -> float:
    if not math.isfinite(value) or value < 0:
        raise click.BadParameter(f"{value} is no number from 0 on")
    return value


@click.command(help=HELP)
@click.argument("name", required=False, metavar="CELL")
@click.option(
    "--cell", "file", metavar="FILE|-", help="A cell of your own; - reads standard input."
)
@click.option(
    "--horizon",
    default=100,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="How many steps back.",
)
@click.option("--norm", default="2", show_default=True, type=click.Choice(["2", "inf"]))
@click.option("--of", default="", metavar="STATE", help="The state to watch; the carousel if any.")
@click.option(
    "--size",
    "sizes",
    multiple=True,
    type=Pair(whole=True),
    metavar="[NAME=]SIZE",
    help="All sizes, or one.  [default: 16]",
)
@click.option(
    "--gain",
    default=1.0,
    show_default=True,
    callback=_finite,
    type=float,
    help="Weights are drawn from N(0, gain^2/columns).",
)
@click.option(
    "--set",
    "put",
    multiple=True,
    type=Pair(whole=False),
    metavar="NAME=NUMBER",
    help="One value for a bias or a number.",
)
@click.option(
    "--samples", default=1, show_default=True, type=click.IntRange(1, 100), help="How many runs."
)
@click.option(
    "--seed", default=1997, show_default=True, type=click.IntRange(0), help="Of the draw."
)
@click.option(
    "--try", "tried", is_flag=True, help="Try the bounds on networks too, and with an adversary."
)
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw its paths: an SVG file."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@options
def flow(
    name: str | None,
    file: str | None,
    horizon: int,
    norm: str,
    of: str,
    sizes: tuple[tuple[str, float], ...],
    gain: float,
    put: tuple[tuple[str, float], ...],
    samples: int,
    seed: int,
    tried: bool,
    plot: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Print the paths of a cell, and its error flow in numbers."""
    found = _flow(name, file)
    given = {size: int(k) for size, k in sizes}
    _check(found.cell, of, given, dict(put))
    if plot is not None:
        _plot(found, plot)
    record = _record(found, horizon, norm, of, given, gain, dict(put), samples, seed)
    record["bounds"] = _bounds(found, tried)
    if as_json:
        click.echo(dumped({"version": 1, **record}), nl=False)
    elif not quiet:
        screen = console(no_color)
        for line, style in lines(record, verbose):
            screen.print(line, style=style, soft_wrap=True)
    return exit_code(record["bounds"] or [])


def _plot(found: ErrorFlow, file: Path) -> None:
    from ..draw.flow import TooLarge, flow

    try:
        replace({file: flow(found.source)})
    except TooLarge as fault:
        raise click.ClickException(str(fault)) from fault


def _bounds(found: ErrorFlow, tried: bool) -> list[Record] | None:
    from ..render.flowbounds import claims

    return claims(found, tried)


def _flow(name: str | None, file: str | None) -> ErrorFlow:
    """The error flow of the cell that is named, or of a file."""
    if (name is None) == (file is None):
        raise click.UsageError("name one cell, or give one with --cell")
    (task,) = chosen([name] if name else [], [file] if file else [])
    if task.kind != "cell":
        raise click.ClickException(f"{task.name} is a derivation; flow wants a cell")
    from ..job.loading import cell
    from ..render.flow import ErrorFlow

    return ErrorFlow(cell(task))


def _check(cell: Cell, of: str, sizes: Mapping[str, int], put: Mapping[str, float]) -> None:
    """Refuse names that the cell does not have."""
    from sympy import Symbol

    from ..language.operators import Matrix

    states = [u.name for u in cell.carried]
    if of and of not in states:
        raise unknown("state", of, states)
    known = [s.name for s in cell.sizes if isinstance(s, Symbol)]
    for size in filter(None, sizes):
        if size not in known:
            raise unknown("size", size, known)
    parameters = {p.name: p for p in cell.parameters}
    for p in put:
        if p not in parameters:
            raise unknown("parameter", p, list(parameters))
        if isinstance(parameters[p], Matrix):
            raise click.ClickException(f"{p} is a matrix; --set is for a bias or a number")


def _record(
    found: ErrorFlow,
    horizon: int,
    norm: str,
    of: str,
    sizes: Mapping[str, int],
    gain: float,
    put: Mapping[str, float],
    samples: int,
    seed: int,
) -> Record:
    from ..checks.trajectory import Draw
    from ..render.flow import formulas, measurements

    own = {name: k for name, k in sizes.items() if name}
    draw = Draw(sizes.get("", 16), own, gain, put, seed)
    try:
        seen = found.numbers(horizon, norm, draw, samples, of)
    except OverflowError as fault:
        raise click.ClickException(f"{fault}; make --gain smaller or --horizon shorter") from fault
    return {"cell": formulas(found), "numbers": measurements(seen, norm, draw)}
