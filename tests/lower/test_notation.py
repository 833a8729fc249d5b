"""Notations: no two names become one, and nothing but names changes, in LaTeX and as text."""

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.resources import files

import pytest
from sympy import Symbol

from derivations import CONTENTS
from lstm_sym.calculus.normal import normal
from lstm_sym.cells import builtin
from lstm_sym.cells import names as builtins
from lstm_sym.language.cell import t
from lstm_sym.language.operators import Matrix, Response
from lstm_sym.language.sums import OperatorSum
from lstm_sym.language.text import parse
from lstm_sym.language.vectors import Entry, Vector
from lstm_sym.lower import latex, text
from lstm_sym.lower.latex.bound import LETTERS
from lstm_sym.lower.notation import OWN, cells, notations
from lstm_sym.lower.turning import turned
from lstm_sym.proof.derive import derived
from lstm_sym.render.record.formulas import formula
from lstm_sym.render.record.letters import fits

# What counts units, steps and terms is written in these letters whatever the notation.
INDICES = ("t", "T", "l_m", "q", *LETTERS)
# The derivations whose cells are written in them, and not in a file.
WRITTEN = """
    vanilla_gradient memory_blocks block_learning block_shapes cancelling_paths
    constant_error_flow delta_rule epochs gated_units grid_blocks perceptron stacked_blocks
"""
DERIVATIONS = [import_module(f"derivations.{name}").derivation for name in WRITTEN.split()]
OTHERS = {derivation.cell.name: derivation.cell for derivation in DERIVATIONS}
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
        assert part.get("names", {}).keys() <= there
        mapped |= set(part.get("names", {}).values()) | there
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


@cache
def tutorial():
    """Every derivation that carries a formula of the tutorial of 2019, by its label."""
    modules = (name for _, names in CONTENTS for name in names)
    every = (import_module(f"derivations.{name}").derivation for name in modules)
    return {
        one.label: one
        for one in every
        if any(k.startswith("SM19") for s in one.steps if s.source for k in s.source.formulas)
    }


def test_whatever_is_from_the_tutorial_is_offered_in_its_letters():
    without = {label for label, one in tutorial().items() if not one.cell}
    assert without == {"squashing"}
    for label, one in tutorial().items():
        if label not in without:
            assert fits(notations(one.cell.name)["sm19"], one.cell), label


def read(e, errors):
    """What an expression says, if these errors in it are minus the derivatives."""

    def is_error(x):
        return isinstance(x, Vector) and x.name in errors and x.time is not None

    def kept(x):
        return Vector(x.name + "_", *x.args[1:])

    e = e.replace(
        lambda x: isinstance(x, Response) and is_error(x.of) and is_error(x.wrt),
        lambda x: Response(kept(x.of), kept(x.wrt), x.through),
    )
    e = e.replace(
        lambda x: isinstance(x, Entry) and is_error(x.of),
        lambda x: -Entry(kept(x.of), *x.at),
    )
    e = e.replace(
        lambda x: isinstance(x, OperatorSum) and is_error(x.body.args[0]),
        lambda x: -x.replace(is_error, kept),
    )
    e = e.replace(is_error, lambda x: -kept(x))
    own = {error + "_": error for error in errors}
    return e.replace(
        lambda x: isinstance(x, Vector) and x.name in own,
        lambda x: Vector(own[x.name], *x.args[1:]),
    )


@pytest.mark.parametrize(
    ("name", "label"),
    [("sm19", label) for label in ("epochs", "error-signals", "double-counting")]
    + [("sm19", "epoch-error-flow"), ("hs97", "error-flow")],
)
def test_an_error_with_the_other_sign_says_the_same(name, label):
    one = import_module(f"derivations.{label.replace('-', '_')}").derivation
    errors = notations(one.cell.name)[name].minus
    assert errors
    changed = 0
    for step in one.steps:
        for side in (step.claim.lhs, step.claim.rhs):
            new = turned(side, errors)
            changed += new != side
            assert normal(read(new, errors)) == normal(side)
    assert changed


def test_no_error_signal_is_left_with_a_minus_in_front():
    for label, one in tutorial().items():
        if not one.cell:
            continue
        printer = latex.Printer([], notations(one.cell.name)["sm19"])
        for step in one.steps:
            assert not formula(step.claim, printer).startswith(r"-\vartheta"), (label, step.label)
