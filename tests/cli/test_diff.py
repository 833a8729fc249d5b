"""diff: two cells side by side, in four formats."""

from __future__ import annotations

import json

import pytest

from lstm_sym.cells import names

STORY = [
    ("rnn", "lstm97"),
    ("lstm97", "lstm"),
    ("lstm", "lstm-vanilla"),
    ("lstm-vanilla", "gru-cho"),
]


@pytest.mark.parametrize("pair", STORY)
def test_text_fits_a_terminal_and_says_what_json_says(command, pair):
    done = command("diff", *pair)
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80
    found = json.loads(command("diff", *pair, "--format", "json").out)
    assert (found["version"], found["kind"]) == (1, "difference")
    words = "".join(done.out.split())
    for kind in ("added", "removed", "changed"):
        if found["glance"][kind]:
            said = f"{kind}{', '.join(found['glance'][kind])}"
            assert "".join(said.split()) in words
    for group in ("forward", "errors"):
        for row in found[group]:
            for when, sign in (("before", "-"), ("after", "+")):
                if row["kind"] in ("changed", "added", "removed") and row[when]:
                    assert "".join(f"{sign}{row[when]['text']}".split()) in words


def test_the_story_of_the_forget_gate(command):
    out = command("diff", "lstm97", "lstm").out
    for line in (
        "added        gate f",
        "- c[t] = c[t-1] + i[t]*g[t]",
        "+ c[t] = f[t]*c[t-1] + i[t]*g[t]",
    ):
        assert f"  {line}" in out
    assert "∂c[t]/∂c[t-1] = 1" in out
    assert "∂c[t]/∂c[t-1] = f[t]" in out


def test_what_is_the_same_is_counted_and_shown_if_asked(command):
    assert "2 equations are the same" in command("diff", "lstm97", "lstm").out
    whole = command("diff", "lstm97", "lstm", "-v").out
    assert "= i[t] = sigma(W_i @ x[t] + U_i @ h[t-1] + b_i)" in whole
    assert "are the same" not in whole


def test_a_cell_and_itself(command):
    out = command("diff", "lstm", "lstm").out
    assert "equations    all the same" in out
    assert "+ " not in out.replace(" + ", "")


def test_markdown_and_latex(command):
    page = command("diff", "lstm97", "lstm", "--format", "markdown").out
    assert page.startswith("# From Long short-term memory of 1997 to Long short-term memory with")
    assert '<div class="eqn came" markdown>' in page
    tex = command("diff", "lstm97", "lstm", "--format", "latex").out
    assert "% forward: added, after\n\\[\nf_{t} = " in tex


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_every_cell_can_be_compared_with_the_plainest(command, name):
    for pair in (("rnn", name), (name, "rnn")):
        done = command("diff", *pair, "-v")
        assert (done.code, done.err) == (0, "")
        assert max(map(len, done.out.splitlines())) <= 80


def test_a_mistake_is_one_line(command):
    done = command("diff", "lstm", "lsmt")
    assert (done.code, done.out) == (2, "")
    assert "no cell is called 'lsmt'; did you mean lstm" in done.err
