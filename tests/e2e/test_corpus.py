"""Corpus in a browser: Back finds the table where it was, pictures filter it, a visitor's file survives a reload."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import tiny_models
from tests.e2e.browsing import IN_BROWSER, PATIENCE, settle

pytestmark = IN_BROWSER
GRID = ".st-key-corpus-rows .dvn-scroller"
COUNT = ".st-key-muted-found"


@pytest.fixture
def visit(page: Page, app_url: str) -> Callable[..., Page]:
    def open_page(query: str = "") -> Page:
        page.set_default_timeout(PATIENCE)
        page.goto(f"{app_url}/corpus?pair=en-fr{query}")
        page.get_by_text("Our challenge set").wait_for()
        settle(page)
        return page

    return open_page


def scrolled(page: Page) -> float:
    """Pixels above the first visible row, once the table rests."""
    page.wait_for_timeout(1500)
    return float(page.locator(GRID).evaluate("grid => grid.scrollTop"))


def test_back_from_another_page_finds_the_row_in_view(visit: Callable[..., Page]) -> None:
    page = visit("&sort=bleu&sentence=20")
    before = scrolled(page)
    assert before > 500
    page.locator(".st-key-elsewhere-row").get_by_role("button", name="Compare").click()
    page.wait_for_url(re.compile("/compare"))
    page.locator(".st-key-compare-map .js-plotly-plot").first.wait_for()
    page.go_back()
    page.wait_for_url(re.compile("/corpus.*sentence=20"))
    page.locator(GRID).wait_for()
    settle(page)
    expect(page.get_by_role("heading", name="Sentence 20")).to_be_visible()
    assert scrolled(page) == pytest.approx(before, abs=40)


def test_what_is_dragged_over_in_a_picture_is_what_the_table_has(visit: Callable[..., Page]) -> None:
    page = visit("&view=pictures&across=words&up=bleu")
    plot = page.locator('.st-key-corpus-points .nsewdrag[data-subplot="xy"]')
    plot.wait_for()
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.95 * box["height"], steps=8)
    page.mouse.up()
    page.wait_for_url(re.compile("range=words.*range=bleu"))
    settle(page)
    found, in_all = map(int, re.findall(r"\d+", page.locator(COUNT).inner_text())[:2])
    assert 0 < found < in_all == 389
    page.get_by_role("button", name=re.compile("^close BLEU|BLEU .* to ")).click()
    page.wait_for_url(lambda url: "range=bleu" not in url)
    expect(page.locator(COUNT)).not_to_contain_text(re.compile(rf"^{found} of"))
    assert int(re.findall(r"\d+", page.locator(COUNT).inner_text())[0]) > found


def test_a_file_that_was_opened_is_there_after_a_reload_and_for_no_one_else(
    visit: Callable[..., Page], browser: Browser
) -> None:
    page = visit("&open=own")
    lines = "".join(f"{source}\t{target}\n" for source, target in tiny_models.PAIRS)
    page.locator('input[type="file"]').set_input_files(
        {"name": "<b>x</b>.tsv", "mimeType": "text/plain", "buffer": lines.encode()}
    )
    page.get_by_role("button", name="Translate and measure").click()
    page.wait_for_url(re.compile("file="))
    expect(page.locator(COUNT)).to_contain_text(f"of {len(tiny_models.PAIRS)} sentences", timeout=PATIENCE)
    assert page.locator("[data-testid=stMain] b", has_text="x").count() == 0
    page.reload()
    expect(page.locator(COUNT)).to_contain_text(f"of {len(tiny_models.PAIRS)} sentences", timeout=PATIENCE)
    other = browser.new_page()  # with cookies of its own
    other.set_default_timeout(PATIENCE)
    other.goto(page.url)
    expect(other.get_by_role("alert")).to_contain_text("only the browser that opened one sees it")
    expect(other.locator(COUNT)).to_have_count(0)
    page.get_by_role("button", name="Close and delete").click()
    page.locator('input[type="file"]').wait_for(state="attached")
