"""record(derivation): all that a reader may be shown of a derivation, as plain strings and numbers.

Pages, LaTeX and ledger are made from records alone, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sympy import Symbol

from ...checks.checkers import FAILS, examine
from ...checks.context import Context
from ...checks.drawn import dimensions
from ...checks.evidence import Evidence, Verdict, status
from ...checks.report import FEW
from ...language.cell import Cell
from ...lower.latex import Printer
from ...lower.text import Printer as Plain
from ...proof.rules import AdjointOf, Definition, GradientOf, JacobianOf, Limit
from ...proof.step import Derivation, Step
from ...source import Source
from .example import example
from .formulas import formula, of_step, written
from .hypotheses import hypotheses
from .letters import letters
from .places import places
from .program import programmed
from .programs import programs
from .symbols import Symbols

__all__ = ["formula", "hypotheses", "order", "record"]

Record = dict[str, Any]
GROUPS = {
    Definition: "Forward",
    AdjointOf: "Errors",
    GradientOf: "Gradients",
    JacobianOf: "One step of the state",
}


def record(
    derivation: Derivation,
    kind: str = "derivation",
    progress: Callable[[str], None] | None = None,
    variants: Sequence[Derivation] = (),
) -> Record:
    """Examine every step of a derivation and return its record; ``kind`` is derivation or cell.

    The steps of ``variants`` follow its own, each in a group that has the title of its derivation.
    """
    printer, plain = (made(order(derivation.cell)) for made in (Printer, Plain))
    defined = places(derivation, kind)
    symbols = Symbols(derivation, printer, defined)
    steps = []
    for whole in (derivation, *variants):
        context = Context(whole, many=0 if whole is derivation else FEW)
        own = symbols if whole is derivation else Symbols(whole, printer, defined)
        for step in whole.steps:
            if progress is not None:
                progress(step.label)
            found = _step(step, whole, own, plain, examine(step, context))
            shown = kind == "derivation" and _tried(found)
            found["example"] = example(step, context, own.printer) if shown else ""
            steps.append(found if whole is derivation else {**found, "group": whole.title})
    return {
        "label": derivation.label,
        "kind": kind,
        "title": derivation.title,
        "about": derivation.about.strip(),
        "source": _source(derivation.source),
        "formulas": list(derivation.source.formulas) if derivation.source else [],
        "cell": None if derivation.cell is None else _cell(derivation.cell, symbols),
        "program": programmed(derivation.cell) if derivation.cell and kind == "cell" else None,
        "steps": steps,
        "notations": letters((derivation, *variants), steps, order(derivation.cell), defined),
    }


def order(cell: Cell | None) -> list[str]:
    """The names of signals in reading order: inputs first, then as they are computed."""
    return [] if cell is None else [s.name for s in (*cell.inputs, *cell.computed)]


def _step(
    step: Step,
    derivation: Derivation,
    symbols: Symbols,
    plain: Plain,
    evidence: Sequence[Evidence],
) -> Record:
    printer = symbols.printer
    shown = of_step(step, printer)
    return {
        "id": f"{derivation.label}/{step.label}",
        "label": step.label,
        "title": step.text,
        "group": GROUPS.get(type(step.by), ""),
        "latex": shown,
        "symbols": symbols.of_step(step, shown),
        "text": written(step.claim, plain),
        "relation": step.claim.relation,
        "reason": step.by.text,
        "status": status(evidence),
        "source": _source(step.source),
        "formulas": list(step.source.formulas) if step.source else [],
        "erratum": _erratum(step, printer, plain, evidence),
        "evidence": [_evidence(e) for e in evidence],
        "hypotheses": list(hypotheses(step.claim, derivation, printer, step.given)),
        "assumes": list(hypotheses(step.claim, derivation, plain, step.given)),
        "programs": programs(step.claim, plain, step.by if isinstance(step.by, Limit) else None),
        "uses": [f"{derivation.home(used).label}/{used.label}" for used in step.by.uses],
    }


def _tried(step: Record) -> bool:
    """Whether both sides of a step have numbers, and they agree."""
    return any(e["checker"] == "sample" and e["verdict"] == "supported" for e in step["evidence"])


def _evidence(e: Evidence) -> Record:
    return {"checker": e.checker, "verdict": str(e.verdict), "detail": e.detail, "gap": e.gap}


def _erratum(
    step: Step, printer: Printer, plain: Plain, evidence: Sequence[Evidence]
) -> Record | None:
    if step.contradicts is not None:
        return {
            "id": step.contradicts.erratum,
            "says": step.contradicts.says,
            "printed_latex": "",
            "way": "printed",
            "verdict": step.contradicts.fate if status(evidence) == "verified" else "not refuted",
            "counterexample": written(step.claim, plain),
        }
    if step.slip is not None:
        return {
            "id": step.slip.erratum,
            "says": step.slip.says,
            "printed_latex": "",
            "way": "printed",
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
        "way": step.printed.way,
        "verdict": "refuted" if found.verdict is Verdict.PROVED else "not refuted",
        "counterexample": found.detail.removeprefix(FAILS[step.printed.way]),
    }


def _source(source: Source | None) -> Record | None:
    """Where a step is from; None for what is in no source."""
    if source is None or not source.key:
        return None
    return {"key": source.key, "where": source.where}


def _cell(cell: Cell, symbols: Symbols) -> Record:
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
        "symbols": symbols.of_cell(cell),
        "parameters": {
            p.name: [] if isinstance(p, Symbol) else [str(d) for d in dimensions(p)]
            for p in cell.parameters
        },
    }
