"""Choose two models, make both say the same, read A - B, open another, share: the Compare page in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import IN_BROWSER, PATIENCE, settle

pytestmark = IN_BROWSER
MAP = ".st-key-scroll-compare .js-plotly-plot"
OUTPUT = "Le chat a vu le <b>x</b> &amp; <s> chien."


def open_page(page: Page, url: str) -> Page:
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    expect(page.get_by_text("Every model on this output")).to_be_visible()
    page.locator(f"{MAP} .heatmaplayer image").wait_for()
    settle(page)
    return page


@pytest.fixture
def visit(page: Page, app_url: str) -> Callable[..., Page]:
    return lambda query="?text=The+cat+saw+the+dog.": open_page(page, f"{app_url}/compare{query}")


def drawn(page: Page) -> dict[str, Any]:
    """The map as the browser drew it: words, ends of its scale and colours."""
    found: dict[str, Any] = page.locator(MAP).first.evaluate(
        "map => ({rows: [...map.querySelectorAll('.ytick text')].map(e => e.textContent),"
        " ends: [map._fullData[0].zmin, map._fullData[0].zmax], texts: map.data[1].text,"
        " shapes: (map.layout.shapes || []).length})"
    )
    return found


def test_from_two_models_to_a_minus_b_to_another_model_to_a_link(
    visit: Callable[..., Page], browser: Browser, app_url: str
) -> None:
    page = visit()
    page.locator(".st-key-compare_a").get_by_role("combobox").click()
    page.get_by_role("option", name="luong-general", exact=True).click()
    settle(page)
    page.locator(".st-key-compare_b").get_by_role("combobox").click()
    page.get_by_role("option", name="bahdanau", exact=True).click()
    settle(page)
    expect(page.locator(".st-key-free-A .word").first).to_have_attribute("title", re.compile(": probability "))
    page.get_by_role("radio", name="Same output").click()
    settle(page)
    page.get_by_role("radio", name="Typed").click()
    field = page.get_by_label("Type what both are to say, then Enter")
    field.fill(OUTPUT)
    field.press("Enter")
    expect(page.locator(".st-key-said-output")).to_have_text(OUTPUT)
    settle(page)
    assert page.locator(".st-key-said-output b").count() == 0

    page.wait_for_function(
        f"() => document.querySelectorAll('{MAP} .ytick text').length == 13"  # le chat a vu le <b> x </b> & <s> ...
    )
    map_ = drawn(page)
    words = ["Le", "chat", "a", "vu", "le", "<b>⁇", "x", "</b>⁇", "&amp;⁇", "<s>⁇", "chien", ".", "</s>"]
    assert [row.rstrip("⁇") for row in map_["rows"]] == [word.rstrip("⁇") for word in words]
    low, high = map_["ends"]
    assert low == -high
    expect(page.locator(".st-key-compare-bar")).to_contain_text(f"A more +{high:.2f}")
    assert "A − B +" in "".join(map_["texts"])

    page.get_by_role("button", name="Open no-attention as B").click()
    expect(page.get_by_text("B has no attention, so there is nothing to subtract")).to_be_visible()
    page.wait_for_url("**b=no-attention**")
    page.locator(".st-key-grid .nsewdrag").first.click()
    page.wait_for_url(lambda url: "b=no-attention" not in url)
    settle(page)
    page.get_by_text("Mark by clicking the map").click()
    settle(page)
    box = page.locator(".st-key-scroll-compare .nsewdrag").first
    size = box.bounding_box()
    assert size is not None
    box.click(position={"x": size["width"] * 0.5 / 7, "y": size["height"] * 0.5 / 13})
    page.wait_for_url("**links=0-0**")
    settle(page)
    page.go_back()
    field = page.get_by_role("textbox", name="Links, source-target, counted from 0")
    expect(field).to_have_value("")
    settle(page)
    page.go_forward()
    expect(field).to_have_value("0-0")
    settle(page)

    page.get_by_role("button", name="Share this view").click()
    link = page.locator("[data-testid=stCode] code").inner_text()
    other = open_page(browser.new_page(), link)
    expect(other.get_by_label("Type what both are to say, then Enter")).to_have_value(OUTPUT)
    expect(other.get_by_role("textbox", name="Links, source-target")).to_have_value("0-0")
    assert drawn(other)["texts"] == drawn(page)["texts"]
    expect(other.locator(".st-key-name-0")).to_have_text("A luong-general")


def test_a_click_locks_one_cell_in_all_maps_and_escape_clears_it(visit: Callable[..., Page]) -> None:
    page = visit("?text=The+cat+saw+the+dog.&mode=same")
    assert drawn(page)["shapes"] == 0
    page.locator(".st-key-scroll-compare .nsewdrag").first.click(position={"x": 40, "y": 40})
    expect(page.locator(".st-key-chip")).to_be_visible()
    settle(page)
    page.get_by_role("radio", name="B", exact=True).click()
    settle(page)
    page.wait_for_function(f"() => document.querySelector('{MAP}')?.layout?.shapes?.length == 3")  # and even coverage
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-chip")).to_have_count(0)
