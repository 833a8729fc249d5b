"""What the names of a cell mean: what its text remarks of them, or what they are to its step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sympy import Expr

from ...calculus.roles import Roles
from ...language.cell import Cell, Parameter
from ...language.operators import Dot, Matrix
from ...language.text.remarks import remarks
from ...language.vectors import Vector, vectors
from ...lower.latex import Printer

STATE = "state"


@dataclass(frozen=True)
class Meanings:
    """The meaning of every signal, parameter and size of a cell, in words."""

    cell: Cell
    printer: Printer

    @cached_property
    def signals(self) -> frozenset[str]:
        """The names of all signals."""
        return frozenset(s.name for s in (*self.cell.inputs, *self.cell.computed))

    def remark(self, name: str) -> str:
        """The comment of the text, as it stands; of a layer of a stack, that of the layer."""
        base = name.rpartition("_")[0]
        return self._remarks.get(name, self._remarks.get(base, "") if self._is_stack else "")

    def signal(self, name: str) -> str:
        """What a signal is to the step, as far as no remark says it; if it is carried and seen."""
        what = "" if self.remark(name) else self._role(name)
        carried = name in self._states and what != STATE
        seen = name in self.cell.outputs
        parts = (what, "carried" if carried else "", "seen by the loss" if seen else "")
        return ", ".join(filter(None, parts))

    def parameter(self, p: Parameter) -> str:
        """From where a parameter leads to where, as far as no remark says it; if it is fixed."""
        what = "" if self.remark(p.name) else self._part(p)
        fixed = "constant" if p.name in self.cell.constants else ""
        return ", ".join(filter(None, (what, fixed)))

    def size(self, n: Expr) -> str:
        """Of what a size is the size."""
        names = [s.name for s in (*self.cell.inputs, *self.cell.computed) if s.dim == n]
        said = [self._named(name) for name in names if name not in self._nets]
        return f"size of {', '.join(said)}" if said else "a size"

    def _role(self, name: str) -> str:
        if name in self._inputs:
            return "input"
        if name in self._nets:
            return f"net input of {self._named(self._nets[name])}"
        if name in self._states:
            return STATE
        kinds = {"gate": self.roles.gates, "candidate": self.roles.candidates}
        found = [word for word, of in kinds.items() if name in {v.name for v in of}]
        return found[0] if found else "computed"

    def _part(self, p: Parameter) -> str:
        """Where a parameter leads: weights from one vector to another, a bias, or a number."""
        ends = [self._named(u.name) for u in self.cell.speaking.get(p.name, ())]
        where = " and ".join(ends)
        if isinstance(p, Matrix):
            heard = {v.name for e in self.cell.equations.values() for v in _heard(e, p)}
            signals = (s.name for s in (*self.cell.inputs, *self.cell.computed))
            starts = " and ".join(self._named(name) for name in signals if name in heard)
            return f"weights from {starts or 'a vector'} to {where}"
        if isinstance(p, Vector) and self._is_added(p):
            return f"bias of {where}"
        return f"{'parameter' if isinstance(p, Vector) else 'number'} of {where}"

    def _is_added(self, p: Vector) -> bool:
        spoken = [self.cell.equations[u] for u in self.cell.speaking.get(p.name, ())]
        return all(e.is_Add and p in e.args for e in spoken)

    def _named(self, name: str) -> str:
        s = self.cell.signal(name)
        return rf"\({self.printer.doprint(s(self.cell.time))}\)"

    @cached_property
    def roles(self) -> Roles:
        return Roles(self.cell)

    @cached_property
    def _nets(self) -> dict[str, str]:
        """The signals that are read by one activation and by nothing else, and what that is."""
        readers: dict[str, set[str]] = {}
        for u, v in self.cell.readings:
            readers.setdefault(v.name, set()).add(u.name)
        return {v.name: min(readers[v.name]) for v in self.roles.nets}

    @cached_property
    def _inputs(self) -> set[str]:
        return {s.name for s in self.cell.inputs}

    @cached_property
    def _states(self) -> set[str]:
        return {s.name for s in self.cell.carried}

    @cached_property
    def _remarks(self) -> dict[str, str]:
        return remarks(self.cell.text)

    @cached_property
    def _is_stack(self) -> bool:
        return not set(self._remarks) & {u.name for u in self.cell.equations}


def _heard(e: Expr, W: Matrix) -> list[Vector]:
    """The vectors that a matrix is applied to."""
    return [v for d in e.atoms(Dot) if d.args[0] in (W, W.T) for v in vectors(d.args[1])]
