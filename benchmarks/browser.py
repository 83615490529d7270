"""A browser, a server and clocks that run inside the page: what the benchmarks of pages share."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
REST = 600  # milliseconds between actions: the script of the last one has run to its end

# From a click until the text of what matches `awaited` has changed and is painted. Components keep shadow roots.
CLICK = """([pressed, number, awaited]) => new Promise((done, fail) => {
  const all = (selector, root = document) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll("*")].flatMap(node => node.shadowRoot ? all(selector, node.shadowRoot) : []),
  ]
  const seen = () => all(awaited).map(node => node.textContent).join()
  const buttons = all("button").filter(node => (node.ariaLabel || node.innerText).includes(pressed) && !node.disabled)
  const before = seen()
  const start = performance.now()
  buttons[number].click()
  const look = () => {
    if (seen() !== before) requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))
    else if (performance.now() - start > 60000) fail(new Error(`nothing changed after ${pressed}`))
    else setTimeout(look, 4)
  }
  look()
})"""
# From a key to the painted picture, where the page answers by itself; and the part of it that its own script took.
KEY = """key => new Promise(done => {
  const start = performance.now()
  document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
  const script = performance.now() - start
  requestAnimationFrame(() => setTimeout(() => done([performance.now() - start, script])))
})"""
# From Enter in the text area until `maps` maps are painted with the source words `labels`.
ENTER = """([labels, maps]) => new Promise((done, fail) => {
  const start = performance.now()
  const enter = new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true })
  document.querySelector("textarea").dispatchEvent(enter)
  const words = map => [...map.querySelectorAll(".xtick text")].map(label => label.textContent).join("")
  const look = () => {
    const drawn = [...document.querySelectorAll("[class*=st-key-map-] .js-plotly-plot")]
    const right = drawn.filter(map => words(map) === labels && map.querySelector(".heatmaplayer image"))
    if (right.length >= maps) requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))
    else if (performance.now() - start > 60000) fail(new Error(`no maps of ${labels}`))
    else setTimeout(look, 4)
  }
  look()
})"""


@contextmanager
def open_page(scripts: dict[int, Path]) -> Iterator[Page]:
    """Serve each script at its port, and give a page in a browser; all is closed afterwards."""
    servers = [_serve(script, port) for port, script in scripts.items()]
    try:
        with sync_playwright() as playwright:
            own = CHROMIUM if os.path.exists(CHROMIUM) else None
            browser = playwright.chromium.launch(executable_path=own, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(180_000)
            yield page
            browser.close()
    finally:
        for server in servers:
            server.terminate()


def _serve(script: Path, port: int) -> "subprocess.Popen[bytes]":
    # Each from its own folder: the app under its configuration, an empty page under Streamlit's.
    options = {"server.port": port, "server.headless": "true", "server.fileWatcherType": "none"}
    options |= {"server.address": "127.0.0.1", "browser.gatherUsageStats": "false"}
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += [f"--{name}={value}" for name, value in options.items()]
    server = subprocess.Popen(command, cwd=script.parent, stdout=subprocess.DEVNULL)
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return server
        except OSError:
            time.sleep(0.2)
