"""check of somebody's own backward pass: the verdict, and the mistake by its name."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ..job.files import dumped
from .lines import broken
from .screen import console, is_plain
from .wrapping import WIDTH, wrapped

if TYPE_CHECKING:
    from ..language.cell import Cell
    from ..mistakes.cases import Case
    from ..mistakes.diagnosis import Diagnosis
    from ..mistakes.equations import Judged

SHOWN = 6
Told = dict[str, Any]


def is_function(name: str) -> bool:
    """Whether a name on the command line is FILE.py:FUNCTION."""
    return name.endswith(".py") or ".py:" in name


def is_yours(name: str) -> bool:
    """Whether a name on the command line can only be a backward pass or adjoint equations."""
    return is_function(name) or name.endswith(".txt")


def of_function(
    what: str,
    cell: Cell,
    seconds: float,
    gigabytes: float,
    every: bool,
    as_json: bool,
    quiet: bool,
    plain: bool,
) -> int:
    """Judge a function by the numbers that it returns: 0 verified, 1 wrong."""
    from ..mistakes.cases import cases
    from ..mistakes.diagnosis import diagnose
    from ..mistakes.foreign import Foreign

    cell = cell.explicit()
    foreign = Foreign.named(what, seconds, gigabytes)
    runs = list(cases(cell))

    def tell(doing: str) -> None:
        if not (quiet or is_plain(plain)) and sys.stderr.isatty():
            click.echo(f"{doing} ...", err=True)

    tell(f"running {foreign.path.name} in a process of its own")
    answer = foreign.returned(runs)
    found = diagnose(cell, answer.gradients, tell, every=every)
    told = _told(what, cell, found, runs) | {"unknown": list(answer.unknown)}
    if answer.unknown:
        names = ", ".join(answer.unknown)
        click.echo(f"warning: not looked at: {names}: no parameter of {cell.name}", err=True)
    if as_json:
        click.echo(dumped(told), nl=False)
    elif not quiet or not found.is_verified:
        _print(told, plain)
    return 0 if found.is_verified else 1


def _told(what: str, cell: Cell, found: Diagnosis, runs: Sequence[Case]) -> Told:
    """The verdict as plain data."""
    told: Told = {
        "version": 1,
        "function": what,
        "cell": cell.name,
        "verdict": "verified" if found.is_verified else "refuted",
        "precision": found.precision,
        "gap": _number(found.gap),
        "witness": found.witness,
        "cases": found.cases,
        "from": runs[0].sizes,
        "to": runs[-2].sizes,
        "longest": runs[-1].sizes,
    }
    if found.smallest is None or found.worst is None:
        return told
    worst = found.worst
    told["smallest"] = found.smallest.sizes
    told["worst"] = {
        "entry": worst.entry,
        "returned": _number(worst.returned),
        "derivative": worst.right,
    }
    told["wrong"] = list(found.wrong)
    told["right"] = [p.name for p in cell.learnt if p.name not in found.wrong]
    told["mistakes"] = [
        [
            {"kind": m.kind, "says": str(m), "where": m.where}
            | (dict(zip(("right", "wrong"), lines, strict=True)) if (lines := m.lines()) else {})
            for m in several
        ]
        for several in found.named
    ]
    told["parts"] = found.parts
    told["notes"] = list(found.notes)
    told["searched"] = {"tried": found.tried, "whole": found.finished}
    return told


def _number(x: float) -> float | str:
    """A number as JSON has it: what is not finite is a word."""
    return x if math.isfinite(x) else str(x)


def _apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers with as many digits as tell them apart, and six at least."""
    digits = next((d for d in range(6, 17) if f"{one:.{d}g}" != f"{other:.{d}g}"), 17)
    return f"{one:.{digits}g}", f"{other:.{digits}g}"


def _print(told: Told, plain: bool) -> None:
    screen = console(plain)
    if told["verdict"] == "verified":
        screen.print("verified", style="green", end="")
        screen.print(f": {told['function']} is the gradient of {told['cell']}.")
        screen.print(
            f"  {told['cases']} runs of one sequence each, from {told['from']} to {told['to']},"
        )
        screen.print(
            f"  the longest with {told['longest']}; errors of inputs and of initial states"
        )
        screen.print("  are not asked for")
        screen.print(
            f"  {told['witness']}, {told['precision']}: largest relative gap {told['gap']:.1e}"
        )
        return
    screen.print("wrong", style="bold red", end="")
    worst = told["worst"]
    screen.print(f": {told['function']} is not the gradient of {told['cell']}.")
    screen.print(f"  smallest run that fails: {told['smallest']}")
    screen.print(
        "  worst entry there: dL/d{} is {}, the derivative is {}".format(
            worst["entry"], *_apart(float(worst["returned"]), worst["derivative"])
        )
    )
    for word in ("wrong", "right"):
        for line in wrapped(", ".join(told[word]), f"  {word}: ", " " * 9) if told[word] else ():
            screen.print(line)
    _print_mistakes(told, screen)


def _print_mistakes(told: Told, screen: Any) -> None:
    named = told["mistakes"]
    if not told["searched"]["tried"]:
        screen.print("\nSome of its numbers are not finite: look there first.")
        return
    if not named:
        tried = f"{told['searched']['tried']:,} were tried"
        left = "" if told["searched"]["whole"] else "; there was no time for all pairs"
        screen.print(
            f"\nNo mistake of the table, nor two of them, give these numbers ({tried}{left})."
        )
        if told["parts"]:
            screen.print(f"The wrong gradients all hear {told['parts']}: look there first.")
        for note in told["notes"]:
            _say(screen, note)
        return
    for note in told["notes"]:
        screen.print()
        _say(screen, note)
    many = len(named) > 1
    screen.print("\nThe numbers cannot tell these apart:" if many else "\nThe mistake:")
    for several in named[:SHOWN]:
        for k, mistake in enumerate(several):
            _say(screen, f"{'and ' if k else ''}{mistake['says']}", "  ", "bold")
            for word in ("wrong", "right"):
                if word in mistake:
                    style = {"wrong": "red", "right": "green"}[word]
                    for line in _line(f"    {word}:  ", mistake[word]):
                        screen.print(line, style=style)
    if len(named) > SHOWN:
        screen.print(f"  and {len(named) - SHOWN} more: see --json")


def _say(screen: Any, words: str, start: str = "", style: str = "") -> None:
    """Print a sentence in lines that fit; what follows the first stands a little further in."""
    for line in wrapped(words, start, f"{start}  " if start else ""):
        screen.print(line, style=style)


def _line(head: str, formula: str) -> list[str]:
    """A formula after what it is, broken between terms."""
    first, *others = broken(formula, WIDTH, len(head), len(head) + 2)
    return [head + first.lstrip(), *others]


def of_equations(
    place: str, content: str, cell: Cell, as_json: bool, quiet: bool, plain: bool
) -> int:
    """Judge adjoint equations by proof: 0 all right, 1 one is wrong, 3 some are not there."""
    from ..mistakes.equations import judged

    cell = cell.explicit()
    found, unsaid = judged(content, cell, place)
    wrong = [one for one in found if not one.is_right]
    if as_json:
        equations = [
            {
                "head": one.head,
                "line": one.line,
                "verdict": "verified" if one.is_right else "refuted",
                "written": one.written,
                "right": one.right,
                "mistakes": [str(m) for m in one.named],
            }
            for one in found
        ]
        told = {"version": 1, "cell": cell.name, "equations": equations, "unsaid": unsaid}
        click.echo(dumped(told), nl=False)
    elif not quiet or wrong:
        _print_equations(place, found, unsaid, plain)
    return 1 if wrong else 3 if unsaid else 0


def _print_equations(place: str, found: list[Judged], unsaid: list[str], plain: bool) -> None:
    screen = console(plain)
    for one in found:
        word, style = ("verified", "green") if one.is_right else ("wrong   ", "bold red")
        screen.print(word, style=style, end="")
        for line in _line(f"  {place}:{one.line}  ", one.written):
            screen.print(line)
        if not one.is_right:
            for line in _line("   right:  ", one.right):
                screen.print(line, style="green")
            for m in one.named:
                _say(screen, str(m), "   ", "bold")
    if unsaid:
        screen.print(f"not said: {', '.join(unsaid)}")
