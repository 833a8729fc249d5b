"""The C programs under AddressSanitizer and UndefinedBehaviorSanitizer, at sizes of every kind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_sym.emit.compiler import NoCompiler, compiler

SANITIZED = "-fsanitize=address,undefined -fno-sanitize-recover=all -g"
RUN = """
import sys
import numpy as np
from lstm_sym.checks.drawn import dimensions
from lstm_sym.checks.programs import EXACT, Trial
from lstm_sym.cells import builtin
from lstm_sym.emit.program import program

for name in ("rnn-bidirectional", "qrnn-ifo", "slstm-stabilised"):
    assert max(Trial(builtin(name)).gaps("c").values()) < EXACT, name
SIZES = ((1, 1, 1, 1), (4, 3, 0, 2), (5, 2, 3, 0), (17, 9, 4, 7), (70, 33, 3, 13))
rng = np.random.default_rng(0)
cell = builtin("lstm").explicit()
for dtype in ("float64", "float32"):
    for threads in (1, 3):
        made = program(cell, "c", dtype, threads)
        for n, m, T, B in SIZES:
            sizes = {"n": n, "m": m}
            params = {
                p.name: rng.standard_normal([sizes[str(d)] for d in dimensions(p)]).astype(dtype)
                for p in cell.learnt
            }
            x, dh = (rng.standard_normal((T, B, k)).astype(dtype) for k in (m, n))
            made(params, x, dh, also=("x", "c", "h"))
            made(params, x * np.nan, dh)
            made.forward(params, x)
print("clean")
"""


def libraries() -> str:
    """What must be loaded before Python for a sanitized library."""
    names = ("libasan.so", "libubsan.so")
    found = [
        subprocess.run([*compiler(), f"-print-file-name={n}"], capture_output=True, text=True)
        for n in names
    ]
    return " ".join(path for one in found if Path(path := one.stdout.strip()).is_absolute())


@pytest.mark.slow
def test_no_byte_is_touched_that_is_not_the_programs_own(tmp_path):
    try:
        loaded = libraries()
    except NoCompiler:
        pytest.skip("there is no C compiler")
    if "asan" not in loaded or "ubsan" not in loaded:
        pytest.skip("the compiler has no sanitizer")
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env=os.environ
        | {
            "CC": f"{compiler()[0]} {SANITIZED}",
            "XDG_CACHE_HOME": str(tmp_path),
            "LD_PRELOAD": loaded,
            "ASAN_OPTIONS": "detect_leaks=0",
        },
        capture_output=True,
        text=True,
    )
    assert done.stdout == "clean\n", done.stderr[-3000:]
