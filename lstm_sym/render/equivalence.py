"""Whether two cells are the same function, as plain strings and numbers, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from sympy import Expr, Symbol, ZeroMatrix

from ..checks.network import Network
from ..checks.sampling import order as magnitude
from ..compare.equivalence import Equivalence, Proof, Refutation
from ..compare.smallest import Counterexample
from ..compare.system import System
from ..compare.telling import identities, readable, signals
from ..lower.latex import Printer
from ..lower.text import Printer as Plain
from .record import order

Record = dict[str, Any]
SCHEMA = 1
DIGITS = 6
EXIT = {"proved": 0, "refuted": 1, "undecided": 3}


def record(e: Equivalence) -> Record:
    """Return all that is known of an equivalence; formulas in text and in LaTeX."""
    names = _names(e)
    return {
        "version": SCHEMA,
        "kind": "equivalence",
        "a": names[0],
        "b": names[1],
        "verdict": e.verdict,
        "maps": [
            _proof(p, of, by)
            for p, (of, by) in ((e.there, names), (e.back, names[::-1]))
            if p is not None
        ],
        "refutation": None if e.refutation is None else _refutation(e.refutation, names, e),
        "reasons": list(e.reasons),
    }


def _names(e: Equivalence) -> tuple[str, str]:
    same = e.a.name == e.b.name
    return (f"{e.a.name} (first)", f"{e.b.name} (second)") if same else (e.a.name, e.b.name)


def _proof(p: Proof, of: str, by: str) -> Record:
    """The map with which ``by`` does what ``of`` does."""
    printers = Plain(order(p.a.cell)), Printer(order(p.b.cell)), Printer(order(p.a.cell))
    return {
        "of": of,
        "by": by,
        "signals": [_said(u, v, printers) for u, v in signals(p)],
        "weights": [_said(w, v, printers) for w, v in p.weights.items()],
        "identities": [_said(f, g, printers) for f, g in identities(p)],
        "equations": len(p.b.equations),
        "runs": p.runs,
        "steps": p.steps,
        "gap": magnitude(p.gap),
    }


def _said(left: Any, right: Any, printers: tuple[Plain, Printer, Printer]) -> Record:
    plain, theirs, ours = printers
    right = 0 if isinstance(right, ZeroMatrix) else right
    return {
        "text": [plain.doprint(left), plain.doprint(right)],
        "latex": [theirs.doprint(left), ours.doprint(right)],
        "same": plain.doprint(left) == plain.doprint(right),
    }


def _refutation(r: Refutation, names: tuple[str, str], e: Equivalence) -> Record:
    of, by = names if r.a.cell is e.a else names[::-1]
    plain, tex = Plain(order(r.a.cell)), Printer(order(r.a.cell))
    left = {u: readable(r.a, rest) for u, rest in r.left.items()}
    return {
        "of": of,
        "by": by,
        "maps": r.maps,
        "left": [
            {"of": _called(r.b, u), "text": plain.doprint(rest), "latex": tex.doprint(rest)}
            for u, rest in left.items()
        ],
        "kinds": [_kinds(r.a), _kinds(r.b)],
        "example": _example(r.example),
        "distance": float(f"{r.fit.distance:.1e}"),
        "starts": r.fit.starts,
    }


def _called(s: System, u: Expr) -> str:
    return next(iter(s.names(u)), "an unnamed vector")


def _kinds(s: System) -> dict[str, int]:
    squashed = sum(e.squashed is not None for e in s.equations.values())
    return {"states and outputs": len(s.equations) - squashed, "squashed vectors": squashed}


def _example(c: Counterexample) -> Record:
    return {
        "n": c.n,
        "time": c.time,
        "weights": _weights(c.ours),
        "mapped": _weights(c.theirs),
        "inputs": {
            f"{s.name}[{k}]": _plain(c.ours.given[s.name, k])
            for s in c.ours.cell.inputs
            for k in range(1 - c.ours.cell.lags.get(s.name, 0), c.time + 1)
            if np.any(c.ours.given[s.name, k])
        },
        "outputs": [
            {"of": f"{name}[{c.time}]", "is": _plain(value)}
            for name, value in zip(c.outputs, (c.left, c.right), strict=True)
        ],
    }


def _weights(net: Network) -> dict[str, Any]:
    """The weights that are not zero."""
    found = {
        p.name: net.symbols[p] if isinstance(p, Symbol) else net.constants[p.name]
        for p in net.cell.parameters
    }
    return {name: _plain(v) for name, v in found.items() if np.any(v)}


def _plain(v: Any) -> Any:
    """Numbers as a reader writes them: one alone without brackets, whole ones without a point."""
    if np.size(v) == 1:
        number = float(f"{float(np.ravel(v)[0]):.{DIGITS}g}")
        return int(number) if number.is_integer() else number
    return [_plain(part) for part in v]


def page(r: Record) -> str:
    """Return what is known of an equivalence as Markdown."""
    return "\n\n".join(_blocks(r)) + "\n"


def _blocks(r: Record) -> Iterator[str]:
    yield f"# {r['a']} and {r['b']}: {headline(r)}"
    for m in r["maps"]:
        yield f"## What {m['of']} does, {m['by']} does with these weights"
        yield _table(("of " + m["by"], "of " + m["of"]), [*m["signals"], *m["weights"]])
        yield proof(m, latex=True)
    if r["refutation"]:
        f = r["refutation"]
        yield f"## No map of weights makes {f['by']} do what {f['of']} does"
        yield from refutation(f, latex=True)
        yield "\n".join(f"- {line}" for line in example(f))
    yield from (f"{reason[0].upper()}{reason[1:]}." for reason in r["reasons"])


def _table(heads: Sequence[str], rows: Sequence[Record]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|---|---|"]
    lines += [f"| ${row['latex'][0]}$ | ${row['latex'][1]}$ |" for row in rows]
    return "\n".join(lines)


def headline(r: Record) -> str:
    """What was found, in a few words."""
    if r["verdict"] == "refuted" and r["maps"]:
        m = r["maps"][0]
        return f"not the same function; {m['of']} is a special case of {m['by']}"
    return {
        "proved": "the same function",
        "refuted": "not the same function",
        "undecided": "undecided",
    }[r["verdict"]]


def proof(m: Record, latex: bool = False) -> str:
    """Why a map holds, and how it was tried."""
    form, (left, right) = ("latex", ("$", "$")) if latex else ("text", ("", ""))
    used = " and ".join(f"{left}{' = '.join(i[form])}{right}" for i in m["identities"])
    because = f", by {used}" if used else ""
    return (
        f"With these put in, the {m['equations']} equations of {m['by']} are those of {m['of']} "
        f"in normal form{because}; equal outputs follow by induction on time. {tried(m)}"
    )


def tried(m: Record) -> str:
    """How a map was tried with numbers."""
    return (
        f"Tried with numbers: {m['runs']} runs of up to {m['steps']} steps, from zero and from "
        f"mapped states, {m['gap']}."
    )


def refutation(f: Record, latex: bool = False) -> Iterator[str]:
    """Why no map of the class does it, and how near any weights come."""
    form, (left, right) = ("latex", ("$", "$")) if latex else ("text", ("", ""))
    if f["left"]:
        many = "one matching" if f["maps"] == 1 else f"{f['maps']} matchings"
        yield (
            f"{many[0].upper()}{many[1:]} of their vectors, signs included, keep the terms "
            "without weights; none of them has a map of the weights. The nearest leaves"
        )
        yield from (f"{left}{e[form]}{right} in the equation of {e['of']}" for e in f["left"])
    else:
        ours, theirs = f["kinds"]
        counted = ", ".join(f"{ours[k]} {k} against {theirs[k]}" for k in ours)
        yield (
            "No matching of their vectors keeps the terms without weights, whatever the names "
            f"and signs: {counted}."
        )
    yield (
        f"Nor do other weights do it, as far as a search by least squares tells: with two units "
        f"the best of {f['starts']} starts stays {f['distance']:.1e} of the outputs away."
    )


def example(f: Record) -> Iterator[str]:
    """The counterexample, line by line."""
    e = f["example"]
    yield f"every size {e['n']}, from zero; what is not named is 0"
    for what, numbers in (
        *(
            [("weights of both", e["weights"])]
            if e["weights"] == e["mapped"]
            else [(f"weights of {f['of']}", e["weights"]), (f"weights of {f['by']}", e["mapped"])]
        ),
        ("inputs", e["inputs"]),
    ):
        if numbers:
            yield f"{what}: " + ", ".join(f"{name} = {value}" for name, value in numbers.items())
    for who, out in zip((f["of"], f["by"]), e["outputs"], strict=True):
        yield f"{who}: {out['of']} = {out['is']}"
