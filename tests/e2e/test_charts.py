"""Charts in a real browser: each is drawn once, in the colours of the browser's mode."""

from playwright.sync_api import Page, expect

from tests.e2e.browsing import IN_BROWSER, settle

pytestmark = IN_BROWSER

# A heatmap is a picture, which gets another source with every drawing.
COUNT = """
window.drawn = {}
new MutationObserver((changes) => changes.forEach(({ target, attributeName }) => {
  if (!target.matches?.(".heatmaplayer image") || !attributeName.endsWith("href")) return
  const key = target.closest("[class*=st-key-map-]")?.className.match(/map-[0-9]/)[0] ?? "scale"
  window.drawn[key] = (window.drawn[key] ?? 0) + 1
})).observe(document, { subtree: true, attributes: true })
"""


def test_a_map_is_drawn_once(page: Page, app_url: str) -> None:
    page.add_init_script(COUNT)
    page.goto(f"{app_url}/")
    expect(page.locator("[class*=st-key-map-] .heatmaplayer image")).to_have_count(2)
    settle(page)
    assert page.evaluate("drawn") == {"scale": 1, "map-0": 1, "map-1": 1}


def test_maps_and_labels_follow_the_browser_into_the_other_mode(page: Page, app_url: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{app_url}/")
    image = page.locator(".st-key-map-0 .heatmaplayer image")
    light = image.get_attribute("href")
    settle(page)
    for scheme, page_color in (("dark", "#171614"), ("light", "#ffffff")):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "color => document.querySelector('.st-key-map-0 .js-plotly-plot')?.layout.paper_bgcolor === color",
            arg=page_color,
        )
        settle(page)
        assert (image.get_attribute("href") == light) == (scheme == "light")
