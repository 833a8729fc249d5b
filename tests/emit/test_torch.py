"""The PyTorch program: its gradient is the derived one, and its layers stand for PyTorch's own."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from lstm_sym.cells import builtin, names  # noqa: E402
from lstm_sym.checks.programs import Batch  # noqa: E402
from lstm_sym.emit import code  # noqa: E402
from lstm_sym.emit.load import loaded  # noqa: E402
from lstm_sym.language.text import parse  # noqa: E402
from tests.emit.test_programs import UNSEEN  # noqa: E402

WHOLE = [name for name in names() if "hold(" not in builtin(name).text]
LAYERS = {"LSTM": "lstm-torch", "GRU": "gru-torch", "RNN": "rnn-torch"}


def module(name: str):
    return loaded(code(builtin(name), "torch"), f"torch {name}")


def tensors(arrays, least: int = 0):
    """Leaves of a graph; states with an axis for their lags."""
    found = {}
    for name, v in arrays.items():
        v = np.asarray(v)
        found[name] = torch.tensor(v if v.ndim >= least else v[None], requires_grad=True)
    return found


@pytest.mark.parametrize(
    "name", [n if n == "lstm" else pytest.param(n, marks=pytest.mark.slow) for n in WHOLE]
)
def test_gradcheck_passes_last_states_and_all(name: str):
    made, batch = module(name), Batch(builtin(name), 0, 2)
    params, inputs, states = tensors(batch.params), tensors(batch.x), tensors(batch.initial, 3)
    for p in set(batch.cell.parameters) - set(batch.cell.learnt):
        params[p.name].requires_grad_(False)

    def run(*given):
        p = dict(zip(params, given, strict=False))
        x = given[len(params) : len(params) + len(inputs)]
        first = dict(zip(states, given[len(params) + len(inputs) :], strict=True))
        outputs, final = made.run(p, *x, first)
        return *outputs.values(), *final.values()

    given = (*params.values(), *inputs.values(), *states.values())
    assert torch.autograd.gradcheck(run, given, fast_mode=True)


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("options", [{}, {"batch_first": True}, {"bias": False}])
def test_a_layer_takes_the_state_dict_of_pytorch_and_says_the_same(kind: str, options: dict):
    torch.manual_seed(0)
    theirs = getattr(torch.nn, kind)(3, 4, **options, dtype=torch.float64)
    ours = getattr(module(LAYERS[kind]), kind)(3, 4, **options, dtype=torch.float64)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(5, 2, 3, dtype=torch.float64)
    batch = 5 if options.get("batch_first") else 2
    h = torch.randn(1, batch, 4, dtype=torch.float64)
    for hx in (None, (h, h + 1) if kind == "LSTM" else h):
        seen = []
        for layer in (theirs, ours):
            layer.zero_grad()
            y, last = layer(x, hx)
            parts = last if kind == "LSTM" else (last,)
            (y.square().sum() + sum(v.sum() for v in parts)).backward()
            seen.append([y, *parts, *(p.grad for p in layer.parameters())])
        assert all(torch.allclose(a, b, atol=1e-12) for a, b in zip(*seen, strict=True))


@pytest.mark.parametrize("kind", LAYERS)
def test_a_layer_is_called_and_described_as_that_of_pytorch(kind: str):
    ours, theirs = getattr(module(LAYERS[kind]), kind), getattr(torch.nn, kind)
    given = (
        [(3, 4), (3, 4, 1), (3, 4, 1, False), (3, 4, 1, True, True)] if kind != "RNN" else [(3, 4)]
    )
    words = {"device": "meta", "dtype": torch.float64}
    for args in (*given, (3, 4, 1)):
        one, other = ours(*args, **words), theirs(*args, **words)
        assert repr(one) == repr(other)
        for name in ("input_size", "hidden_size", "num_layers", "bias", "batch_first"):
            assert getattr(one, name) == getattr(other, name)
        assert {k: (v.shape, v.device, v.dtype) for k, v in one.state_dict().items()} == {
            k: (v.shape, v.device, v.dtype) for k, v in other.state_dict().items()
        }


@pytest.mark.parametrize(
    "word", [{"num_layers": 2}, {"dropout": 0.5}, {"bidirectional": True}, {"proj_size": 2}]
)
def test_a_layer_refuses_what_it_is_not(word: dict):
    made = module("lstm-torch").LSTM
    with pytest.raises(ValueError, match=f"one layer in one direction: {next(iter(word))} is"):
        made(3, 4, **word)
    with pytest.raises(ValueError, match="num_layers is 1 here"):
        made(3, 4, 2)


def test_a_network_of_relu_is_not_one_of_tanh():
    made = module("rnn-relu").RNN
    assert made(3, 4, nonlinearity="relu").hidden_size == 4
    with pytest.raises(ValueError, match="has the nonlinearity relu, not tanh"):
        made(3, 4, 1, "tanh")


def test_a_layer_takes_no_packed_sequence():
    packed = torch.nn.utils.rnn.pack_sequence([torch.zeros(2, 3), torch.zeros(1, 3)])
    with pytest.raises(TypeError, match="no PackedSequence: see pad_packed_sequence"):
        module("lstm-torch").LSTM(3, 4)(packed)


def test_one_sequence_without_a_batch_axis():
    theirs = torch.nn.LSTM(3, 4, dtype=torch.float64)
    ours = module("lstm-torch").LSTM(3, 4, dtype=torch.float64)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(6, 3, dtype=torch.float64)
    for a, b in zip(theirs(x)[1], ours(x)[1], strict=True):
        assert a.shape == b.shape
        assert torch.allclose(a, b)


def test_a_cell_of_its_own_is_a_layer_with_the_names_of_its_equations():
    made = loaded(code(parse(UNSEEN), "torch"), "torch own")
    layer = made.Layer(4)
    assert set(layer.state_dict()) == {"W", "V", "b", "u", "alpha"}
    outputs, final = layer(torch.randn(6, 2, 4)[1:])
    assert outputs["h"].shape == (4, 2, 4)
    assert final["h"].shape == (2, 2, 4)
