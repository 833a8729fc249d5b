"""The option of letters: one derivation, printed as another paper or library writes it."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import click

from .names import unknown

Record = dict[str, Any]


# By their files: a command that prints its help, or refuses a name, does not load SymPy for it.
NOTATIONS = sorted(
    file.name.removesuffix(".toml")
    for file in files("lstm_sym").joinpath("lower", "notation").iterdir()
    if file.name.endswith(".toml")
)


def _known(context: click.Context, option: click.Parameter, value: str) -> str:
    """The name of a notation; a usage error that names the nearest if there is none of it."""
    if value and value not in NOTATIONS:
        raise unknown("notation", value, NOTATIONS, f"there are {', '.join(NOTATIONS)}")
    return value


lettered = click.option(
    "--notation",
    default="",
    metavar="NAME",
    callback=_known,
    help=f"Print in the letters of others: {', '.join(NOTATIONS)}.",
)


def in_letters(record: Record, name: str) -> Record:
    """The record in a notation; a usage error if that has no letters for it."""
    from ..render.notation import put

    if name in record["notations"]:
        return put(record, name)
    known = ", ".join(record["notations"])
    mend = f"choose from {known}" if known else "no other notation has any"
    raise click.ClickException(f"notation {name} has no letters for {record['label']}; {mend}")
