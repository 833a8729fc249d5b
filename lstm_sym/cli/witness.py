"""check --balls: the gradient of a cell and its tangent, enclosed by ball arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..job.files import dumped
from ..job.tasks import Task

DIGITS = 20


def by_balls(tasks: Sequence[Task], as_json: bool, quiet: bool) -> int:
    """Enclose both for every cell among the tasks: 1 if somewhere they do not meet, else 0."""
    from ..calculus.extremes.certificates import check_installed
    from ..checks.exactly import Unheard, enclosed
    from ..job.loading import cell

    check_installed("balls")
    told, apart, silent = [], 0, 0
    for task in tasks:
        if task.kind != "cell":
            continue
        try:
            tangent, gradient = enclosed(cell(task).explicit())
        except Unheard as fault:
            silent += 1
            told.append({"cell": task.name, "verdict": "undecided", "detail": str(fault)})
            continue
        meet = bool(tangent.overlaps(gradient))
        apart += not meet
        told.append(
            {
                "cell": task.name,
                "verdict": "supported" if meet else "refuted",
                "tangent": tangent.str(DIGITS),
                "gradient": gradient.str(DIGITS),
            }
        )
    if as_json:
        click.echo(dumped({"version": 1, "cells": told}), nl=False)
    elif not quiet:
        for line in lines(told):
            click.echo(line)
    return 1 if apart else 3 if silent else 0


def lines(told: Sequence[dict[str, str]]) -> list[str]:
    """A table: what is enclosed, and for each cell the two balls that must meet."""
    rows = [("cell", "verdict", "by the tangent", "by the gradient")]
    for one in told:
        balls = (one["tangent"], one["gradient"]) if "tangent" in one else (one["detail"], "")
        rows.append((one["cell"], one["verdict"], *balls))
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    table = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return ["The change of the loss along a random direction, enclosed in balls:", *table]
