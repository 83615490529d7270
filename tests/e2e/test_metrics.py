"""Figures for operators at Streamlit's own endpoint: runs of pages and the rest, and nothing that a visitor typed."""

import re
import urllib.request

from playwright.sync_api import Page

from tests.e2e.browsing import IN_BROWSER, settle

pytestmark = IN_BROWSER


def test_runs_are_counted_and_what_was_typed_is_not_told(page: Page, app_url: str) -> None:
    def told() -> str:
        with urllib.request.urlopen(f"{app_url}/_stcore/metrics", timeout=30) as answer:
            return str(answer.read().decode())

    def runs(text: str) -> int:
        found = re.search(r'^alignscope_page_run_seconds_count\{page="Translate"\} (\d+)$', text, re.M)
        return int(found[1]) if found else 0

    before = runs(told())
    page.goto(f"{app_url}/?text=The+zebra+saw+Xylophonia.")
    page.locator("[class*=st-key-map-] .heatmaplayer image").first.wait_for()
    settle(page)
    after = told()
    assert runs(after) > before
    assert "Xylophonia" not in after
    assert int(re.search(r"^alignscope_resident_memory_bytes (\d+)$", after, re.M)[1]) > 50e6  # type: ignore[index]
    for known in ("active_sessions", "cache_lookups_total", 'alignscope_page_run_seconds_bucket{le="+Inf"'):
        assert known in after, known
