"""record(derivation): all that a reader may be shown of a derivation, as plain strings and numbers.

Pages, LaTeX and ledger are made from records alone, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sympy import Expr, Symbol, oo

from ..checks.checkers import Context, examine
from ..checks.evidence import Evidence, Verdict, status
from ..checks.trial import dimensions
from ..language.cell import Cell, t
from ..language.vectors import BAR, LOSS, Vector
from ..lower.latex import Printer, width
from ..lower.text import text
from ..proof.rules import AdjointOf, Definition, GradientOf, JacobianOf
from ..proof.step import Claim, Derivation, Range, Step
from ..proof.times import earliest
from ..source import Source

Record = dict[str, Any]
LINE = 58
RELATION = {"=": "=", "≤": r"\le", "<": "<", "→": r"\to"}
GROUPS = {
    Definition: "Forward",
    AdjointOf: "Errors",
    GradientOf: "Gradients",
    JacobianOf: "One step of the state",
}


def record(
    derivation: Derivation, kind: str = "derivation", progress: Callable[[str], None] | None = None
) -> Record:
    """Examine every step of a derivation and return its record; ``kind`` is derivation or cell."""
    context = Context(derivation)
    printer = Printer(order(derivation.cell))
    steps = []
    for step in derivation.steps:
        if progress is not None:
            progress(step.label)
        steps.append(_step(step, derivation, printer, examine(step, context)))
    return {
        "label": derivation.label,
        "kind": kind,
        "title": derivation.title,
        "about": derivation.about.strip(),
        "source": _source(derivation.source),
        "formulas": list(derivation.source.formulas) if derivation.source else [],
        "cell": None if derivation.cell is None else _cell(derivation.cell, printer),
        "steps": steps,
    }


def order(cell: Cell | None) -> list[str]:
    """The names of signals in reading order: inputs first, then as they are computed."""
    return [] if cell is None else [s.name for s in (*cell.inputs, *cell.computed)]


def _step(
    step: Step, derivation: Derivation, printer: Printer, evidence: Sequence[Evidence]
) -> Record:
    return {
        "id": f"{derivation.label}/{step.label}",
        "label": step.label,
        "title": step.text,
        "group": GROUPS.get(type(step.by), ""),
        "latex": formula(step.claim, printer),
        "text": written(step.claim),
        "reason": step.by.text,
        "status": status(evidence),
        "source": _source(step.source),
        "formulas": list(step.source.formulas) if step.source else [],
        "erratum": _erratum(step, printer, evidence),
        "evidence": [_evidence(e) for e in evidence],
        "hypotheses": list(hypotheses(step.claim, derivation, printer)),
        "uses": [f"{derivation.home(used).label}/{used.label}" for used in step.by.uses],
    }


def _evidence(e: Evidence) -> Record:
    return {"checker": e.checker, "verdict": str(e.verdict), "detail": e.detail, "gap": e.gap}


def _erratum(step: Step, printer: Printer, evidence: Sequence[Evidence]) -> Record | None:
    if step.contradicts is not None:
        return {
            "id": step.contradicts.erratum,
            "says": step.contradicts.says,
            "printed_latex": "",
            "verdict": "refuted" if status(evidence) == "verified" else "not refuted",
            "counterexample": written(step.claim),
        }
    if step.slip is not None:
        return {
            "id": step.slip.erratum,
            "says": step.slip.says,
            "printed_latex": "",
            "verdict": "corrected" if status(evidence) == "verified" else "not corrected",
            "counterexample": "",
        }
    if step.printed is None:
        return None
    found = next(e for e in evidence if e.checker == "erratum")
    return {
        "id": step.printed.erratum,
        "says": "",
        "printed_latex": formula(step.printed.claim, printer),
        "verdict": "refuted" if found.verdict is Verdict.PROVED else "not refuted",
        "counterexample": found.detail,
    }


def _source(source: Source | None) -> Record | None:
    return None if source is None else {"key": source.key, "where": source.where}


def written(claim: Claim) -> str:
    """Return a claim on one line, for the terminal."""
    return f"{text(claim.lhs)} {claim.relation} {text(claim.rhs)}"


def formula(claim: Claim, printer: Printer) -> str:
    """Return the LaTeX of a claim, broken at its terms where it is too long for a line."""
    lhs, relation = printer.doprint(claim.lhs), RELATION[claim.relation]
    rhs = printer.doprint(claim.rhs)
    if width(lhs + rhs) <= LINE or not (claim.rhs.is_Add or claim.rhs.is_MatAdd):
        return f"{lhs} {relation} {rhs}"
    lines = list(_lines(claim.rhs, printer))
    return rf"\begin{{aligned}} {lhs} {relation}{{}}& " + r" \\ &".join(lines) + r" \end{aligned}"


def _lines(e: Expr, printer: Printer) -> Iterator[str]:
    """Fill lines with the terms of a sum."""
    terms = printer.terms(e) if e.is_Add else sorted(e.args, key=printer.operator_key)
    line = printer.doprint(terms[0])
    for term in terms[1:]:
        tex = printer.doprint(term)
        tex = f"- {tex[1:].lstrip()}" if tex.startswith("-") else f"+ {tex}"
        if width(line + tex) > LINE - 10:
            yield line
            line = rf"\quad {{}}{tex}"
        else:
            line += f" {tex}"
    yield line


def hypotheses(claim: Claim, derivation: Derivation, printer: Printer) -> Iterator[str]:
    """The ranges of the free symbols of a claim, and what else is assumed, in words and LaTeX."""
    both = claim.lhs, claim.rhs
    free: set[Symbol] = set().union(*(side.free_symbols for side in both))
    named: set[Vector] = set().union(*(side.atoms(Vector) for side in both))
    quiet = derivation.loss == "the end" and any(v.name.endswith((BAR, LOSS)) for v in named)
    ranges: dict[Range, list[Symbol]] = {}
    for symbol, ends in derivation.forall.items():
        if symbol in free:
            ranges.setdefault(ends, []).append(symbol)
    for (low, high), symbols in ranges.items():
        yield rf"for all \({_range(symbols, low, high, printer)}\)"
    if t in free and derivation.cell is not None:
        first, last = printer.doprint(earliest(claim, derivation.cell)), "T - 1" if quiet else "T"
        yield rf"for all times \({first} \le t \le {last}\)"
    if quiet:
        yield r"no error arrives before the end, \(T\)"
    for divisor in derivation.cell.nonzero if derivation.cell else ():
        yield rf"no entry of \({printer.doprint(divisor)}\) is zero"


def _range(symbols: Sequence[Symbol], low: Any, high: Any, printer: Printer) -> str:
    names, first, last = (
        ", ".join(map(printer.doprint, symbols)),
        printer.doprint(low),
        printer.doprint(high),
    )
    if symbols[0].is_integer:
        return rf"{names} \ge {first}" if high == oo else rf"{names} = {first}, \dots, {last}"
    if (low, high) == (-oo, oo):
        return rf"{names} \in \mathbb{{R}}"
    return rf"{first} \le {names} \le {last}"


def _cell(cell: Cell, printer: Printer) -> Record:
    return {
        "name": cell.name,
        "title": cell.title or cell.name,
        "text": "\n".join(
            line for line in cell.text.splitlines() if not line.startswith("#")
        ).strip(),
        "states": [s.name for s in cell.carried],
        "inputs": [s.name for s in cell.inputs],
        "outputs": list(cell.outputs),
        "sizes": {s.name: str(s.dim) for s in (*cell.inputs, *cell.computed)},
        "parameters": {
            p.name: {
                "shape": [] if isinstance(p, Symbol) else [str(d) for d in dimensions(p)],
                "latex": printer.doprint(p),
                "learnt": p in cell.learnt,
            }
            for p in cell.parameters
        },
    }
