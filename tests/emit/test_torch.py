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
