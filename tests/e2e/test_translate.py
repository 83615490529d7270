"""Type, see, click: the Translate page in a real browser."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsing import IN_BROWSER, settle

pytestmark = IN_BROWSER
MAPS = "[...document.querySelectorAll('[class*=st-key-map-] .js-plotly-plot')]"

STRANGE = "the cat saw the dog <s> <b>x</b> &amp;"


@pytest.fixture
def visit(page: Page, app_url: str) -> Callable[..., Page]:
    """Open the page and wait until its maps are drawn."""

    def open_page(query: str = "") -> Page:
        page.goto(f"{app_url}/{query}")
        expect(page.locator("[class*=st-key-map-] .heatmaplayer image")).to_have_count(2, timeout=30_000)
        settle(page)
        return page

    return open_page


def translate(page: Page, text: str) -> None:
    """Type a sentence and wait for its maps."""
    area = page.get_by_label("Sentence to translate")
    area.fill(text)
    area.press("Enter")
    page.wait_for_function(
        f"expected => {MAPS}.length == 2 && {MAPS}.every(map => expected =="
        " [...map.querySelectorAll('.xtick text')].map(label => label.textContent.replaceAll('⁇', '')).join(''))",
        arg="".join(text.split()) + "</s>",
    )
    settle(page)


def plotted(page: Page, script: str) -> list[Any]:
    """Evaluate `script` on the Plotly element `map` of every alignment map."""
    found: list[Any] = page.evaluate(f"() => {MAPS}.map(map => {script})")
    return found


def test_typed_text_survives_as_text_and_two_different_maps_appear(visit: Callable[..., Page]) -> None:
    page = visit()
    translate(page, STRANGE)
    for number in (0, 1):
        seen = page.locator(f".st-key-map-{number} .xtick text").evaluate_all("ts => ts.map(t => t.textContent)")
        assert [label.rstrip("⁇") for label in seen] == [*STRANGE.replace("<b>x</b>", "<b> x </b>").split(), "</s>"]
    first, second = plotted(page, "map.querySelector('.heatmaplayer image').href.baseVal")
    assert first != second
    said = page.locator(".st-key-translation-0 .word")
    expect(said.first).to_have_attribute("title", re.compile(": probability "))
    expect(said.first).to_have_css("text-decoration-line", "underline")
    expect(page.get_by_text("not in the vocabulary")).to_contain_text("<s>, <b>, </b>, &amp;")


def test_a_click_on_a_cell_makes_both_maps_react_and_escape_clears(visit: Callable[..., Page]) -> None:
    page = visit()
    translate(page, "The cat saw the dog.")
    assert plotted(page, "map.layout.shapes.length") == [1, 1]
    area = page.locator(".st-key-map-0 .nsewdrag").first
    box = area.bounding_box()
    assert box is not None
    columns, rows = 7, plotted(page, "map.layout.yaxis.tickvals.length")[0]
    area.click(position={"x": box["width"] * 1.5 / columns, "y": box["height"] * 1.5 / rows})
    page.wait_for_function(f"() => {MAPS}.length == 2 && {MAPS}.every(map => map.layout.shapes.length > 1)")
    assert plotted(page, "map.layout.shapes[1].x0") == [0.5, 0.5]
    assert all("<b>" in ticks[1] for ticks in plotted(page, "map.layout.xaxis.ticktext"))
    expect(page.locator(".st-key-source-word")).to_have_text("cat")
    expect(page.locator(".st-key-target-word")).to_have_text("chat")
    expect(page).to_have_url(re.compile("lock=bahdanau%3A1%3A1"))
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-source-word")).to_have_count(0)
    settle(page)
    assert plotted(page, "map.layout.shapes.length") == [1, 1]


def test_a_dot_locks_its_row_and_a_bar_its_column(visit: Callable[..., Page]) -> None:
    page = visit()
    translate(page, "The cat saw the dog.")
    page.locator(".st-key-map-0 .scatterlayer .points path").last.click(force=True)
    last = plotted(page, "map.layout.yaxis.tickvals.length")[0] - 1
    expect(page).to_have_url(re.compile(rf"lock=bahdanau%3A{last}%3A\d"))
    settle(page)
    page.locator(".st-key-map-1 .barlayer .point path").nth(2).click(force=True)
    expect(page).to_have_url(re.compile(r"lock=2$"))
    expect(page.locator(".st-key-source-word")).to_have_text("saw")


def test_hovering_tells_both_words_and_three_digits(visit: Callable[..., Page]) -> None:
    page = visit()
    translate(page, "The cat saw the dog.")
    page.locator(".st-key-map-0 .nsewdrag").first.hover(position={"x": 5, "y": 5})
    expect(page.locator(".st-key-map-0 .hoverlayer")).to_have_text(re.compile(r"^Le looks at The: \d\.\d{3}$"))


def test_the_address_restores_what_is_on_the_screen(visit: Callable[..., Page]) -> None:
    page = visit("?text=The+cat+sleeps.&beam=2&hypothesis=2&level=pieces&lock=1")
    expect(page.get_by_label("Sentence to translate")).to_have_value("The cat sleeps.")
    assert plotted(page, "map.layout.shapes.length") == [2, 2]
    page.get_by_role("button", name="Share this view").click()
    link = page.locator("[data-testid=stCode] code").inner_text()
    assert all(part in link for part in ("text=The+cat+sleeps.", "beam=2", "hypothesis=2", "level=pieces", "lock=1"))


def test_a_wide_map_scrolls_with_its_labels_in_view_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit()
    page.set_viewport_size({"width": 390, "height": 844})
    translate(page, "The cat saw the dog and the dog saw the cat and they will come back.")
    box = page.locator(".st-key-scroll-map-0")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    before = page.locator(".st-key-labels-map-0").bounding_box()
    box.evaluate("box => { box.scrollLeft = 150 }")
    assert page.locator(".st-key-labels-map-0").bounding_box() == before


def test_typed_html_makes_no_element(visit: Callable[..., Page]) -> None:
    page = visit()
    attempts: list[str] = []
    page.on("dialog", lambda dialog: (attempts.append(dialog.message), dialog.dismiss()))
    area = page.get_by_label("Sentence to translate")
    area.fill('<img src=x onerror="alert(1)"> <script>alert(2)</script> [a](javascript:alert(3)) :smile: **bold**')
    area.press("Enter")
    page.wait_for_url("**bold**")
    settle(page)
    expect(page.locator("[class*=st-key-map-] .xtick text").get_by_text("script").first).to_be_attached()
    page.get_by_text("In words").first.click()
    assert not attempts
    assert page.locator('img[src="x"]').count() == 0
    assert page.locator('a[href^="javascript"]').count() == 0


def test_a_link_of_a_stranger_makes_no_link_on_the_page(visit: Callable[..., Page]) -> None:
    page = visit("?pair=www.example.com&level=a@example.com&beam=http://example.com")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("example.com")
    assert alert.locator("a").count() == 0


def test_back_and_forward_restore_what_was_asked_for_and_no_look_around_is_an_entry(visit: Callable[..., Page]) -> None:
    page = visit()
    first = page.get_by_label("Sentence to translate").input_value()
    arrived = page.evaluate("() => history.length")
    translate(page, "The dog saw the cat.")
    page.get_by_text("Negation", exact=True).click()
    expect(page).to_have_url(re.compile("text=I.do.not.like"))
    settle(page)
    entries = page.evaluate("() => history.length")
    assert entries == arrived + 2
    page.get_by_text("Subword tokens", exact=True).click()
    expect(page).to_have_url(re.compile("level=pieces"))
    settle(page)
    page.locator(".st-key-map-0 .nsewdrag").first.click(position={"x": 40, "y": 40})
    expect(page).to_have_url(re.compile("lock=bahdanau"))
    settle(page)
    assert page.evaluate("() => history.length") == entries
    locked = page.url

    page.get_by_role("link", name="Bottleneck").click()
    expect(page).to_have_url(re.compile("/bottleneck.*text=I"))
    settle(page)
    assert page.evaluate("() => history.length") == entries + 1
    page.go_back()
    expect(page.locator(".st-key-chip")).to_be_visible()
    settle(page)
    assert page.url == locked
    for sentence in ("The dog saw the cat.", first):
        page.go_back()
        expect(page.get_by_label("Sentence to translate")).to_have_value(sentence)
        settle(page)
        expect(page.locator(".st-key-chip")).to_have_count(0)
    expect(page.get_by_text("Words", exact=True)).to_be_checked()
    for _ in range(2):
        page.go_forward()
        settle(page)
    expect(page.locator(".st-key-chip")).to_be_visible()
    assert page.url == locked
    assert page.evaluate("() => history.length") == entries + 1


def test_escape_leaves_the_text_with_what_is_typed(visit: Callable[..., Page]) -> None:
    page = visit()
    area = page.get_by_label("Sentence to translate")
    area.fill("The dog saw the cat.")
    area.press("Escape")
    expect(area).not_to_be_focused()
    expect(area).to_have_value("The dog saw the cat.")


@pytest.mark.parametrize("milliseconds", [0, 30, 200])  # between press and release
@pytest.mark.parametrize("name", ["Compare", "Bottleneck"])
def test_what_was_typed_goes_along_to_another_page_without_enter(
    visit: Callable[..., Page], milliseconds: int, name: str
) -> None:
    page = visit()
    page.get_by_label("Sentence to translate").fill("The dog saw the cat.")
    page.get_by_role("link", name=name).click(delay=milliseconds)
    page.wait_for_url(f"**/{name.lower()}**text=The+dog+saw+the+cat.**")
    expect(page.get_by_label("Sentence to translate")).to_have_value("The dog saw the cat.")


def test_maps_use_the_room_and_a_hall_sees_them_larger(visit: Callable[..., Page]) -> None:
    page = visit("?text=The+cat+saw+the+dog+and+the+cat.&model=bahdanau&model=luong-general&model=no-attention")
    shown = "map.getBoundingClientRect().width / map._fullLayout.width"
    cell = "map.querySelector('.nsewdrag').getBoundingClientRect().width / map.layout.xaxis.tickvals.length"
    sizes = {}
    for width in (1280, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 1300})
        settle(page)
        tops = page.locator("[class*=st-key-panel-]").evaluate_all("ps => ps.map(p => p.getBoundingClientRect().top)")
        assert len(set(map(round, tops))) == 1  # the third does not stand alone in a row of its own
        starts = page.locator("[class*=st-key-room-map]").evaluate_all(
            "ps => ps.map(p => p.getBoundingClientRect().top)"
        )
        assert len(set(map(round, starts))) == 1
        sizes[width] = plotted(page, shown)[0]
        assert all(23.5 <= pixels <= 64.5 for pixels in plotted(page, cell))
    assert sizes[1280] < sizes[1920]
    assert sizes[1920] > 1.1
    page.locator(".st-key-map-1 .nsewdrag").first.hover(position={"x": 60, "y": 60})  # Plotly finds it all the same
    expect(page.locator(".st-key-map-1 .hoverlayer")).to_have_text(re.compile(r"looks at cat: \d"))

    page.mouse.move(5, 5)
    page.keyboard.press("v")
    expect(page).to_have_url(re.compile("presenter=on"))
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_label("Sentence to translate")).to_be_hidden()
    assert plotted(page, shown)[0] > sizes[1920]
    said = page.locator(".st-key-said-0 .said")
    assert said.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") > 40
    page.reload()
    settle(page)
    expect(page.get_by_role("button", name="Leave")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()


def test_what_scrolls_shows_it_and_brings_what_is_locked_into_view(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_url}/?text=The+cat+saw+the+dog+and+the+dog+saw+the+cat+and+they+will+come+back.&lock=14")
    box = page.locator(".st-key-scroll-map-0")
    box.locator(".heatmaplayer image").wait_for()
    settle(page)
    page.wait_for_function("() => document.querySelector('.st-key-scroll-map-0').scrollLeft > 50")
    expect(box).to_have_css("mask-image", re.compile("^linear-gradient"))
    assert box.evaluate("box => getComputedStyle(box, '::-webkit-scrollbar').height") != "auto"
    place, frame = box.locator(".xtick text tspan").first.bounding_box(), box.bounding_box()
    assert place is not None
    assert frame is not None
    assert frame["x"] < place["x"] < frame["x"] + frame["width"]


def test_a_saved_picture_says_what_it_shows(visit: Callable[..., Page]) -> None:
    page = visit("?text=The+cat+saw+the+%3Cb%3Edog%3C/b%3E.&model=bahdanau&model=luong-general")
    page.get_by_role("button", name="Save").first.click()
    with page.expect_download() as svg:
        page.get_by_role("button", name="SVG: this picture").click()
    picture = svg.value.path().read_text(encoding="utf-8")
    assert "“The cat saw the &lt;b&gt;dog&lt;/b&gt;.”" in picture
    assert "en-fr/bahdanau" in picture
    assert "weight" in picture  # what its scale of colours is of
    assert "<image" in picture  # the map
    assert "color(" not in picture  # which few programs can read
    with page.expect_download() as png:
        page.get_by_role("button", name="PNG: this picture").click()
    assert png.value.path().read_bytes().startswith(b"\x89PNG")
    assert png.value.suggested_filename == "en-fr-bahdanau.png"


@pytest.mark.parametrize(("choice", "width"), [("800", 800), ("own", 555)])
def test_a_picture_is_saved_as_wide_as_was_asked_for(visit: Callable[..., Page], choice: str, width: int) -> None:
    page = visit("?text=The+cat+saw+the+dog.&model=bahdanau&model=luong-general")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("combobox", name="Width").select_option(choice)
    if choice == "own":
        field = page.get_by_role("spinbutton", name="Width in pixels")
        field.fill("199")
        page.get_by_role("button", name="PNG: this picture").click()
        expect(page.get_by_role("alert")).to_have_text("A width is a whole number from 200 to 6000.")
        field.fill(str(width))
    with page.expect_download() as png:
        page.get_by_role("button", name="PNG: this picture").click()
    header = png.value.path().read_bytes()[16:24]  # of a PNG file: width and height, four bytes each
    wide, high = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")
    with page.expect_download() as svg:
        page.get_by_role("button", name="SVG: this picture").click()
    root = ElementTree.parse(svg.value.path()).getroot()
    assert (wide, root.get("width")) == (width, str(width))
    _, _, across, down = map(float, str(root.get("viewBox")).split())
    assert abs(high - width * down / across) <= 1
    assert root.get("height") == str(high)
