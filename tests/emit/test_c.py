"""The C program of every cell is its gradient too; its functions are right to two ulp."""

import ctypes
import math
import os
import signal
import time
from importlib.resources import files

import numpy as np
import pytest

from lstm_sym.cells import builtin
from lstm_sym.checks.drawn import dimensions
from lstm_sym.checks.programs import EXACT, Batch, compared, ran
from lstm_sym.emit import code, compiler
from lstm_sym.emit.compiler import NoCompiler, library
from lstm_sym.emit.native import CBackend
from lstm_sym.emit.program import Program, program
from lstm_sym.language.text import parse
from tests.emit.test_programs import UNSEEN

try:
    compiler.compiler()
except NoCompiler:
    pytest.skip("there is no C compiler", allow_module_level=True)


def test_the_program_of_a_cell_never_seen_before_is_its_gradient_on_any_number_of_threads():
    cell = parse(UNSEEN)
    batch = Batch(cell, 3, 5)
    for threads in (1, 2, 4):
        found = ran(program(cell, "c", threads=threads), batch)
        assert max(compared(batch, found).values()) < EXACT


def test_no_size_is_called_as_something_of_the_program_s_own():
    cell = parse("matrix W[d, y]\nh[t] = tanh(W @ x[t] + U @ h[t-1])")
    batch = Batch(cell, 0, 2)
    assert max(compared(batch, ran(program(cell, "c"), batch)).values()) < EXACT


def test_single_precision_is_as_good_as_single_precision_can_be():
    cell = builtin("gru-torch")
    batch, right = Batch(cell, 0, 2), Batch(cell, 0, 2)
    for part in (batch.params, batch.x, batch.initial, batch.dh):
        part.update({name: np.asarray(v, np.float32) for name, v in part.items()})
    for target in ("c", "numpy"):
        found = ran(program(cell, target, "float32"), batch)
        assert all(v.dtype == np.float32 for v in found.gradients.values())
        assert max(compared(right, found).values()) < 1e-5


def test_a_program_is_the_same_text_every_time():
    assert code(builtin("gru-torch"), "c") == code(builtin("gru-torch"), "c")


PROBE = """
void probe(const real *x, real *y, long n, long which)
{
    for (long i = 0; i < n; i++)
        y[i] = which == 0 ? exp_(x[i]) : which == 1 ? tanh_(x[i]) : sigma_(x[i]);
}
"""
LONG = np.longdouble


def exact(which: int, x: np.ndarray) -> np.ndarray:
    x = x.astype(LONG)
    with np.errstate(all="ignore"):
        return (np.exp, np.tanh, lambda z: 1 / (1 + np.exp(-z)))[which](x)


@pytest.mark.parametrize("single", [False, True])
@pytest.mark.skipif(np.finfo(LONG).nmant <= 52, reason="no wider number to compare with")
def test_functions_are_right_to_two_ulp_over_their_whole_range(single: bool):
    dtype = np.float32 if single else np.float64
    text = f"#include <math.h>\n#include <stdint.h>\n#define SINGLE {int(single)}\n"
    text += f"typedef {'float' if single else 'double'} real;\n"
    text += files("lstm_sym.emit.targets.c").joinpath("math.c").read_text("utf-8") + PROBE
    probe = library(text).probe
    probe.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_long, ctypes.c_long]
    probe.restype = None
    rng = np.random.default_rng(0)
    tiny = np.exp2(rng.uniform(-120 if single else -1000, 4, 100_000))
    wide = rng.uniform(-110, 95, 100_000) if single else rng.uniform(-750, 715, 100_000)
    points = [tiny, -tiny, wide, rng.uniform(-25, 25, 200_000), rng.uniform(-1, 1, 200_000)]
    x = np.concatenate(points).astype(dtype)
    for which in range(3):
        y, right = np.empty_like(x), exact(which, x)
        probe(x.ctypes.data, y.ctypes.data, len(x), which)
        with np.errstate(over="ignore"):
            rounded = right.astype(dtype)
        seen = np.isfinite(rounded)
        assert np.all(y[~seen] == rounded[~seen])
        ulp = np.spacing(np.abs(rounded[seen])).astype(LONG)
        assert np.max(np.abs(y[seen].astype(LONG) - right[seen]) / ulp) <= 2
        ends = np.array([math.nan, math.inf, -math.inf, 0.0], dtype)
        y = np.empty_like(ends)
        probe(ends.ctypes.data, y.ctypes.data, len(ends), which)
        assert np.array_equal(y, exact(which, ends).astype(dtype), equal_nan=True)


def test_without_a_compiler_the_program_runs_as_numpy_and_says_so(monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.warns(RuntimeWarning, match=r"no C compiler no-such-compiler; .* as NumPy"):
        made = program(builtin("rnn"), "c")
    batch = Batch(builtin("rnn"), 0, 1)
    assert max(compared(batch, ran(made, batch)).values()) < EXACT


def test_a_compiler_that_fails_in_silence_is_called_by_what_it_returns(monkeypatch, tmp_path):
    failing = tmp_path / "failing"
    failing.write_text("#!/bin/sh\nexit 3\n")
    failing.chmod(0o755)
    monkeypatch.setenv("CC", str(failing))
    with pytest.raises(NoCompiler, match="does not compile: it returns 3 and says nothing"):
        library("int one(void) { return 1; }")
    failing.write_text("#!/bin/sh\necho 'no such licence' >&2\nexit 3\n")
    with pytest.raises(NoCompiler, match="does not compile: no such licence"):
        library("int one(void) { return 1; }")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_child_of_a_fork_finds_the_gradient_that_its_parent_does():
    batch = Batch(builtin("lstm"), 0, 4)
    made = program(batch.cell, "c", threads=2)
    assert max(compared(batch, ran(made, batch)).values()) < EXACT
    child = os.fork()
    if child == 0:
        wrong = True
        try:
            again = ran(made, batch), ran(program(batch.cell, "c", threads=2), batch)
            wrong = not all(max(compared(batch, found).values()) < EXACT for found in again)
        finally:
            os._exit(wrong)
    end, status = time.monotonic() + 20, (0, 0)
    while status[0] == 0 and time.monotonic() < end:
        time.sleep(0.01)
        status = os.waitpid(child, os.WNOHANG)
    if status[0] == 0:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert status == (child, 0), "the child waits for threads that it has not"


@pytest.mark.slow
@pytest.mark.parametrize("missing", [(), ("__AVX512F__",), ("__AVX512F__", "__AVX__")])
def test_vectors_of_any_width_make_the_same_of_matrices_of_every_size(missing: tuple[str, ...]):
    cell, rng = builtin("lstm"), np.random.default_rng(0)
    text = "".join(f"#undef {word}\n" for word in missing) + code(cell, "c")
    narrow = Program(cell, CBackend(cell, "float64", 2, text))
    for n, m, T, B in ((70, 33, 3, 13), (129, 1, 2, 9), (7, 100, 30, 17)):
        dims = {"n": n, "m": m}
        params = {
            p.name: rng.standard_normal([dims[str(d)] for d in dimensions(p)]) for p in cell.learnt
        }
        x, dh = rng.standard_normal((T, B, m)), rng.standard_normal((T, B, n))
        _, found = narrow(params, x, dh, also=("x",))
        _, right = program(cell, "numpy")(params, x, dh, also=("x",))
        assert all(np.abs(found[k] - v).max() < 1e-12 * np.abs(v).max() for k, v in right.items())
