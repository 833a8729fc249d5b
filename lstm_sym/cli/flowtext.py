"""The record of an error flow as lines of a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from .chart import chart
from .lines import broken
from .words import plain
from .wrapping import WIDTH, wrapped

Record = dict[str, Any]
Line = tuple[str, str]
HEAD, DIM, PLAIN, BAD = "bold", "dim", "", "bold red"
FIRM = ("verified", "assumed")
SIGN = {"verified": "✓", "assumed": ":", "undecided": "?", "refuted": "✗"}
SAID = ("vanishes", "radius", "per-step")
WORD = {"assumed": "definitions"}
MOST = 6
ROUND = (
    "over q steps no block is bounded from below: what goes around through another state may "
    "cancel it (comparison-matrices says when the sum over two states is)"
)
OPEN = "from below nothing is known: no path surely passes more than the others may cancel"
TICK = {"kept": "kept", "dropped": "-"}


def lines(record: Record, verbose: bool) -> Iterator[Line]:
    """Yield every line with its style."""
    cell, numbers = record["cell"], record["numbers"]
    yield f"{cell['name']}  {cell['title']}", HEAD
    states = ", ".join(f"{name} in R^{n}" for name, n in cell["states"].items())
    many = _many(cell["paths"], "path")
    about = f"{many} from state to state within one step; states {states}"
    yield from ((line, DIM) for line in wrapped(about))
    yield from _paths(cell, numbers, verbose)
    yield "", PLAIN
    yield "Over q steps", HEAD
    yield f"  {cell['product']['text']}", PLAIN
    if cell["backward"]:
        yield "  what runs backward, the other way round and by itself", DIM
    state = f"s = ({', '.join(cell['product']['state'])})"
    yield from ((line, PLAIN) for line in wrapped(state, "  ", "    "))
    yield from _norms(numbers, cell["backward"])
    yield from _bounds(record["bounds"], len(cell["states"]) > 1)
    yield from _without(numbers, cell["backward"])
    yield from _chart(numbers, cell["backward"])


def _paths(cell: Record, numbers: Record, verbose: bool) -> Iterator[Line]:
    half = numbers["half_truth"]
    heads = (["half-truth"] if half else []) + ["1997"]
    keys = (["half_truth"] if half else []) + ["truncation"]
    columns = "".join(f"{head:>12}" for head in heads)
    yield "", PLAIN
    yield f"{'One step, path by path':<{WIDTH - len(columns)}}{columns}", HEAD
    for block in cell["blocks"]:
        if not block["paths"]:
            continue
        yield f"  {block['text']}", PLAIN
        for term in block["terms"]:
            kept = "".join(f"{TICK[term[key]]:>12}" for key in keys)
            yield f"    {term['label']:<{WIDTH - 4 - len(kept)}}{kept}", PLAIN
            for line in broken(term["text"], WIDTH, 8, 12):
                yield line, DIM
            if verbose:
                yield from ((line, DIM) for line in wrapped(term["latex"], " " * 8, " " * 12))
        more = block["paths"] - len(block["terms"])
        if more:
            yield f"    and {_many(more, 'longer path')}", DIM
    if half:
        yield f"  half-truth: {half['says']}", DIM
    yield "  1997: nothing flows back through a matrix that reads a state", DIM


def _norms(numbers: Record, backward: Sequence[str]) -> Iterator[Line]:
    at = _columns(numbers["marks"])
    places = [numbers["lags"].index(q) for q in at]
    runs = _many(numbers["samples"], "run")
    sizes = ", ".join(f"{name} = {k}" for name, k in numbers["sizes"].items())
    norm = "2-norm" if numbers["norm"] == "2" else "max norm"
    middle = ", the median" if numbers["samples"] > 1 else ""
    yield "", PLAIN
    yield f"How large, in the {norm}{middle}", HEAD
    drawn = f"{runs}; {sizes}; gain {numbers['gain']:g}, seed {numbers['seed']}"
    yield from ((line, DIM) for line in wrapped(drawn, "  ", "  "))
    yield _row("q", [str(q) for q in at]), DIM
    for each in numbers["norms"]:
        name = _over(each["of"], each["wrt"], backward)
        yield _row(name, [power(each["log10"][k]) for k in places]), PLAIN
        if each["bound"]:
            yield _row("  at most", [power(each["bound"][k]) for k in places]), DIM


def _bounds(steps: Sequence[Record] | None, several: bool) -> Iterator[Line]:
    yield "", PLAIN
    if steps is None:
        yield "No bounds: there are too many paths to be written out", HEAD
        return
    yield "What bounds it", HEAD
    for step in steps:
        if not step["label"].startswith("paths-"):
            firm = step["status"] in FIRM
            first, *rest = broken(step["text"], WIDTH, 4, 8)
            for line in (f"  {SIGN[step['status']]} {first[4:]}", *rest):
                yield line, PLAIN if firm else BAD
            if step["label"] in SAID:
                for line in wrapped(plain(step["title"]), " " * 8, " " * 8):
                    yield line, DIM
            near = [e["detail"] for e in step["evidence"] if e["checker"] == "adversarial"]
            why = [] if firm else [e["detail"] for e in step["evidence"]]
            for line in (x for words in (*near, *why) for x in wrapped(words, " " * 8, " " * 8)):
                yield line, DIM
    if not any(step["label"] == "lasting" for step in steps):
        yield from ((line, DIM) for line in wrapped(ROUND if several else OPEN, "  ", "  "))
    counted = Counter(step["status"] for step in steps)
    said = ", ".join(f"{k} {WORD.get(state, state)}" for state, k in counted.items())
    yield f"  {said}", DIM


def _without(numbers: Record, backward: Sequence[str]) -> Iterator[Line]:
    at = _columns(numbers["marks"])
    places = [numbers["marks"].index(q) for q in at]
    u = numbers["watched"]
    yield "", PLAIN
    yield f"What {_over(u, u, backward)} loses without a path, in parts of its norm", HEAD
    yield _row("q", [str(q) for q in at]), DIM
    last = ""
    for each in numbers["without"]:
        block = f"∂{each['of']}/∂{each['wrt']}"
        if block != last:
            yield f"  {block}", DIM
        last = block
        yield from _long_row(f"  {each['label']}", [share(each["lost"][k]) for k in places])
    named = {
        "the truncation of 1997": numbers["truncation"],
        "the half-truth": numbers["half_truth"],
    }
    for name, each in named.items():
        if each:
            yield _row(f"under {name}", [share(each["lost"][k]) for k in places]), PLAIN


def _chart(numbers: Record, backward: Sequence[str]) -> Iterator[Line]:
    u = numbers["watched"]
    own = next(e for e in numbers["norms"] if e["of"] == e["wrt"] == u)
    curves = {_over(u, u, backward): own["log10"]}
    if numbers["half_truth"]:
        curves["the half-truth"] = numbers["half_truth"]["log10"]
    if own["bound"]:
        curves["its bound"] = own["bound"]
    drawn = chart(numbers["lags"], curves, WIDTH)
    yield "", PLAIN
    if not drawn:
        yield f"  {_over(u, u, backward)} is zero", PLAIN
    for line in drawn:
        yield line, PLAIN


def _over(u: str, v: str, backward: Sequence[str]) -> str:
    """The derivative over q steps: forward in time, or back for what runs backward."""
    return f"∂{u}[t]/∂{v}[t{'+' if v in backward else '-'}q]"


def _columns(marks: Sequence[int]) -> list[int]:
    """As many of the lags as fit: the first, the last, and some between."""
    if len(marks) <= MOST:
        return list(marks)
    places = {round(i * (len(marks) - 1) / (MOST - 1)) for i in range(MOST)}
    return [q for i, q in enumerate(marks) if i in places]


def _row(name: str, cells: Sequence[str]) -> str:
    first = WIDTH - 7 * MOST
    return f"  {name:<{first - 2}}" + "".join(f"{cell:>7}" for cell in cells)


def _long_row(name: str, cells: Sequence[str]) -> Iterator[Line]:
    """A row whose name takes a line of its own if it is long."""
    if len(name) > WIDTH - 7 * MOST - 3:
        yield f"  {name}", PLAIN
        name = ""
    yield _row(name, cells), PLAIN


def power(y: float | None) -> str:
    """A number that is given as a power of ten."""
    if y is None:
        return "0"
    if -3 < y < 2:
        return f"{10**y:.2g}"
    if 0 < y < 4:
        return f"{10**y:.0f}"
    whole = int(y // 1)
    digit = round(10 ** (y - whole))
    whole, digit = (whole + 1, 1) if digit == 10 else (whole, digit)
    return f"{digit}e{whole}"


def share(x: float | None) -> str:
    """A part of the whole, in percent."""
    if x is None:
        return "."
    if 0 < x < 0.005:
        return "<1%"
    return f"{x:.0%}" if x < 9.995 else ">999%"


def _many(k: int, thing: str) -> str:
    word = thing if k == 1 else f"{thing}s"
    return f"{k} {word}" if k < 10**6 else f"about 1e{len(str(k)) - 1} {word}"
