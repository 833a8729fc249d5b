"""What the whole session derives once: every page, the ledger, and their records."""

from __future__ import annotations

import os
import pickle
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from lstm_sym.job.store import Store
from lstm_sym.job.tasks import chapters
from tests.cli.command import ROOT, spawned

Record = dict[str, Any]
PATIENCE = 900.0

settings.register_profile("laws", deadline=None, derandomize=True, database=None)
settings.load_profile("laws")


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all pages and the ledger, the same for all processes of a session.

    Records of ``build`` are taken over: each holds only for the code and the input it was made of.
    """
    base = tmp_path_factory.getbasetemp()
    out = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "everything"
    try:
        out.mkdir()
    except FileExistsError:
        return _waited(out)
    kept, done = ROOT / "build" / ".records", out.with_suffix(".failed")
    try:
        if kept.is_dir():
            shutil.copytree(kept, out / ".records")
        if spawned("derive", "--quiet", "--out", str(out), cwd=ROOT, within=PATIENCE).code == 0:
            done = out.with_suffix(".done")
    finally:
        done.touch()
    return _waited(out)


def _waited(out: Path) -> Path:
    """The folder once it is whole."""
    end = time.monotonic() + PATIENCE
    while not out.with_suffix(".done").exists():
        assert not out.with_suffix(".failed").exists(), "derive did not end with 0"
        assert time.monotonic() < end, "the process that derives does not end"
        time.sleep(0.1)
    return out


@pytest.fixture(scope="session")
def kept(everything: Path) -> list[Record]:
    """All records, in reading order; not to be changed."""
    store = Store(everything / ".records")
    found = [store.load(task) for _, tasks in chapters() for task in tasks]
    assert all(found)
    return [record for record in found if record]


@pytest.fixture(scope="session")
def frozen(kept: list[Record]) -> bytes:
    return pickle.dumps(kept)


@pytest.fixture
def records(frozen: bytes) -> list[Record]:
    """All records, to be changed at will."""
    found: list[Record] = pickle.loads(frozen)
    return found
