"""The gradient that the demonstration learns by, beside roads that know nothing of the engine."""

import re

import numpy as np
import pytest

from lstm_sym.demo import mixtures, network
from lstm_sym.demo.learning import distance, gradient
from lstm_sym.emit.backends import backend
from lstm_sym.emit.program import Program

HIDDEN, STEPS, RUNS = 3, 7, 2
STEP = 1e-30


def plainly(kind, weights, mixtures_, sources, state):
    """The loss by the equations of the paper, written down for numbers that may be complex."""
    base = weights["w"].reshape(2, 2)
    h, M = state["h"], state["M"].reshape(-1, 2, 2)
    c = state.get("c", 0)
    loss = 0
    for x, s in zip(mixtures_, sources, strict=True):
        y = np.einsum("bij,bj->bi", M * base, x)
        hears = {
            k: x @ weights[f"W_{k}"].T + y @ weights[f"V_{k}"].T + h @ weights[f"U_{k}"].T
            + weights[f"b_{k}"]
            for k in ("ifog" if kind == "lstm" else "h")
        }  # fmt: skip
        if kind == "lstm":
            i, f, o = (1 / (1 + np.exp(-hears[k])) for k in "ifo")
            c = f * c + i * np.tanh(hears["g"])
            h = o * np.tanh(c)
        else:
            h = np.tanh(hears["h"])
        M = (h @ weights["W_M"].T + weights["b_M"]).reshape(-1, 2, 2)
        d = y - s
        size = np.where(d.real < 0, -d, d)
        loss = loss + np.where(np.abs(d.real) < 1, d * d / 2, size - 0.5).sum() / d.size
    return loss


@pytest.fixture(params=["lstm", "rnn"])
def instance(request):
    kind = request.param
    program = network.compiled(kind, "float64")
    draw = np.random.default_rng(1)
    weights = network.beginning(program.cell, HIDDEN, draw)
    weights = {name: v.astype(float) for name, v in weights.items()}
    for p in program.cell.learnt:
        weights[p.name] = draw.normal(size=weights[p.name].shape)
    run = mixtures.batch(STEPS, mixtures.contexts(RUNS, draw), draw)
    run = mixtures.Batch(*(np.asarray(v, float) for v in (run.sources, run.mixtures, run.mixing)))
    state = {
        u.name: draw.normal(size=(RUNS, 4 if u.name == "M" else HIDDEN))
        for u in program.cell.carried
    }
    return kind, program, weights, run, state


def by_complex_step(kind, weights, run, state, name):
    found = np.zeros_like(weights[name])
    for place in np.ndindex(found.shape):
        moved = {n: v.astype(complex) for n, v in weights.items()}
        moved[name][place] += STEP * 1j
        found[place] = plainly(kind, moved, run.mixtures, run.sources, state).imag / STEP
    return found


def worst_gap(kind, program, weights, run, state):
    loss, grads, _ = gradient(program, weights, run, state)
    assert loss == pytest.approx(plainly(kind, weights, run.mixtures, run.sources, state), 1e-13)
    gaps = []
    for name, found in grads.items():
        true = by_complex_step(kind, weights, run, state, name)
        gaps.append(np.abs(found - true).max() / max(1e-3, np.abs(true).max()))
    return max(gaps)


def test_the_gradient_of_a_training_step_is_that_of_the_paper_s_equations(instance):
    assert worst_gap(*instance) < 1e-10


def test_the_gradient_is_that_of_pytorch_s_autograd(instance):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    kind, program, weights, run, state = instance
    own = {n: torch.tensor(v, requires_grad=True) for n, v in weights.items()}
    h, M, c = (torch.tensor(state[n]) if n in state else 0 for n in ("h", "M", "c"))
    loss = 0
    for x, s in zip(map(torch.tensor, run.mixtures), map(torch.tensor, run.sources), strict=True):
        y = torch.einsum("bij,bj->bi", (M * own["w"]).reshape(-1, 2, 2), x)

        def net(k, x=x, y=y, h=h):
            heard = x @ own[f"W_{k}"].T + y @ own[f"V_{k}"].T + h @ own[f"U_{k}"].T
            return heard + own[f"b_{k}"]

        if kind == "lstm":
            i, f, o = (torch.sigmoid(net(k)) for k in "ifo")
            c = f * c + i * torch.tanh(net("g"))
            h = o * torch.tanh(c)
        else:
            h = torch.tanh(net("h"))
        M = h @ own["W_M"].T + own["b_M"]
        loss = loss + torch.nn.functional.smooth_l1_loss(y, s)
    loss.backward()
    found, grads, _ = gradient(program, weights, run, state)
    assert found == pytest.approx(float(loss.detach()), 1e-12)
    for name, g in grads.items():
        true = own[name].grad.numpy()
        assert np.abs(g - true).max() <= 1e-10 * max(1e-3, np.abs(true).max()), name


def test_a_program_that_lost_a_term_is_told(instance):
    kind, program, weights, run, state = instance
    forward, backward = program.source.split("def backward")
    terms = re.findall(r"^ +np\.add\(.*\)$", backward, re.MULTILINE)
    assert terms
    for term in terms:
        text = f"{forward}def backward{backward.replace(term, '', 1)}"
        broken = Program(program.cell, backend(program.cell, "numpy", "float64", text=text))
        assert worst_gap(kind, broken, weights, run, state) > 1e-6, term


def test_the_distance_has_the_slope_it_says():
    draw = np.random.default_rng(2)
    y, s = draw.normal(size=(5, 3, 2)) * 2, draw.normal(size=(5, 3, 2))
    _, slope = distance(y, s)
    for place in np.ndindex(y.shape):
        beside = y.copy()
        beside[place] += 1e-6
        rise = (distance(beside, s)[0] - distance(y, s)[0]) / 1e-6
        assert rise == pytest.approx(slope[place], abs=1e-5)
