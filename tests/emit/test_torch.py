"""The PyTorch program: its gradient is the derived one, and its layers stand for PyTorch's own."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from lstm_sym.cells import builtin, names  # noqa: E402
from lstm_sym.emit import code  # noqa: E402
from lstm_sym.emit.load import loaded  # noqa: E402
from lstm_sym.language.text import parse  # noqa: E402
from tests.emit.runs import Batch, worst  # noqa: E402
from tests.emit.test_numpy import UNSEEN  # noqa: E402

FEW = ("gru-torch", "rnn-bidirectional")
EXACT = 1e-12
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


def gradients(made, batch: Batch):
    params, inputs = tensors(batch.params), tensors(batch.x)
    states = tensors(batch.initial, 3)
    steps = () if inputs else (len(batch.steps),)
    outputs, _ = made.run(params, *inputs.values(), states, *steps)
    sum((torch.tensor(batch.dh[n]) * v).sum() for n, v in outputs.items()).backward()
    found = {p.name: params[p.name].grad for p in batch.cell.learnt} | {
        name: v.grad for name, v in (inputs | states).items()
    }
    shapes = {name: batch.right()[name].shape for name in found}
    return {
        name: np.zeros(shapes[name]) if g is None else g.numpy().reshape(shapes[name])
        for name, g in found.items()
    }


@pytest.mark.parametrize(
    "name", [n if n in FEW else pytest.param(n, marks=pytest.mark.slow) for n in names()]
)
def test_a_program_is_the_gradient_by_the_complex_step(name: str):
    for seed, many in ((0, 1), (1, 3)):
        batch = Batch(builtin(name), seed, many)
        assert worst(gradients(module(name), batch), batch.right()) < EXACT


def test_so_is_that_of_a_cell_never_seen_before():
    batch = Batch(parse(UNSEEN), 3, 2)
    made = loaded(code(parse(UNSEEN), "torch"), "torch unseen")
    assert worst(gradients(made, batch), batch.right()) < EXACT


@pytest.mark.parametrize("name", ["lstm", *[pytest.param("hs97", marks=pytest.mark.slow)]])
def test_gradcheck_passes_last_states_and_all(name: str):
    made, batch = module(name), Batch(builtin(name), 0, 2)
    params, inputs, states = tensors(batch.params), tensors(batch.x), tensors(batch.initial, 3)

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
