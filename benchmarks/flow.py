"""What the error flow costs: how it grows with the horizon, the width, the paths of a stack.

Processor seconds with one thread of BLAS. Printed as a table, asserted nowhere.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from lstm_sym import builtin, cell, error_flow, flow
from lstm_sym.calculus.graph import how_many, strands
from lstm_sym.checks.adversary import summits
from lstm_sym.checks.trajectory import Draw


def processor(work: Callable[[], object]) -> float:
    """The processor time of one run, in seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


def horizons(table: Table) -> None:
    """The cost of a horizon: linear in its length."""
    found, before = flow("lstm"), 0.0
    for horizon in (250, 500, 1000):
        took = processor(lambda q=horizon: found.numbers(q, draw=Draw(size=64)))
        row(table, f"lstm, n = 64, {horizon} steps", took, before, "with and without 9 paths")
        before = took
    before = 0.0
    for size in (8, 16, 32):
        took = processor(lambda n=size: found.numbers(1000, draw=Draw(size=n)))
        row(table, f"lstm, n = {size}, 1000 steps", took, before, "with and without 9 paths")
        before = took


def row(table: Table, what: str, took: float, before: float, about: str) -> None:
    """A line of the table; how many times what half of it costs, where that was measured."""
    table.add_row(what, f"{took:.2f} s", f"{took / before:.2f}" if before else "", about)


def stacks(table: Table) -> None:
    """The cost of depth: paths are many, products are few."""
    text = builtin("lstm").text.split("\n", 1)[1]
    for layers in (2, 8, 32):
        deep = cell(f"layers {layers}\n{text}").explicit()
        first, last = deep.carried[0], deep.carried[-1]
        wrt = first(deep.time - 1)
        took = processor(lambda deep=deep, wrt=wrt: how_many(strands(deep), wrt))
        many = how_many(strands(deep), wrt)[last(deep.time)]
        row(table, f"paths through {layers} layers, counted", took, 0, f"{many:.1e}")


def bounds(table: Table) -> None:
    """The bounds of a cell: written, and attacked."""
    for name in ("rnn", "gru-torch", "lstm"):
        took = processor(lambda name=name: error_flow(builtin(name)))
        row(table, f"bounds of {name}", took, 0, "written")
        derivation = error_flow(builtin(name))
        took = processor(lambda derivation=derivation: summits(derivation, 1))
        row(table, f"bounds of {name}", took, 0, "attacked by an adversary")


def main() -> None:
    table = Table("what", "processor time", "times half of it", "for", box=None)
    for section in (horizons, stacks, bounds):
        section(table)
    Console().print(table)


if __name__ == "__main__":
    main()
