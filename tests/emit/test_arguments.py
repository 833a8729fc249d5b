"""What a program is given: what does not fit is said in one line, what is odd has a defined end."""

import numpy as np
import pytest

import lstm_sym
from lstm_sym.emit.arguments import ProgramError
from lstm_sym.emit.program import Program
from tests.emit.test_programs import is_there

T, B, N, M = 5, 2, 4, 3
RNG = np.random.default_rng(0)
PARAMS = {
    p.name: RNG.standard_normal([{"n": N, "m": M}[str(d)] for d in dims])
    for p in lstm_sym.derive("lstm").cell.learnt
    for dims in [p.shape if hasattr(p, "shape") else (p.dim,)]
}
X, DH = RNG.standard_normal((T, B, M)), RNG.standard_normal((T, B, N))
WRONG = {
    "x has dtype float32, the program float64; convert it, or compile with dtype='float32'": {
        "x": X.astype(np.float32)
    },
    "x has dtype complex128, the program float64; convert it": {"x": X.astype(complex)},
    "x has dtype >f8, the program float64; convert it": {"x": X.astype(">f8")},
    "x is a list, not an array": {"x": X.tolist()},
    "x is a masked array; fill it, or give lengths": {"x": np.ma.masked_array(X, mask=True)},
    "x has shape (2, 3), it wants (T, B, m)": {"x": X[0]},
    "x has shape (5, 2, 4), but m = 3 by W_i": {"x": DH},
    "x has 5 steps, it wants 4": {"dh": DH[1:]},
    "x has 2 sequences, the loss gradient of h has 1": {"dh": DH[:, 1:]},
    "input x is not given": {"x": None},
    "dh, the gradient of the loss by the outputs, is not given": {"dh": None},
    "params is not given, it wants a mapping of arrays by name": {"params": None},
    "params is a list, it wants a mapping of arrays by name": {"params": [1]},
    "parameter W_f is not given": {"params": {k: v for k, v in PARAMS.items() if k != "W_f"}},
    "no parameter is called W_q; did you mean W_o?": {"params": {**PARAMS, "W_q": 1}},
    "W_i has shape (4, 0): the size m is zero": {
        "params": {k: v[..., :0] for k, v in PARAMS.items()}
    },
    "initial is a list, it wants a mapping of arrays by name": {"initial": [1]},
    "no state is called q; there are c, h": {"initial": {"q": DH[0]}},
    "the initial c has shape (2, 3), but n = 4 by W_i": {"initial": {"c": X[0]}},
    "the final c has shape (1, 4), it wants (2, 4)": {"final": {"c": DH[0, :1]}},
    "a length is 1 to 9, it wants 0 to 5": {"lengths": [1, 9]},
    "a length is -1 to 2, it wants 0 to 5": {"lengths": [-1, 2]},
    "lengths are 2 whole numbers, one for each sequence": {"lengths": [1.0, 2.0]},
    "no input or state is called q; there are x, c, h": {"also": ("q",)},
    "also is a sequence of names; write also=('c',)": {"also": "c"},
}


@pytest.fixture(scope="module", params=["numpy", "c"])
def program(request: pytest.FixtureRequest) -> Program:
    if not is_there(request.param):
        pytest.skip(f"{request.param} is not there")
    return lstm_sym.derive("lstm").compile(request.param)


def call(program: Program, **given):
    given = {"params": PARAMS, "x": X, "dh": DH} | given
    return program(given.pop("params"), given.pop("x"), given.pop("dh"), **given)


@pytest.mark.parametrize("said", WRONG)
def test_what_does_not_fit_is_said_in_one_line_even_after_a_call_that_fits(program, said: str):
    call(program)
    with pytest.raises(ProgramError) as fault:
        call(program, **WRONG[said])
    assert str(fault.value) == said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"target": "pytorch"}, "no target is called pytorch; there are numpy, c, torch, jax"),
        ({"dtype": "int64"}, "no program of dtype int64; there are float64 and float32"),
        ({"target": "c", "threads": 0}, "threads are 0, they want to be a whole number from 1"),
        ({"target": "c", "threads": "2"}, "threads are '2', they want to be a whole number from 1"),
    ],
)
def test_so_is_what_cannot_be_compiled(options: dict, said: str):
    with pytest.raises(ProgramError) as fault:
        lstm_sym.derive("lstm").compile(**options)
    assert str(fault.value) == said


def test_no_steps_and_no_sequences_have_no_loss_and_no_gradient(program):
    for x, dh in ((X[:0], DH[:0]), (X[:, :0], DH[:, :0])):
        loss, grads = call(program, x=x, dh=dh)
        assert loss == 0
        assert all(v.shape == PARAMS[name].shape and not v.any() for name, v in grads.items())
    final = {"c": np.ones((B, N))}
    loss, grads = call(program, x=X[:0], dh=None, initial=final, final=final, also=("c",))
    assert loss == B * N
    assert np.array_equal(grads["c"], final["c"])


def test_an_array_need_not_be_contiguous_or_writeable(program):
    x, dh = np.asfortranarray(X), DH[:, :, ::-1]
    _, right = call(program, dh=dh.copy())
    x.flags.writeable = False
    _, found = call(program, x=x, dh=dh)
    assert all(np.array_equal(found[name], v) for name, v in right.items())


def test_what_is_no_number_stays_none_and_what_saturates_stays_finite(program):
    for wrong in (np.nan, np.inf):
        loss, grads = call(program, x=np.full_like(X, wrong))
        assert np.isnan(loss)
        assert np.isnan(grads["W_i"]).all()
    loss, grads = call(program, params={name: 1000 * v for name, v in PARAMS.items()})
    assert np.isfinite([loss, *(np.abs(v).max() for v in grads.values())]).all()


def test_padding_and_checkpoints_change_nothing(program):
    _, whole = call(program, also=("x",))
    _, again = call(program, also=("x",), checkpoint=True)
    assert all(np.allclose(again[name], v, rtol=0, atol=1e-13) for name, v in whole.items())
    padded = X.copy()
    padded[2:, 0] = np.nan
    _, found = call(program, x=padded, lengths=[2, T])
    parts = [call(program, x=X[:k, [b]], dh=DH[:k, [b]])[1] for b, k in ((0, 2), (1, T))]
    for name, v in found.items():
        assert np.allclose(v, parts[0][name] + parts[1][name], rtol=0, atol=1e-13)
