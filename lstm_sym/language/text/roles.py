"""What every name is: a signal, a matrix, a vector, a number or a function."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from ..activations import ACTIVATIONS
from ..pairs import PAIRS
from ..vectors import MARKS
from .draft import Draft
from .errors import TextError
from .lines import HEADERS
from .tree import Apply, Call, Name, Reading, walk

Uses = dict[str, dict[str, int]]

ALLOWED = {"matrix": {"matrix"}, "vector": {"signal", "parameter"}, "number": {"parameter"}}

RESERVED = {
    "t": ("t is the time", "it stands only in [ ]; choose another name"),
    "T": ("T is the last time step", "choose another name"),
    "L": ("L is the loss", "choose another name"),
}


@dataclass(frozen=True)
class Roles:
    """The names of a draft by their role, each list in the order of the text."""

    draft: Draft
    uses: Uses

    @cached_property
    def computed(self) -> tuple[str, ...]:
        """The signals that an equation computes."""
        return tuple(e.left.name for e in self.draft.equations)

    @cached_property
    def carried(self) -> tuple[str, ...]:
        """The computed signals that are read at another time."""
        late = {
            node.name
            for e in self.draft.equations
            for node in walk(e.right)
            if isinstance(node, Reading) and node.lag
        }
        return tuple(name for name in self.computed if name in late)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The signals that no equation computes."""
        signals = (name for name, use in self.uses.items() if "signal" in use)
        return tuple(name for name in signals if name not in self.computed)

    def is_number(self, name: str) -> bool:
        """Whether ``name`` is declared a number."""
        declared = self.draft.header.declared.get(name)
        return declared is not None and declared.kind == "number"


def roles(draft: Draft) -> Roles:
    """Find the role of every name; TextError where a name has two, or none of its own."""
    _Check(draft, uses := _uses(draft)).all()
    return Roles(draft, uses)


def functions() -> tuple[str, ...]:
    """The functions that may be called now, those that the user declared among them."""
    return (*sorted(ACTIVATIONS), *PAIRS)


def _uses(draft: Draft) -> Uses:
    """For every name: in which ways it is used, and where first."""
    uses: Uses = {}
    for equation in draft.equations:
        for node in walk(equation):
            match node:
                case Reading():
                    uses.setdefault(node.name, {}).setdefault("signal", node.at)
                case Name():
                    uses.setdefault(node.name, {}).setdefault("parameter", node.at)
                case Apply(matrix=matrix):
                    uses.setdefault(matrix.name, {}).setdefault("matrix", matrix.at)
    return uses


@dataclass(frozen=True)
class _Check:
    draft: Draft
    uses: Uses

    def all(self) -> None:
        for equation in self.draft.equations:
            for node in walk(equation.right):
                if isinstance(node, Call):
                    self._call(node)
        for name, use in self.uses.items():
            self._reserved(name, min(use.values()))
            self._clash(name, use)
            self._declaration(name, use)
        if self.draft.equations:
            self._declared()

    def _fault(self, at: int, what: str, mend: str) -> TextError:
        return self.draft.script.fault(at, what, mend)

    def _line(self, at: int) -> str:
        return f"line {self.draft.script.line(at)}"

    def _reserved(self, name: str, at: int) -> None:
        if name in RESERVED:
            raise self._fault(at, *RESERVED[name])
        if name in HEADERS:
            raise self._fault(at, f"{name} is a header word", "choose another name")
        if name in functions():
            raise self._fault(at, f"{name} is a function", f"write {name}(...) or another name")
        if name.endswith(MARKS):
            what = f"names that end in {', '.join(MARKS)} are those of the error signals"
            raise self._fault(at, what, f"rename {name}")

    def _clash(self, name: str, use: dict[str, int]) -> None:
        if len(use) == 1:
            return
        (one, there), (other, here), *_ = sorted(use.items(), key=lambda pair: pair[1])
        if set(use) == {"signal", "parameter"}:
            what = f"{name} is a signal ({self._line(use['signal'])})"
            raise self._fault(use["parameter"], what, f"write {name}[t] or {name}[t-1]")
        says = {"parameter": "vector"}
        what = (
            f"{name} is a {says.get(one, one)} ({self._line(there)}) "
            f"and a {says.get(other, other)} ({self._line(here)})"
        )
        raise self._fault(here, what, f"write {name} @ v for a matrix, or rename one of the two")

    def _declaration(self, name: str, use: dict[str, int]) -> None:
        declared = self.draft.header.declared.get(name)
        if declared is None:
            return
        (way, at), *_ = use.items()
        where = f"(declared in {self._line(declared.at)})"
        if way not in ALLOWED[declared.kind]:
            mend = MENDS[declared.kind].format(name)
            raise self._fault(at, f"{name} is a {declared.kind} {where}", mend)
        if way == "signal" and declared.constant:
            what = f"{name} is a signal ({self._line(at)}); constant are parameters only"
            raise self._fault(declared.at, what, "remove the word constant")

    def _call(self, call: Call) -> None:
        name, given = call.name, len(call.arguments)
        if name not in functions():
            raise self._fault(call.at, f"unknown function {name}", self._instead(call))
        wanted = 2 if name in PAIRS else 1
        if given != wanted:
            what = f"{name} takes {('one argument', 'two arguments')[wanted - 1]}, not {given}"
            raise self._fault(call.at, what, f"write {name}({('a', 'a, b')[wanted - 1]})")

    def _instead(self, call: Call) -> str:
        use = self.uses.get(call.name, {})
        inner = self.draft.script.excerpt(call.at, call.end).partition("(")[2].removesuffix(")")
        if "signal" in use or inner.replace(" ", "") in ("t", "t-1"):
            return f"write {call.name}[{inner if inner[:1] == 't' else 't'}]"
        if "matrix" in use:
            return f"write {call.name} @ ({inner})"
        near = get_close_matches(call.name.lower(), functions(), 1)
        return f"did you mean {near[0]}?" if near else f"the functions are {', '.join(functions())}"

    def _declared(self) -> None:
        for name, declared in self.draft.header.declared.items():
            if name not in self.uses:
                self._reserved(name, declared.at)
                raise self._fault(declared.at, f"{name} is declared and never used", "remove it")
            for size in declared.sizes:
                self._reserved(str(size), declared.at)
                if size in self.uses:
                    what = f"{size} is the name of a size and of something else"
                    raise self._fault(declared.at, what, "rename one of the two")


MENDS = {
    "matrix": "write {0} @ v",
    "vector": "write {0} * v, or declare it a matrix",
    "number": "write {0} * v, or declare it otherwise",
}
