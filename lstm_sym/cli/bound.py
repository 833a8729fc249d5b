"""bound: how large a slope can be, or a value, with certificates; and claims about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..job.files import dumped, replace
from .chart import linear
from .screen import console, options
from .wrapping import WIDTH, wrapped

if TYPE_CHECKING:
    from sympy import Rational

    from ..calculus.extremes import Bound

Record = dict[str, Any]
HELP = """Enclose the supremum and the infimum of the slope of a function, or of its value.

EXPR is the name of an activation, or an expression in one variable. Each answer is shown on several
roads: by algebra where the function is a ratio in a gate, by intervals, by balls, by z3.

\b
Examples:
  python -m lstm_sym bound sigma
  python -m lstm_sym bound 'z*sigma(z)' --digits 30 --plot silu.svg
  python -m lstm_sym bound tanh --on 1 oo --claim '<= 0.42' --claim '> 0'
"""
CLAIM = re.compile(r"\s*(<=|>=|<|>|≤|≥)(.*)", re.DOTALL)
ASCII = {"≤": "<=", "≥": ">="}
STYLE = {"verified": "green", "refuted": "bold red", "undecided": "yellow"}


@click.command(help=HELP)
@click.argument("expression", metavar="EXPR")
@click.option(
    "--of",
    default="slope",
    show_default=True,
    type=click.Choice(["slope", "value"]),
    help="What is bounded.",
)
@click.option("--on", nargs=2, metavar="LOW HIGH", help="An interval; oo and -oo are no end.")
@click.option(
    "--claim", "claims", multiple=True, metavar="'<= C'", help="Test a claim: <=, <, >= or >."
)
@click.option(
    "--digits", default=15, show_default=True, type=click.IntRange(1, 200), help="How many digits."
)
@click.option(
    "--by",
    "roads",
    multiple=True,
    type=click.Choice(["algebraic", "intervals", "balls", "z3"]),
    help="One road only; may be repeated.",
)
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw it: an SVG file."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@options
def bound(
    expression: str,
    of: str,
    on: tuple[str, str] | None,
    claims: tuple[str, ...],
    digits: int,
    roads: tuple[str, ...],
    plot: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    no_color: bool,
    debug: bool,
) -> int:
    """Print the extent of a slope, why it is so, and the verdicts on claims."""
    from ..calculus.extremes import Gap, Undecided, Unsettled

    asked = [_claim(claim) for claim in claims]
    try:
        found = _found(expression, of, on, digits, roads)
        _check_finite(found, asked)
        decisions = {claim: found.decide(*claim) for claim in asked}
    except Gap as gap:
        mend = "bound it on an interval without that point: --on LOW HIGH"
        raise click.ClickException(f"{gap}; {mend}") from gap
    except (Undecided, Unsettled) as fault:
        click.echo(f"undecided: {fault}", err=True)
        return 3
    from ..render.bound import curve, record

    told, points = record(found, decisions, digits), curve(found)
    if plot is not None:
        from ..render.curve import svg

        replace({plot: svg(told, points)})
    if as_json:
        click.echo(dumped({"version": 1, **told}), nl=False)
    elif not quiet:
        screen = console(no_color)
        for line, style in _lines(told, points):
            screen.print(line, style=style, soft_wrap=True)
    return _code(told)


def _found(
    expression: str, of: str, on: tuple[str, str] | None, digits: int, roads: tuple[str, ...]
) -> Bound:
    from sympy import oo

    from .. import session
    from ..language.text.scalar import constant

    ends = {"oo": oo, "+oo": oo, "-oo": -oo}
    low, high = (ends[e] if e in ends else constant(e) for e in on or ("-oo", "oo"))
    try:
        return session.bound(expression, of, (low, high), digits, roads)
    except session.EmptyInterval as fault:
        raise click.BadParameter(str(fault), param_hint="--on") from fault


def _claim(words: str) -> tuple[str, Rational]:
    """A relation and a number."""
    from ..language.text.scalar import constant

    found = CLAIM.fullmatch(words)
    if not found:
        raise click.BadParameter(f"{words!r} is not <=, <, >= or > and a number, such as '<= 0.25'")
    return ASCII.get(found[1], found[1]), constant(found[2])


def _check_finite(found: Bound, asked: list[tuple[str, Rational]]) -> None:
    """An end that is asked for is a number, or that is a mistake of the user's."""
    from ..calculus.extremes import Undecided

    told = found.question
    what = f"the {'slope' if told.of_slope else 'value'} of {told.f}"
    for end, name in ((found.sup, "upper"), (found.inf, "lower")):
        if not (end.is_finite or end.is_unbounded):
            raise Undecided(f"{what} is too large a number")
        if end.is_unbounded and not asked:
            where = f" as {told.x} -> {end.at[0]}" if end.at else ""
            mend = "bound it on an interval: --on LOW HIGH"
            raise click.ClickException(f"{what} has no {name} bound{where}; {mend}")


def _lines(told: Record, points: list[tuple[float, float]]) -> Iterator[tuple[str, str]]:
    low, high = told["domain"]
    x = told["variable"]
    where = f"all {x}" if (low, high) == ("-oo", "oo") else f"{x} from {low} to {high}"
    yield from _wrapped(f"{told['of']} of {told['expression']} for {where}", "bold")
    for name in ("sup", "inf"):
        yield from _end(name, told[name])
    if told["kinks"] and told["of"] == "slope":
        yield from _wrapped(f"  no slope at {x} = {', '.join(told['kinks'])}")
    for certificate in told["certificates"]:
        yield from _wrapped(f"  {certificate['road']}: {certificate['says']}")
    for claim in told["claims"]:
        says = f"  {claim['verdict']}: {claim['claim']}: {_why(claim, x)}"
        yield from _wrapped(says, STYLE[claim["verdict"]])
    for line in linear([a for a, _ in points], [b for _, b in points]):
        yield line, ""


def _wrapped(words: str, style: str = "") -> Iterator[tuple[str, str]]:
    yield from ((line, style) for line in wrapped(words, "", "    "))


def _end(name: str, end: Record) -> Iterator[tuple[str, str]]:
    """An end and where it is, over as many lines as they need; no number is broken."""
    line, *others = (*_value(end), f" {_place(end)}")
    line = f"  {name}  {line}"
    for part in others:
        if len(line) + 1 + len(part) > WIDTH:
            yield line, ""
            line = f"       {part.lstrip()}"
        else:
            line = f"{line} {part}"
    yield line, ""


def _value(end: Record) -> tuple[str, ...]:
    enclosed = f"[{end['low']}, {end['high']}]"
    if end["exact"] is None:
        return (enclosed,)
    return (end["exact"],) if end["low"] == end["high"] else (end["exact"], f"in {enclosed}")


def _place(end: Record) -> str:
    at = " and ".join(end["at"])
    if end["attained"]:
        return f"at {at}"
    never = "not attained" if end["attained"] is False else "whether it is attained is undecided"
    return f"{never}: {at}" if at else never


def _why(claim: Record, x: str) -> str:
    if "witness" not in claim:
        return claim["why"]
    at = claim["witness"]
    value = at["low"] if at["low"] == at["high"] else f"in [{at['low']}, {at['high']}]"
    return f"at {x} = {at['at']} it is {value}"


def _code(told: Record) -> int:
    verdicts = {claim["verdict"] for claim in told["claims"]}
    if "refuted" in verdicts:
        return 1
    open_ends = None in (told["sup"]["attained"], told["inf"]["attained"])
    return 3 if "undecided" in verdicts or (open_ends and not told["claims"]) else 0
