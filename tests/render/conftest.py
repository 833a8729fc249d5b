"""The records of all that is built in, and what was written of them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from lstm_sym.job.store import Store
from lstm_sym.job.tasks import chapters, home
from lstm_sym.render.literature import Literature
from tests.cli.command import derive_all

Record = dict[str, Any]


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all pages and the ledger."""
    return derive_all(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def kept(everything: Path) -> list[Record]:
    """All records, in reading order; not to be changed."""
    store = Store(everything / ".records")
    found = [store.load(task) for _, tasks in chapters() for task in tasks]
    return [record for record in found if record]


@pytest.fixture
def records(kept: list[Record]) -> list[Record]:
    """All records, to be changed at will."""
    return copy.deepcopy(kept)


@pytest.fixture(scope="session")
def literature() -> Literature:
    return Literature(home())
