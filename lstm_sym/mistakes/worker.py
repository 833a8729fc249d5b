"""Run somebody's backward pass on given arrays, in a process of its own.

Started by its path, with the module, the function, the file of the cases and the file for the
answer; it needs NumPy only. What goes wrong in the function is written down, not raised.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SAME = 1e-3
PARTS = ("params", "inputs", "initial", "loss")


def main(module: str, function: str, source: str, target: str) -> None:
    """Answer every case, or say at which one the function failed, and how."""
    answer: dict[str, Any] = {}
    said: dict[str, Any] = {"fault": None, "case": None}
    unknown: dict[str, None] = {}
    with np.load(source) as file:
        arrays = {name: file[name] for name in file.files}
    many = 1 + max(int(name.split("/", 1)[0]) for name in arrays)
    k, process = None, os.getpid()
    try:
        call = _callable(_loaded(Path(module)), function)
        for k in (*(k for k in range(many) for _ in "ab"), 0):
            given = {part: _part(arrays, k, part) for part in PARTS}
            names = tuple(given["params"])
            returned = _named(call(**given))
            _leave_if_not(process)
            unknown |= {str(name): None for name in returned if name not in names}
            for name in [name for name in names if name in returned]:
                found = _array(name, returned[name])
                _check_again(name, found, answer.setdefault(f"{k}/{name}", found))
    except BaseException as fault:
        _leave_if_not(process)
        said = {"fault": _told(fault, module), "case": k}
    said["unknown"] = list(unknown)
    with open(target + ".npz", "wb") as file:
        np.savez(file, **answer)
    Path(target + ".json").write_text(json.dumps(said), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)


def _leave_if_not(process: int) -> None:
    """End the copies of a process that the function made by forking."""
    if os.getpid() != process:
        os._exit(0)


def _part(arrays: dict[str, Any], k: int, part: str) -> dict[str, Any]:
    start = f"{k}/{part}/"
    return {name[len(start) :]: v.copy() for name, v in arrays.items() if name.startswith(start)}


def _loaded(path: Path) -> Any:
    sys.path.insert(0, str(path.parent))
    spec: Any = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _callable(module: Any, name: str) -> Callable[..., Any]:
    found = getattr(module, name, None)
    if found is None:
        own = [n for n, v in vars(module).items() if callable(v) and not n.startswith("_")]
        raise LookupError(f"there is no {name} in it; there are {', '.join(sorted(own)) or 'none'}")
    if isinstance(found, type) and hasattr(found, "apply") and hasattr(found, "backward"):
        return _of_torch(found)
    if not callable(found):
        raise TypeError(f"{name} is no function")
    return found


def _of_torch(function: Any) -> Callable[..., Any]:
    """The gradients of an autograd.Function.

    Its ``apply`` is given what the arguments of its ``forward`` are called, if every parameter is
    among them; else inputs, states, parameters in the order of the cell.
    """
    import torch

    plain = function.setup_context is not torch.autograd.Function.setup_context
    arguments = inspect.signature(function.forward).parameters.values()
    names = [a.name for a in arguments if a.default is a.empty][0 if plain else 1 :]

    def call(params: Any, inputs: Any, initial: Any, loss: Any) -> dict[str, Any]:
        given = {name: torch.tensor(v) for name, v in (inputs | initial).items()}
        learnt = {name: torch.tensor(v, requires_grad=True) for name, v in params.items()}
        out = function.apply(*_ordered(names, given, learnt))
        outs = out if isinstance(out, tuple) else (out,)
        total = sum((o * torch.tensor(d)).sum() for o, d in zip(outs, loss.values(), strict=False))
        total.backward()
        return {name: v.grad for name, v in learnt.items() if v.grad is not None}

    return call


def _ordered(names: list[str], given: dict[str, Any], learnt: dict[str, Any]) -> list[Any]:
    """Arrays by the names of arguments; inputs and states of another name take what is left."""
    if not set(learnt) <= set(names):
        return [*given.values(), *learnt.values()]
    rest = iter([v for name, v in given.items() if name not in names])
    known = given | learnt
    found = [known[name] if name in known else next(rest, None) for name in names]
    if any(v is None for v in found) or next(rest, None) is not None:
        raise TypeError(f"forward takes {len(names)} arguments; give it {', '.join(known)}")
    return found


def _named(returned: Any) -> dict[str, Any]:
    if not isinstance(returned, dict):
        raise TypeError(f"it returned {type(returned).__name__}, not a dict of gradients by name")
    return returned


def _array(name: str, gradient: Any) -> Any:
    if hasattr(gradient, "detach"):
        gradient = gradient.detach().cpu().numpy()
    found = np.array(gradient)
    if found.dtype.kind in "iu" and found.any():
        raise TypeError(f"the gradient of {name} is of whole numbers, {found.dtype}")
    if found.dtype.kind not in "fiu":
        raise TypeError(f"the gradient of {name} is of type {found.dtype}, not of real numbers")
    return found


def _check_again(name: str, found: Any, before: Any) -> None:
    """Raise ValueError if a second call with the same arguments gave another gradient."""
    scale = SAME * float(np.max(np.abs(before), initial=0, where=np.isfinite(before)))
    if found.shape != before.shape or not np.allclose(found, before, SAME, scale, equal_nan=True):
        raise ValueError(
            f"the gradient of {name} is another one when it is called again with the same"
            " arguments: is something kept from call to call?"
        )


def _told(fault: BaseException, module: str) -> str:
    """The fault in one line, with the line of the module at which it arose."""
    if isinstance(fault, SyntaxError):
        return f"{fault.lineno or 1}: error: {fault.msg}"
    lines = [f.lineno for f in traceback.extract_tb(fault.__traceback__) if f.filename == module]
    where = f"{lines[-1]}: " if lines else ""
    what = " ".join(str(fault).split())[:300]
    if isinstance(fault, SystemExit):
        return f"{where}error: it called sys.exit({what})"
    return f"{where}error: {type(fault).__name__}: {what}" if lines else f"error: {what}"


if __name__ == "__main__":
    main(*sys.argv[1:])
