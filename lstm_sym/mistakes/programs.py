"""Small wrong changes of an emitted NumPy program, line by line: none may pass for the gradient."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from itertools import cycle
from threading import local
from typing import Any

import numpy as np
from sympy import Symbol

from ..checks.programs import EXACT, Batch, Trial, compared, ran
from ..checks.sampling import distance
from ..emit import EmitError, code
from ..emit.backends import NumpyBackend
from ..emit.load import loaded
from ..emit.program import Program
from ..language.cell import Cell
from .outcome import Score
from .repeated import is_repeated
from .sampled import Mutant, Sample

PARTS = ("forward", "outputs", "final", "backward")
ROWS = "_at"  # the rows of an array, which are the array
KINK, FOR = "np.heaviside(", " for "
SEEDS = range(0, 12, 2)
OTHER = {"add": "subtract", "subtract": "add", "multiply": "add", "divide": "multiply"}
ROOMS = 36, 10**6  # numbers in one part of the time: parts of a step or two, and one part


def program_score(
    cell: Cell, tell: Callable[[str], None] = lambda what: None, every: bool = False
) -> Score:
    """Change every line of the NumPy program of a cell, and run what comes of it.

    Every line is changed in ``every`` way, or in one, so that all ways occur in each part.

    A change is refuted if a number that the program returns is wrong, refused if it raises. To
    leave out what computes again what is there is proved to change nothing. The
    slope at a kink is a definition; what only changes that is assumed, as it was.
    """
    score = Score()
    try:
        text = code(cell, "numpy")
    except EmitError:
        return score
    runs = Runs(cell, text)
    for word, mutant in Sample(every).of(mutants(text), cell.name):
        tell(word)
        fate = runs.fate(mutant)
        if fate == "survived":
            fate = "proved" if is_repeated(text, mutant) else _unseen(*word.split(FOR, 1))
        score.add(f"{cell.name}/program: {word}", fate)
    return score


def _unseen(wrong: str, right: str) -> str:
    """The fate of a change that changes no number."""
    at_kink = wrong.startswith(KINK) and wrong.replace(", 1.0,", ", 0.0,") == right
    return "assumed" if at_kink else "survived"


class Runs:
    """The runs on which programs of one cell are tried: random ones, and one from no states.

    In some the program works on few steps at a time, so that where such a part ends is tried too.
    """

    def __init__(self, cell: Cell, text: str) -> None:
        self.cell, self.backend = cell, NumpyBackend(cell, "float64", text)
        self.trials = [Trial(cell, seed) for seed in SEEDS]
        right = loaded(text, cell.name)
        self.silent = [self._from_nothing(right, batch, True) for batch in self._batches()]

    def fate(self, text: str) -> str:
        """What becomes of a program."""
        try:
            with np.errstate(all="ignore"):
                return "survived" if self._is_right(text) else "refuted"
        except Exception:  # a wrong program may raise anything
            return "refused"

    def _is_right(self, text: str) -> bool:
        module: Any = loaded(text, self.cell.name)
        self.backend.module, self.backend.kept = module, local()
        program = Program(self.cell, self.backend)
        for module.ROOM, trial in zip(cycle(ROOMS), self.trials, strict=False):
            for batch in trial.batches:
                if not max(compared(batch, ran(program, batch)).values()) <= EXACT:
                    return False
        for batch, right in zip(self._batches(), self.silent, strict=False):
            mine = self._from_nothing(module, batch, False)
            if not all(distance(mine[name], v) <= EXACT for name, v in right.items()):
                return False
        return True

    def _batches(self) -> Iterator[Batch]:
        return (batch for trial in self.trials for batch in trial.batches)

    def _from_nothing(self, module: Any, batch: Batch, given: bool) -> dict[str, Any]:
        """What is said of a run whose states before it are zero, or are not ``given``."""
        zeros = {name: np.zeros_like(v) for name, v in batch.initial.items()} if given else {}
        inputs = tuple(batch.x.values())
        _, found = module.gradient(batch.params, *inputs, *batch.dh.values(), initial=zeros)
        steps, many, sizes = len(batch.steps), len(batch.networks), self.sizes(batch)
        space = module.Space(steps, many, sizes, np.dtype(float))
        module.forward(space, batch.params, *inputs, zeros)
        return {**found, **{f"last {name}": v for name, v in module.final(space).items()}}

    def sizes(self, batch: Batch) -> tuple[int, ...]:
        """The sizes of a batch in the order in which the program takes them."""
        symbols = self.backend.plan.cell.sizes
        return tuple(batch.networks[0].symbols[s] for s in symbols if isinstance(s, Symbol))


def mutants(text: str) -> Iterator[Mutant[tuple[str, str]]]:
    """Every change of one line of a program; each makes the line as it becomes, and the program."""
    tree = ast.parse(text)
    parts = [ast.unparse(node) for node in tree.body]
    for at, part in enumerate(tree.body):
        if not isinstance(part, ast.FunctionDef) or part.name not in PARTS:
            continue
        arrays = _arrays(part)
        for body, k in list(_lines(part)):
            place = part.name, body[k].lineno
            for kind, change in (("left out", ast.Pass), *_changes(body[k], arrays)):
                make = partial(_broken, parts, at, part, body, k, change)
                yield Mutant((place, (kind, part.name)), make)


def _broken(
    parts: list[str],
    at: int,
    part: ast.FunctionDef,
    body: list[ast.stmt],
    k: int,
    change: Callable[[], ast.stmt | None],
) -> tuple[str, str] | None:
    right, wrong = body[k], change()
    if wrong is None:
        return None
    body[k] = wrong
    text = "\n".join([*parts[:at], ast.unparse(part), *parts[at + 1 :]])
    body[k] = right
    line = "nothing" if isinstance(wrong, ast.Pass) else ast.unparse(wrong)
    return f"{line}{FOR}{ast.unparse(right)}", text


def _lines(part: ast.FunctionDef) -> Iterator[tuple[list[ast.stmt], int]]:
    """The statements that compute, each as its place in a block: calls, sums, results."""
    for node in ast.walk(part):
        for block in (getattr(node, name, None) for name in ("body", "orelse")):
            if not isinstance(block, list):
                continue
            for k, line in enumerate(block):
                call = isinstance(line, ast.Expr) and isinstance(line.value, ast.Call)
                given = isinstance(line, ast.Assign) and "np." in ast.unparse(line)
                put = isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Subscript)
                result = isinstance(line, ast.Return) and isinstance(line.value, ast.Dict)
                if call or given or put or result:
                    yield block, k


def _arrays(part: ast.FunctionDef) -> list[str]:
    """The names of the arrays that a part takes out of the space."""
    return [
        line.targets[0].id
        for line in part.body
        if isinstance(line, ast.Assign)
        and isinstance(line.targets[0], ast.Name)
        and ast.unparse(line.value).startswith("space.")
        and line.targets[0].id not in ("T", "chunk")
    ]


def _changes(
    line: ast.stmt, arrays: list[str]
) -> Iterator[tuple[str, Callable[[], ast.stmt | None]]]:
    """The line with one thing in it another: an operation, an array, a time, a transpose."""
    for k, node in enumerate(ast.walk(line)):
        for kind, become in _becomes(node, arrays):
            yield kind, partial(_changed, line, k, become)


def _changed(line: ast.stmt, k: int, become: Change) -> ast.stmt | None:
    copy = deepcopy(line)
    target = list(ast.walk(copy))[k]
    return copy if become(target) else None


Change = Callable[[Any], bool]


def _becomes(node: ast.AST, arrays: list[str]) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Attribute) and node.attr in OTHER:
        yield "operation", lambda n: _set(n, "attr", OTHER[n.attr])
    if isinstance(node, ast.Attribute) and node.attr == "tanh":
        yield "function", lambda n: _set(n, "attr", "sin")
    if isinstance(node, ast.Name) and node.id in arrays and isinstance(node.ctx, ast.Load):
        stem = node.id.removesuffix(ROWS)
        at = arrays.index(node.id)
        others = [a for a in arrays[at:] + arrays[:at] if a.removesuffix(ROWS) != stem]
        for other in others[:1]:
            yield "array", lambda n, other=other: _set(n, "id", other)  # type: ignore[misc]
    if isinstance(node, ast.Subscript) and _is_at(node.slice):
        for move in (ast.Add(), ast.Sub()):
            yield "time", partial(_moved, move)
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        yield "constant", lambda n: _set(n, "value", n.value + 1)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("subtract", "divide", "matmul"):
            yield "order", _swapped
        for i, one in enumerate(node.args):
            if isinstance(one, ast.Attribute) and one.attr == "T":
                yield "transpose", lambda n, i=i: _put(n, i, n.args[i].value)  # type: ignore[misc]


def _moved(move: ast.operator, node: Any) -> bool:
    return _set(node, "slice", ast.BinOp(node.slice, move, ast.Constant(1)))


def _is_at(index: ast.expr) -> bool:
    """Whether an index is a time."""
    return "t" in {n.id for n in ast.walk(index) if isinstance(n, ast.Name)} and not isinstance(
        index, ast.Slice | ast.Tuple
    )


def _set(node: Any, name: str, value: Any) -> bool:
    setattr(node, name, value)
    return True


def _swapped(node: Any) -> bool:
    if len(node.args) < 2 or ast.dump(node.args[0]) == ast.dump(node.args[1]):
        return False
    node.args[:2] = node.args[1::-1]
    return True


def _put(node: Any, i: int, value: Any) -> bool:
    node.args[i] = value
    return True
