"""What the browser tests of all pages share: their marks, their patience, and waiting for a page to come to rest."""

import pytest
from playwright.sync_api import Page

PATIENCE = 120_000  # milliseconds: a busy machine takes its time to draw a page
IN_BROWSER = [
    pytest.mark.e2e,
    # The plugin pytest-base-url, which pytest-playwright needs, still does this.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance:pytest.PytestRemovedIn10Warning"),
]


def settle(page: Page) -> None:
    """Wait until the script has run to its end."""
    page.wait_for_timeout(400)  # it may not have begun yet
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
