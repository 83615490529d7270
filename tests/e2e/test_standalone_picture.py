"""The HTML file that a map is saved as, opened from the disk in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from seq2seq_core.pictures import Drawing, WordMap, standalone_html
from tests.core.pictures.maps import SOURCE, STRANGE, TARGET, difference_map, plain_map, strange_map, weights
from tests.e2e.browsing import IN_BROWSER

pytestmark = IN_BROWSER
Open = Callable[..., Page]


@pytest.fixture
def opened(page: Page, tmp_path: Path) -> Iterator[Open]:
    """Opens a file; at the end nothing may have been requested but it, and nothing gone wrong."""
    wrong: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))

    def open_file(html: str) -> Page:
        path = tmp_path / "map.html"
        path.write_text(html, encoding="utf-8")
        page.goto(path.as_uri())
        return page

    yield open_file
    assert wrong == []
    assert asked == [(tmp_path / "map.html").as_uri()]


def cell(page: Page, t: int, s: int, table: int = 0) -> Locator:
    return page.locator("table").nth(table).locator("tbody tr").nth(t).locator("td").nth(s)


def said(t: int, s: int) -> str:
    values = plain_map().values
    assert values is not None
    return f"{TARGET[t]} looks at {SOURCE[s]}: {values[t, s]:.3f}"


def test_pointing_says_both_words_and_the_number_and_lights_their_labels(opened: Open) -> None:
    page = opened(standalone_html(plain_map(), "a title"))
    cell(page, 1, 2).hover()
    expect(page.locator(".tip")).to_have_text(said(1, 2))
    assert page.locator("th.lit").all_inner_texts() == ["cat", "chat"]
    page.mouse.move(5, 5)
    expect(page.locator(".tip")).to_be_hidden()
    expect(page.locator("th.lit")).to_have_count(0)


def test_it_works_without_a_mouse(opened: Open) -> None:
    page = opened(standalone_html(plain_map(), "a title"))
    cell(page, 0, 0).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(".tip")).to_have_text(said(1, 2))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(f"Locked: {said(1, 2)}")
    assert cell(page, 1, 2).get_attribute("aria-selected") == "true"
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")  # there is no more
    expect(page.locator(".tip")).to_have_text(said(1, 3))
    expect(page.get_by_role("status")).to_have_text(f"Locked: {said(1, 2)}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("status")).to_be_empty()
    expect(page.locator("th.lit")).to_have_count(0)
    assert page.locator("[tabindex='0']").count() == 1


def test_a_lock_does_not_move_the_map_and_is_said_by_every_map_with_the_same_words(opened: Open) -> None:
    other = WordMap(SOURCE, ("Un", "chat"), weights(2, 4))
    page = opened(standalone_html([plain_map(), difference_map(), other], "three maps"))
    before = cell(page, 1, 2).bounding_box()
    cell(page, 1, 2).click()
    assert cell(page, 1, 2).bounding_box() == before
    difference = difference_map().values
    assert difference is not None
    lines = page.get_by_role("status")
    expect(lines.nth(0)).to_have_text(f"Locked: {said(1, 2)}")
    expect(lines.nth(1)).to_have_text(f"Locked: chat, cat: A − B {difference[1, 2]:+.3f}")
    expect(lines.nth(2)).to_be_empty()
    assert page.locator("table").nth(2).locator("th.lit").all_inner_texts() == [
        "cat"
    ]  # its column, for its rows differ
    page.get_by_role("button", name="Clear").click()
    expect(lines.nth(0)).to_be_empty()


def test_a_reader_of_screens_finds_a_grid_with_its_headers(opened: Open) -> None:
    page = opened(standalone_html(plain_map(), "a title"))
    grid = page.get_by_role("grid", name="A en-fr/model: attention weight, 3 target by 4 source words")
    assert grid.get_by_role("columnheader").all_inner_texts() == list(SOURCE)
    assert grid.get_by_role("rowheader").all_inner_texts() == list(TARGET)
    page.get_by_text("In words").click()
    expect(page.get_by_role("listitem").first).to_contain_text("Le looks at ")


def test_what_was_typed_stays_text(opened: Open) -> None:
    page = opened(standalone_html(strange_map(), STRANGE[1]))
    assert page.locator("thead bdi").all_text_contents() == list(STRANGE)
    for s, word in enumerate(STRANGE):
        cell(page, 2, s).hover()
        expect(page.locator(".tip bdi").nth(1)).to_have_text(word)
    assert page.locator("script").count() == 1


def test_a_long_map_scrolls_under_labels_that_stay(opened: Open) -> None:
    words = tuple(f"word{i}" for i in range(60))
    page = opened(standalone_html(WordMap(words, words, weights(60, 60)), "long"))
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # only the map scrolls sideways
    cell(page, 0, 0).focus()
    page.keyboard.press("Control+End")
    expect(page.locator(".tip")).to_contain_text("word59 looks at word59")
    box = page.locator(".scroll").bounding_box()
    assert box is not None
    for label, side in ((page.locator("thead th").last, "y"), (page.locator("tbody th").last, "x")):
        place = label.bounding_box()
        assert place is not None
        assert abs(place[side] - box[side]) < 3
    assert page.locator("tbody th").last.bounding_box() is not None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_zero_is_nearly_the_colour_of_the_page(opened: Open, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    values = weights(1, 2) * 0
    values[0, 1] = 1
    opened(standalone_html(WordMap(("a", "b"), ("c",), values), "a title"))

    def brightness(place: Locator) -> float:
        color = place.evaluate("node => getComputedStyle(node).backgroundColor")
        return sum(map(float, color.removeprefix("rgb(").removesuffix(")").split(","))) / 3

    ground, zero, one = (brightness(place) for place in (page.locator("main"), cell(page, 0, 0), cell(page, 0, 1)))
    assert abs(zero - ground) < 20
    assert abs(one - ground) > 150


def test_outputs_of_a_notebook_on_one_page_do_not_disturb_each_other(opened: Open) -> None:
    first, second = Drawing((plain_map(),))._repr_html_(), Drawing((plain_map(),))._repr_html_()
    page = opened(f"<!DOCTYPE html><meta charset=utf-8><body>{first}{second}")
    cell(page, 1, 2, table=1).click()
    lines = page.get_by_role("status")
    expect(lines.nth(1)).to_have_text(f"Locked: {said(1, 2)}")
    expect(lines.nth(0)).to_be_empty()
    cell(page, 0, 0, table=0).hover()
    expect(page.locator(".tip").nth(0)).to_have_text(said(0, 0))
