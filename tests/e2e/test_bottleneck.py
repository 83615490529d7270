"""Grow a sentence, cut the attention path, share: the Bottleneck page in a real browser."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import IN_BROWSER, PATIENCE, settle

pytestmark = IN_BROWSER


def open_page(page: Page, url: str) -> Page:
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    expect(page.get_by_role("radio", name="Fixed vector")).to_be_visible()
    return page


def test_grow_a_sentence_cut_the_path_and_follow_the_link(page: Page, browser: Browser, app_url: str) -> None:
    open_page(page, f"{app_url}/bottleneck?text=The+cat+sleeps+here%0Athe+dog+saw+the+cat")
    expect(page.get_by_text("content words · not found").first).to_be_visible()
    page.get_by_role("radio", name="1", exact=True).click()
    page.wait_for_url("**clauses=1**")
    expect(page.locator(".st-key-source-word-grown")).to_have_text("The cat sleeps here")

    words = page.locator(".st-key-words-0 .word-list button")
    expect(words.first).to_contain_text("catchat")
    for verdict in ("not-found", "cannot-tell"):  # a click says that it is otherwise, with what the page finds last
        words.first.click()
        page.wait_for_url(f"**corrected=bahdanau**{verdict}**")
        expect(words.first).to_contain_text(verdict.replace("-", " "))
    expect(page.locator(".st-key-translated-0, .st-key-muted-translated-0")).to_contain_text("1 as you corrected")
    words.first.click()
    expect(words.first).to_contain_text("catchat")
    expect(page).not_to_have_url(re.compile("corrected="))

    page.get_by_role("radio", name="Gradient flow").click()
    for position in range(3):
        expect(page.locator(f".st-key-gradient-{position} .js-plotly-plot")).to_be_visible()
    expect(page.get_by_text("of the gradient is left at the median cell")).to_be_visible()
    page.get_by_role("radio", name="Source words").click()
    page.wait_for_url("**to=words**")
    left = page.get_by_text("of the gradient is left at the median cell").inner_text()

    other = open_page(browser.new_page(), page.url)
    expect(other.get_by_role("radio", name="Source words")).to_be_checked()
    expect(other.get_by_text("of the gradient is left at the median cell")).to_have_text(left)
    other.close()

    page.get_by_role("radio", name="What attention buys").click()
    expect(page.get_by_text("None of these models has been evaluated yet")).to_be_visible()
    settle(page)
    page.go_back()
    expect(page.get_by_text("of the gradient is left at the median cell")).to_have_text(left)
    expect(page.get_by_role("radio", name="Source words")).to_be_checked()
    settle(page)
    page.go_back()
    expect(page.locator(".st-key-source-word-grown")).to_have_text("The cat sleeps here")
    settle(page)
    for _ in range(2):
        page.go_forward()
        settle(page)
    expect(page.get_by_text("None of these models has been evaluated yet")).to_be_visible()
    page.get_by_role("radio", name="Fixed vector").click()
    expect(page.get_by_label("Sentence to translate")).to_have_value("The cat sleeps here\nthe dog saw the cat")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
