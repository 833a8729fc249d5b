"""What a cell costs as it grows: a stack of 1 to 40 LSTM layers, read, derived, drawn as LaTeX.

Processor seconds and the largest memory, each size in a process of its own, so that nothing is
kept from the one before. ``python benchmarks/scale.py 80`` measures one stack of 80 layers.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from rich.console import Console
from rich.table import Table

LAYERS = (1, 5, 10, 20, 40)


def measured(layers: int) -> str:
    """The layers, the equations, the seconds of three stages after the start, and megabytes."""
    from lstm_sym import builtin, cell, derive

    derive(cell("h[t] = tanh(W @ x[t] + U @ h[t-1])")).latex()
    base = getrusage(RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    found = derive(cell(f"layers {layers}\n{builtin('lstm').text}"))
    equations = len(found.cell.equations)
    read = time.process_time()
    assert found.derivation.steps
    derived = time.process_time()
    found.latex()
    shown = time.process_time()
    more = (getrusage(RUSAGE_SELF).ru_maxrss - base) / 1024
    stages = (read - start, derived - read, shown - derived, shown - start)
    numbers = " ".join(f"{one:.2f}" for one in stages)
    return f"{layers} {equations} {numbers} {1e3 * (shown - start) / equations:.1f} {more:.0f}"


def main() -> None:
    table = Table(
        "layers", "equations", "read", "derive", "LaTeX", "all, s", "ms an equation", "MB", box=None
    )
    for layers in map(int, sys.argv[1:]) if len(sys.argv) > 1 else LAYERS:
        body = f"import scale; print(scale.measured({layers}))"
        done = subprocess.run(
            [sys.executable, "-c", body],
            check=True,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parent,
        )
        table.add_row(*done.stdout.split())
    Console().print(table)


if __name__ == "__main__":
    main()
