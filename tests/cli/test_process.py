"""The command as a process: interrupted, cut off, watched on a terminal, killed."""

from __future__ import annotations

import json
import os
import pty
import signal
import sys
import threading
import time
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run

import pytest

from tests.cli.command import CELL, DERIVE, contents, environment, spawned
from tests.few import few

SOME = ("slopes", "lstm-bptt")
COMMAND = [sys.executable, "-m", "lstm_sym"]


def heard() -> None:
    """Let a child hear SIGINT, which a shell in the background may have switched off."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def until_kept(folder: Path, process: Popen[str]) -> None:
    """Wait until the first record is there."""
    while process.poll() is None and not list(folder.glob("build/.records/*.record")):
        time.sleep(0.01)


@pytest.mark.parametrize("jobs", few(["2", "1"], 1))
def test_an_interruption_keeps_what_is_done_and_leaves_nothing_broken(tmp_path, jobs):
    process = Popen(
        [*DERIVE, *SOME, "--jobs", jobs],
        cwd=tmp_path,
        env=environment(),
        stdout=PIPE,
        stderr=PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heard,
    )
    until_kept(tmp_path, process)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert err.split("\n") == ["", "interrupted: what was derived so far is kept", ""]
    left = contents(tmp_path)
    assert left
    assert all(name.startswith("build/.records/") and name.endswith(".record") for name in left)
    again = spawned("derive", *SOME, cwd=tmp_path)
    kept = int(again.out.splitlines()[-1].split(" unchanged")[0].split()[-1])
    assert (again.code, again.err) == (0, "")
    assert len(left) == kept < len(SOME)


@pytest.mark.parametrize("line", ["list", "derive rnn"])
@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_that_goes_away_is_no_error(tmp_path, line, lines):
    process = Popen(
        [*COMMAND, *line.split()],
        cwd=tmp_path,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=PIPE,
        stderr=PIPE,
        text=True,
    )
    for _ in range(lines):
        process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) in ((141,) if lines == 0 else (0, 141))
    assert err == ""


def test_a_full_stdout_is_told_in_one_line(tmp_path):
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no full device")
    with full.open("w") as out:
        done = run(
            [*COMMAND, "list"], cwd=tmp_path, env=environment(), stdout=out, stderr=PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (2, "error: No space left on device\n")


def test_without_a_place_to_write_to_the_work_is_done(tmp_path):
    line = f"{' '.join(DERIVE)} forget-gates >&- 2>&-"
    assert run(["sh", "-c", line], cwd=tmp_path, env=environment()).returncode == 0
    assert "build/evidence.json" in contents(tmp_path)


def test_a_narrow_encoding_loses_no_run(tmp_path):
    (tmp_path / "my.cell").write_text("title \u6f22\n" + CELL, encoding="utf-8")
    done = spawned("show", "my.cell", cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("\\u6f22\n")


def on_a_terminal(folder: Path, *arguments: str, **env: str) -> tuple[str, str]:
    """Run derive with stderr on a terminal; return what came on stdout and on stderr."""
    master, slave = pty.openpty()
    seen: list[bytes] = []

    def read() -> None:
        while True:
            try:
                data = os.read(master, 4096)
            except OSError:
                return
            if not data:
                return
            seen.append(data)

    reader = threading.Thread(target=read)
    reader.start()
    more = environment(TERM="xterm-256color", **env)
    done = run(
        [*DERIVE, *arguments], cwd=folder, env=more, stdin=DEVNULL, stdout=PIPE, stderr=slave
    )
    os.close(slave)
    reader.join(timeout=20)
    os.close(master)
    assert done.returncode == 0
    return done.stdout.decode(), b"".join(seen).decode()


def test_progress_is_shown_on_a_terminal_and_nowhere_else(tmp_path):
    out, err = on_a_terminal(tmp_path, "rnn")
    assert "rnn/" in err
    assert "\x1b" in err
    assert "\x1b" not in out
    assert out.endswith(" written in build\n")
    assert spawned("derive", "rnn", "--fresh", cwd=tmp_path).err == ""


@pytest.mark.parametrize(
    ("options", "env"), [(["-q"], {}), (["--no-color"], {}), ([], {"NO_COLOR": "1"})]
)
def test_no_bar_where_it_is_not_wanted(tmp_path, options, env):
    assert on_a_terminal(tmp_path, "rnn", *options, **env)[1] == ""


def test_with_json_the_bar_does_not_disturb_the_document(tmp_path):
    out, err = on_a_terminal(tmp_path, "rnn", "--json", "--jobs", "2")
    assert json.loads(out)["version"] == 1
    assert "\x1b" in err


def test_a_crash_between_writing_and_renaming_leaves_the_old_files(tmp_path):
    assert spawned("derive", "forget-gates", cwd=tmp_path).code == 0
    before = contents(tmp_path)
    killed = run(
        [
            sys.executable,
            "-c",
            "import os; os.replace = lambda *_: os._exit(9); from lstm_sym.__main__ import main;"
            "main(['derive', 'forget-gates', '--fresh', '--format', 'md,tex,json'])",
        ],
        cwd=tmp_path,
        env=environment(),
    )
    assert killed.returncode == 9
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before
    assert {Path(name).name[0] for name in after.keys() - before.keys()} == {"."}
    assert spawned("derive", "forget-gates", "--check", cwd=tmp_path).code == 0
