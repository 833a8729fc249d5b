"""A short run of the fuzzer; the long one is ``python -m tests.fuzz``."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_sym.cli.main import code
from lstm_sym.language.text import TextError
from tests.few import few
from tests.fuzz.texts import SMALL, mutant
from tests.fuzz.verdict import Hang, outcome, within

FIRST, MANY = 50_000, 60


@pytest.mark.parametrize("text", SMALL)
def test_what_is_changed_is_right_to_begin_with(text: str):
    assert outcome(text).kind in ("derived", "told"), outcome(text)


@pytest.mark.parametrize("first", few(range(FIRST, FIRST + MANY, 20), 1))
def test_a_mutant_derives_and_checks_or_is_told_where_it_is_wrong(first: int):
    for seed in range(first, first + 20):
        found = outcome(mutant(seed))
        assert not found.is_fault, (seed, mutant(seed), found)


def test_a_seed_is_a_text():
    assert [mutant(seed) for seed in range(50)] == [mutant(seed) for seed in range(50)]
    assert len({mutant(seed) for seed in range(500)}) > 450


def test_a_wrong_derivation_a_hang_and_a_crash_are_seen(monkeypatch: pytest.MonkeyPatch):
    import tests.fuzz.verdict as verdict

    def crash(text: str) -> None:
        raise KeyError(text)

    def hang(text: str) -> None:
        while True:
            pass

    def mistold(text: str) -> None:
        raise TextError("nothing", "", "f", 7, 1, "x")

    monkeypatch.setattr(verdict, "SECONDS", 1)
    for wrong, kind in ((crash, "crash"), (hang, "hang"), (mistold, "mistold")):
        monkeypatch.setattr(verdict, "parse", wrong)
        assert outcome("h[t] = h[t-1]").kind == kind
    with pytest.raises(Hang), within(1):
        hang("")


@pytest.mark.parametrize("form", ["file", "stdin"])
def test_a_mutant_in_a_file_or_on_standard_input_ends_with_a_code(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    told = derived = 0
    for seed in range(FIRST, FIRST + 4):
        data = mutant(seed).encode("utf-8", "surrogatepass")
        Path("my.cell").write_bytes(data)
        stream = io.TextIOWrapper(io.BytesIO(data), "utf-8")
        monkeypatch.setattr(sys, "stdin", stream)
        ended = code(["derive", "--cell", "-" if form == "stdin" else "my.cell"])
        err = capsys.readouterr().err
        assert ended in (0, 2, 3), (seed, err)
        told, derived = told + (ended == 2), derived + (ended != 2)
        if ended == 2:
            assert ": error: " in err.splitlines()[0]
            assert "Traceback" not in err
    assert told
    assert derived or told == 4


def test_the_memory_of_the_long_run_is_bounded():
    body = "from tests.fuzz.verdict import bounded; bounded(); bytearray(3 << 30)"
    done = subprocess.run([sys.executable, "-c", body], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


def test_no_text_is_run(tmp_path: Path):
    canary = tmp_path / "canary"
    for call in (
        "__import__('os').system('touch {0}')",
        "open('{0}', 'w')",
        "exec(\"open('{0}')\")",
    ):
        for text in random.Random(0).sample(SMALL, 5):
            wrong = text.replace("x[t]", call.format(canary), 1)
            assert outcome(wrong).kind in ("told", "derived")
    assert not canary.exists()
