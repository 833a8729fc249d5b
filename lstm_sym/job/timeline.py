"""The timeline: which cell came after which, and what every pair differs in."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from .faults import BrokenDerivation
from .run import Progress, each
from .store import Store
from .tasks import COMPARISON, Task, cell_names, home

Record = dict[str, Any]
FILE = "timeline.toml"


@dataclass(frozen=True)
class Model:
    """A cell of the timeline, the one that it came after, and the key of its publication.

    ``after`` is empty for the first, ``source`` if the cell's own source is meant; ``flow`` is the
    label of the derivation that says what became of its errors, if there is one.
    """

    cell: str
    after: str = ""
    source: str = ""
    flow: str = ""

    @property
    def task(self) -> Task:
        """The task of comparing it with the one before."""
        return Task(
            f"{self.after}-{self.cell}",
            "pair",
            f"{self.after} {self.cell}",
            purpose=COMPARISON,
        )


def models() -> list[Model]:
    """The models that the derivations list; BrokenDerivation if one is no built-in cell."""
    folder = home()
    if folder is None or not (folder / FILE).is_file():
        return []
    place = f"derivations/{FILE}"
    try:
        rows = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))["model"]
        found = [Model(**row) for row in rows]
    except (ValueError, LookupError, TypeError) as fault:
        raise BrokenDerivation(f"{place}: error: {fault}") from fault
    for model in found:
        for name in filter(None, (model.cell, model.after)):
            if name not in cell_names():
                raise BrokenDerivation(f"{place}: error: no cell is called {name}")
    return found


def told(
    cells: Collection[str], store: Store, jobs: int | None = 1, progress: Progress | None = None
) -> list[Record]:
    """The models among some cells, each with what differs from the one before, if that is there.

    What was compared before is kept while nothing that it depends on changes.
    """
    known = [model for model in models() if model.cell in cells]
    pairs = {model.task: store.load(model.task) for model in known if model.after in cells}
    new = [task for task, record in pairs.items() if record is None]
    for task, record in each(new, jobs, progress):
        pairs[task] = record
        store.save(task, record)
    return [asdict(model) | {"difference": pairs.get(model.task)} for model in known]
