"""Nothing leaves the machine: what a page needs comes from the server that serves it."""

import pytest
from playwright.sync_api import Page, Request, expect

from tests.e2e.browsing import IN_BROWSER, settle

pytestmark = IN_BROWSER


@pytest.mark.parametrize("path", ["", "step_through", "compare", "bottleneck", "how_it_works"])
def test_a_page_asks_nobody_but_its_server(page: Page, app_url: str, path: str) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto(f"{app_url}/{path}?text=The+cat+sleeps.")
    expect(page.get_by_role("textbox", name="Sentence to translate")).to_be_visible()
    settle(page)
    for chart in page.locator(".js-plotly-plot").all()[:2]:
        chart.hover()  # its buttons appear
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith((app_url, "data:", "blob:"))] == []
