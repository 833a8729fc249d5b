"""What scripts add, used as a person would: explorers, buttons to copy, the graph of claims."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def ledger(site: Path) -> dict:
    """The steps of the ledger, by id."""
    found = json.loads((site / "evidence.json").read_text(encoding="utf-8"))
    return {step["id"]: step for step in found["steps"]}


def number_in(step: dict, side: str) -> float:
    """The number that stands alone on a side of a claim, in the program of its step."""
    line = next(text for text in step["programs"]["numpy"].splitlines() if text.startswith(side))
    return float(line.partition("=")[2])


@pytest.fixture
def explorers(page):
    page.goto("explorers.html")
    page.wait_for_selector("figure.live")
    return page


def test_every_explorer_shows_a_picture_and_a_sentence(explorers) -> None:
    assert explorers.locator("figure.explorer.live").count() == 4
    for i in range(4):
        figure = explorers.locator("figure.explorer").nth(i)
        assert figure.locator("svg").count()
        assert len(figure.locator(".sentence").inner_text()) > 20


@pytest.mark.parametrize(
    ("chapter", "name"),
    [
        ("the-trouble", "flow"),
        ("hochreiter", "lattice"),
        ("bounds", "edge"),
        ("forgetting", "memory"),
    ],
)
def test_the_explorer_of_a_chapter_answers(page, chapter: str, name: str) -> None:
    page.goto(f"story/{chapter}.html")
    figure = page.locator(f"figure.live[data-explorer={name}]")
    said = figure.locator(".sentence").inner_text()
    figure.locator("input, select").first.focus()
    page.keyboard.press("ArrowDown")
    assert figure.locator(".sentence").inner_text() != said
    assert figure.locator("svg").count()


def test_every_control_answers_to_the_keyboard(explorers) -> None:
    for i in range(explorers.locator("figure.explorer input[type=range]").count()):
        control = explorers.locator("figure.explorer input[type=range]").nth(i)
        before = control.input_value()
        control.focus()
        key = "ArrowLeft" if before == control.get_attribute("max") else "ArrowRight"
        explorers.keyboard.press(key)
        assert control.input_value() != before


@pytest.mark.parametrize(
    ("w", "fate"), [(2.0, "vanishes"), (4.0, "is conserved"), (6.0, "explodes")]
)
def test_the_flow_says_what_becomes_of_it(explorers, w: float, fate: str) -> None:
    """A logistic unit at its steepest; off it, even the largest weight is damped."""
    for n in (1, 4):
        asked = {"f": "sigma", "w": w / n, "d": 0, "n": n, "horizon": 100}
        found = explorers.evaluate("(asked) => explorers.flow.compute(asked)", asked)
        assert math.isclose(found["tau"], w / 4)
        assert math.isclose(found["exponent"], found["bound"], abs_tol=1e-9)
        assert found["fate"] == fate
        assert fate in found["sentence"]
        asked["d"] = -2
        found = explorers.evaluate("(asked) => explorers.flow.compute(asked)", asked)
        assert found["tau"] < 1
        assert found["exponent"] < found["bound"]


def test_the_flow_begins_as_the_picture_above_it_tells(page) -> None:
    """The unit of the chapter: weight 5, held where it is steepest."""
    page.goto("story/the-trouble.html")
    said = page.locator("figure.live[data-explorer=flow] .sentence").inner_text()
    factor = page.evaluate("5 * formulas['slopes/logistic-bound']({})")
    assert f"the flow by {factor}." in said
    assert "explodes" in said


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_every_slider_is_wide_enough_to_be_moved(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("explorers.html")
    page.wait_for_selector("figure.live")
    sliders = page.locator("figure.explorer input[type=range]").all()
    assert len(sliders) > 5
    assert min(slider.bounding_box()["width"] for slider in sliders) >= 60


def test_the_flow_of_four_units_is_that_of_the_ledger(explorers, ledger) -> None:
    """Four linear units, tau = 0.7, six steps: a step of its own."""
    known = number_in(ledger["weak-bound/four-units"], "right")
    asked = {"f": "identity", "w": 0.175, "d": 0, "n": 4, "horizon": 6}
    found = explorers.evaluate("(asked) => explorers.flow.compute(asked)", asked)
    assert math.isclose(10 ** found["exponent"], known, rel_tol=1e-9)
    assert found["bound"] >= found["exponent"] - 1e-12


def test_the_best_weight_is_where_the_derivative_is_zero(explorers) -> None:
    for y, b in ((1, 0), (0.5, 0), (1, -4), (1, 4), (2, 10), (0.1, -10)):
        found = explorers.evaluate(f"explorers.edge.compute({{ f: 'sigma', y: {y}, b: {b} }})")
        assert abs(found["slope"]) < 1e-6
        assert abs(found["far"]) < abs(found["value"])
        shown = [abs(passed) for _, passed in found["chart"]["curves"][0]["points"]]
        assert max(shown) <= abs(found["value"]) + 1e-9


@pytest.mark.parametrize(("percent", "step"), [(90, "half-life-90"), (99, "half-life-99")])
def test_the_half_life_is_that_of_the_ledger(explorers, ledger, percent: int, step: str) -> None:
    bias = math.log(percent / (100 - percent))
    asked = {"b": bias, "w": 0.9, "horizon": 100}
    found = explorers.evaluate("(asked) => explorers.memory.compute(asked)", asked)
    low = number_in(ledger[f"half-life/{step}-above"], "left")
    high = number_in(ledger[f"half-life/{step}-below"], "right")
    assert math.isclose(found["gate"], percent / 100)
    assert low - 1e-9 <= found["half"] <= high + 1e-9


def test_the_paths_add_up_to_the_entry(explorers) -> None:
    for q in (1, 2, 3, 4):
        found = explorers.evaluate(f"explorers.lattice.compute({{ u: 1, v: 3, q: {q} }})")
        assert len(found["paths"]) == 3 ** (q - 1)
        products = [math.prod(path["edges"]) for path in found["paths"]]
        assert math.isclose(sum(products), found["entry"], rel_tol=1e-12)
        assert math.isclose(found["sum"], found["entry"], rel_tol=1e-12)


def test_a_path_that_has_the_focus_shows_its_product(explorers) -> None:
    figure = explorers.locator("figure[data-explorer=lattice]")
    figure.locator(".paths button").nth(1).focus()
    said = figure.locator(".product").inner_text()
    assert said.count("·") >= 1
    assert "=" in said
    assert figure.locator("path.chosen").get_attribute("d")


def test_without_scripts_there_is_a_table(browser, origin: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}explorers.html")
        for i in range(4):
            assert page.locator("figure.explorer").nth(i).locator("tbody tr").count() >= 4
        page.goto(f"{origin}story/bounds.html")
        assert page.locator("figure.explorer").get_by_text("best weight").is_visible()
        page.goto(f"{origin}derivations/slopes.html")
        assert page.get_by_text("both sides are one function").first.is_visible()
        page.locator("details.success > summary").first.click()
        assert page.get_by_text("25 random trials").first.is_visible()


@pytest.mark.parametrize("kind", ["LaTeX", "SymPy", "NumPy", "JSON"])
def test_a_button_copies_by_the_keyboard(page, ledger, kind: str) -> None:
    page.goto("derivations/error-flow.html")
    step = ledger["error-flow/one-step"]
    wanted = {
        "LaTeX": step["latex"],
        **{k: step["programs"].get(k.lower()) for k in ("SymPy", "NumPy")},
    }
    box = page.locator("#eq-one-step")
    box.locator("button.copy").focus()
    page.keyboard.press("Enter")
    box.get_by_role("button", name=kind, exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "[...document.querySelectorAll('.copies button')].some(b => b.textContent == 'copied')"
    )
    got = page.evaluate("navigator.clipboard.readText()")
    if kind == "JSON":
        assert json.loads(got)["id"] == "error-flow/one-step"
    else:
        assert got == wanted[kind]


FOLDS = ".md-content details"


def test_a_page_shows_as_much_of_every_step_as_was_chosen_and_remembers_it(page) -> None:
    page.goto("derivations/error-flow.html")
    level = page.get_by_role("group", name="How much of every step")
    assert page.locator(f"{FOLDS}[open]").count() == page.locator(f"{FOLDS}.why").count() > 5
    level.get_by_role("button", name="brief").press("Enter")
    assert not page.locator(f"{FOLDS}[open]").count()
    level.get_by_role("button", name="full").press("Enter")
    assert page.locator(f"{FOLDS}[open]").count() == page.locator(FOLDS).count()
    page.goto("derivations/slopes.html#tanh-bound")
    assert page.locator(f"{FOLDS}[open]").count() == page.locator(FOLDS).count()
    assert page.locator(".levels [aria-pressed=true]").inner_text() == "full"
    top = page.locator("#tanh-bound").evaluate("step => step.getBoundingClientRect().top")
    assert 0 <= top < 300


def test_a_step_leads_to_all_that_it_leans_on(page) -> None:
    page.goto("derivations/norm-bound.html")
    page.locator("#flow-bound ~ details.success > summary").first.click()
    page.get_by_role("link", name="All that it leans on").locator("visible=true").click()
    page.wait_for_selector(".graph.filtered")
    assert page.url.endswith("graph.html#norm-bound/flow-bound")


def test_the_graph_shows_what_one_claim_leans_on(page, ledger) -> None:
    page.goto("graph.html#norm-bound/flow-bound")
    kept = set(page.eval_on_selector_all(".graph a.kept", "nodes => nodes.map(n => n.id)"))
    wanted, waiting = set(), ["norm-bound/flow-bound"]
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        waiting += [used for used in ledger[name]["uses"] if used not in wanted]
    assert kept == wanted
    page.get_by_role("link", name="Show all").click()
    assert not page.locator(".graph.filtered").count()


def test_tabbing_reaches_formulas_and_buttons(page) -> None:
    page.goto("derivations/slopes.html")
    wanted = {"button.copy", "a.eqno"}
    reached: set[str] = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        reached |= {kind for kind in wanted if page.locator(f"{kind}:focus").count()}
        if reached == wanted:
            break
    assert reached == wanted
