"""A plan as a PyTorch module: loops over lists, and texts around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from string import Template

from sympy import Expr, Symbol

from ....conventions import Layer, layer_of
from ....language.cell import Cell
from ....language.shapes import shape
from ...naming import headed
from ...plan import plan
from ..infix import Words
from ..layout import broken, indented
from ..passes import Passes
from ..speech import Loop, Style

WORDS = Words(
    {
        **{name: f"torch.{name}" for name in ("exp", "log", "tanh", "sinh", "cosh", "sqrt", "erf")},
        **{name: f"torch.{name}" for name in ("sin", "cos", "sign")},
        "Abs": "torch.abs",
        "Max": "torch.maximum",
        "Min": "torch.minimum",
        "re": "",
    },
    {
        "sigma": "torch.sigmoid({z})",
        "tanh": "torch.tanh({z})",
        "exp": "torch.exp({z})",
        "relu": "torch.relu({z})",
        "heaviside": "positive({z})",
        "softplus": "softplus({z})",
        "inv": "(1.0 / ({z}))",
    },
    "torch.where({test}, {yes}, {no})",
)


_FUNCTION = Template(
    """        if nonlinearity != "$how":
            raise ValueError(f"this RNN has the nonlinearity $how, not {nonlinearity}")
"""
)
PLAIN = {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"}


def _joined(words: Sequence[str], axis: int) -> str:
    return f"torch.cat(({', '.join(words)}){', -1' if axis else ''})"


def _tuple(words: Iterable[str]) -> str:
    found = list(words)
    return ", ".join(found) + "," * (len(found) == 1)


def _loop(loop: Loop) -> Iterator[str]:
    order = "range(T)" if loop.way > 0 else "reversed(range(T))"
    kept, empty = f"kept_{loop.number}", ", ".join(f"zeros(0, {w})" for w in loop.keeps.values())
    yield from (f"{word} = {first}" for word, first in loop.begin.items())
    whole = {word: f"{word}_steps" for word in loop.reads}
    yield from (f"{whole[word]} = {made}" for word, made in loop.reads.items())
    yield f"{kept} = []"
    yield f"for t in {order}:"
    yield from (f"    {word} = {steps}[t]" for word, steps in whole.items())
    yield from indented(loop.body)
    yield f"    {kept}.append(({_tuple(loop.keeps)}))"
    moves = list(zip(loop.begin, loop.follow, strict=True))
    yield from (f"    {word} = {now}" for word, now in reversed(moves))
    yield from (f"{word} = {steps}" for word, steps in whole.items())
    back = "[::-1]" if loop.way < 0 else ""
    yield f"{kept} = together({kept}{back}, [{empty}])"
    yield from (f"{word} = {kept}[{i}]" for i, word in enumerate(loop.keeps))


def emitted(cell: Cell, dtype: str = "float64") -> str:
    """Return the PyTorch module of a cell; its dtype is that of what it is given."""
    return _Module(cell).text()


class _Module:
    def __init__(self, cell: Cell) -> None:
        zeros = "{like}.new_zeros((steps, *{like}.shape[1:-1], width))"
        style = Style(WORDS, _joined, _loop, "torch.stack", zeros)
        self.plan = plan(cell, fold=False, lift=False)
        self.passes, self.cell = Passes(self.plan, style), self.plan.source
        self.inputs = self.passes.inputs
        layer = layer_of(cell, "torch")
        plain = layer is not None and set(layer.arrays) <= PLAIN
        self.layer = layer if plain else None

    def text(self) -> str:
        """The module."""
        title = f"{headed(self.cell)}."
        layer = self._theirs(self.layer) if self.layer else self._own()
        lines = [
            *_filled("head", title=title),
            *self.passes.forward(),
            *self.passes.backward(),
            *self._run(),
            *layer,
        ]
        return "\n".join(broken(lines)) + "\n"

    def _run(self) -> list[str]:
        states = [s.name for s in self.cell.carried]
        places = []
        for name in states:
            first = self.plan.before.get(name, 0) if self.cell.way(name) < 0 else None
            places.append(f'"{name}": ({self.plan.before.get(name, 0)}, {first})')
        own = not self.inputs
        return _filled(
            "run",
            parameters=_quoted(p.name for p in self.cell.parameters),
            inputs=_quoted(s.name for s in self.cell.inputs),
            states=_quoted(states),
            outputs=_quoted(self.cell.outputs),
            steps="steps, " * own,
            last=", steps" * own,
            keep=", ctx.steps" * own,
            kept=", steps" * own,
            ctx=", ctx.steps" * own,
            none="None, " * own,
            state=states[0],
            places=", ".join(places),
            given=", ".join(self.passes.given),
            row="".join(f"{word}, " for word in self.inputs),
        )

    def _own(self) -> list[str]:
        """A layer whose parameters are called as in the cell."""
        sizes = [s for s in self.plan.cell.sizes if isinstance(s, Symbol)]
        made = [f"        self.{s} = {s}" for s in sizes]
        for p in self.cell.parameters:
            dims = () if isinstance(p, Symbol) else shape(p)
            array = f"torch.zeros(({_tuple(map(str, dims))}), dtype=dtype)"
            array = f"torch.nn.Parameter({array})" if p in self.cell.learnt else array
            how = "parameter" if p in self.cell.learnt else "buffer"
            made.append(f'        self.register_{how}("{p.name}", {array})')
        like = self.inputs[0] if self.inputs else "like"
        first = []
        for s in self.cell.carried:
            shape_ = f"({self._beyond(s.name)}, *lead, {_self(s.dim)})"
            first.append(f'            "{s.name}": {like}.new_zeros({shape_}),')
        given = [*self.inputs, "first | (initial or {})", *["steps"] * (not self.inputs)]
        return _filled(
            "own",
            sizes=", ".join(map(str, sizes)),
            made="\n".join(made),
            inputs=", ".join(self.inputs or ("steps", "like")),
            like=like,
            first="\n".join(first),
            given=", ".join(given),
        )

    def _beyond(self, name: str) -> int:
        return self.plan.before.get(name, 0) + self.plan.after.get(name, 0)

    def _theirs(self, layer: Layer) -> list[str]:
        """A layer that may stand for PyTorch's own: its names, arguments and results."""
        (output,) = self.cell.outputs
        states = sorted((s.name for s in self.cell.carried), key=lambda name: name != output)
        last = [f'final["{name}"]' for name in states]
        given = ", ".join(f'"{name}": hx[{i}]' for i, name in enumerate(states))
        initial = f"initial = dict.fromkeys(STATES, zero) if hx is None else {{{given}}}"
        if len(states) == 1:
            initial = f'initial = {{"{output}": zero if hx is None else hx}}'
        kind, _, other = layer.name.partition("-")
        how = (other or "tanh") if kind == "RNN" else ""
        return _filled(
            "theirs",
            kind=kind,
            function=f'nonlinearity="{how}", ' if how else "",
            check=_FUNCTION.substitute(how=how) if how else "",
            arrays="\n".join(
                f'    "{a}": [{_quoted(names)}],' for a, names in layer.arrays.items()
            ),
            x=self.inputs[0],
            initial=initial,
            output=output,
            final=last[0] if len(last) == 1 else f"({', '.join(last)})",
        )


def _filled(name: str, **words: str) -> list[str]:
    text = files(__package__ or "").joinpath(f"{name}.txt").read_text("utf-8")
    return Template(text).substitute(words).splitlines()


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _self(dim: Expr) -> str:
    """A size as an attribute of the layer."""
    return str(dim.xreplace({s: Symbol(f"self.{s}") for s in dim.free_symbols}))
