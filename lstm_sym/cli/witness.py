"""check --balls, check --autograd: what witnesses that want a library say of gradients."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ..job.files import dumped
from ..job.hearing import answers
from ..job.store import RECORDS, Store
from ..job.tasks import WITNESSES, Task, installed
from .screen import progress

AUTOGRAD = ("torch", "jax")
HEADS = {
    "balls": "The change of the loss along a random direction, enclosed in balls:",
    "torch": "The derived gradients beside PyTorch's autograd of the equations:",
    "jax": "The derived gradients beside JAX's grad of the equations:",
}


def by_witnesses(
    tasks: Sequence[Task],
    balls: bool,
    out: Path,
    jobs: int | None,
    as_json: bool,
    quiet: bool,
    no_color: bool,
) -> int:
    """Ask balls, or the libraries that differentiate: 1 if one contradicts, 3 if one cannot tell.

    Of PyTorch and JAX, those are asked that are installed. Raises MissingExtra if none is.
    """
    from ..calculus.extremes import MissingExtra
    from ..calculus.extremes.certificates import check_installed

    if balls:
        check_installed("balls")
    asked = ["balls"] if balls else [one for one in AUTOGRAD if installed(WITNESSES[one])]
    if not asked:
        raise MissingExtra("--autograd needs PyTorch or JAX; pip install 'lstm_sym[torch]'")
    cells = [task for task in tasks if task.kind == "cell"]
    told = []
    for witness in asked:
        with progress(cells, quiet, no_color, witness) as tell:
            told += answers(cells, witness, Store(out / RECORDS), jobs, tell)
    if as_json:
        click.echo(dumped({"version": 1, "cells": told}), nl=False)
    elif not quiet:
        for witness in asked:
            for line in lines(witness, [one for one in told if one["witness"] == witness]):
                click.echo(line)
    verdicts = {one["verdict"] for one in told}
    return 1 if "refuted" in verdicts else 3 if "undecided" in verdicts else 0


def lines(witness: str, told: Sequence[dict[str, Any]]) -> list[str]:
    """A table: for each cell the verdict, and two balls that must meet or the detail."""
    heads = ("by the tangent", "by the gradient") if witness == "balls" else ("what it found", "")
    rows = [("cell", "verdict", *heads)]
    for one in told:
        found = (one["tangent"], one["gradient"]) if "tangent" in one else (one["detail"], "")
        rows.append((one["cell"], one["verdict"], *found))
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    table = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return [HEADS[witness], *table]
