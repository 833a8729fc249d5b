"""Equations (19) to (28) of 1997, as they stand on the page, learn what the real network must.

A transcription that knows nothing but the right sides of the steps walks once over a network of two
blocks of two cells, carries the derivatives of the states forward, and adds up the updates. They
are the frozen-source gradient of the whole run, which comes from complex steps.
"""

from functools import cache

import numpy as np
import pytest
from sympy import S

from derivations import memory_errors, memory_updates
from derivations.memory_updates import alpha
from derivations.truncation import (
    ENDS,
    STARTS,
    E,
    W_kc,
    W_kh,
    cell,
    i,
    j,
    m,
    net_c,
    net_in,
    net_out,
    o,
    s,
    v,
    y,
    y_c,
    y_h,
)
from lstm_sym import Entry, T, slope, squash_g, t
from lstm_sym.checks.network import Network
from lstm_sym.language.activations import Slope
from lstm_sym.language.operators import Sensitivity
from lstm_sym.lower.numpy import Env, value

BLOCKS, CELLS, HIDDEN, OUTPUTS, INPUTS = 2, 4, 2, 2, 3
STEPS, FEW = 7, 3
SIGNALS = {"x": INPUTS, "y_h": HIDDEN, "y_in": BLOCKS, "y_out": BLOCKS, "y_c": CELLS}
ALL = sum(SIGNALS.values())
EXACT = 1e-12

# The formulas that compute something, and of what.
ERRORS = {
    "error-output-unit": ("net_k", o, OUTPUTS),
    "error-hidden-unit": ("net_h", i, HIDDEN),
    "error-output-gate": ("net_out", j, BLOCKS),
    "error-state": ("s", v, CELLS),
}
TRACES = {"carried-in": ("W_in", "in", BLOCKS), "carried-c": ("W_c", "c", CELLS)}
UPDATES = {
    "simple-kh": ("W_kh", "kh"),
    "simple-kc": ("W_kc", "kc"),
    "simple-h": ("W_h", "h"),
    "simple-out": ("W_out", "out"),
    "change-in": ("W_in", "in"),
    "change-c": ("W_c", "c"),
    "gradient-in": ("W_in", "in"),
    "gradient-c": ("W_c", "c"),
}
LABELS = [*ERRORS, *TRACES, *UPDATES]
FOUND = {
    step.label: step
    for home in (memory_errors.derivation, memory_updates.derivation)
    for step in home.steps
}


def places():
    """The matrices that put each kind of unit into its place among all units."""
    ends = np.cumsum([0, *SIGNALS.values()])
    names = ("P_x", "P_h", "P_in", "P_out", "P_c")
    return {
        name: np.eye(ALL)[:, low:high]
        for name, low, high in zip(names, ends, ends[1:], strict=False)
    }


@cache
def network(steps):
    """Two blocks of two cells, two hidden units, two output units, three inputs."""
    rng = np.random.default_rng(1997)
    sizes = SIGNALS | {"y": ALL, "y_k": OUTPUTS}
    symbols = {cell.signal(name).dim: size for name, size in sizes.items()}
    member = np.eye(BLOCKS)[[0, 0, 1, 1]]
    constants = places() | {"E": member}
    for W in cell.learnt:
        constants[W.name] = rng.standard_normal([symbols[d] for d in W.shape])
    given = {("x", k): rng.standard_normal(INPUTS) for k in range(1, steps + 1)}
    given |= {("s", 0): np.zeros(CELLS), ("y", 0): rng.standard_normal(ALL)}
    targets = {("y_k", k): rng.uniform(size=OUTPUTS) for k in range(1, steps + 1)}
    return Network(cell, symbols, constants, given, targets, steps)


class Transcription:
    """One walk over the run, one time step after the other, by the right sides of the steps."""

    def __init__(self, formulas, steps):
        self.formulas, self.run = formulas, network(steps)
        self.errors = {}
        self.traces = {}
        self.updates = {label: np.zeros(self._shape(label)) for label in UPDATES}
        for now in range(1, steps + 1):
            self._step(now)

    def _shape(self, label):
        return self.run.constants[UPDATES[label][0]].shape

    def _step(self, now):
        env = Env(
            {**self.run.symbols, t: now, T: now, alpha: 1.0},
            self.run.constants,
            self._signal,
            self._trace,
        )
        for label, (name, unit, size) in ERRORS.items():
            errors = [self._value(label, env, {unit: k + 1}) for k in range(size)]
            self.errors[name + "_bar", now] = -np.array(errors)
        for label, (matrix, kind, size) in TRACES.items():
            for row in range(1, size + 1):
                for column in range(1, ALL + 1):
                    at = {ENDS[kind]: row, m: column}
                    self.traces[matrix, row, column, now] = self._carried(label, env, at, row)
        for label, (_, kind) in UPDATES.items():
            for row, column in np.ndindex(self._shape(label)):
                at = {ENDS[kind]: row + 1, STARTS.get(kind, m): column + 1}
                self.updates[label][row, column] += self._value(label, env, at)

    def _carried(self, label, env, at, row):
        if label == "carried-in":
            return np.array([self._value(label, env, {**at, v: k + 1}) for k in range(CELLS)])
        trace = np.zeros(CELLS)
        trace[row - 1] = self._value(label, env, at)
        return trace

    def _value(self, label, env, at):
        return value(self.formulas[label], env.bind(at))

    def _signal(self, name, time):
        if name.endswith("_bar"):
            return self.errors[name, time]
        if name.endswith("_target"):
            return self.run.targets[name.removesuffix("_target"), time]
        return self.run.trajectory[name, time]

    def _trace(self, node, env):
        row, column = (int(value(k, env)) for k in node.weight.at)
        time = int(value(node.of.moment, env))
        assert node.of.name == "s"
        return self.traces.get((node.weight.of.name, row, column, time), np.zeros(CELLS))


FORMULAS = {label: FOUND[label].claim.rhs for label in LABELS}


def gap(formulas, steps=STEPS):
    """The largest relative distance of the updates from the gradient, over all matrices."""
    updates = Transcription(formulas, steps).updates
    real = network(steps).gradients
    return max(
        np.abs(updates[label] + real[name]).max() / np.abs(real[name]).max()
        for label, (name, _) in UPDATES.items()
    )


def test_every_equation_from_19_to_28_is_used():
    used = {name for label in LABELS for name in FOUND[label].source.formulas}
    assert used == {f"HS97-eq{k}" for k in range(19, 29)}


def test_every_weight_is_updated_down_the_frozen_source_gradient():
    assert {name for name, _ in UPDATES.values()} == {W.name for W in cell.learnt}
    assert gap(FORMULAS) < EXACT


def without_slopes(e):
    return e.replace(lambda x: isinstance(x, Slope), lambda x: S.One)


def without_blocks(e):
    return e.replace(lambda x: isinstance(x, Entry) and x.of == E, lambda x: S.One)


def without_memory(e):
    return e.replace(
        lambda x: isinstance(x, Entry) and isinstance(x.of, Sensitivity), lambda x: S.Zero
    )


def transposed(e):
    return e.replace(
        lambda x: isinstance(x, Entry) and x.of in (W_kh, W_kc), lambda x: Entry(x.of, *x.at[::-1])
    )


def other_gate(e):
    return e.xreplace({net_out(T): net_in(T)})


def input_gate_of_cell_as_gate(e):
    return e.xreplace({squash_g(Entry(net_c(t), v)): slope(squash_g, Entry(net_c(t), v))})


def step_late(e):
    return e.xreplace({y(T - 1): y(T), y_h(T): y_h(T - 1), y_c(T): y_c(T - 1)})


def trace_late(e):
    return e.xreplace({s(T): s(T - 1)})


BROKEN = [
    *((label, lambda e: 2 * e) for label in LABELS),
    *((label, without_slopes) for label in [*ERRORS, *TRACES]),
    *((label, without_memory) for label in TRACES),
    *((label, trace_late) for label in ("change-in", "change-c", "gradient-in", "gradient-c")),
    *((label, step_late) for label in ("simple-h", "simple-out")),
    ("error-hidden-unit", transposed),
    ("error-output-gate", without_blocks),
    ("error-state", other_gate),
    ("carried-in", input_gate_of_cell_as_gate),
]


@pytest.mark.parametrize(("label", "change"), BROKEN)
def test_it_fails_with_any_formula_broken(label, change):
    broken = change(FORMULAS[label])
    assert broken != FORMULAS[label]
    assert gap(FORMULAS | {label: broken}, FEW) > 1e-3


def test_the_block_must_be_named_in_25_or_in_the_sums_that_use_it():
    once = {"carried-in": without_blocks(FORMULAS["carried-in"])}
    sums = {label: without_blocks(FORMULAS[label]) for label in ("change-in", "gradient-in")}
    assert gap(FORMULAS | once, FEW) < EXACT
    assert gap(FORMULAS | sums, FEW) < EXACT
    assert gap(FORMULAS | once | sums, FEW) > 1e-3
