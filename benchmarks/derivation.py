"""What deriving the gradient of an LSTM costs, beside computer algebra and tracing.

Ours is for all n, m and T at once: one row. Processor seconds, the best of some runs; sizes are
nodes of expression trees, or lines of a jaxpr. What takes longer than a minute is left out, and so
is what is not installed, with a word. Printed as a table, asserted nowhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

from peers import unrolled
from rich.console import Console
from rich.table import Table
from sympy.core.cache import clear_cache

from lstm_sym import builtin, derive, latex

GOAL, BUDGET = 50, (750, 100)
STARTS = {
    "lstm_sym, the LSTM with its LaTeX": (
        "import lstm_sym; f = lstm_sym.derive('lstm'); "
        "[lstm_sym.latex(e) for e in (*f.adjoint.values(), *f.gradient.values())]"
    ),
    "SymPy, one derivative with its LaTeX": (
        "import sympy; x = sympy.Symbol('x'); sympy.latex(sympy.diff(1/(1 + sympy.exp(-x)), x))"
    ),
    "JAX, tracing the LSTM": "from peers.traced import traced; traced(4, 3, 10)",
}
# What getrusage tells of a child is the memory of its parent too.
PROBE = (
    "import pathlib; p = pathlib.Path('/proc/self/status'); "
    "said = p.read_text().splitlines() if p.exists() else []; "
    "print(*[line.split()[1] for line in said if 'VmHWM' in line])"
)


def taken(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The least processor time of some runs, and what the last one found."""
    best, found = float("inf"), None
    for _ in range(runs):
        clear_cache()
        start = time.process_time()
        found = work()
        best = min(best, time.process_time() - start)
    return best, found


def ours() -> list[Any]:
    """The errors and the gradients of the LSTM."""
    found = derive(builtin("lstm"))
    return [*found.adjoint.values(), *found.gradient.values()]


def printed() -> list[str]:
    """The same, in LaTeX."""
    return [latex(e) for e in ours()]


def nodes(found: list[Any]) -> int:
    """How many nodes the expressions have, of SymPy or of SymEngine; of a pair, its second."""
    waiting = [e[1] if isinstance(e, tuple) else e for e in found]
    many = 0
    while waiting:
        waiting += waiting.pop().args
        many += 1
    return many


def told(what: str, found: float, goal: float) -> None:
    """Print a number beside what is to be reached."""
    print(f"lstm_sym, {what}: {found:.3g} ({goal}: {'reached' if found <= goal else 'missed'})")


def rows(table: Table) -> None:
    """Ours, and that of others for some sizes; prints whether the goals are reached."""
    took, found = taken(ours, 5)
    table.add_row("lstm_sym", "any n, m, T", f"{1e3 * took:.1f} ms", f"{nodes(found)} nodes")
    own, _ = taken(printed, 5)
    table.add_row("lstm_sym, with LaTeX", "any n, m, T", f"{1e3 * own:.1f} ms", "")
    told("with LaTeX, in ms", 1e3 * own, GOAL)
    sizes = {
        "plain": ((1, 1, 1), (1, 1, 2)),
        "named": ((1, 1, 2), (4, 3, 2), (4, 3, 10)),
    }
    for word, name in (("SymPy", "sympy"), ("SymEngine", "symengine")):
        if not find_spec(name):
            print(f"{word} is not installed: left out")
            continue
        lib = import_module(name)
        for way in ("plain", "named"):
            for n, m, T in sizes[way]:
                work = partial(getattr(unrolled, way), lib, n, m, T)
                took, found = taken(work, 1)
                size = f"{nodes(found)} nodes"
                said = "unrolled" if way == "plain" else "unrolled, all named"
                table.add_row(
                    f"{word}, {said}", f"n={n}, m={m}, T={T}", f"{1e3 * took:.1f} ms", size
                )
    if find_spec("casadi"):
        import casadi

        for n, m, T in ((1, 1, 2), (4, 3, 10), (16, 8, 10)):
            took, found = taken(partial(unrolled.casadi, n, m, T), 2)
            size = f"{casadi.n_nodes(casadi.veccat(*found))} nodes"
            table.add_row("CasADi, unrolled", f"n={n}, m={m}, T={T}", f"{1e3 * took:.1f} ms", size)
    else:
        print("CasADi is not installed: left out")
    if find_spec("jax"):
        from peers.traced import traced

        for n, m, T in ((4, 3, 1), (4, 3, 1000), (512, 128, 1000)):
            took, found = taken(partial(traced, n, m, T), 3)
            size = f"{len(str(found).splitlines())} lines"
            table.add_row("JAX, traced", f"n={n}, m={m}, T={T}", f"{1e3 * took:.1f} ms", size)
        told("with LaTeX, as a share of JAX tracing its scan", own / took, 1)
    else:
        print("JAX is not installed: left out")


def starts(table: Table) -> None:
    """Whole processes: time and memory from the start to the result."""
    for name, text in STARTS.items():
        if name.startswith("JAX") and not find_spec("jax"):
            continue
        before = getrusage(RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-c", f"{text}; {PROBE}"],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
            capture_output=True,
            text=True,
        )
        after = getrusage(RUSAGE_CHILDREN)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = f"{int(done.stdout) // 1024} MiB" if done.stdout.strip() else ""
        table.add_row(name, "whole process", f"{1e3 * took:.0f} ms", size)
        if name.startswith("lstm_sym"):
            told("whole process, in ms", 1e3 * took, BUDGET[0])
            if size:
                told("whole process, in MiB", int(size.split()[0]), BUDGET[1])


def main() -> None:
    table = Table("gradient of the LSTM", "for", "processor time", "size", box=None)
    for section in (rows, starts):
        section(table)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
