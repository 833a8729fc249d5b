"""A plan as a NumPy module: a few calls a step, every array made once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap

from sympy import S, Symbol

from ....language.cell import Cell
from ....language.shapes import shape
from ....language.vectors import BAR, LOSS, Vector
from ...naming import headed
from ...plan import Plan, plan
from ..layout import broken, indented, speaks
from .arrays import Arrays, moved
from .steps import Steps
from .sums import Sums

ROOM, STEPS = 2**16, 2**12
HEAD = '''"""{title}

The derived gradient as a program, written by lstm_sym. Every line names the equations
that it computes. Time t stands at index t{pad}: what is given before time 1 is first.
"""

import numpy as np

ROOM = {room}
STEPS = {steps}


def flat(a):
    """Return steps and sequences as the rows of one matrix."""
    return a.reshape(-1, a.shape[-1])


def lanes(a, low, high, many):
    """Return some columns of an array as lanes of one width."""
    return a[..., low:high].reshape(*a.shape[:-1], many, (high - low) // many)


def steps(a):
    """Return the steps of an array, as views made once unless they are too many."""
    return list(a) if len(a) <= STEPS else a
'''


def emitted(cell: Cell, dtype: str = "float64") -> str:
    """Return the NumPy module of a cell; its dtype is that of what it is given."""
    return _Module(plan(cell)).text()


class _Module:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.cell = plan, plan.source
        self.arrays = Arrays(plan)
        self.steps = Steps(self.arrays)
        self.inputs = [self.arrays.given(s.name) for s in self.cell.inputs]
        self.losses = [self.arrays.given(name + LOSS) for name in self.cell.outputs]
        self.sizes = [self.arrays.name(s, str(s)) for s in self.arrays.sizes]

    def text(self) -> str:
        """The module."""
        functions = [*self._forward(), *self._backward(), *self._gradient()]
        pad = f" + {self.arrays.pad - 1}" if self.arrays.pad > 1 else ""
        title = "\n".join(wrap(f"{headed(self.cell)}.", 80))
        head = HEAD.format(title=title, pad=pad, room=ROOM, steps=STEPS).splitlines()
        return "\n".join(broken([*head, *self._space(), *functions])) + "\n"

    def _forward(self) -> Iterator[str]:
        body = [line for s in self.cell.carried for line in self._given(s.name)]
        for section in self.steps.storage.forward:
            body += self.steps.section(section)
        yield from ("", "")
        yield f"def forward({', '.join(['space', 'params', *self.inputs, 'initial'])}):"
        yield '    """Compute every signal at every step."""'
        yield from self._known("\n".join(body))
        yield from indented(body)
        yield from self._results()

    def _results(self) -> Iterator[str]:
        outputs = [f'"{n}": {self._output(n)}.copy()' for n in self.cell.outputs]
        final = [
            f'"{s.name}": space.{self.arrays.word(s.name)}[{self._last(s.name)}].copy()'
            for s in self.cell.carried
        ]
        yield from ("", "", "def outputs(space):")
        yield '    """Return the outputs at every step."""'
        yield "    T = space.steps"
        yield f"    return {{{', '.join(outputs)}}}"
        yield from ("", "", "def final(space):")
        yield '    """Return the last states, each as it left off."""'
        if any("T" in line for line in final):
            yield "    T = space.steps"
        yield f"    return {{{', '.join(final)}}}"

    def _given(self, name: str) -> Iterator[str]:
        """What a state is given before time 1 and after T."""
        word, pad = self.arrays.word(name), self.arrays.pad
        before, after = self.plan.before.get(name, 0), self.plan.after.get(name, 0)
        ends = f"[{pad - before or ''}:{pad}]", f"[{moved('T', pad)}:{moved('T', pad + after)}]"
        if not (before and after):
            yield f'{word}{ends[0] if before else ends[1]} = initial.get("{name}", 0.0)'
            return
        yield f"{word}{ends[0]} = {word}{ends[1]} = 0.0"
        yield f'if "{name}" in initial:'
        yield f'    {word}{ends[0]} = initial["{name}"][:{before}]'
        yield f'    {word}{ends[1]} = initial["{name}"][{before}:]'

    def _last(self, name: str) -> str:
        """The index of the last states of a signal, the way that it runs."""
        pad = self.arrays.pad
        if self.cell.way(name) < 0:
            return f"{pad}:{pad + self.plan.after[name]}"
        many = self.plan.before.get(name, 0)
        return f"{moved('T', pad - many)}:{moved('T', pad)}"

    def _backward(self) -> Iterator[str]:
        self.arrays.constants, self.arrays.used = {}, set()
        maybe = self.plan.maybe
        body = [f'{self.arrays.given(n + LOSS)} = losses.get("{n}")' for n in maybe]
        for section in self.steps.storage.backward:
            body += self.steps.section(section)
        body += ["grads = {}", *Sums(self.arrays).lines()]
        own = [
            line for section in self.steps.storage.inputs for line in self.steps.section(section)
        ]
        if own:
            names = ", ".join(f'"{s.name}"' for s in self.cell.inputs)
            body += [f"if not {{{names}}}.isdisjoint(also):", *indented(own)]
        body += [*self._also(), "return grads"]
        words = ["space", "params", *self.inputs, *self.losses, "losses", "also"]
        yield from ("", "")
        yield f"def backward({', '.join(words)}):"
        yield '    """Compute every error from the last step to the first, and the gradients."""'
        yield from self._known("\n".join(body))
        yield from indented(body)

    def _known(self, body: str) -> Iterator[str]:
        """The words that a function speaks of: sizes, arrays, parameters, what is made of them."""
        constants = self.arrays.constants
        text = "\n".join([body, *constants.values()])
        spoken = [word if speaks(text, word) else f"_{word}" for word in self.sizes]
        if speaks(text, "T"):
            yield "    T = space.steps"
        if any(speaks(text, word) for word in self.sizes):
            yield f"    {', '.join(spoken)}{',' * (len(spoken) == 1)} = space.sizes"
        words = [word for word, _ in (*self.arrays.views.values(), *self.arrays.rooms.values())]
        for word in ("chunk", *words):
            if speaks(text, word):
                yield f"    {word} = space.{word}"
        for p in self.cell.parameters:
            word = self.arrays.number(p)
            if speaks(text, word):
                yield f'    {word} = params["{p.name}"]'
        for word, made in constants.items():
            yield f"    {word} = {made}"

    def _also(self) -> Iterator[str]:
        """The errors of what is given before time 1, and of the inputs."""
        inputs = [s.name for s in self.cell.inputs]
        for name in dict.fromkeys((*(s.name for s in self.cell.carried), *inputs)):
            many, more = self.plan.before.get(name, 0), self.plan.after.get(name, 0)
            before = ", ".join(self._arriving(name, -k) for k in range(many - 1, -1, -1))
            after = ", ".join(self._arriving(name, k) for k in range(1, more + 1))
            made = f"np.stack([{', '.join(filter(None, (before, after)))}])"
            if name in inputs:
                parts = [f"[{before}]", self._input_error(name), f"[{after}]"]
                parts = [part for part in parts if part != "[]"]
                made = f"np.concatenate(({', '.join(parts)}))"
                made = f"{parts[0]}.copy()" if len(parts) == 1 else made
            yield f'if "{name}" in also:'
            yield f'    grads["{name}"] = {made}'

    def _arriving(self, name: str, time: int) -> str:
        """The error of a state or an input at a time up to 0, or, counted from T, from 1 on."""
        pad = self.arrays.pad - 1
        terms = []
        for v, by in self.plan.arriving.get(name, ()):
            if time <= 0 < time + by:
                terms.append(f"{self.arrays.word(v.name)}[{time + by + pad}]")
            elif time > 0 >= time + by:
                terms.append(f"{self.arrays.word(v.name)}[{moved('T', time + by + pad)}]")
        given = name in {s.name for s in self.cell.inputs}
        like = self.arrays.given(name) if given else self.arrays.word(name)
        return " + ".join(terms) or f"np.zeros_like({like}[0])"

    def _input_error(self, name: str) -> str:
        if name + BAR in self.steps.storage.places:
            return self.arrays.steps([Vector(name + BAR, S.One, self.plan.cell.time)])
        many = self.plan.before.get(name, 0)
        return f"np.zeros_like({self.arrays.given(name)}[{many or ''}:{moved('T', many)}])"

    def _gradient(self) -> Iterator[str]:
        words = ["params", *self.inputs, *self.losses]
        sums = [
            f"np.vdot({word}, {self._output(name)})"
            for word, name in zip(self.losses, self.cell.outputs, strict=True)
        ]
        sizes = ", ".join(self._found(s) for s in self.arrays.sizes)
        given = ", ".join(["space", "params", *self.inputs])
        said = ", ".join(self.losses)
        yield from ("", "")
        yield f"def gradient({', '.join(words)}, initial=None, losses=None, also=(), space=None):"
        yield '    """Return the loss, the sum of <dh, h> over all steps, and its gradient."""'
        yield f"    T, B = {self.losses[0]}.shape[:2]"
        yield "    if space is None:"
        yield f"        sizes = ({sizes}{',' * (len(self.sizes) == 1)})"
        yield f"        space = Space(T, B, sizes, {self.losses[0]}.dtype)"
        yield '    with np.errstate(all="ignore"):'
        yield f"        forward({given}, initial or {{}})"
        yield f"        grads = backward({given}, {said}, losses or {{}}, also)"
        yield f"        return {' + '.join(sums)}, grads"

    def _output(self, name: str) -> str:
        pad = self.arrays.pad
        return f"space.{self.arrays.word(name)}[{pad}:{moved('T', pad)}]"

    def _found(self, s: Symbol) -> str:
        """Where a size is read off."""
        for p in self.cell.parameters:
            if not isinstance(p, Symbol) and s in shape(p):
                return f'params["{p.name}"].shape[{shape(p).index(s)}]'
        for word, name in self._words().items():
            if self.cell.signal(name).dim == s:
                return f"{word}.shape[-1]"
        return "1"

    def _words(self) -> Mapping[str, str]:
        """Whatever else is given to a gradient, and the signal that it speaks of."""
        inputs = zip(self.inputs, (s.name for s in self.cell.inputs), strict=True)
        losses = zip(self.losses, self.cell.outputs, strict=True)
        return dict((*inputs, *losses)) | {
            f'initial["{s.name}"]': s.name for s in self.cell.carried
        }

    def _space(self) -> Iterator[str]:
        arrays = [*self.arrays.views.values(), *self.arrays.rooms.values()]
        owned = [(word, made) for word, made in arrays if made.startswith("np.")]
        widths = [made.split(", ")[2].split(")")[0] for _, made in owned if ", B, " in made]
        yield from ("", "")
        yield "class Space:"
        yield '    """All arrays for T steps of B sequences, made once and used by every call."""'
        yield ""
        yield "    def __init__(self, T, B, sizes, dtype):"
        yield "        self.steps, self.sizes = T, sizes"
        text = "\n".join(made for _, made in arrays)
        if any(speaks(text, word) for word in self.sizes):
            spoken = [word if speaks(text, word) else f"_{word}" for word in self.sizes]
            yield f"        {', '.join(spoken)}{',' * (len(spoken) == 1)} = sizes"
        yield f"        widest = max(1, {', '.join(dict.fromkeys(widths))})"
        chunk = "self.chunk = chunk" if speaks(text, "chunk") else "self.chunk"
        yield f"        {chunk} = max(1, ROOM // max(1, B * widest))"
        for word, made in owned:
            yield f"        self.{word} = {made}"
        for word, made in arrays:
            call = made.partition("(")[0]
            if call in ("lanes", "steps"):
                yield f"        self.{word} = {call}(self.{made.partition('(')[2]}"
            elif not made.startswith("np."):
                yield f"        self.{word} = self.{made}"
