"""The template of a backward pass with the derived lines in it: a pass that is right."""

from __future__ import annotations

from lstm_sym.calculus.adjoint import adjoint
from lstm_sym.cells import builtin
from lstm_sym.language.vectors import BAR
from lstm_sym.lower.text import typed
from lstm_sym.mistakes.mutants import mistakes
from lstm_sym.mistakes.template import template


def solved(name: str) -> str:
    """The template with the derived adjoint and gradients, as the text printer writes them."""
    cell = builtin(name).explicit()
    errors = [f"{head.name}[t] = {typed(e)}" for head, e in reversed(tuple(adjoint(cell).items()))]
    right = mistakes(cell)[0].right
    added = []
    for p in cell.learnt:
        for term in right.equations[p.name + BAR].terms:
            e = term.written(cell)
            said = f"np.outer({typed(e.args[0])}, {typed(e.args[1])})" if e.is_Matrix else typed(e)
            said = said.replace("total(", "np.sum(")
            added.append(f'gradients["{p.name}"] += {said}')
    later = [
        f"{u.name}_bar = dict.fromkeys(range(T + 9), np.zeros_like({u.name}[T]))"
        for u in cell.equations
    ]
    after = "from collections import defaultdict\n"
    beyond = [
        f"{s.name} = defaultdict(lambda zero=0 * {s.name}[T]: zero, {s.name})"
        for s in (*cell.computed, *cell.inputs)
    ]
    loss = [f'{name}_loss = dict(enumerate(loss["{name}"], 1))' for name in cell.outputs]
    start = "\n    ".join([*loss, *later, *beyond, "gradients = "])
    source = template(builtin(name)).replace("gradients = ", start, 1)
    body = "\n        ".join([*errors, *added])
    return after + source.replace(
        "pass  # the errors of step t, and what they add to the gradients", body
    )
