"""error_flow(cell): how large the error flow of a cell can be, as a derivation."""

from __future__ import annotations

from sympy import FiniteSet, oo

from ...calculus.comparison import Comparison
from ...language.cell import Cell
from ..step import Derivation
from .many import ManySteps, c, d, q
from .names import Names
from .one import OneStep, index_of_norms

__all__ = ["error_flow", "label"]

MOST = 96
ABOUT = r"""
How large can the error flow of this cell be, \(q\) steps back? Each derivative of a state by a
state one step before is a sum over the paths between them. The norm of a path is at most the
product of the norms along it: of the weights, and of the largest entry of what scales. These
numbers, one for each pair of states, make a small matrix, and its powers are above the error flow.

Norms are \(p\)-norms for \(p = 1, 2, \infty\) at once. What nothing bounds is named: the largest
entry that it takes in these \(q\) steps.
"""


def label(name: str) -> str:
    """What the derivation of the error flow of a cell is called."""
    return f"flow-{name}"


def error_flow(cell: Cell, about: str = ABOUT) -> Derivation:
    """Derive bounds of the error flow of a cell: of one step, of its states, and of q steps.

    ``about`` is the text that its page begins with. Of a cell some of whose states run backward,
    those are meant that run as the first does. Raises ValueError for a cell that is too deep: its
    paths are more than a page can hold.
    """
    whole = cell.explicit()
    p = index_of_norms(whole)
    comparison = Comparison(whole, p, whole.way(whole.carried[0].name))
    many = sum(block.many for block in comparison.blocks)
    if many > MOST or not all(block.whole for block in comparison.blocks):
        raise ValueError(f"{cell.name} has {many} paths, more than can be written out")
    one = OneStep(comparison)
    names = Names(one, q)
    over = ManySteps(one, names)
    return Derivation(
        label(cell.name),
        f"{cell.title or cell.name}: how far errors flow",
        about.strip().replace(r"\(p", rf"\({p}"),
        (*one.steps, *names.steps, *over.steps),
        cell=whole,
        forall={q: (1, oo), p: FiniteSet(1, 2, oo), d: (0, 1), c: (1, oo)},
        let=dict(names.meaning),
    )
