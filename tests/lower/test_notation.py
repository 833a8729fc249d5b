"""Notations: no two names become one, and nothing but names changes, in LaTeX and as text."""

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

import pytest
from sympy import Symbol

from derivations.memory_blocks import cell as memory_blocks
from derivations.vanilla_gradient import cell as upper_layer
from lstm_sym.cells import builtin
from lstm_sym.cells import names as builtins
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Matrix
from lstm_sym.language.text import parse
from lstm_sym.language.vectors import Vector
from lstm_sym.lower import latex, text
from lstm_sym.lower.latex.bound import LETTERS
from lstm_sym.lower.notation import OWN, cells, notations
from lstm_sym.proof.derive import derived
from lstm_sym.render.record.letters import fits

# What counts units, steps and terms is written in these letters whatever the notation.
INDICES = ("t", "T", "l_m", "q", *LETTERS)
OTHERS = {"upper-layer": upper_layer, "memory-blocks": memory_blocks}
PAIRS = [(name, cell) for name in notations() for cell in cells(name)]
SOME = [("greff", "lstm-vanilla"), ("graves", "gs05"), ("hs97", "gsc00"), ("pytorch", "gru-cho")]
SOME += [("hs97", "lstm"), ("greff", "lstm-torch")]


@cache
def known(name):
    """A cell that notations may have letters for, its net inputs named."""
    return OTHERS[name].explicit() if name in OTHERS else derived(builtin(name)).cell


def signals(cell):
    return [*cell.inputs, *cell.computed]


def everything(cell):
    """All that has a name of its own: signals at two times, errors, targets, parameters."""
    for s in signals(cell):
        for time in (t, t - 1):
            yield from (s(time), s.bar(time), s.loss(time), s.target(time))
    for p in cell.parameters:
        yield p
        yield p.bar if not isinstance(p, Symbol) else Symbol(f"{p.name}_bar")
        if isinstance(p, Matrix):
            yield p.T


@pytest.mark.parametrize(("name", "cell"), PAIRS)
def test_no_two_names_are_printed_alike(name, cell):
    cell, notation = known(cell), notations(cell)[name]
    assert fits(notation, cell)
    for printer in (latex.Printer([], notation), text.Printer([], notation)):
        written = [printer.doprint(e) for e in (*everything(cell), *map(Symbol, INDICES))]
        written.append(notation.loss)
        assert len(set(written)) == len(written)


@pytest.mark.parametrize("name", notations())
def test_every_name_in_a_file_is_one_of_a_cell(name):
    file = files("lstm_sym.lower.notation").joinpath(f"{name}.toml").read_text("utf-8")
    said = tomllib.loads(file)
    mapped = set()
    for part in said["letters"]:
        assert set(part["cells"]) <= {*builtins(), *OTHERS}
        there = {
            e.name for cell in map(known, part["cells"]) for e in (*signals(cell), *cell.parameters)
        }
        assert part["names"].keys() <= there
        mapped |= set(part["names"].values()) | there
    assert {*said.get("errors", {}), *said.get("spelled", {})} <= mapped


class Marked(latex.Printer):
    """A printer of LaTeX that marks what it writes for a name."""

    def signal(self, v, unit=None):
        return f"⟦{super().signal(v, unit)}⟧"

    def _print_Matrix(self, A):
        return f"⟦{super()._print_Matrix(A)}⟧"

    def lettered(self, A):
        return tuple(f"⟦{part}⟧" for part in super().lettered(A))

    def _print_Symbol(self, s, **options):
        return f"⟦{super()._print_Symbol(s)}⟧"

    @staticmethod
    def lifted(v, tex):
        return rf"{{{tex}}}^{{\top}}"


def skeleton(tex):
    """A formula without its names, and without the height of its brackets."""
    tex = tex.replace(r"\left(", "(").replace(r"\right)", ")")
    inner = re.compile(r"⟦[^⟦⟧]*⟧")
    while inner.search(tex):
        tex = inner.sub("x", tex)
    return tex


@pytest.mark.parametrize(("name", "cell"), SOME)
def test_nothing_but_names_changes_in_latex(name, cell):
    notation, order = notations(cell)[name], [s.name for s in signals(known(cell))]
    own, others = Marked(order), Marked(order, notation)
    for step in derived(builtin(cell)).steps:
        for side in (step.claim.lhs, step.claim.rhs):
            assert skeleton(own.doprint(side)) == skeleton(others.doprint(side))


def renamed(e, notation):
    """The expression with the names themselves exchanged."""
    e = e.replace(
        lambda x: isinstance(x, Vector),
        lambda x: Vector(notation.named(x.name), *x.args[1:]),
    )
    return e.replace(
        lambda x: isinstance(x, Matrix),
        lambda x: Matrix(notation.named(x.name), *x.args[1:]),
    )


@pytest.mark.parametrize(("name", "cell"), [*SOME[:1], *SOME[3:]])
def test_what_is_printed_as_text_is_read_as_the_same_cell(name, cell):
    cell, notation = known(cell), notations(cell)[name]
    printer = text.Printer([s.name for s in signals(cell)], notation)
    lines = [f"{printer.doprint(u)} = {printer.doprint(e)}" for u, e in cell.equations.items()]
    read = parse("\n".join(lines), "read.cell")
    meant = {renamed(u, notation): renamed(e, notation) for u, e in cell.equations.items()}
    own = text.Typed()
    assert {own.doprint(u): own.doprint(e) for u, e in read.equations.items()} == {
        own.doprint(u): own.doprint(e) for u, e in meant.items()
    }


def test_a_notation_that_makes_two_names_one_does_not_fit():
    lstm, greff = known("lstm"), notations("lstm")["greff"]
    assert not fits(replace(greff, names={**greff.names, "h": "c"}), lstm)
    assert not fits(replace(greff, errors={"y": "delta", "c": "delta"}), lstm)


def test_our_own_notation_changes_nothing():
    for e in everything(known("lstm")):
        assert latex.Printer([], OWN).doprint(e) == latex.latex(e)
        assert text.Printer([], OWN).doprint(e) == text.text(e)
    assert "" not in notations()


def test_a_cell_that_no_notation_knows_has_none():
    assert notations("sru") == {}
