"""equiv: whether two cells are the same function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from rich.table import Table

from ..job.files import dumped
from .names import cells
from .screen import console, options, printed
from .wrapping import wrapped

Record = dict[str, Any]
COLOUR = {"proved": "bold green", "refuted": "bold red", "undecided": "bold yellow"}
HELP = """Decide whether two cells are the same function.

Free are names, the order of equations, the sign of a gate (z or 1 - z), biases
that are added, the scale inside a squashing function, and what no output hears.
Exit code 0: proved; 1: refuted, with numbers; 3: undecided.

\b
Examples:
  python -m lstm_sym equiv my.cell lstm
  python -m lstm_sym equiv a.cell b.cell --format latex
  generate | python -m lstm_sym equiv - lstm --format json
"""


@click.command(help=HELP)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@printed
@options
def equiv(
    a: str, b: str, form: str, quiet: bool, verbose: bool, no_color: bool, debug: bool
) -> int:
    """Print a map of the weights, or a counterexample."""
    first, second = cells(a, b)
    from ..compare.equivalence import equiv as decided
    from ..render.equivalence import EXIT, page, record

    found = record(decided(first, second))
    if not quiet:
        if form == "text":
            _tell(found, verbose, no_color)
        else:
            written = {"latex": _latex, "markdown": page, "json": dumped}[form](found)
            click.echo(written.rstrip("\n"))
    return EXIT[found["verdict"]]


def _tell(r: Record, verbose: bool, no_color: bool) -> None:
    from ..render.equivalence import example, headline, proof, refutation, tried

    screen = console(no_color)
    screen.print(f"{r['a']} and {r['b']}: {headline(r)}", style=COLOUR[r["verdict"]])
    for k, m in enumerate(r["maps"]):
        if k and not verbose:
            back = f"And what {m['of']} does, {m['by']} does: that map is shown by -v. {tried(m)}"
            screen.print()
            _lines(screen, wrapped(back))
            continue
        screen.print(f"\nWhat {m['of']} does, {m['by']} does with these weights:")
        screen.print(_map(m))
        _lines(screen, wrapped(proof(m), "  ", "  "))
    if r["refutation"]:
        f = r["refutation"]
        screen.print(f"\nNo map of weights makes {f['by']} do what {f['of']} does:")
        for words in refutation(f):
            _lines(screen, wrapped(words, "  ", "    "))
        for words in example(f):
            _lines(screen, wrapped(words, "  - ", "    "))
    for reason in r["reasons"]:
        _lines(screen, wrapped(f"{reason[0].upper()}{reason[1:]}.", "  ", "  "))


def _lines(screen: Any, lines: Iterator[str]) -> None:
    for line in lines:
        screen.print(line)


def _map(m: Record) -> Table:
    made = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    for head in ("  of " + m["by"], "", "of " + m["of"]):
        made.add_column(head, overflow="fold")
    for row in (*m["signals"], *m["weights"]):
        style = "dim" if row["same"] else ""
        made.add_row("  " + row["text"][0], "=", row["text"][1], style=style)
    return made


def _latex(r: Record) -> str:
    rows = [
        rf"{row['latex'][0]} &= {row['latex'][1]}"
        for m in r["maps"][:1]
        for row in (*m["signals"], *m["weights"])
    ]
    rows += [rf"{e['latex']} &\ne 0" for e in (r["refutation"] or {"left": []})["left"]]
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"
