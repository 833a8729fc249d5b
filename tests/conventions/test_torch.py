"""Layers of PyTorch, weights copied: the same numbers forward, the same gradients backward."""

import numpy as np
import pytest

from lstm_sym import run, trained

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")

KINDS = {
    "RNN": {},
    "RNN-relu": {"nonlinearity": "relu"},
    "GRU": {},
    "LSTM": {},
    "LSTM-projected": {"proj_size": 2},
}
T, M, N = 6, 3, 5


@pytest.fixture(autouse=True)
def double():
    was = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(was)


def states(net, layers, both):
    """The initial states of a layer, and of our cell by the names of its signals."""
    many = layers * (2 if both else 1)
    h = torch.randn(many, net.proj_size or N)
    marks = [
        (f"_{k}" if layers > 1 else "") + back
        for k in range(1, layers + 1)
        for back in ("", "_back")[: 1 + both]
    ]
    begin = {f"h{mark}": v.numpy() for mark, v in zip(marks, h, strict=True)}
    if not isinstance(net, torch.nn.LSTM):
        return h, begin
    c = torch.randn(many, N)
    return (h, c), begin | {f"c{mark}": v.numpy() for mark, v in zip(marks, c, strict=True)}


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("layers", [1, 2, pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_of_pytorch_is_our_cell(kind, bias, layers, both):
    torch.manual_seed(layers)
    name = kind.split("-")[0]
    net = getattr(torch.nn, name)(
        M, N, num_layers=layers, bidirectional=both, bias=bias, **KINDS[kind]
    )
    x = torch.randn(T, M, requires_grad=True)
    start, begin = states(net, layers, both)
    y, _ = net(x, start)
    slope = torch.randn_like(y)
    (y * slope).sum().backward()

    layer = f"torch.{name}" if kind == "LSTM-projected" else f"torch.{kind}"
    ours = trained(net.state_dict(), layer)
    outputs = ours.cell.outputs

    def cut(v):
        return dict(zip(outputs, np.split(v.numpy(), len(outputs), axis=1), strict=True))

    found = run(ours.cell, ours.parameters, {"x": x.detach()}, begin, cut(slope))
    for output, rows in cut(y.detach()).items():
        assert np.allclose(found[output], rows, rtol=0, atol=1e-12)
    grads = {key: p.grad for key, p in net.named_parameters()}
    if kind == "RNN-relu":
        grads = {key: v for key, v in grads.items() if not key.startswith("bias_hh")}
    theirs = trained(grads, layer).parameters
    for p in ours.cell.learnt:
        if bias or not p.name.startswith("b"):
            assert np.allclose(found.gradient[p.name], theirs[p.name], rtol=0, atol=1e-10)
