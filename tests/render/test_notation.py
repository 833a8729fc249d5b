"""A record in other letters: only what is written is exchanged, and its page can do so too."""

import json
import re
from importlib import import_module

import pytest

from lstm_sym.render import notation
from lstm_sym.render.page import page
from lstm_sym.render.record import record


@pytest.fixture(scope="module")
def gates():
    return record(import_module("derivations.forget_gates").derivation)


def test_every_notation_of_the_cell_writes_every_formula(gates):
    assert list(gates["notations"]) == ["graves", "greff", "hs97", "pytorch"]
    tex = gates["notations"]["greff"]["latex"]
    assert tex[r"f_{t}"] == "f^{t}"
    assert gates["steps"][0]["latex"] in tex


@pytest.mark.parametrize("name", ["graves", "greff", "hs97"])
def test_a_record_in_other_letters_says_the_same_of_everything_else(gates, name):
    put = notation.put(gates, name)
    assert put["notations"] == {}
    for own, other in zip(gates["steps"], put["steps"], strict=True):
        assert own["latex"] != other["latex"]
        kept = {"latex", "text", "symbols", "hypotheses", "assumes", "erratum", "example"}
        assert {k: v for k, v in own.items() if k not in kept} == {
            k: v for k, v in other.items() if k not in kept
        }
    back = {theirs: own for own, theirs in gates["notations"][name]["latex"].items()}
    assert len(back) == len(gates["notations"][name]["latex"])
    for own, other in zip(gates["steps"], put["steps"], strict=True):
        assert back[other["latex"]] == own["latex"]
        assert [back.get(s["symbol"], s["symbol"]) for s in other["symbols"]] == [
            s["symbol"] for s in own["symbols"]
        ]


def test_the_text_of_a_cell_says_in_whose_letters_it_is(gates):
    cell, other = gates["cell"], notation.put(gates, "greff")["cell"]
    assert cell["text"]
    assert other["text"] == "# in our own letters\n" + cell["text"]
    assert notation.source(gates) == other["text"]
    assert notation.source(gates | {"notations": {}}) == cell["text"]


def test_a_notation_without_letters_changes_nothing(gates):
    assert notation.put(gates, "nobody's") is gates
    assert notation.put(gates, "") is gates


def test_the_page_offers_what_there_is_and_stays_readable_without_scripts(gates):
    text = page(gates)
    (switch,) = re.findall(r'<p class="letters" hidden>.*</p>', text)
    values = re.findall(r'<option value="(\w*)">', switch)
    assert values == ["", *gates["notations"]]
    assert 'data-of="../letters/forget-gates.js"' in switch
    assert gates["steps"][0]["latex"] in text
    assert "letters" not in page(notation.put(gates, "greff"))


def test_the_script_holds_the_letters_by_name(gates):
    call = notation.script(gates)
    found = json.loads(call.removeprefix("lstmSymLetters(").removesuffix(");\n"))
    assert found == {name: one["latex"] for name, one in gates["notations"].items()}
