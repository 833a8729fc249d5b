"""What two steps say of a matrix that says where each row belongs."""

from __future__ import annotations

from sympy import Expr

from ...calculus.normal import same
from ...language.operators import Matrix
from ...language.sums import sum_over
from ...language.vectors import Entry
from ..step import Step


def is_membership(E: Expr, members: tuple[Step, ...]) -> bool:
    """Whether E_vj^2 = E_vj and sum_j E_vj = 1, for all v and j, are the claims of the two steps.

    Then every row of E holds one 1 and zeros: 0 ≤ E_vj ≤ 1, and |(E y)_v| ≤ max_j |y_j|.
    """
    if len(members) != 2 or not isinstance(E, Matrix):
        return False
    entries, rows = (step.claim for step in members)
    x = entries.rhs
    if not (isinstance(x, Entry) and x.of == E and entries.lhs == x**2):
        return False
    v, j = x.at
    whole = sum_over(lambda k: Entry(E, v, k), 1, E.shape[1])
    free = v.is_Symbol and j.is_Symbol and v != j
    return bool(free and rows.rhs == 1 and same(rows.lhs, whole))
