"""Model, step and source token by keyboard, and the numbers that then stand on the page, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import seq2seq_core as s2s
from tests.e2e.browsing import IN_BROWSER, PATIENCE, settle

pytestmark = IN_BROWSER
SENTENCE = "The cat saw the dog."


@pytest.fixture
def visit(page: Page, app_url: str) -> Callable[..., Page]:
    def open_page(query: str = "text=The+cat+saw+the+dog.&inside=bahdanau") -> Page:
        page.set_default_timeout(PATIENCE)
        page.goto(f"{app_url}/how_it_works?{query}")
        expect(page.locator(".strip .piece").first).to_be_visible()
        settle(page)
        return page

    return open_page


def weights_on(page: Page) -> list[float]:
    return [float(text) for text in page.locator(".number-table tbody td:nth-child(4)").all_inner_texts()]


def test_model_step_and_word_change_by_keyboard_and_the_numbers_are_the_trace(
    visit: Callable[..., Page], tiny_checkpoints: Path
) -> None:
    page = visit("text=The+cat+saw+the+dog.&inside=bahdanau&section=weights")

    def check(name: str, step: int, word: int) -> None:
        trace = s2s.load(f"en-fr/{name}", tiny_checkpoints).translate(SENTENCE)[0].trace
        expect(page.locator(".number-table caption")).to_have_text(f"From scores to weights at step {step + 1}")
        expect(page.locator(".number-table tr.marked th")).to_contain_text(f"{word + 1}  ")
        settle(page)
        np.testing.assert_allclose(weights_on(page), trace.weights[step], atol=6e-5)
        assert page.locator(".number-table tfoot td").all_inner_texts()[2] == "1.0000"

    check("bahdanau", 0, 0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    check("bahdanau", 2, 0)
    page.keyboard.press("Shift+ArrowRight")
    check("bahdanau", 2, 1)
    page.keyboard.press("ArrowLeft")
    check("bahdanau", 1, 1)

    box = page.get_by_role("combobox", name="Look inside")
    box.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("general")
    page.keyboard.press("Enter")
    check("luong-general", 1, 1)
    page.wait_for_url("**inside=luong-general**step=2**word=2**section=weights**")
    settle(page)

    page.get_by_role("radio", name="Data flow").click()
    page.wait_for_url(lambda url: "section" not in url)
    settle(page)
    page.keyboard.press("ArrowRight")  # a topic that was clicked leaves the arrows to the page
    page.wait_for_url("**step=3**")
    settle(page)
    page.go_back()
    check("luong-general", 1, 1)
    page.go_back()
    check("bahdanau", 1, 1)
    page.go_forward()
    check("luong-general", 1, 1)


def test_the_drawing_has_the_norms_of_the_trace_and_a_twin_in_words(
    visit: Callable[..., Page], tiny_checkpoints: Path
) -> None:
    page = visit()
    trace = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate(SENTENCE)[0].trace
    drawn = page.locator("figure[data-flow=Bahdanau]")
    norm = drawn.locator("g[data-box=context]").get_attribute("data-norm")
    assert norm is not None
    assert float(norm) == pytest.approx(np.linalg.norm(trace.context[0]), rel=1e-5)
    expect(drawn.get_by_role("img")).to_be_visible()
    drawn.locator("summary").click()
    expect(drawn.locator("li").filter(has_text="this is the state that is compared")).to_have_count(1)
    expect(page.locator("figure[data-flow=Luong].live")).to_be_visible()


def test_a_phone_needs_no_sideways_scrolling_and_markup_is_text(visit: Callable[..., Page]) -> None:
    page = visit("text=the+the+%3Cb%3Ex%3C/b%3E+%26amp%3B+%3Cs%3E+%24x%24&inside=bahdanau")
    pieces = page.locator(".strip .of-source.piece").all_inner_texts()
    assert re.sub("[‑▁⁇]", "", "".join(pieces)) == "thethe<b>x</b>&amp;<s>$x$</s>"
    assert page.locator(".strip b, .flows b, .katex").count() == 0
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    figures = page.locator("figure").all()
    boxes = [figure.bounding_box() for figure in figures]
    assert all(box and box["x"] + box["width"] <= 390 for box in boxes)


@pytest.mark.parametrize("section", ["weights", "output"])
def test_no_equation_is_cut_off_by_its_frame(section: str, visit: Callable[..., Page]) -> None:
    page = visit(f"text=The+cat+saw+the+dog.&inside=luong-general&section={section}")
    marked = page.locator('[data-testid="stMarkdown"]:has(> * .katex-display)')
    expect(marked.first).to_be_visible()
    settle(page)
    equations = marked.all()
    framed = [equation.screenshot() for equation in equations]
    page.add_style_tag(content=".katex-display { overflow: visible !important; }")
    assert framed == [equation.screenshot() for equation in equations]
