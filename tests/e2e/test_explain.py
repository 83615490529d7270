"""Explain in a real browser: two maps that point together, a word that is followed, words that go, a link, files."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsing import IN_BROWSER, PATIENCE, settle

pytestmark = IN_BROWSER
ATTENTION, METHOD = (f".st-key-explain-{what}-A .js-plotly-plot" for what in ("attention", "method"))
PLOT = '.nsewdrag[data-subplot="xy"]'


def open_page(page: Page, url: str) -> Page:
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    expect(page.get_by_role("heading", name="On test data")).to_be_visible()
    page.locator(f"{METHOD} .heatmaplayer image").wait_for()
    settle(page)
    return page


@pytest.fixture
def visit(page: Page, app_url: str) -> Callable[..., Page]:
    return lambda query="?text=The+cat+saw+the+dog.&method=occlusion": open_page(page, f"{app_url}/explain{query}")


def point_at(page: Page, chart: str, row: int, column: int) -> None:
    """Move the mouse to the middle of a cell."""
    box = page.locator(f"{chart} {PLOT}").bounding_box()
    rows, columns = page.locator(chart).evaluate("map => [map.data[0].y.length, map.data[0].x.length]")
    assert box is not None
    page.mouse.move(box["x"] + (column + 0.5) * box["width"] / columns, box["y"] + (row + 0.5) * box["height"] / rows)


def test_a_cell_that_is_pointed_at_is_framed_in_the_other_map_with_its_number(visit: Callable[..., Page]) -> None:
    page = visit()
    frame = page.get_by_test_id("linked-cell")
    point_at(page, ATTENTION, 1, 2)
    expect(frame).to_be_visible()
    columns, texts = page.locator(METHOD).evaluate("map => [map.data[0].x.length, map.data[1].text]")
    expect(frame).to_have_text(texts[columns + 2])
    box, plot = frame.bounding_box(), page.locator(f"{METHOD} {PLOT}").bounding_box()
    assert box is not None
    assert plot is not None
    assert box["x"] == pytest.approx(plot["x"] + 2 * plot["width"] / columns, abs=2)
    page.mouse.move(5, 5)
    expect(frame).to_be_hidden()


def test_follow_a_word_take_words_away_and_share_it(visit: Callable[..., Page], app_url: str) -> None:
    page = visit()
    point_at(page, METHOD, 1, 1)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator(".st-key-explain_follow input").first).to_have_value(re.compile("^2 · "))
    settle(page)
    said = page.locator(".st-key-explain-cost-A")
    expect(said).to_contain_text("the word ranked first by attention")
    page.get_by_role("slider", name="How many words go").press("ArrowRight")
    expect(said).to_contain_text("without the 2 words ranked first by attention")
    settle(page)
    assert page.locator(".st-key-panel-test-A del, .st-key-panel-test-A s").count() == 4
    assert "struck=2" in page.url
    before = said.inner_text()
    open_page(page, page.url)
    expect(page.locator(".st-key-explain-cost-A")).to_have_text(before)


def test_what_is_typed_is_text_and_files_hold_what_is_shown(visit: Callable[..., Page]) -> None:
    page = visit("?text=the+<b>cat</b>+**sleeps**&method=occlusion&output=typed&said=Le+<i>chat</i>+~~dort~~")
    assert page.locator(":is(.st-key-explain-A, .st-key-panel-test-A) :is(b, strong, em)").count() == 0
    page.locator(".st-key-explain-A").get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON: both maps").click()
    kept = json.loads(download.value.path().read_text())
    assert kept["unit"] == "nats"
    rows, columns = page.locator(METHOD).evaluate("map => [map.data[0].y.length, map.data[0].x.length]")
    assert len(kept["maps"]["Occlusion"]) == rows
    assert len(kept["maps"]["Attention"][0]) == columns == len(kept["source"])
