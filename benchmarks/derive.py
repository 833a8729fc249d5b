"""What the main job costs: the whole of derive, an adjoint, a path sum, and how they grow.

Processor seconds, the best of several runs. Printed as a table, asserted nowhere.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from resource import RUSAGE_CHILDREN, getrusage

from rich.console import Console
from rich.table import Table
from sympy import count_ops
from sympy.core.cache import clear_cache

from lstm_sym import builtin, cell, derive, latex
from lstm_sym.proof.step import Derivation
from lstm_sym.render.record import record


def processor(work: Callable[[], object], runs: int = 5) -> float:
    """The least processor time of some runs, in seconds; SymPy's cache is cleared before each."""
    best = float("inf")
    for _ in range(runs):
        clear_cache()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def command(*arguments: str) -> float:
    """The processor time of a whole process, in seconds."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "lstm_sym", *arguments], check=True, capture_output=True)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def adjoint_with_latex(name: str) -> str:
    """Derive the adjoint system and all gradients of a cell, and print them in LaTeX."""
    found = derive(builtin(name))
    return "".join(latex(e) for e in (*found.adjoint.values(), *found.gradient.values()))


def stack(layers: int) -> str:
    """The text of a stack of LSTM layers."""
    return builtin("lstm").text + f"\nlayers {layers}\n"


def steps_of(derivation: Derivation, many: int) -> Derivation:
    """The first steps of a derivation."""
    return Derivation(
        derivation.label,
        derivation.title,
        derivation.about,
        derivation.steps[:many],
        derivation.cell,
        derivation.forall,
        derivation.loss,
    )


def whole(table: Table) -> None:
    """The command from start to end, with nothing kept and with everything kept."""
    with tempfile.TemporaryDirectory() as out:
        table.add_row("derive, cold", f"{command('derive', '--out', out):.2f} s", "whole process")
        table.add_row("derive, warm", f"{command('derive', '--out', out):.2f} s", "whole process")
    table.add_row("derive --help", f"{command('--help'):.2f} s", "whole process")


def parts(table: Table) -> None:
    """Single pieces, SymPy loaded."""
    from derivations import error_flow

    took = processor(lambda: adjoint_with_latex("lstm"))
    table.add_row("adjoint and gradients of the LSTM, LaTeX", f"{1e3 * took:.1f} ms", "any n, m, T")
    rule, claim = error_flow.path_sum.by, error_flow.path_sum.claim
    took = processor(lambda: list(rule.obligations(claim)))
    table.add_row("path sum by induction", f"{1e3 * took:.1f} ms", "any n, q")


def growth(table: Table) -> None:
    """Time against size: layers of a stack, steps of a derivation."""
    from derivations import lstm_bptt

    for layers in (1, 2, 4, 8):
        deep = cell(stack(layers))
        took = processor(lambda deep=deep: derive(deep).gradient, runs=3)
        size = sum(count_ops(e) for e in derive(deep).adjoint.values())
        table.add_row(
            f"gradients, {layers} LSTM layers", f"{1e3 * took:.1f} ms", f"{size} operations"
        )
    for many in (9, 18, 35):
        part = steps_of(lstm_bptt.derivation, many)
        took = processor(lambda part=part: record(part), runs=2)
        table.add_row(f"{many} steps proved and tried", f"{1e3 * took:.0f} ms", "LSTM")


def main() -> None:
    table = Table("what", "processor time", "for", box=None)
    for section in (whole, parts, growth):
        section(table)
    Console().print(table)


if __name__ == "__main__":
    main()
