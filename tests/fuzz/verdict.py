"""What a text comes to: a derivation that checks, an error in a line with its place, or a fault."""

from __future__ import annotations

import resource
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lstm_sym.checks.checkers import Context, examine
from lstm_sym.checks.evidence import status
from lstm_sym.language.text import TextError, parse
from lstm_sym.lower.latex import Printer
from lstm_sym.proof.derive import derived
from lstm_sym.proof.step import Derivation
from lstm_sym.proof.variants import variants
from lstm_sym.render.record import formula, order

SECONDS = 10
MEMORY = 2 << 30
TRIALS = 2
WHOLE = ("the file is empty", "only comments, no equation", "no equation; ")


class Hang(BaseException):
    """A text took too long."""


@dataclass(frozen=True)
class Outcome:
    """``kind`` is derived, told, undecided, or a fault: refuted, hang, crash, mistold."""

    kind: str
    detail: str
    seconds: float

    @property
    def is_fault(self) -> bool:
        return self.kind not in ("derived", "told", "undecided")


def outcome(text: str) -> Outcome:
    """Read, derive and check a text; so long for reading, and for each derivation of the cell."""
    start = time.process_time()
    try:
        kind, detail = _derived(text)
    except TextError as fault:
        kind, detail = _told(text, fault)
    except Hang:
        kind, detail = "hang", f"more than {SECONDS} s"
    except BaseException:
        kind, detail = "crash", traceback.format_exc(limit=-4)
    return Outcome(kind, detail, time.process_time() - start)


def bounded() -> None:
    """Let this process have no more memory than MEMORY."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise Hang in the body if it takes longer, in seconds of the processor's."""

    def stop(*_: Any) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _derived(text: str) -> tuple[str, str]:
    with within(SECONDS):
        cell = parse(text)
        derivations = (derived(cell), *variants(cell))
    weak = [found for derivation in derivations for found in _checked(derivation)]
    refuted = [detail for state, detail in weak if state == "refuted"]
    if refuted:
        return "refuted", refuted[0]
    steps = sum(len(derivation.steps) for derivation in derivations)
    return ("undecided", weak[0][1]) if weak else ("derived", f"{steps} steps")


def _checked(derivation: Derivation) -> list[tuple[str, str]]:
    """The steps that are not verified, each with its verdict."""
    context, weak = Context(derivation, many=TRIALS), []
    printer = Printer(order(derivation.cell))
    with within(SECONDS):
        for step in derivation.steps:
            assert formula(step.claim, printer)
            found = examine(step, context)
            if (state := status(found)) in ("refuted", "undecided"):
                weak.append((state, f"{step.label}: {found}"))
    return weak


def _told(text: str, fault: TextError) -> tuple[str, str]:
    """Whether an error is one line and names a place that the text has."""
    first, *rest = str(fault).split("\n")
    whole = fault.line is None
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if whole and any(said in first for said in WHOLE):
        return "told", first
    if whole or fault.column is None or len(rest) != 2:
        return "mistold", str(fault)
    right = lines[fault.line - 1 :][:1] == [fault.source]
    right = right and 1 <= fault.column <= len(fault.source) + 1
    return ("told" if right else "mistold"), first
