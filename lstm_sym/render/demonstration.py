"""Tables of what the networks of the demonstration have learnt, from the result that is kept."""

from __future__ import annotations

from collections.abc import Iterable

from ..demo.seeds import rows
from ..demo.shown import shown

NAMES = {"lstm": "LSTM", "rnn": "recurrent network"}
LAGS = (1, 10, 30, 40, 100, 200)


def clarity() -> str:
    """How clear the outputs are on contexts that were never heard."""
    found = [(NAMES[kind], one["clarity"]) for kind, one in shown().items()]
    return _table(
        ("modulator", "mean clarity", "least", "above 0.9"),
        (
            (name, f"{c['mean']:.4f}", f"{c['least']:.4f}", f"{c['above 0.9']} of {c['contexts']}")
            for name, c in found
        ),
    )


def seeds() -> str:
    """The mean clarity of the same run from several seeds, and how many contexts are above 0.9."""
    heads = [f"{NAMES[kind]}, {what}" for kind in NAMES for what in ("mean clarity", "above 0.9")]
    return _table(
        ("seed", *heads),
        (
            (
                str(one["seed"]),
                *(
                    cell
                    for c in (one[kind] for kind in NAMES)
                    for cell in (f"{c['mean']:.4f}", f"{c['above 0.9']} of {c['contexts']}")
                ),
            )
            for one in rows()
        ),
    )


def reach() -> str:
    """The norm of the error of the state at some lags, and what the theory allows."""
    flows = [shown()[kind]["flow"] for kind in NAMES]
    heads = [f"{name}{what}" for name in NAMES.values() for what in ("", ", bound")]
    return _table(
        ("lag", *heads),
        (
            (
                str(lag),
                *(
                    f"{flow[what][flow['lags'].index(lag)]:.1e}"
                    for flow in flows
                    for what in ("norms", "bounds")
                ),
            )
            for lag in LAGS
        ),
    )


def settings() -> str:
    """What the run was."""
    (told,) = {
        tuple((k, v) for k, v in one["settings"].items() if k != "kind") for one in shown().values()
    }
    return _table([k for k, _ in told], [[str(v) for _, v in told]])


def _table(head: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    ruled = ("---", *["---:"] * (len(head) - 1))
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ruled, *body))


TABLES = {"clarity": clarity, "seeds": seeds, "reach": reach, "settings": settings}
