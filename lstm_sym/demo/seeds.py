"""The same run from other seeds: one small row of each.

``python -m lstm_sym demo feedback-modulation --seed 1 --out FOLDER`` trains the networks of a row;
``python -m lstm_sym.demo.seeds FOLDER/feedback-modulation.json ...`` prints the rows of such files,
as they are kept beside the code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from .shown import shown

Record = dict[str, Any]
FILE = "seeds.json"


def row(found: Mapping[str, Record]) -> Record:
    """The seed of a result, and the clarity of each of its networks."""
    (seed,) = {one["settings"]["seed"] for one in found.values()}
    return {"seed": seed} | {kind: one["clarity"] for kind, one in found.items()}


@cache
def rows() -> tuple[Record, ...]:
    """The run that the pages show, and the same from other seeds."""
    others = json.loads(files(__package__ or "").joinpath(FILE).read_text("utf-8"))
    return tuple(sorted([row(shown()), *others], key=lambda one: one["seed"]))


def gathered(paths: Iterable[Path]) -> str:
    """The rows of result files, as JSON, one a line, by seed."""
    found = [row(json.loads(path.read_text("utf-8"))) for path in paths]
    lines = (json.dumps(one) for one in sorted(found, key=lambda one: one["seed"]))
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    sys.stdout.write(gathered(map(Path, sys.argv[1:])))
