"""What the browser tests of all pages share: a server, their marks, their patience, and waiting for a page to rest."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
PATIENCE = 120_000  # milliseconds: a busy machine takes its time to draw a page
IN_BROWSER = [
    pytest.mark.e2e,
    pytest.mark.flaky(reruns=1),  # a browser on a busy machine can miss an instant; whatever was run again is reported
    # The plugin pytest-base-url, which pytest-playwright needs, still does this.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance:pytest.PytestRemovedIn10Warning"),
]


def settle(page: Page) -> None:
    """Wait until the script has run to its end."""
    page.wait_for_timeout(400)  # it may not have begun yet
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


@contextmanager
def serving(script: str, checkpoints: Path) -> Iterator[str]:
    """The address of a server of the app, or of one page alone."""
    with server_of(script, checkpoints) as (url, _):
        yield url


@contextmanager
def server_of(script: str, checkpoints: Path) -> Iterator[tuple[str, int]]:
    """The same, and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}"]
    options = ["--server.headless=true", "--server.fileWatcherType=none"]
    environment = os.environ | {"ALIGNSCOPE_CHECKPOINTS": str(checkpoints)}
    server = subprocess.Popen([*command, *options], cwd=ROOT, env=environment)
    try:
        _wait_until_healthy(server, url)
        yield url, server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_until_healthy(server: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            pass
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the app did not start")
        time.sleep(0.1)
