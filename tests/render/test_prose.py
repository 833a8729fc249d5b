"""Our Markdown as LaTeX: mathematics as it is, all other signs as they are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_sym.render.prose import latex, typewritten
from tests.strategies import examples

PLACES = {"cite.hs97", "error-flow/path-sum", "story.hochreiter"}


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("# Title\n\nwords", "words"),
        ("## Part", r"\section{Part}"),
        ("*a* and **b**", r"\emph{a} and \textbf{b}"),
        (r"so \(h_{t} < 1\) holds", r"so \(h_{t} < 1\) holds"),
        ("50% of `a_b`", r"50\% of \texttt{a\_b}"),
        ("[HS97](../bibliography.md#hs97)", r"\hyperlink{cite.hs97}{HS97}"),
        ("[it](../derivations/error-flow.md#path-sum)", r"\hyperlink{error-flow/path-sum}{it}"),
        ("[it](hochreiter.md)", r"\hyperlink{story.hochreiter}{it}"),
        ("[*it*](coverage.md)", r"\emph{it}"),
        ("[it](https://a.org/b_c)", r"\href{https://a.org/b\_c}{it}"),
        ("- a\n- b", "\\begin{itemize}\n\n\\item a\n\n\\item b\n\n\\end{itemize}"),
    ],
)
def test_words_are_set_as_they_are_meant(words, shown):
    assert latex(words, PLACES) == shown


def test_a_question_is_set_apart():
    assert latex('!!! question "Why?"\n\n    So.').startswith("\\begin{quote}")


@given(st.text(st.sampled_from("ab \\{}$%&#_^~\n"), max_size=40))
@examples(100)
def test_a_program_is_no_command(text):
    shown = typewritten(text)
    body = shown.removeprefix("\\begin{quote}\\ttfamily\\small\n").removesuffix("\n\\end{quote}")
    assert len(body.split("\\\\\n")) == max(1, len(text.splitlines()))
    assert body.count(r"\textbackslash{}") == text.count("\\")
