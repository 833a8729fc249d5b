"""A run of the demonstration: the same twice, and as if never interrupted."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from lstm_sym.demo import checkpoint, measures, mixtures, network
from lstm_sym.demo.learning import Settings, begun, learning

SETTINGS = Settings(hidden=4, steps=20, contexts=24, batch=4)


@pytest.fixture(scope="module")
def program():
    return network.compiled("lstm")


def learnt(program, settings, learner=None):
    *_, last = learning(program, learner or begun(program, settings), settings)
    return last


def same(one, other):
    assert one.losses == other.losses
    for name, v in one.weights.items():
        np.testing.assert_array_equal(v, other.weights[name])


def test_the_same_seed_gives_the_same_numbers_and_another_others(program):
    same(learnt(program, SETTINGS), learnt(program, SETTINGS))
    assert learnt(program, SETTINGS).losses != learnt(program, replace(SETTINGS, seed=1)).losses


@pytest.mark.parametrize("contexts", [4, 12, 20])
def test_a_run_that_was_interrupted_ends_with_the_same_numbers(program, contexts, tmp_path):
    file = tmp_path / "run.npz"
    checkpoint.save(file, learnt(program, replace(SETTINGS, contexts=contexts)), SETTINGS)
    resumed = checkpoint.load(file, SETTINGS)
    assert resumed.updates == contexts // SETTINGS.batch
    same(learnt(program, SETTINGS, resumed), learnt(program, SETTINGS))


def test_a_checkpoint_of_another_run_is_refused(program, tmp_path):
    file = tmp_path / "run.npz"
    assert checkpoint.load(file, SETTINGS) is None
    checkpoint.save(file, begun(program, SETTINGS), SETTINGS)
    with pytest.raises(checkpoint.OtherRun, match="made with hidden 4, not 5"):
        checkpoint.load(file, replace(SETTINGS, hidden=5))
    file.write_bytes(file.read_bytes()[:500])
    with pytest.raises(checkpoint.OtherRun, match="no checkpoint"):
        checkpoint.load(file, SETTINGS)


def test_a_checkpoint_that_has_learnt_more_than_it_should_is_refused(program, tmp_path):
    file = tmp_path / "run.npz"
    checkpoint.save(file, learnt(program, SETTINGS), SETTINGS)
    same(checkpoint.load(file, SETTINGS), checkpoint.load(file, replace(SETTINGS, contexts=400)))
    with pytest.raises(checkpoint.OtherRun, match="has had 6 updates, more than the 5 of 20 cont"):
        checkpoint.load(file, replace(SETTINGS, contexts=20))


@pytest.mark.parametrize("lost", ["said", "updates", "losses"])
def test_a_file_without_its_keys_is_no_checkpoint(program, lost, tmp_path):
    file = tmp_path / "run.npz"
    checkpoint.save(file, begun(program, SETTINGS), SETTINGS)
    with np.load(file) as found:
        kept = {name: found[name] for name in found.files if name != lost}
    np.savez(file, **kept)
    with pytest.raises(checkpoint.OtherRun, match=f"no checkpoint .*{lost}"):
        checkpoint.load(file, SETTINGS)


def test_what_cannot_be_written_leaves_the_checkpoint_before(program, tmp_path, monkeypatch):
    file = tmp_path / "run.npz"
    checkpoint.save(file, begun(program, SETTINGS), SETTINGS)
    before = file.read_bytes()

    def full(*_args, **_named):
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space"):
        checkpoint.save(file, learnt(program, SETTINGS), SETTINGS)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.0, 0.3, 1.0])
def test_a_run_that_was_killed_goes_on(after, tmp_path):
    command = [sys.executable, "-m", "lstm_sym", "demo", "feedback-modulation", "--kind", "rnn"]
    sizes = ["--hidden", "4", "--steps", "20", "--batch", "4", "--contexts", "6000"]

    def run(out, killed=False):
        given = [*command, *sizes, "--quiet", "--out", str(out)]
        process = subprocess.Popen(given)
        if killed:
            while not (out / "rnn-0.npz").exists():
                time.sleep(0.01)
            time.sleep(after)
            os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=300)

    run(tmp_path / "whole")
    run(tmp_path / "cut", killed=True)
    run(tmp_path / "cut")
    name = "feedback-modulation.json"
    assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_mixing_matrices_are_those_of_the_paper():
    mixing = mixtures.contexts(200, np.random.default_rng(0))
    np.testing.assert_allclose(mixing.sum(axis=-1), 1)
    assert mixing.min() >= 0
    assert np.abs(np.linalg.det(mixing)).min() > mixtures.LEAST_DETERMINANT


def test_clarity_is_one_for_sources_and_zero_for_their_sum():
    run = mixtures.batch(
        8000, mixtures.contexts(3, np.random.default_rng(0)), np.random.default_rng(1)
    )
    assert measures.clarity(run.sources, run.sources[..., ::-1]).min() > 0.99
    both = run.sources.sum(axis=-1, keepdims=True)
    spread = run.sources.std(axis=0)
    assert spread == pytest.approx(spread[:, ::-1], rel=0.2)
    assert measures.clarity(run.sources, np.concatenate([both, both], axis=-1)).max() < 0.2


def test_the_inverse_of_the_mixing_separates():
    run = mixtures.batch(
        500, mixtures.contexts(3, np.random.default_rng(0)), np.random.default_rng(1)
    )
    found = np.einsum("bij,tbj->tbi", np.linalg.inv(run.mixing), run.mixtures)
    assert np.abs(found - run.sources).max() < 0.1
