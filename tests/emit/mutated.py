"""Small wrong changes of emitted C, PyTorch and JAX, each of which a check must see."""

import ast
import re
from collections.abc import Callable, Iterator
from copy import deepcopy

SIGNS = {" + ": " - ", " - ": " + ", " * ": " + "}
VALUE = re.compile(r"(const real \w+ = |\] \+?= |sum \+= )([^;{}]+);")
STEP = re.compile(r"\(t ([+-]) (\d)\)")
CALL = re.compile(r"(?<=[ {\n])((?:multiply|pack|outers|columns|memcpy|memset)\([^;]*);")
POISON = """    for (long i = 0, many = layout(r, space); i < many; i++)
        space[i] = NAN;
"""


def switched(text: str) -> tuple[str, list[str]]:
    """A C program that is any of its mutants, as the variable ``mutant`` says, and their words.

    A line left out, a sign, a product that becomes a sum, a time that is one step off, a number.
    With -1 it is right. What it keeps is not a number when it begins, so that nothing is left over
    from the last run.
    """
    words: list[str] = []

    def other(word: str) -> str:
        words.append(" ".join(word.split()))
        return f"mutant == {len(words) - 1}"

    def value(found: re.Match[str]) -> str:
        head, right = found.groups()
        wrong = "".join(f"{other(w)} ? {w} : " for w in _changed(right))
        return f"{head}{wrong}{right};"

    def call(found: re.Match[str]) -> str:
        return f"if (!({other('no ' + found[0])})) {found[0]}"

    def step(found: re.Match[str]) -> str:
        return f"(t {found[1]} {found[2]} * !({other(found[0] + ' now')}))"

    begin, end = text.index("static void pack_all("), text.index("static void begun(")
    made = text[begin:end]
    for pattern, change in ((VALUE, value), (STEP, step), (CALL, call)):
        made = pattern.sub(change, made)
    rest = text[end:].replace("    layout(r, space);\n", POISON)
    return f"{text[:begin]}long mutant = -1;\n{made}{rest}", words


def _changed(right: str) -> Iterator[str]:
    for sign, wrong in SIGNS.items():
        for place in re.finditer(re.escape(sign), right):
            if not _is_index(right, place.start()):
                yield right[: place.start()] + wrong + right[place.end() :]
    if "1.0" in right:
        yield right.replace("1.0", "2.0", 1)


def _is_index(text: str, at: int) -> bool:
    return text[:at].count("[") > text[:at].count("]") or "r->" in text


def mutants(
    text: str, parts: tuple[str, ...] = ("forward", "backward")
) -> Iterator[tuple[str, str]]:
    """Every program that one change makes of a Python program, and what it changes.

    What ``zeros`` are made for is left alone: that is seen in runs of no steps only.
    """
    tree = ast.parse(text)
    for part in tree.body:
        if isinstance(part, ast.FunctionDef) and part.name in parts:
            nodes = list(ast.walk(part))
            idle = {n for call in nodes if _is_zeros(call) for n in ast.walk(call)}
            for k, node in enumerate(nodes):
                for i, change in enumerate(_changes(node) if node not in idle else ()):
                    copy = deepcopy(part)
                    wrong = list(ast.walk(copy))[k]
                    change(wrong)
                    body = [copy if other is part else other for other in tree.body]
                    word = f"{part.name} {k}.{i}: {ast.unparse(wrong)}"
                    yield word, ast.unparse(ast.Module(body, []))


def _changes(node: ast.AST) -> Iterator[Callable[[ast.AST], None]]:
    def put(name: str, value: object) -> Callable[[ast.AST], None]:
        return lambda n: setattr(n, name, value)

    if isinstance(node, ast.BinOp):
        for sign in {ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Add,)}.get(
            type(node.op), ()
        ):
            yield put("op", sign())
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        yield put("value", node.value + 1)
    if isinstance(node, ast.Attribute) and node.attr in ("tanh", "sigmoid"):
        yield put("attr", "sin" if node.attr == "tanh" else "relu")
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        yield put("value", ast.BinOp(ast.Constant(0.5), ast.Mult(), node.value))


def _is_zeros(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "zeros"
    )
