"""The option of letters: one derivation, printed as another paper or library writes it."""

from __future__ import annotations

from typing import Any

import click

from .names import unknown

Record = dict[str, Any]


def _known(context: click.Context, option: click.Parameter, value: str) -> str:
    """The name of a notation; a usage error that names the nearest if there is none of it."""
    from ..lower.notation import notations

    if value and value not in notations():
        raise unknown("notation", value, [*notations()], f"there are {', '.join(notations())}")
    return value


lettered = click.option(
    "--notation",
    default="",
    metavar="NAME",
    callback=_known,
    help="Print in the letters of graves, greff, hs97 or pytorch, not in our own.",
)


def in_letters(record: Record, name: str) -> Record:
    """The record in a notation; a usage error if that has no letters for it."""
    from ..render.notation import put

    if name in record["notations"]:
        return put(record, name)
    known = ", ".join(record["notations"])
    mend = f"choose from {known}" if known else "no other notation has any"
    raise click.ClickException(f"notation {name} has no letters for {record['label']}; {mend}")
