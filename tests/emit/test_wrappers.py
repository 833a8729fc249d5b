"""What stands around the passes of a PyTorch and a JAX program: no line of it may be left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from lstm_sym.cells import builtin
from lstm_sym.checks.programs import EXACT, Trial
from lstm_sym.emit import code
from lstm_sym.emit.load import loaded
from tests.strategies import close

PASSES, UNUSED = ("forward", "backward"), ("positive", "softplus")
FEWEST = {"torch": 40, "jax": 30}


def left_out(text: str) -> Iterator[tuple[str, str]]:
    """Every line outside of the two passes, and the program without it."""
    tree = ast.parse(text)
    passes = [f for f in tree.body if isinstance(f, ast.FunctionDef) and f.name in PASSES]
    for f in ast.walk(tree):
        if not isinstance(f, ast.FunctionDef) or f in passes or f.name in UNUSED:
            continue
        for node in ast.walk(f):
            block = getattr(node, "body", [])
            for k, line in enumerate(block if isinstance(block, list) else ()):
                told = isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
                if not told and not isinstance(line, ast.FunctionDef):
                    block[k] = ast.Pass()
                    yield f"{f.name}: {ast.unparse(line)}", ast.unparse(tree)
                    block[k] = line


def is_right(trial: Trial, target: str, text: str) -> bool:
    module: Any = loaded(text, "a program")
    return max(trial.gaps(target, text).values()) <= EXACT and (
        of_torch(trial, module) if target == "torch" else of_jax(trial, module)
    )


def of_torch(trial: Trial, module: Any) -> bool:
    """Whether no step changes no state, and a layer is what it is made of."""
    import torch

    batch = trial.batches[0]
    params = {name: torch.tensor(v) for name, v in batch.params.items()}
    (x,) = (torch.tensor(v) for v in batch.x.values())
    first = {n: torch.tensor(v[None], requires_grad=True) for n, v in batch.initial.items()}
    outputs, last = module.run(params, x[:0], first)
    sum((3 * v).sum() for v in last.values()).backward()
    still = all(torch.equal(last[n], v) and bool((v.grad == 3).all()) for n, v in first.items())
    sizes = {str(s): k for s, k in batch.networks[0].symbols.items() if s in trial.cell.sizes}
    layer = module.Layer(**sizes, dtype=torch.float64)
    told = all(getattr(layer, name) == k for name, k in sizes.items())
    drawn = told and all(0 < float(p.detach().abs().max()) <= 1 for p in layer.parameters())
    layer.load_state_dict(params)
    zeros = {n: torch.zeros_like(v) for n, v in first.items()}
    same = all(
        torch.equal(layer(x, given)[0][n], v)
        for given, told in ((None, zeros), (first, first))
        for n, v in module.run(params, x, told)[0].items()
    )
    return still and drawn and same and all(len(v) == 0 for v in outputs.values())


def of_jax(trial: Trial, module: Any) -> bool:
    """Whether a run that nobody differentiates says the same."""
    import jax

    batch = trial.batches[0]
    with jax.enable_x64(True):
        first = {name: v[None] for name, v in batch.initial.items()}
        outputs, _ = module.run(batch.params, *batch.x.values(), first)
        return all(close(np.asarray(outputs[n]), v, EXACT) for n, v in batch.outputs.items())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rnn", "lstm"])
@pytest.mark.parametrize("target", ["torch", "jax"])
def test_every_line_that_is_left_out_is_missed(target: str, name: str):
    pytest.importorskip(target)
    cell = builtin(name)
    trial, text = Trial(cell), code(cell, target)
    assert is_right(trial, target, text)
    tried, lived = 0, []
    for line, wrong in left_out(text):
        tried += 1
        try:
            if is_right(trial, target, wrong):
                lived.append(line)
        except Exception:  # a wrong program may raise anything
            continue
    assert tried > FEWEST[target]
    assert lived == []
