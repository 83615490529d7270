"""Take the pictures in this folder anew, from the running app: python docs/take_screenshots.py http://127.0.0.1:8501

Needs Playwright, as the browser tests do.
"""

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CHROMIUM = Path("/usr/bin/chromium")
DESK, PHONE = {"width": 1440, "height": 1150}, {"width": 390, "height": 1500}
DRAWN = ":is([class*=st-key-map-], [class*=st-key-explain-method]) .heatmaplayer image, .flows svg"
PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "translate.png": ("?lock=bahdanau:1:2", {"color_scheme": "light", "viewport": DESK}),
    "translate-dark.png": ("?lock=bahdanau:1:2", {"color_scheme": "dark", "viewport": DESK}),
    "explain.png": ("explain?lock=bahdanau:1:2", {"color_scheme": "light", "viewport": DESK}),
    "how-it-works.png": ("how_it_works?step=3&word=2", {"color_scheme": "light", "viewport": DESK}),
    "translate-phone.png": ("", {"color_scheme": "light", "viewport": PHONE, "device_scale_factor": 2}),
}


def main(address: str) -> None:
    """Take every picture."""
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, (query, settings) in PICTURES.items():
            page = browser.new_context(**settings).new_page()
            page.goto(f"{address.rstrip('/')}/{query}", timeout=120_000)
            page.locator(DRAWN).last.wait_for(timeout=120_000)
            page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
            page.wait_for_timeout(1500)  # fonts, and the fading in of what was drawn last
            page.screenshot(path=HERE / name, timeout=120_000)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8501")
