"""Step, force, edit, undo, share: the Step through page in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.browsing import IN_BROWSER, PATIENCE, settle

pytestmark = IN_BROWSER
LINK = "step_through?text=The+cat+saw+the+dog.&model=bahdanau&model=luong-general"


def open_page(page: Page, url: str) -> Page:
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    expect(page.locator(".step-bar")).to_be_visible()
    settle(page)
    return page


@pytest.fixture
def visit(page: Page, app_url: str) -> Callable[..., Page]:
    return lambda query=LINK: open_page(page, f"{app_url}/{query}")


def count(page: Page) -> Locator:
    return page.locator(".step-bar .count")


def model(page: Page, name: str = "bahdanau") -> Locator:
    return page.locator(f"article[data-model={name}]")


def translation(page: Page, name: str = "bahdanau") -> str:
    return model(page, name).locator(".sentence.large").inner_text()


def test_the_keyboard_steps_through_both_models_and_nothing_moves(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(count(page)).to_contain_text("1 /")
    steps = int(count(page).inner_text().split("/")[1])
    before = model(page).locator(".cell").last.bounding_box()
    for key, expected in [("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("End", steps), ("Home", 1)]:
        page.keyboard.press(key)
        expect(count(page)).to_have_text(f"{expected} / {steps}")
    page.keyboard.press("ArrowRight")
    for name in ("bahdanau", "luong-general"):
        expect(model(page, name).locator(".row.current .label")).to_have_attribute("data-t", "1")
    assert model(page).locator(".cell").last.bounding_box() == before
    page.wait_for_url("**step=2**")


def test_keys_work_after_a_click_and_after_enter_and_not_in_a_text(visit: Callable[..., Page]) -> None:
    page = visit()
    steps = int(count(page).inner_text().split("/")[1])

    def check(key: str, step: int) -> None:
        page.keyboard.press(key)
        expect(count(page)).to_have_text(re.compile(f"{step} / "))

    for view in ("Links", "Text", "Map"):
        page.get_by_role("radio", name=view).click()
        settle(page)
        check("ArrowRight", 2)
        check("ArrowRight", 3)
        check("Home", 1)
    page.get_by_role("radio", name="Map").focus()
    page.keyboard.press("ArrowRight")  # whoever comes by keyboard chooses the view
    expect(page.get_by_role("radio", name="Links")).to_be_checked()
    expect(count(page)).to_have_text(f"1 / {steps}")
    check("End", steps)
    page.get_by_text("Negation", exact=True).click()
    settle(page)
    expect(count(page)).to_have_text(re.compile("^1 / "))
    check("ArrowRight", 2)
    area = page.get_by_label("Sentence to translate")
    area.fill("The dog saw the cat.")
    area.press("Home")
    area.press("ArrowRight")
    expect(count(page)).to_have_text(re.compile("2 / "))
    area.press("Enter")
    page.wait_for_url("**text=The+dog+saw+the+cat.**")
    settle(page)
    expect(count(page)).to_have_text(re.compile("^1 / "))
    check("ArrowRight", 2)
    area.focus()
    area.press("Escape")
    check("Home", 1)
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pause (P)")).to_be_visible()


def test_play_runs_to_the_end_and_p_pauses(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_label("Pace of play").select_option(label="slow")  # to be seen on its way by a busy machine
    page.locator(".step-bar .count").click()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pause (P)")).to_be_visible()
    expect(count(page)).to_have_text(re.compile("[2-7] / "))
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Play (P)")).to_be_visible()


def test_the_numbers_on_the_card_are_those_of_the_row(visit: Callable[..., Page]) -> None:
    page = visit()
    page.keyboard.press("ArrowRight")
    cells = model(page).locator(".row.current .cell").evaluate_all("cells => cells.map(cell => cell.dataset.weight)")
    expect(model(page).locator("td.weight")).to_have_text(cells)
    assert sum(map(float, cells)) == pytest.approx(1, abs=0.01)


def test_force_edit_undo_and_a_link_that_restores_it_all(
    visit: Callable[..., Page], browser: Browser, app_url: str
) -> None:
    page = visit()
    free = translation(page)
    model(page).get_by_role("button", name="Use ").nth(1).click()
    expect(model(page).locator(".run")).to_have_count(2)
    settle(page)
    forced = translation(page)
    assert "◆" in forced
    expect(page.get_by_text("◆ bahdanau: say")).to_be_visible()

    page.keyboard.press("ArrowRight")
    model(page).get_by_role("button", name="Edit the attention of this step").click()
    page.wait_for_url("**step=2**")  # Python has heard of the step meanwhile, which must not end the editing
    settle(page)
    model(page).locator("input[aria-label^='Attention on']").first.fill("0.9")
    weights = [float(text) for text in model(page).locator("td.weight").all_inner_texts()]
    assert weights[0] == pytest.approx(0.9, abs=0.011)
    assert sum(weights) == pytest.approx(1, abs=0.01)
    model(page).get_by_role("button", name="Apply this attention").click()
    expect(page.get_by_text("edit the attention of step 2")).to_be_visible()
    settle(page)
    edited = translation(page)
    header = model(page).locator("table.weights thead th")
    expect(header).to_have_text(["source", "score", "its weight", "edited"])  # the score is not that of the edited row
    shown = model(page).locator(".row.current .cell").evaluate_all("cells => cells.map(cell => cell.dataset.weight)")

    page.wait_for_url("**change=**change=**")
    other = open_page(browser.new_page(), page.url)
    assert translation(other) == edited
    rows = model(other).locator(".run").last.locator(".row.current .cell")
    expect(rows.first).to_be_visible()
    assert rows.evaluate_all("cells => cells.map(cell => cell.dataset.weight)") == shown[-rows.count() :]
    expect(other.get_by_text("edit the attention of step 2")).to_be_visible()

    fresh = open_page(browser.new_page(), f"{app_url}/{LINK}")
    assert translation(fresh) == free  # another visitor sees nothing of it

    area = page.get_by_label("Sentence to translate")
    area.press("Control+z")  # in a text it is the text's
    settle(page)
    expect(page.get_by_text("edit the attention of step 2")).to_be_visible()
    area.press("Escape")
    for undo, redo in (("Control+z", "Control+Shift+Z"), ("Meta+z", "Control+y")):
        page.keyboard.press(undo)
        expect(page.get_by_text("edit the attention of step 2")).to_have_count(0)
        settle(page)
        assert translation(page) == forced
        page.keyboard.press(redo)
        expect(page.get_by_text("edit the attention of step 2")).to_be_visible()
        settle(page)
        assert translation(page) == edited
    page.go_back()  # each of these is an entry
    expect(page.get_by_text("edit the attention of step 2")).to_have_count(0)
    settle(page)
    assert translation(page) == forced
    page.get_by_role("button", name="Redo").click()  # Back does not forget what was done
    expect(page.get_by_text("edit the attention of step 2")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("edit the attention of step 2")).to_have_count(0)
    settle(page)
    assert translation(page) == forced
    page.get_by_role("button", name="Undo").click()
    expect(model(page).locator(".run")).to_have_count(1)
    assert translation(page) == free
    assert translation(other) == edited
    settle(page)

    page.get_by_text("Negation", exact=True).click()
    page.wait_for_url("**text=I+do+not**")
    settle(page)
    for shown in (free, forced):
        page.go_back()
        settle(page)
        expect(page.get_by_label("Sentence to translate")).to_have_value("The cat saw the dog.")
        assert translation(page) == shown


def test_what_is_typed_is_never_html(visit: Callable[..., Page]) -> None:
    page = visit("step_through?text=the+cat+%3Cb%3Ex%3C/b%3E+%3Cimg+src=x+onerror=alert(1)%3E&model=bahdanau")
    for view in ("Links", "Text", "Map"):
        page.get_by_role("radio", name=view).click()
        expect(model(page)).to_contain_text("<")
        assert page.locator(".step-view img, .step-view b").count() == 0


def test_all_three_views_show_the_current_step(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_role("radio", name="Links").click()
    expect(model(page).locator("path.now")).not_to_have_count(0)
    page.get_by_role("radio", name="Text").click()
    expect(model(page).locator(".source-text")).to_contain_text("looks mostly at")
    page.wait_for_url("**view=text**")


def test_a_slider_moves_a_whole_word(visit: Callable[..., Page]) -> None:
    page = visit("step_through?text=The+black+zebra+sleeps.&model=bahdanau")
    model(page).get_by_role("button", name="Edit the attention of this step").click()
    rows = model(page).locator("table.weights tbody tr")
    sliders = model(page).locator("input[aria-label^='Attention on']")
    expect(sliders).not_to_have_count(0)
    assert sliders.count() < rows.count()  # "zebra" is several tokens of the tiny vocabulary, one word
    model(page).locator("input[aria-label^='Attention on zebra']").fill("0.8")
    pieces = [label.removeprefix("‑") for label in rows.locator("th").all_inner_texts()]
    weights = [float(text) for text in model(page).locator("td.weight").all_inner_texts()]
    spans = [(i, j) for i in range(len(pieces)) for j in range(i, len(pieces)) if "".join(pieces[i:j]) == "zebra"]
    ((first, last),) = spans
    assert sum(weights[first:last]) == pytest.approx(0.8, abs=0.011)
    assert sum(weights) == pytest.approx(1, abs=0.01)


def test_a_pruned_node_of_the_tree_is_decoded_on_from(visit: Callable[..., Page]) -> None:
    page = visit(LINK.replace("&model=luong-general", "") + "&beam=3")
    chart = page.locator("[class*=st-key-tree-0]")
    chart.locator(".points path").first.wait_for(timeout=PATIENCE)
    pruned = page.evaluate(
        "() => document.querySelector('[class*=st-key-tree-0] .js-plotly-plot').data.at(-1)"
        ".marker.symbol.indexOf('circle-open')"
    )
    node = chart.locator(".trace.scatter").last.locator(".points path").nth(pruned)
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("[class*=st-key-history]").get_by_text("◆ bahdanau: say")).to_be_visible()
    expect(model(page).locator(".run")).to_have_count(2)


def test_card_and_map_are_seen_at_once_and_the_current_cell_is_in_view(visit: Callable[..., Page]) -> None:
    long = "step_through?text=The+cat+saw+the+dog+and+the+dog+saw+the+cat+and+they+will+come+back.&model=bahdanau"
    page = visit(long + "&model=luong-general")
    card, map_ = model(page).locator(".card").bounding_box(), model(page).locator(".map").bounding_box()
    assert card is not None
    assert map_ is not None
    assert card["x"] > map_["x"]
    assert card["y"] < map_["y"] + 50
    opacity = model(page).locator(".row.later .cell").first.evaluate("cell => +getComputedStyle(cell).opacity")
    assert opacity >= 0.4

    page.set_viewport_size({"width": 390, "height": 844})
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    box = model(page).locator(".scroll")
    expect(box).to_have_css("mask-image", re.compile("^linear-gradient"))
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    places = (
        model(page)
        .locator(".row.current .cell")
        .evaluate_all(
            "cells => { const best = cells.reduce((a, b) => +a.dataset.weight >= +b.dataset.weight ? a : b);"
            " const box = best.closest('.scroll').getBoundingClientRect(), cell = best.getBoundingClientRect();"
            " return [box.left, cell.left, cell.right, box.right] }"
        )
    )
    assert places == sorted(places)


def test_the_maps_are_saved_as_they_stand(visit: Callable[..., Page]) -> None:
    page = visit("step_through?text=The+%3Cb%3Ecat%3C/b%3E+sleeps.&model=bahdanau&step=2")
    page.get_by_role("button", name="Save").first.click()
    with page.expect_download() as svg:
        page.get_by_role("button", name="SVG: this picture").click()
    picture = svg.value.path().read_text(encoding="utf-8")
    assert picture.count("<rect") > model(page).locator(".cell").count()
    assert "en-fr/bahdanau" in picture
    assert "“The &lt;b&gt;cat&lt;/b&gt; sleeps.”" in picture
    assert "weight" in picture
