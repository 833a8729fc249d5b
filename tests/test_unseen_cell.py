"""A cell that is like no other: it derives and checks at once, and is what a hand would program."""

import numpy as np
import pytest

from lstm_sym import check, derive, run
from tests.strategies import close

TEXT = """
title  A cell that nobody has seen
output e
number alpha
k[t] = sigma(A @ x[t] + B @ c[t-2] + p)
s[t] = alpha*s[t-1] + k[t]*tanh(B @ c[t-1] + A @ x[t-1]) + p*s[t-2]
e[t] = softplus(C @ s[t] + alpha)/(1 + k[t]*k[t])
c[t] = (1 - k[t])*c[t-1] + alpha*k[t]*(B.T @ e[t]) - max(s[t], e[t-1])
"""
T, M, N = 7, 3, 4


@pytest.fixture(scope="module")
def derived():
    return derive(TEXT)


def test_it_checks_at_the_first_try(derived):
    cell = derived.source
    assert {s.name for s in cell.carried} == {"s", "e", "c"}
    assert cell.lags["c"] == cell.lags["s"] == 2
    assert cell.outputs == ("e",) != (cell.computed[-1].name,)
    report = check(derived.source)
    assert report, {k: v for k, v in report.verdicts.items() if v in ("refuted", "undecided")}
    assert set(derived.gradient) == {"A", "B", "C", "p", "alpha"}


def test_it_is_what_a_hand_would_program(derived):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
    rng = np.random.default_rng(1)
    shapes = {"A": (N, M), "B": (N, N), "C": (N, N), "p": (N,), "alpha": ()}
    given = {k: 0.5 * rng.standard_normal(v) for k, v in shapes.items()}
    x, x0 = rng.standard_normal((T, M)), rng.standard_normal(M)
    s0, c0, e0 = (rng.standard_normal((k, N)) for k in (2, 2, 1))
    slopes = rng.standard_normal((T, N))
    found = run(
        derived.source,
        given,
        {"x": x},
        {"x": x0, "s": s0, "c": c0, "e": e0[0]},
        {"e": slopes},
    )

    A, B, C, p, alpha = (torch.tensor(given[k], requires_grad=True) for k in shapes)
    xs, ss, cs, es = (list(map(torch.tensor, v)) for v in ([x0, *x], s0, c0, e0))
    loss = 0
    for t in range(1, T + 1):
        k = torch.sigmoid(A @ xs[t] + B @ cs[-2] + p)
        s = alpha * ss[-1] + k * torch.tanh(B @ cs[-1] + A @ xs[t - 1]) + p * ss[-2]
        e = torch.nn.functional.softplus(C @ s + alpha) / (1 + k * k)
        c = (1 - k) * cs[-1] + alpha * k * (B.T @ e) - torch.maximum(s, es[-1])
        ss, cs, es = [*ss, s], [*cs, c], [*es, e]
        loss = loss + (e * torch.tensor(slopes[t - 1])).sum()
    loss.backward()
    assert close(found["e"], np.array([e.detach().numpy() for e in es[1:]]), 1e-12)
    for name, v in zip(shapes, (A, B, C, p, alpha), strict=True):
        assert close(found.gradient[name], v.grad.numpy(), 1e-10), name
