"""What the demonstration computes is what the formulas of its pages say."""

from itertools import product

import numpy as np
import pytest

from derivations import feedback_modulation, mixing, separation
from lstm_sym.demo import learning, measures, mixtures, network
from lstm_sym.language.symbols import instant
from lstm_sym.lower.numpy import Env, value

STEPS, RUNS = 9, 3
DRAW = np.random.default_rng(4)
SOURCES, OUTPUTS = DRAW.normal(size=(2, STEPS, RUNS, 2)) * 2


def said(derivation, label, env):
    """The right side of a claim in numbers, names put in."""
    return value(derivation.meant(derivation[label].claim).rhs, env)


def named(signals):
    """The signals of one time, by name."""
    return lambda name, _: signals[name]


def of_pair(run, i, j):
    """One source and one output, step by step."""
    return Env({separation.n: STEPS}, {"s": SOURCES[:, run, i], "y": OUTPUTS[:, run, j]})


def test_the_loss_is_the_mean_of_that_of_the_outputs():
    every = [
        said(separation.derivation, "loss", of_pair(run, i, i))
        for run in range(RUNS)
        for i in range(2)
    ]
    assert learning.distance(OUTPUTS, SOURCES)[0] == pytest.approx(np.mean(every), 1e-13)


def test_its_gradient_is_the_pull_of_each_miss():
    _, slope = learning.distance(OUTPUTS, SOURCES)
    for at in np.ndindex(slope.shape):
        env = Env({separation.z: OUTPUTS[at] - SOURCES[at]})
        pull = value(separation.pull.claim.rhs, env)
        assert slope[at] * RUNS * 2 == pytest.approx(float(pull), abs=1e-13)


def test_correlations_are_those_of_the_formula():
    found = measures.correlations(SOURCES, OUTPUTS)
    for run, i, j in product(range(RUNS), range(2), range(2)):
        there = said(separation.derivation, "correlation", of_pair(run, i, j))
        assert found[run, i, j] == pytest.approx(there, abs=1e-13)


def test_clarity_is_that_of_the_formula_and_not_the_normalised_one():
    r = measures.correlations(SOURCES, OUTPUTS)
    claims = (separation.clarity.claim, separation.clarity.printed.claim)
    by_formula, normalised = (
        [
            np.mean(
                [
                    value(claim.rhs, Env({separation.r_1: r[k, 0, j], separation.r_2: r[k, 1, j]}))
                    for j in range(2)
                ]
            )
            for k in range(RUNS)
        ]
        for claim in claims
    )
    found = measures.clarity(SOURCES, OUTPUTS)
    np.testing.assert_allclose(found, by_formula, rtol=0, atol=1e-13)
    assert np.abs(found - normalised).min() > 1e-3


def test_the_network_modulates_its_weights_by_the_formula():
    program = network.compiled("lstm", "float64")
    weights = network.beginning(program.cell, 3, DRAW)
    weights = {name: v.astype(float) for name, v in weights.items()}
    state = {"M": DRAW.normal(size=(1, 4)), "h": np.zeros((1, 3)), "c": np.zeros((1, 3))}
    x = DRAW.normal(size=(1, 1, 2))
    outputs, _ = program.forward(weights, x, initial=state)
    env = Env({instant("t"): 1}, weights, named({"x": x[0, 0], "M": state["M"][0]}))
    y = said(feedback_modulation.derivation, "output", env)
    np.testing.assert_allclose(outputs["y"][0, 0], y, atol=1e-13)
    effective = network.effective(weights, state["M"])[0]
    np.testing.assert_allclose(effective @ x[0, 0], y, atol=1e-13)


def test_mixtures_are_those_of_the_formula_but_for_their_noise():
    run = mixtures.batch(50, mixtures.contexts(RUNS, DRAW), DRAW)
    for k, t in product(range(RUNS), range(50)):
        signals = {"s": run.sources[t, k].astype(float), "xi": np.zeros(2)}
        env = Env({mixing.sigma_n: mixtures.NOISE}, {"A": run.mixing[k]}, named(signals))
        clean = value(mixing.mixture.claim.rhs, env.bind({instant("t"): t}))
        assert np.abs(run.mixtures[t, k] - clean).max() < 6 * mixtures.NOISE


def test_sources_are_two_tones_over_their_largest_value():
    found = mixtures.sources()
    for k, (one, two) in enumerate(mixtures.FREQUENCIES):
        env = Env({mixing.f_1: one, mixing.f_2: two, mixing.f_s: mixtures.RATE})
        tones = value(mixing.source.claim.rhs, env.bind({mixing.u: np.arange(len(found))}))
        np.testing.assert_allclose(found[:, k], tones / np.abs(tones).max(), atol=1e-9)
