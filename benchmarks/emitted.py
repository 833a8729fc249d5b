"""The gradient of a recurrent layer: emitted NumPy and C beside PyTorch and JAX, in one run.

All have the same processors, --threads of them. Times are wall times, the best of several turns,
each after a rest: the idle threads of OpenBLAS and of OpenMP spin for some milliseconds, on the
processors of whoever comes next. With one thread they are processor times, which a busy machine
lengthens least. Printed as a table, asserted nowhere; what is not installed is left out.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import time
from collections.abc import Callable

SIZES = ((4, 3, 10, 1), (32, 16, 50, 8), (128, 64, 100, 32), (512, 128, 100, 32))
GOALS = {
    ("emitted NumPy", "PyTorch nn.LSTM", "float64"): (4, 2, 1.3, 1.1),
    ("emitted NumPy", "JAX jit(grad(scan))", "float64"): (None, None, 1.3, 1.0),
    ("emitted C", "PyTorch nn.LSTM", "float64"): (50, 8, 2.5, 2),
    ("emitted C", "JAX jit(grad(scan))", "float64"): (5, 2, 2, 1.5),
    ("emitted C", "PyTorch nn.LSTM", "float32"): (20, 2.5, 1.0, 0.95),
    ("emitted C", "JAX jit(grad(scan))", "float32"): (1.5, 2, 2, 1.7),
}
Bounds = dict[str, list[str]]
Sizes = tuple[int, int, int, int]
Stacks = tuple[tuple[str, ...], ...]
REST, TURN, GO = 0.05, 0.2, 0.004
PEAK = """
typedef %s real;
typedef real wide __attribute__((vector_size(64)));
double rate(long many)
{
    double sum = 0;
    #pragma omp parallel reduction(+:sum)
    {
        wide a[16], b = {0}, c = {0};
        #pragma GCC unroll 16
        for (int k = 0; k < 16; k++)
            a[k] = b + (real)k;
        b += (real)0.999;
        c += (real)0.001;
        for (long i = 0; i < many; i++)
        #pragma GCC unroll 16
            for (int k = 0; k < 16; k++)
                a[k] = a[k] * b + c;
        #pragma GCC unroll 16
        for (int k = 0; k < 16; k++)
            sum += a[k][0];
    }
    return sum;
}
"""


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the two small sizes, few rounds")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--rounds", type=int, default=0, help="how often every road has its turn")
    parser.add_argument("--kinds", default="lstm,gru,peephole", help="of lstm, gru, peephole")
    asked = parser.parse_args()
    if wrong := set(asked.kinds.split(",")) - {"lstm", "gru", "peephole"}:
        parser.error(f"no kind is called {wrong.pop()!r}; there are lstm, gru, peephole")
    return asked


def bound(threads: int) -> None:
    """Give this process so many processors; before any library starts its threads."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    for name in ("OMP", "OPENBLAS", "MKL"):
        os.environ[f"{name}_NUM_THREADS"] = str(threads)


def best(works: list[Callable[[], object]], rounds: int, threads: int) -> list[float]:
    """The least time of a call of each: they take turns, and each turn has some goes."""
    clock = time.process_time if threads == 1 else time.perf_counter
    found = [float("inf")] * len(works)
    for _ in range(rounds):
        for k, work in enumerate(works):
            time.sleep(REST)
            start, last = clock(), time.perf_counter() + TURN
            work()
            many = max(1, min(2000, int(GO / max(clock() - start, 1e-5))))
            goes = 0
            while goes < 2 or time.perf_counter() < last:
                start = clock()
                for _ in range(many):
                    work()
                found[k] = min(found[k], (clock() - start) / many)
                goes += 1
    return found


def products(dtype: str, threads: int, rounds: int) -> float:
    """The best rate of a matrix product of 1024 x 1024 here, in GFLOP/s."""
    from importlib.util import find_spec

    import numpy as np

    a = np.random.default_rng(0).standard_normal((1024, 1024)).astype(dtype)
    works: list[Callable[[], object]] = [lambda: a @ a]
    if find_spec("torch"):
        import torch

        b = torch.from_numpy(a)
        works.append(lambda: b @ b)
    return 2 * 1024**3 / min(best(works, rounds, threads)) / 1e9


def additions(dtype: str, threads: int, rounds: int) -> float | None:
    """The rate of multiplying and adding in registers, in GFLOP/s; None without a compiler."""
    from lstm_sym.emit.compiler import NoCompiler, library

    try:
        rate = library(PEAK % ("double" if dtype == "float64" else "float")).rate
    except NoCompiler:
        return None
    rate.argtypes, rate.restype = [ctypes.c_long], ctypes.c_double
    many, lanes = 300_000, 8 if dtype == "float64" else 16
    return 2 * lanes * 16 * many * threads / best([lambda: rate(many)], rounds, threads)[0] / 1e9


def measured(kind: str, dtype: str, asked: argparse.Namespace) -> dict[str, list[float]]:
    """The seconds of every road at every size; prints them with their ratios and rates."""
    import numpy as np
    from peers.recurrent import KINDS, Problem, roads
    from rich.console import Console
    from rich.table import Table

    sizes = SIZES[:2] if asked.quick else SIZES
    rounds = asked.rounds or (2 if asked.quick else 4)
    table = Table(f"{kind}, {dtype}", *(str(size) for size in sizes), "worst gap", box=None)
    seconds: dict[str, list[float]] = {}
    rows: dict[str, list[str]] = {}
    worst: dict[str, float] = {}
    rate = 0.0
    for size in sizes:
        problem = Problem(KINDS[kind], *size, dtype, asked.threads)
        found = list(roads(problem))
        right = found[0][2](found[0][1]())
        for name, work, plain in found:
            gaps = [
                np.abs(a - b).max() / np.abs(b).max()
                for a, b in zip(plain(work()), right, strict=True)
            ]
            worst[name] = max(worst.get(name, 0.0), float(max(gaps)))
        took = best([work for _, work, _ in found], rounds, asked.threads)
        for (name, _, _), one in zip(found, took, strict=True):
            seconds.setdefault(name, []).append(one)
            said = f"{1e6 * one:.3g} us" if one < 1e-3 else f"{1e3 * one:.3g} ms"
            rate = problem.flops / one / 1e9
            rows.setdefault(name, []).append(f"{said} ({one / min(took):.3g}x) {rate:.3g}")
    for name, row in rows.items():
        table.add_row(name, *row, f"{worst[name]:.0e}")
    Console(width=150).print(table)
    if not asked.quick:
        own = SIZES[-1]
        flops = Problem(KINDS[kind], *own, dtype, asked.threads).flops
        rate = flops / seconds["emitted C"][-1] / 1e9
        product, peak = products(dtype, asked.threads, 5), additions(dtype, asked.threads, 5)
        said = f"emitted C at {own}: {rate:.0f} GFLOP/s, {rate / product:.0%} of the best "
        said += f"1024 x 1024 product ({product:.0f})"
        said += f", {rate / peak:.0%} of multiply-add ({peak:.0f})" if peak else ""
        print(said, flush=True)
    return seconds


def goals(kind: str, dtype: str, seconds: dict[str, list[float]], bounds: Bounds) -> None:
    """How often as fast as its peer a program is, beside what was to be reached.

    A peer without a layer of PyTorch is the loop; after what is missed stands what bounds it.
    """
    layer = f"PyTorch nn.{kind.upper()}"
    for (ours, peer, of), wanted in GOALS.items():
        theirs = peer
        if peer.startswith("PyTorch"):
            theirs = layer if layer in seconds else "PyTorch loop"
        if of != dtype or theirs not in seconds:
            continue
        ratios = [a / b for a, b in zip(seconds[theirs], seconds[ours], strict=True)]
        told = [
            f"{ratio:.2f}x" + (f" ({goal}x: {_verdict(ratio / goal)})" if goal else "")
            for ratio, goal in zip(ratios, wanted, strict=False)
        ]
        print(f"{kind}: {ours} against {theirs}, {of}: {', '.join(told)}")
        for size, ratio, goal in zip(SIZES, ratios, wanted, strict=False):
            if goal and ratio < goal:
                print(f"    {size}: {bounds[ours][SIZES.index(size)]}")


def _verdict(share: float) -> str:
    return "reached" if share >= 1 else f"missed by {1 - share:.0%}"


def bounds(
    kind: str, dtype: str, asked: argparse.Namespace, seconds: dict[str, list[float]]
) -> Bounds:
    """What takes the time of a program at every size: the call from Python, or the products."""
    from peers.recurrent import KINDS, Problem

    told: Bounds = {}
    peak = products(dtype, asked.threads, 2)
    for ours in ("emitted NumPy", "emitted C"):
        told[ours] = []
        for size, whole in zip(SIZES, seconds[ours], strict=False):
            rate = Problem(KINDS[kind], *size, dtype, asked.threads).flops / whole / 1e9
            said = f"{rate:.3g} GFLOP/s, {rate / peak:.0%} of the best product ({peak:.3g})"
            alone = inside(kind, dtype, asked) if (ours, size) == ("emitted C", SIZES[0]) else None
            if alone is not None:
                said = f"{1e6 * alone:.2g} of {1e6 * whole:.2g} us are C, the rest is its call"
            if ours == "emitted NumPy":
                share = multiplied(KINDS[kind].stacks, size, dtype, asked.threads) / whole
                said = f"its products alone take {share:.0%} of the time in NumPy; {said}"
            told[ours].append(said)
    return told


def multiplied(stacks: Stacks, size: Sizes, dtype: str, threads: int) -> float:
    """The seconds that NumPy takes for the least products of a gradient, and nothing else."""
    import numpy as np

    n, m, T, B = size
    rng, rows = np.random.default_rng(0), len(stacks[0]) * n

    def drawn(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape).astype(dtype)

    W, U, x, h, d = drawn(rows, m), drawn(rows, n), drawn(T * B, m), drawn(T * B, n), drawn(B, rows)
    errors = drawn(T * B, rows)
    now, back, UT = h[:B].copy(), np.empty((B, n), dtype), U.T.copy()
    found = np.empty((B, rows), dtype)

    def work() -> None:
        x @ W.T
        for _ in range(T):
            np.matmul(now, UT, out=found)
            np.matmul(d, U, out=back)
        errors.T @ x
        errors.T @ h

    return best([work], 2, threads)[0]


def inside(kind: str, dtype: str, asked: argparse.Namespace) -> float | None:
    """The seconds of a small gradient that are C; None without a compiler."""
    from peers.recurrent import KINDS, Problem

    import lstm_sym

    problem = Problem(KINDS[kind], *SIZES[0], dtype, asked.threads)
    made = lstm_sym.derive(problem.kind.cell).compile("c", dtype, asked.threads)
    made(problem.params, problem.x, problem.dh)
    call = getattr(getattr(made.backend, "kept", None), "call", None)
    if call is None:
        return None
    blocks = call.blocks()
    (alone,) = best([lambda: call.run(*call.passed, 1)], 2, asked.threads)
    del blocks
    return alone


def main() -> None:
    asked = options()
    bound(asked.threads)
    from peers.recurrent import missing

    print(
        f"{asked.threads} threads; (hidden, input, time, batch); time (times the fastest) GFLOP/s"
    )
    for name in missing():
        print(f"{name} is not installed: left out; pip install 'lstm_sym[{name}]'")
    for kind in asked.kinds.split(","):
        for dtype in ("float64", "float32"):
            seconds = measured(kind, dtype, asked)
            goals(kind, dtype, seconds, bounds(kind, dtype, asked, seconds))
            print(flush=True)


if __name__ == "__main__":
    main()
