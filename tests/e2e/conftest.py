"""A real server with the tiny models and a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.browsing import PATIENCE, serving

DEBIAN_CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's browser where there is one, else Playwright's own."""
    own = {"executable_path": str(DEBIAN_CHROMIUM)} if DEBIAN_CHROMIUM.exists() else {}
    return {**browser_type_launch_args, **own, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A laptop's window, tall enough for the maps."""
    return {**browser_context_args, "viewport": {"width": 1440, "height": 1300}}


@pytest.fixture(autouse=True)
def patience(context: BrowserContext) -> Iterator[None]:
    """Wait longer for what is expected, and for what is to be clicked."""
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def app_url(tiny_checkpoints: Path) -> Iterator[str]:
    """The address of the app, running with the tiny models."""
    with serving("app.py", tiny_checkpoints) as url:
        yield url
