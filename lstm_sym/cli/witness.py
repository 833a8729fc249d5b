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
        for one in told:
            both = one.get("detail") or f"{one['tangent']} and {one['gradient']}"
            click.echo(f"{one['cell']:<18} {one['verdict']:<10} {both}")
    return 1 if apart else 3 if silent else 0
