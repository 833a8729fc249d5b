"""The gradient of an LSTM by computer algebra, written out for some units and steps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from types import ModuleType
from typing import Any

GATES = "ifgo"


def _equations(lib: Any, n: int, m: int, T: int) -> Iterator[tuple[Any, Any]]:
    """Every scalar of a run and what it is, in the order of computing; the last one is the loss."""

    def name(word: str, *at: int) -> Any:
        return lib.Symbol("_".join((word, *map(str, at))))

    one = lib.Integer(1)
    h, c = ([name(word, 0, k) for k in range(n)] for word in "hc")
    loss = lib.Integer(0)
    for t in range(1, T + 1):
        now: dict[str, list[Any]] = {}
        for gate in GATES:
            now[gate] = []
            for k in range(n):
                a = name(f"b{gate}", k)
                a += sum(name(f"W{gate}", k, i) * name("x", t, i) for i in range(m))
                a += sum(name(f"U{gate}", k, i) * h[i] for i in range(n))
                to = name(f"a{gate}", t, k)
                yield to, a
                y = name(gate, t, k)
                yield y, lib.tanh(to) if gate == "g" else one / (one + lib.exp(-to))
                now[gate].append(y)
        before, c, h = c, [], []
        for k in range(n):
            to = name("c", t, k)
            yield to, now["f"][k] * before[k] + now["i"][k] * now["g"][k]
            c.append(to)
        for k in range(n):
            to = name("h", t, k)
            yield to, now["o"][k] * lib.tanh(c[k])
            h.append(to)
            loss += name("d", t, k) * to
    yield lib.Symbol("L"), loss


def _weights(lib: Any, n: int, m: int) -> Iterator[Any]:
    for gate, k in product(GATES, range(n)):
        yield lib.Symbol(f"b{gate}_{k}")
        yield from (lib.Symbol(f"W{gate}_{k}_{i}") for i in range(m))
        yield from (lib.Symbol(f"U{gate}_{k}_{i}") for i in range(n))


def plain(lib: ModuleType, n: int, m: int, T: int) -> list[Any]:
    """Put everything into the loss, and differentiate it by every weight."""
    known: dict[Any, Any] = {}
    whole: Any = None
    for to, e in _equations(lib, n, m, T):
        known[to] = whole = e.subs(known) if known else e
    return [whole.diff(w) for w in _weights(lib, n, m)]


def named(lib: ModuleType, n: int, m: int, T: int) -> list[Any]:
    """Give every scalar and its error a name: the errors backward, each by its equation."""
    equations = list(_equations(lib, n, m, T))
    terms: dict[Any, list[Any]] = {equations[-1][0]: [lib.Integer(1)]}
    found = []
    for to, e in reversed(equations):
        bar = lib.Symbol(f"{to}_bar")
        found.append((bar, lib.Add(*terms.get(to, [lib.Integer(0)]))))
        for v in e.free_symbols:
            terms.setdefault(v, []).append(bar * e.diff(v))
    return [lib.Add(*terms.get(w, [lib.Integer(0)])) for w in _weights(lib, n, m)] + found


def casadi(n: int, m: int, T: int) -> Any:
    """The gradient by CasADi's scalar graphs."""
    import casadi as ca

    W, U, b = ca.SX.sym("W", 4 * n, m), ca.SX.sym("U", 4 * n, n), ca.SX.sym("b", 4 * n)
    h, c, loss = ca.SX.zeros(n), ca.SX.zeros(n), ca.SX(0)
    for t in range(T):
        x, d = ca.SX.sym(f"x{t}", m), ca.SX.sym(f"d{t}", n)
        a = W @ x + U @ h + b
        i, f, o = (1 / (1 + ca.exp(-a[k * n : (k + 1) * n])) for k in (0, 1, 3))
        c = f * c + i * ca.tanh(a[2 * n : 3 * n])
        h = o * ca.tanh(c)
        loss += ca.dot(d, h)
    return [ca.gradient(loss, p) for p in (W, U, b)]
