"""Arrays of other libraries become parameters of a cell, or a line says which does not fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym import ConventionError, RunError, builtin, run, trained
from lstm_sym.conventions import layers
from tests.strategies import close, examples

RNG = np.random.default_rng(0)
GATES = {"RNN": 1, "RNN-relu": 1, "GRU": 3, "LSTM": 4}


def state_dict(kind, m, n, depth=1, both=False, p=0):
    """The arrays of a layer of PyTorch, by the shapes that its documentation gives."""
    g, found, h = GATES[kind], {}, p or n
    for level in range(depth):
        for back in ("", "_reverse")[: 1 + both]:
            mark = f"_l{level}{back}"
            width = m if level == 0 else h * (1 + both)
            found["weight_ih" + mark] = RNG.standard_normal((g * n, width))
            found["weight_hh" + mark] = RNG.standard_normal((g * n, h))
            found["bias_ih" + mark] = RNG.standard_normal(g * n)
            found["bias_hh" + mark] = RNG.standard_normal(g * n)
            if p:
                found["weight_hr" + mark] = RNG.standard_normal((p, n))
    return found


sizes = st.integers(1, 4)


@examples(40)
@given(st.sampled_from(sorted(GATES)), sizes, sizes, st.integers(1, 3), st.booleans(), st.data())
def test_every_number_of_a_layer_arrives_once(kind, m, n, depth, both, data):
    p = data.draw(st.integers(1, 3)) if kind == "LSTM" and data.draw(st.booleans()) else 0
    arrays = state_dict(kind, m, n, depth, both, p)
    found = trained(arrays, f"torch.{kind}")
    ours = np.sort(np.concatenate([v.ravel() for v in found.parameters.values()]))
    theirs = np.sort(np.concatenate([v.ravel() for v in arrays.values()]))
    if kind == "RNN-relu":
        assert np.isclose(ours.sum(), theirs.sum())
        assert ours.size == theirs.size - n * depth * (1 + both)
    else:
        assert np.array_equal(ours, theirs)
    assert [p.name for p in found.cell.parameters] == list(found.parameters)


@examples(25)
@given(st.sampled_from(sorted(GATES)), st.data())
def test_an_array_that_does_not_fit_is_named(kind, data):
    arrays = state_dict(kind, 3, 5, 2, True)
    name = data.draw(st.sampled_from(sorted(arrays)))
    way = data.draw(st.sampled_from(["cut", "lost", "more", "words"]))
    if way == "lost" and name.startswith("bias"):
        way = "cut"
    others = {k: v for k, v in arrays.items() if k != name}
    wrong = {
        "cut": {**arrays, name: arrays[name][:-1]},
        "lost": others,
        "more": {**arrays, name + "0": arrays[name]},
        "words": {**arrays, name: np.array(["a"])},
    }[way]
    with pytest.raises(ConventionError) as fault:
        trained(wrong, f"torch.{kind}")
    assert "\n" not in str(fault.value)
    root = name.split("_l")[0] + "_l"
    assert root in str(fault.value)


def test_a_layer_that_is_unknown_is_told_the_nearest():
    with pytest.raises(ConventionError, match=r"did you mean torch\.LSTM\?"):
        trained({}, "torch.LTSM")
    with pytest.raises(ConventionError, match="weight_ih_l0 is missing"):
        trained({}, "torch.LSTM")
    assert {"torch.RNN", "torch.GRU", "torch.LSTM", "keras.LSTM", "keras.GRU"} <= set(layers())


def sigma(z):
    return 1 / (1 + np.exp(-z))


def test_a_keras_lstm_is_our_cell():
    m, n, T = 3, 4, 5
    W, U, b = (RNG.standard_normal(s) for s in ((m, 4 * n), (n, 4 * n), (4 * n,)))
    x, h, c, rows = RNG.standard_normal((T, m)), np.zeros(n), np.zeros(n), []
    for now in x:
        i, f, g, o = np.split(now @ W + h @ U + b, 4)
        c = sigma(f) * c + sigma(i) * np.tanh(g)
        h = sigma(o) * np.tanh(c)
        rows.append(h)
    ours = trained({"kernel": W, "recurrent_kernel": U, "bias": b}, "keras.LSTM")
    assert close(run(ours.cell, ours.parameters, {"x": x})["h"], np.array(rows))


def test_a_keras_gru_is_our_cell():
    m, n, T = 3, 4, 5
    W, U, b = (RNG.standard_normal(s) for s in ((m, 3 * n), (n, 3 * n), (2, 3 * n)))
    x, h, rows = RNG.standard_normal((T, m)), np.zeros(n), []
    for now in x:
        heard, said = np.split(now @ W + b[0], 3), np.split(h @ U + b[1], 3)
        z, r = sigma(heard[0] + said[0]), sigma(heard[1] + said[1])
        h = z * h + (1 - z) * np.tanh(heard[2] + r * said[2])
        rows.append(h)
    ours = trained({"kernel": W, "recurrent_kernel": U, "bias": b}, "keras.GRU")
    assert close(run(ours.cell, ours.parameters, {"x": x})["h"], np.array(rows))


def test_what_a_cell_cannot_be_run_on_is_told():
    rnn = builtin("rnn")
    good = {"W": np.eye(2), "U": np.eye(2), "b": np.zeros(2)}
    x = {"x": np.ones((3, 2))}
    assert run(rnn, good, x)["h"].shape == (3, 2)
    for parameters, inputs, begin, slopes, says in [
        ({**good, "W": np.eye(3)}, x, {}, {}, "U has the shape"),
        ({k: good[k] for k in "WU"}, x, {}, {}, "the parameter b is missing"),
        ({**good, "V": np.eye(2)}, x, {}, {}, "V is no parameter of rnn"),
        (good, {}, {}, {}, "the input x is missing"),
        (good, {"x": np.ones(3)}, {}, {}, "x is one row for each time"),
        (good, {"x": np.ones((3, 3))}, {}, {}, "x has the shape"),
        (good, x, {"h": np.ones(3)}, {}, "state h: begin with"),
        (good, x, {"x": np.ones(2)}, {}, "x is no state of rnn"),
        (good, x, {}, {"h": np.ones((2, 2))}, "h has 2 times, where there are 3"),
        (good, x, {}, {"a": np.ones((3, 2))}, "a is no output of rnn"),
    ]:
        with pytest.raises(RunError, match=says):
            run(rnn, parameters, inputs, begin, slopes)


def test_a_run_begins_with_the_states_it_is_given():
    cell = builtin("rnn")
    good = {"W": np.zeros((2, 2)), "U": np.eye(2), "b": np.zeros(2)}
    found = run(cell, good, {"x": np.ones((1, 2))}, {"h": [0.5, -0.5]})
    assert close(found["h"], np.tanh([[0.5, -0.5]]))
