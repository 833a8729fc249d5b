"""record(derivation): all that a reader may be shown of a derivation, as plain strings and numbers.

Pages, LaTeX and ledger are made from records alone, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sympy import Abs, Expr, FiniteSet, Indexed, Symbol, oo, sympify

from ..checks.checkers import Context, examine
from ..checks.evidence import Evidence, Verdict, status
from ..checks.trial import dimensions
from ..language.cell import Cell, t
from ..language.operators import Matrix
from ..language.shapes import shape
from ..language.vectors import BAR, LOSS, Vector
from ..lower.latex import Printer, width
from ..lower.text import Printer as Plain
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
        "hypotheses": list(hypotheses(step.claim, derivation, printer, step.given)),
        "assumes": list(hypotheses(step.claim, derivation, Plain(), step.given)),
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
            "verdict": step.contradicts.fate if status(evidence) == "verified" else "not refuted",
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
    """Where a step is from; None for what is in no source."""
    if source is None or not source.key:
        return None
    return {"key": source.key, "where": source.where}


def written(claim: Claim) -> str:
    """Return a claim on one line, for the terminal."""
    return f"{text(claim.lhs)} {claim.relation} {text(claim.rhs)}"


def formula(claim: Claim, printer: Printer) -> str:
    """Return the LaTeX of a claim, broken at its terms where it is too long for a line."""
    lhs, relation = printer.doprint(claim.lhs), RELATION[claim.relation]
    rhs = printer.doprint(claim.rhs)
    if width(lhs + rhs) <= LINE:
        return f"{lhs} {relation} {rhs}"
    if not (claim.rhs.is_Add or claim.rhs.is_MatAdd):
        return rf"\begin{{aligned}} & {lhs} \\ & \quad {relation} {rhs} \end{{aligned}}"
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


def hypotheses(
    claim: Claim, derivation: Derivation, printer: Printer | Plain, given: Sequence[Claim] = ()
) -> Iterator[str]:
    """What is assumed of a claim: names, ranges, times, hypotheses, in words and LaTeX."""
    said = [side for c in (claim, *given) for side in (c.lhs, c.rhs)]
    for name, e in derivation.let.items():
        if any(side.has(name) for side in said) and (claim.lhs, claim.rhs) != (name, sympify(e)):
            word = "with" if isinstance(name, Symbol) else "tried with"
            yield rf"{word} \({printer.doprint(name)} = {printer.doprint(e)}\)"
    meant = derivation.meant(claim)
    both = [side for c in (meant, *map(derivation.meant, given)) for side in (c.lhs, c.rhs)]
    yield from _ranges(both, derivation, printer)
    named: set[Vector] = set().union(*(side.atoms(Vector) for side in both))
    quiet = derivation.loss == "the end" and any(v.name.endswith((BAR, LOSS)) for v in named)
    if any(t in side.free_symbols for side in both) and derivation.cell is not None:
        first, last = printer.doprint(earliest(meant, derivation.cell)), "T - 1" if quiet else "T"
        yield rf"for all times \({first} \le t \le {last}\)"
    for hypothesis in given:
        yield rf"given \({_condition(hypothesis, printer)}\)"
    if quiet:
        yield r"no error arrives before the end, \(T\)"
    for name in sorted({v.name for v in named if v.name in derivation.at_rest}):
        yield rf"\({printer.doprint(Vector(name, 1, 0))} = 0\)"
    for name in sorted({v.name for v in named} & set(derivation.starts)):
        start = printer.doprint(derivation.starts[name])
        yield rf"\({printer.doprint(Vector(name, 1, 0))} = {start}\)"
    matrices: set[Matrix] = set().union(*(side.atoms(Matrix) for side in both))
    for name in sorted({A.name for A in matrices if A.name in derivation.members}):
        yield rf"every row of \({printer.doprint(Matrix(name, 1, 1))}\) holds one 1 and zeros"
    for divisor in derivation.cell.nonzero if derivation.cell else ():
        what = rf"\({printer.doprint(divisor)}\)"
        yield f"no entry of {what} is zero" if shape(divisor) else f"{what} is not zero"


def _condition(claim: Claim, printer: Printer | Plain) -> str:
    lhs, rhs = printer.doprint(claim.lhs), printer.doprint(claim.rhs)
    if claim.relation == "<" and claim.lhs == 0 and isinstance(claim.rhs, Abs):
        return rf"{printer.doprint(claim.rhs.args[0])} \ne 0"
    return f"{lhs} {RELATION[claim.relation]} {rhs}"


def _ranges(
    both: Sequence[Expr], derivation: Derivation, printer: Printer | Plain
) -> Iterator[str]:
    """The ranges of the symbols and vectors that occur, those of one range together."""
    ranges: dict[Range, list[Symbol | Vector]] = {}
    for name, ends in derivation.forall.items():
        said = name.base.label if isinstance(name, Indexed) else name
        if any(side.has(said) for side in both):
            ranges.setdefault(ends, []).append(name)
    for ends, names in ranges.items():
        yield rf"for all \({_range(names, ends, printer)}\)"


def _range(symbols: Sequence[Symbol | Vector], ends: Range, printer: Printer | Plain) -> str:
    names = ", ".join(map(printer.doprint, symbols))
    if isinstance(symbols[0], Vector):
        return rf"{names} \in \mathbb{{R}}^{{{printer.doprint(symbols[0].dim)}}}"
    if isinstance(ends, FiniteSet):
        return rf"{names} \in \{{{', '.join(map(printer.doprint, sorted(ends)))}\}}"
    first, last = map(printer.doprint, ends)
    if symbols[0].is_integer:
        return rf"{names} \ge {first}" if ends[1] == oo else rf"{names} = {first}, \dots, {last}"
    if ends == (-oo, oo):
        return rf"{names} \in \mathbb{{R}}"
    return rf"{names} \ge {first}" if ends[1] == oo else rf"{first} \le {names} \le {last}"


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
        "backward": [u.name for u in cell.computed if u.name in cell.backward],
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
