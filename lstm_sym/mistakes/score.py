"""How many mistakes our own checks let live: the mutation score of a derivation or a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from sympy import Add, MatAdd, S

from ..calculus.normal import vanishes
from ..checks.checkers import by_components, fails, replay, sample
from ..checks.context import Context
from ..checks.evidence import Verdict, status
from ..checks.network import Network
from ..checks.sampling import TOLERANCE, distance
from ..language.cell import Cell
from ..language.shapes import shape
from ..language.vectors import BAR, vectors
from ..proof.step import Claim, Derivation, Step
from .cases import drawn
from .claims import breaking
from .mistake import Mistake
from .mutants import mistakes
from .outcome import Score
from .passes import Equation, Pass, derived_pass
from .runs import Runner
from .sampled import Mutant, Sample

FEW, MORE = 8, 60
RUNS = (2, 2), (3, 4)  # sizes and steps
MORE_RUNS = *RUNS, (3, 6), (4, 7), (5, 8)
FIRM = ("verified", "assumed")
Tell = Callable[[str], None]


def claims_score(
    derivation: Derivation, tell: Tell = lambda label: None, every: bool = False
) -> Score:
    """Break every claim of a derivation: in ``every`` small way, or by a sample of them.

    A sample breaks every claim, and every kind of claim, by its reason and its relation, in every
    kind of way that applies to it.
    """
    few, all_of_them = Context(derivation, many=FEW), Context(derivation)
    score, chosen = Score(), Sample(every)
    for step in derivation.steps:
        tell(step.label)
        name = f"{derivation.label}/{step.label}"
        at = (step.label, type(step.by).__name__, step.claim.relation)
        for word, mutant in chosen.of(breaking(step.claim, at), name):
            score.add(f"{name}: {word}", _fate(step, mutant, few, all_of_them))
    return score


def _fate(step: Step, mutant: Claim, few: Context, context: Context) -> str:
    """What a few trials say, then the proof, then all trials; if none refuses it, is it true?

    The first trial that refutes it settles it. Of the checkers, those look at a mutant that read
    what it claims.
    """
    other = replace(step, claim=mutant, printed=None, measure="")
    if fails(other, few):
        return "refuted"
    with np.errstate(all="ignore"):
        proofs = [replay(other, context), by_components(other, context)]
        if status(filter(None, proofs)) not in FIRM:
            return "refused"
        verdict = status(filter(None, [*proofs, sample(other, context)]))
    if verdict not in FIRM:
        return "refuted" if verdict == "refuted" else "refused"
    if says_the_same(mutant, step.claim):
        return "proved"
    whole = context.derivation
    own = replace(whole, steps=(other,), builds_on=(whole, *whole.builds_on))
    more = sample(other, Context(own, many=MORE, seed=1))
    if more is not None and more.verdict is Verdict.SUPPORTED:
        return "proved"
    return "assumed" if verdict == "assumed" else "survived"


def says_the_same(mutant: Claim, claim: Claim) -> bool:
    """Whether the sides are equal one by one or, of an equation, their differences up to sign."""
    sides = ((mutant.lhs, claim.lhs), (mutant.rhs, claim.rhs))
    if any(shape(new) != shape(old) for new, old in sides):
        return False
    new, old = ((MatAdd if len(shape(c.lhs)) == 2 else Add)(c.lhs, -c.rhs) for c in (mutant, claim))
    if claim.relation == "=" and (vanishes(new + old) or vanishes(new - old)):
        return True
    return all(vanishes(new - old) for new, old in sides)


def adjoint_score(cell: Cell, tell: Tell = lambda label: None, every: bool = False) -> Score:
    """Put mistakes into the derived backward pass of a cell, and run it.

    They are those of the table, all of them or a sample in which every kind of mistake is made,
    and every equation is wrong. What changes no number, since it multiplies an error that this
    loss does not cause, is put into the backward pass of a loss that hears every state.
    """
    score, whole = Score(), cell.explicit()
    found = mistakes(whole)
    if not found:
        return score
    states = (s.name for s in whole.carried)
    loud = replace(whole, outputs=tuple(dict.fromkeys((*whole.outputs, *states))))
    own, other = Judge(whole, RUNS), Judge(loud, MORE_RUNS)
    with np.errstate(all="ignore"):
        for mistake in Sample(every).of(map(_mutant, found), cell.name):
            tell(mistake.where)
            if own.refutes(mistake.wrong) or other.refutes(_put(mistake, other.right)):
                fate = "refuted"
            else:
                fate = "proved" if _is_idle(mistake) else "survived"
            score.add(f"{cell.name}: {mistake}", fate)
    return score


class Judge:
    """The runs of a cell on which wrong backward passes are told from the right one."""

    def __init__(self, cell: Cell, runs: Sequence[tuple[int, int]]) -> None:
        self.cell, self.right, self.sizes = cell, derived_pass(cell), runs
        self.runner = Runner(self.right)

    @cached_property
    def runs(self) -> list[Network]:
        return [
            drawn(self.cell, size, steps, np.random.default_rng([size, steps]))
            for size, steps in self.sizes
        ]

    def refutes(self, wrong: Pass) -> bool:
        """Whether a pass returns a wrong gradient on some run."""
        return any(
            not all(
                distance(mine, run.gradients[name]) <= TOLERANCE
                for name, mine in self.runner.gradients(wrong, run).items()
            )
            for run in self.runs
        )


def _put(mistake: Mistake, loud: Pass) -> Pass:
    """The same mistake in the backward pass of a loss that says more."""
    changed = []
    for e in mistake.equations:
        known = mistake.right.equations[e.name].terms
        said = tuple(term for term in loud.equations[e.name].terms if term not in known)
        changed.append(replace(e, terms=(*said, *e.terms)))
    return replace(loud.put(*changed), deaf=mistake.deaf)


def _mutant(mistake: Mistake) -> Mutant[Mistake]:
    alone = len(mistake.equations) == 1
    strata = (mistake.kind, alone), *(e.name for e in mistake.equations if alone)
    return Mutant(strata, lambda: mistake)


def _is_idle(mistake: Mistake) -> bool:
    """Whether what a mistake leaves out is zero: errors of the last step that nobody hears."""
    silent = _silent_at_the_end(mistake.right)
    return bool(mistake.equations) and all(
        _loses_only(e, mistake.right.equations[e.name], silent, mistake.right)
        for e in mistake.equations
    )


def _loses_only(wrong: Equation, right: Equation, silent: set[str], whole: Pass) -> bool:
    same = wrong.written(whole.cell) == right.written(whole.cell)
    if not same or wrong.last or wrong.mean or wrong.cut != (0, 1):
        return False
    return all(any(v.name in silent for v in vectors(term.e)) for term in right.terms)


def _silent_at_the_end(whole: Pass) -> set[str]:
    """The errors that are zero at time T: the loss does not speak, and all is heard later."""
    silent: set[str] = set()
    for u in reversed(tuple(whole.cell.equations)):
        equation = whole.equations[u.name + BAR]
        if all(
            term.source is not None and (term.lag != S.Zero or term.source.name + BAR in silent)
            for term in equation.terms
        ):
            silent.add(equation.name)
    return silent
