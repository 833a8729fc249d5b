"""A symbol of a formula tells its meaning and its shape: by pointer, by touch and by keyboard."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PAGE = "derivations/error-flow.html"
WEIGHT = "#eq-net .katex-html .mathnormal >> text=W"
# Every letter of the formulas of a page, and what it told when the pointer came to it.
ASK = r"""
() => [...document.querySelectorAll(".eqn > div.arithmatex .katex-html *")]
  .filter((leaf) => !leaf.childElementCount && leaf.matches(".mathnormal"))
  .map((leaf) => {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    const { x, y, width, height } = leaf.getBoundingClientRect();
    const at = { clientX: x + width / 2, clientY: y + height / 2, pointerType: "mouse" };
    leaf.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, ...at }));
    const tip = document.querySelector(".tip");
    return [leaf.textContent, tip.hidden ? "" : tip.querySelector("annotation").textContent];
  })
"""


def tip(page):
    return page.locator(".tip")


def test_a_letter_tells_under_the_pointer_and_escape_closes_it(page) -> None:
    page.goto(PAGE)
    page.locator(WEIGHT).hover()
    tip(page).wait_for(state="visible")
    assert "weights from" in tip(page).inner_text()
    assert r"\mathbb{R}^{n \times n}" in tip(page).locator("annotation").all_text_contents()
    page.keyboard.press("Escape")
    assert tip(page).is_hidden()


def pointed(page, letter: str) -> tuple[float, float]:
    """Where a letter stands in a formula of several lines, whose columns lie over it."""
    leaf = page.locator(f"#eq-path-sum .katex-html .mathnormal >> text={letter}").first
    leaf.evaluate("leaf => leaf.scrollIntoView({ block: 'center' })")
    box = leaf.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_letter_of_a_formula_of_several_lines_tells(page) -> None:
    page.goto(PAGE)
    page.mouse.move(*pointed(page, "W"))
    tip(page).wait_for(state="visible")
    assert "weights from" in tip(page).inner_text()


def test_a_tap_tells(browser, origin: str) -> None:
    phone = {"width": 390, "height": 844}
    with browser.new_context(base_url=origin, viewport=phone, has_touch=True) as context:
        page = context.new_page()
        page.goto(PAGE)
        page.locator(WEIGHT).tap()
        tip(page).wait_for(state="visible")
        assert "weights from" in tip(page).inner_text()
        box = tip(page).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_enter_tells_every_symbol_and_the_formula_stays_as_it_is(page) -> None:
    page.goto(PAGE)
    formula = page.locator("#eq-net > div.arithmatex")
    before = formula.locator("annotation").text_content()
    rows = page.locator("#eq-net ~ details.abstract").first.locator("tbody tr")
    wanted = {row.locator("td").nth(1).text_content() for row in rows.all()} - {""}
    formula.focus()
    said = []
    for _ in range(rows.count()):
        page.keyboard.press("Enter")
        said.append(tip(page).inner_text())
    assert len(set(said)) >= len(wanted) - 3  # a size may stand in no formula
    assert formula.locator("annotation").text_content() == before


@pytest.mark.parametrize("path", [PAGE, "cells/lstm.html", "story/hochreiter.html"])
def test_every_letter_tells_its_own_row(page, path: str) -> None:
    page.goto(path)
    told = page.evaluate(ASK)
    assert len(told) > 100
    assert not [letter for letter, symbol in told if not symbol]
    assert not [
        one for one in told if len(one[0]) == 1 and one[0].isascii() and one[0] not in one[1]
    ]


def test_a_letter_without_a_row_is_seen(page) -> None:
    page.goto(PAGE)
    page.evaluate(
        "[...document.querySelectorAll('details.abstract tr')].filter((row) => "
        "row.querySelector('annotation')?.textContent === 'W').forEach((row) => row.remove())"
    )
    assert {letter for letter, symbol in page.evaluate(ASK) if not symbol} == {"W"}
