"""A plan as a JAX module: scans over time, and the derived gradient as a custom_vjp."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...language.cell import Cell
from ..naming import headed
from ..plan import Plan, plan
from .infix import Words
from .layout import broken, indented
from .passes import Passes
from .speech import Loop, Style

WORDS = Words(
    {
        **{name: f"jnp.{name}" for name in ("exp", "log", "tanh", "sinh", "cosh", "sqrt", "sign")},
        **{name: f"jnp.{name}" for name in ("sin", "cos")},
        "Abs": "jnp.abs",
        "Max": "jnp.maximum",
        "Min": "jnp.minimum",
        "erf": "lax.erf",
        "re": "",
    },
    {
        "sigma": "jax.nn.sigmoid({z})",
        "tanh": "jnp.tanh({z})",
        "exp": "jnp.exp({z})",
        "relu": "jnp.maximum({z}, 0.0)",
        "heaviside": "jnp.heaviside({z}, 0.0)",
        "softplus": "jnp.logaddexp({z}, 0.0)",
        "inv": "(1.0 / ({z}))",
    },
    "jnp.where({test}, {yes}, {no})",
)
HEAD = '''"""{title}

The derived gradient as a JAX program, written by lstm_sym. Every line names the
equations that it computes. Inputs are (T, ..., m), states (L, ..., n), oldest first.
"""

import jax
import jax.numpy as jnp
from jax import lax


def moved(v, before, after, ago):
    """Return v at t - ago for every t; before and after are what it is beyond."""
    whole = jnp.concatenate((before, v, after))
    return lax.slice_in_dim(whole, len(before) - ago, len(before) - ago + len(v))


def rows(v):
    """Return steps and sequences as the rows of one matrix."""
    return v.reshape(-1, v.shape[-1])


def at(v, time):
    """Return v at a time, zero beyond the ends."""
    return v[time - 1] if 0 < time <= len(v) else jnp.zeros(v.shape[1:], v.dtype)


def said(final, state, steps, before, first):
    """Return what is said to all steps, and beyond, if final is said to the last."""
    whole = jnp.zeros((len(state) + steps, *state.shape[1:]), state.dtype)
    whole = whole.at[first:first + len(final)].add(final)
    beyond = jnp.concatenate((whole[:before], whole[before + steps:]))
    return whole[before:before + steps], beyond
'''


def emitted(cell: Cell, dtype: str = "float64") -> str:
    """Return the JAX module of a cell; its dtype is that of what it is given."""
    return _Module(plan(cell, fold=False, lift=False)).text()


def _joined(words: Sequence[str], axis: int) -> str:
    return f"jnp.concatenate(({', '.join(words)}){', -1' if axis else ''})"


def _loop(loop: Loop) -> Iterator[str]:
    begin, reads, keeps = list(loop.begin), list(loop.reads), list(loop.keeps)
    yield ""
    yield f"def step_{loop.number}(carry, {'now' if reads else '_'}):"
    yield f"    ({_tuple(begin)}) = carry"
    if reads:
        yield f"    ({_tuple(reads)}) = now"
    yield from indented(loop.body)
    yield f"    carry = ({_tuple(loop.follow)})"
    yield f"    return carry, ({_tuple(keeps)})"
    yield ""
    given = f"({_tuple(loop.reads.values())})" if reads else "None"
    back = ", reverse=True" if loop.way < 0 else ""
    start = f"({_tuple(loop.begin.values())})"
    call = f"lax.scan(step_{loop.number}, {start}, {given}, T{back})"
    if len(_tuple(keeps)) < 60:
        yield f"_, ({_tuple(keeps)}) = {call}"
        return
    yield f"_, kept_{loop.number} = {call}"
    yield from (f"{word} = kept_{loop.number}[{i}]" for i, word in enumerate(keeps))


def _tuple(words: object) -> str:
    found = list(words)  # type: ignore[call-overload]
    return ", ".join(found) + "," * (len(found) == 1)


class _Module:
    def __init__(self, program: Plan) -> None:
        zeros = "jnp.zeros((steps, *{like}.shape[1:-1], width), {like}.dtype)"
        self.passes = Passes(program, Style(WORDS, _joined, _loop, "jnp.stack", zeros))
        self.plan, self.cell = program, program.source
        self.inputs, self.given = self.passes.inputs, self.passes.given

    def text(self) -> str:
        """The module."""
        head = HEAD.format(title=f"{headed(self.cell)}.").splitlines()
        if not self.inputs:
            head[head.index("import jax")] = "from functools import partial\n\nimport jax"
        lines = [*head, *self.passes.forward(), *self.passes.backward(), *self._run()]
        return "\n".join(broken(lines)) + "\n"

    def _run(self) -> Iterator[str]:
        given = ", ".join(self.given)
        steps = "" if self.inputs else ", nondiff_argnums=(2,)"
        decorate = "@jax.custom_vjp" if self.inputs else f"@partial(jax.custom_vjp{steps})"
        yield from ("", "", decorate, f"def run({given}):")
        yield '    """Return the outputs at every step and the last states, by name."""'
        yield f"    return forward({given})[:2]"
        yield from ("", "", f"def _run_forward({given}):")
        yield f"    outputs, final, kept = forward({given})"
        saved = ", ".join([w for w in self.given if w != "steps"])
        yield f"    return (outputs, final), ({saved}, kept)"
        yield from ("", "", f"def _run_backward({'steps, ' * (not self.inputs)}saved, cotangents):")
        yield f"    {saved}, kept = saved"
        yield "    outputs, final = cotangents"
        yield "    errors, beyond = dict(outputs), {}"
        yield f'    T = len(kept["{self.cell.carried[0].name}"])'
        for s in self.cell.carried:
            yield from self._said(s.name)
        yield f"    grads = backward({given}, kept, errors)"
        learnt = ", ".join(f'"{p.name}": grads["{p.name}"]' for p in self.cell.learnt)
        fixed = [p.name for p in self.cell.parameters if p not in self.cell.learnt]
        yield f"    found = {{{learnt}}}"
        for name in fixed:
            yield f'    found["{name}"] = jnp.zeros_like(params["{name}"])'
        states = ", ".join(
            f'"{s.name}": grads["{s.name}"] + beyond["{s.name}"]' for s in self.cell.carried
        )
        yield f"    first = {{{states}}}"
        own = "".join(f'grads["{s.name}"], ' for s in self.cell.inputs)
        yield f"    return found, {own}first"
        yield from ("", "", "run.defvjp(_run_forward, _run_backward)")

    def _said(self, name: str) -> Iterator[str]:
        """What a loss says to the last states is said to the steps that they are of."""
        before, down = self.plan.before.get(name, 0), self.cell.way(name) < 0
        first = f"{before}" if down else "T"
        given = f'final["{name}"], initial["{name}"], T, {before}, {first}'
        yield f'    here, beyond["{name}"] = said({given})'
        yield f'    errors["{name}"] = errors.get("{name}", 0.0) + here'
