"""The two passes of a program as functions, in the style of a library."""

from __future__ import annotations

from collections.abc import Iterator

from ...language.vectors import BAR, LOSS
from ..plan import Plan
from .functional import Functional
from .layout import indented, speaks
from .speech import Speech, Style
from .totals import Totals


class Passes:
    """The functions ``forward`` and ``backward`` of a plan."""

    def __init__(self, program: Plan, style: Style) -> None:
        self.plan, self.cell, self.style = program, program.source, style
        self.say = Speech(program, style)
        self.code = Functional(program, self.say)
        self.totals = Totals(program, self.say, self.code)
        self.inputs = [self.say.word(s.name) for s in self.cell.inputs]
        self.given = ["params", *self.inputs, "initial", *(() if self.inputs else ("steps",))]

    def _start(self, text: str) -> Iterator[str]:
        """What every pass begins with: the steps, zeros, what is read of inputs at other times."""
        if self.inputs:
            name = self.cell.inputs[0].name
            beyond = self.plan.before.get(name, 0) + self.plan.after.get(name, 0)
            yield f"T = len({self.inputs[0]}){f' - {beyond}' if beyond else ''}"
        else:
            yield "T = steps"
        if "zeros(" in text:
            like = self.inputs[0] if self.inputs else f'initial["{self.cell.carried[0].name}"]'
            yield ""
            yield "def zeros(steps, width):"
            yield f"    return {self.style.zeros.format(like=like)}"
            yield ""
        for s, word in zip(self.cell.inputs, self.inputs, strict=True):
            before = self.plan.before.get(s.name, 0)
            if before or self.plan.after.get(s.name, 0):
                yield f"{word}_all = {word}"
                yield f"{word} = {word}_all[{before}:T + {before}]"

    def _function(self, head: str, about: str, body: list[str]) -> Iterator[str]:
        text = "\n".join(body)
        yield from ("", "", head, f'    """{about}"""')
        yield from indented([*self._start(text), *self.say.spoken(text), *body])

    def forward(self) -> Iterator[str]:
        """The pass of the signals."""
        later = self.plan.later | set(self.plan.cell.outputs)
        kept = sorted(later & self.code.heads["forward"])
        words = ", ".join(f'"{n}": {self.say.word(n)}' for n in kept)
        outputs = ", ".join(f'"{n}": {self.say.word(n)}' for n in self.cell.outputs)
        final = ", ".join(f'"{s.name}": {self.say.final(s.name)}' for s in self.cell.carried)
        rest = [f"outputs = {{{outputs}}}", f"final = {{{final}}}", f"kept = {{{words}}}"]
        body = self.code.passed("forward", later, lambda: [*rest, "return outputs, final, kept"])
        head = f"def forward({', '.join(self.given)}):"
        yield from self._function(head, "Return outputs, last states, and what is kept.", body)

    def backward(self) -> Iterator[str]:
        """The pass of the errors, and the gradients."""
        kept = {v.name for g in self.plan.gradients for v in g.reads}
        kept |= {v.name for late in self.plan.arriving.values() for v, _ in late}
        kept |= {s.name + BAR for s in self.cell.inputs}
        lines = self.code.passed("backward", kept, self._rest)
        text = "\n".join(lines)
        body = [
            f'{self.say.word(n)} = kept["{n}"]'
            for n in sorted(self.plan.later & self.code.heads["forward"])
            if speaks(text, self.say.word(n))
        ]
        body += [f'{self.say.word(n + LOSS)} = errors["{n}"]' for n in self.plan.cell.outputs]
        head = f"def backward({', '.join([*self.given, 'kept', 'errors'])}):"
        about = "Return the gradients; errors are what a loss says to outputs and states."
        yield from self._function(head, about, [*body, *lines])

    def _rest(self) -> list[str]:
        """What comes after the errors: sums, and the errors of what is given."""
        found = ["grads = {}", *self.totals.gradients()]
        for s in (*self.cell.inputs, *self.cell.carried):
            found.append(f'grads["{s.name}"] = {self._given(s.name)}')
        return [*found, "return grads"]

    def _given(self, name: str) -> str:
        """The error of an input or of a state, where it is given."""
        late, stack = self.totals.arriving(name), self.style.stack
        if name not in {s.name for s in self.cell.inputs}:
            return f"{stack}([{', '.join(late)}])"
        before = self.plan.before.get(name, 0)
        own = self.say.word(name + BAR)
        if name + BAR not in self.code.heads["backward"]:
            own = f"0.0 * {self.say.word(name)}"
        first, last = (f"{stack}([{', '.join(p)}])" for p in (late[:before], late[before:]))
        parts = [*[first] * bool(late[:before]), own, *[last] * bool(late[before:])]
        return own if len(parts) == 1 else self.style.joined(parts, 0)
