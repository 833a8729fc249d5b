"""What it costs to check a gradient, in gradients, and how sharp each way is.

The gradient is the emitted NumPy program of a cell; the ways are the complex step along random
directions, at the small sizes every entry by it, at the smallest by central differences. Processor
times, all in one run: the ratios count. Then the error of the directions on every cell. Printed as
tables, asserted nowhere. Threads would be counted too, so that one is best:
OPENBLAS_NUM_THREADS=1 python benchmarks/check.py
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

import lstm_sym
from lstm_sym.cells import builtin, names
from lstm_sym.checks.backward import gradients
from lstm_sym.checks.directions import MANY, Directions, moved
from lstm_sym.checks.drawn import filled, network
from lstm_sym.checks.network import Network
from lstm_sym.checks.sweep import swept
from lstm_sym.lower.numpy import Env

SIZES = ((4, 3, 10, 1), (16, 8, 20, 4), (32, 16, 50, 8), (128, 64, 100, 8))
GOAL, STEP = 10, 1e-6
Gradient = dict[str, Any]


def drawn(cell: str, n: int, m: int, steps: int, many: int) -> tuple[Network, list[Network]]:
    """A network with many sequences, and the same with one of them each."""
    source = builtin(cell)
    dice = np.random.default_rng(0)
    sizes = {s: {"n": n, "m": m}[str(s)] for s in source.sizes}
    one = filled(source, sizes, steps, dice, scale=n**-0.5)

    def put(arrays: dict[Any, Any]) -> dict[Any, Any]:
        return {at: dice.standard_normal((many, v.size)) for at, v in arrays.items()}

    given, targets = put(dict(one.given)), put(dict(one.targets))
    alone = [
        replace(
            one,
            given={at: v[k] for at, v in given.items()},
            targets={at: v[k] for at, v in targets.items()},
        )
        for k in range(many)
    ]
    return replace(one, given=given, targets=targets), alone


def emitted(cell: str, run: Network) -> Callable[[], Gradient]:
    """A call of the emitted program on the arrays of a run."""
    program = lstm_sym.derive(cell).compile("numpy")
    times = range(1, run.steps + 1)
    (source,), (output,) = run.cell.inputs, run.cell.outputs
    x = np.stack([run.given[source.name, t] for t in times])
    dh = np.stack([run.trajectory[output, t] - run.targets[output, t] for t in times])
    initial = {s.name: run.given[s.name, 0] for s in run.cell.carried}
    return lambda: program(dict(run.constants), x, dh, initial=initial)[1]


def along(run: Network, said: Gradient, seed: int = 0) -> float:
    """The error of the check along random directions, relative to |g| |d|."""
    d = Directions.drawn(said, dict.fromkeys(said, 1.0), np.random.default_rng(seed))
    size = np.sqrt(sum(float((v**2).sum()) for v in said.values()))
    length = np.sqrt(sum(float((v**2).sum()) for v in d.at.values()) / MANY)
    return d.gap(moved(run, d.at)) / (size * length)


def by_entry(runs: list[Network]) -> Gradient:
    """Every entry by the complex step: of each equation, and the chain rule."""
    found: Gradient = {}
    for run in runs:
        slopes = {at: run.trajectory[at] - d for at, d in run.targets.items()}
        env = Env(run.symbols, run.constants)
        for name, v in swept(run.cell, env, run.trajectory, slopes, run.steps).gradients.items():
            found[name] = found.get(name, 0.0) + v
    return found


def by_differences(run: Network) -> Gradient:
    """Every entry by a central difference: two runs each."""
    found: Gradient = {}
    for name, v in run.constants.items():
        slopes = np.zeros(v.shape)
        for at in np.ndindex(v.shape):
            ends = []
            for sign in (1, -1):
                moving = v.copy()
                moving[at] += sign * STEP
                ends.append(np.sum(run.loss(run.run({}, {name: moving}))))
            slopes[at] = (ends[0] - ends[1]) / (2 * STEP)
        found[name] = slopes
    return found


def gap(found: Gradient, right: Gradient) -> float:
    """The worst entry, relative to the largest of all."""
    largest = max(np.max(np.abs(v)) for v in right.values())
    return float(max(np.max(np.abs(found[k] - v)) for k, v in right.items()) / largest)


def timed(work: Callable[[], Gradient]) -> tuple[float, Gradient]:
    """The processor time of one go, and what it found."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def best(work: Callable[[], object], goes: int) -> float:
    """The least processor time of some goes, after one that warms up."""
    work()
    found = []
    for _ in range(goes):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def costs(cell: str, quick: bool) -> Table:
    """What each way costs and how far it is off, at every size."""
    sizes = SIZES[:2] if quick else SIZES
    table = Table(f"{cell}: (n, m, T, B)", *map(str, sizes), box=None)
    rows: dict[str, list[str]] = {}
    for k, size in enumerate(sizes):
        run, alone = drawn(cell, *size)
        program = emitted(cell, run)
        said = program()
        once = best(program, 50)
        rows.setdefault("the gradient itself", []).append(f"{1e3 * once:.3g} ms")

        def told(way: str, seconds: float, error: float, once: float = once) -> None:
            rows.setdefault(way, []).append(f"{seconds / once:.3g} x, error {error:.0e}")

        check = partial(along, run, said)
        told(f"complex step along {MANY} directions", best(check, 10), check())
        if k < 2:
            seconds, entries = timed(partial(by_entry, alone))
            told("every entry, complex step", seconds, gap(entries, said))
        if k == 0:
            seconds, differences = timed(partial(by_differences, run))
            told("every entry, central differences", seconds, gap(differences, said))
    for way, row in rows.items():
        table.add_row(way, *row)
    return table


def errors() -> None:
    """The error along directions on every cell: the worst of some random networks."""
    worst: dict[str, float] = {}
    for name in names():
        cell, dice = builtin(name), np.random.default_rng(0)
        for k in range(10):
            with np.errstate(all="ignore"):
                run = network(cell, dice, calm=0.5)
                worst[name] = max(worst.get(name, 0.0), along(run, gradients(run), k))
    name = max(worst, key=worst.__getitem__)
    below = sum(gap < 1e-14 for gap in worst.values())
    print(
        f"error below 1e-14 on {below} of {len(worst)} cells; the worst: {name}, {worst[name]:.1e}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the two small sizes")
    asked = parser.parse_args()
    for cell in ("lstm", "lstm-vanilla", "gru-torch", "rnn"):
        Console(width=150).print(costs(cell, asked.quick))
    print(f"Goal: at most {GOAL} gradients, an error below 1e-14.")
    errors()


if __name__ == "__main__":
    main()
