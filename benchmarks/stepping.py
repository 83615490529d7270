"""How fast the Step through page reacts in a browser, as ratios to the rerun of an empty page in the same run.

python benchmarks/stepping.py [--model bahdanau --model luong-general] [--times 15]

Three medians, each in units of the empty rerun: one step of the step bar, from the key to the painted picture; the
work of the page's own script in it; and an intervention, from the click on Undo or Redo to the run that it leaves.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
EMPTY = """
import streamlit as st
st.button("again")
st.text(st.session_state.setdefault("n", 0))
st.session_state.n += 1
"""
STEP = """key => new Promise(done => {
  const start = performance.now()
  document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
  const script = performance.now() - start
  requestAnimationFrame(() => setTimeout(() => done([performance.now() - start, script])))
})"""


def serve(script: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start a Streamlit server and wait for it."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.headless=true"]
    server = subprocess.Popen([*command, "--server.fileWatcherType=none"], cwd=ROOT, stdout=subprocess.DEVNULL)
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return server
        except OSError:
            time.sleep(0.2)


def milliseconds(action: Callable[[], None]) -> float:
    """How long an action takes."""
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def empty_reruns(page: Page, times: int) -> list[float]:
    """Click the button of an empty page, and wait for its number to change."""
    page.goto("http://127.0.0.1:8791/")
    page.get_by_text("0", exact=True).wait_for()

    def click_once(number: int) -> None:
        page.get_by_role("button", name="again").click()
        page.get_by_text(str(number), exact=True).wait_for()

    return [milliseconds(lambda number=number: click_once(number)) for number in range(1, times + 1)]  # type: ignore[misc]


def steps_and_interventions(page: Page, models: list[str], times: int) -> tuple[list[float], list[float], list[float]]:
    """Step with the keyboard, then force a word and take it back again and again."""
    query = "&".join(f"model={model}" for model in models)
    page.goto(f"http://127.0.0.1:8792/step_through?{query}")
    page.locator(".step-bar").wait_for()
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Use ").first.click()
    changed = page.locator(".run.original")
    changed.wait_for()
    page.wait_for_timeout(2000)
    interventions = []
    for i in range(times):
        name, state = ("Redo", "visible") if i % 2 else ("Undo", "detached")

        def press(name: str = name, state: str = state) -> None:
            page.get_by_role("button", name=name).click()
            changed.wait_for(state=state)  # type: ignore[arg-type]

        interventions.append(milliseconds(press))
        page.wait_for_timeout(300)
    steps = [page.evaluate(STEP, "ArrowLeft" if i % 6 > 2 else "ArrowRight") for i in range(times)]
    return [whole for whole, _ in steps], [script for _, script in steps], interventions


@click.command()
@click.option("--model", "models", multiple=True, default=["bahdanau", "luong-general"], show_default=True)
@click.option("--times", default=15, show_default=True)
def main(models: tuple[str, ...], times: int) -> None:
    """Print medians in milliseconds and as ratios."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY)
        servers = [serve(empty, 8791), serve(ROOT / "app.py", 8792)]
        own = "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=own if os.path.exists(own) else None, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(180_000)
            reruns = empty_reruns(page, times)
            whole, script, interventions = steps_and_interventions(page, list(models), times)
        finally:
            browser.close()
            for server in servers:
                server.terminate()
    base = statistics.median(reruns)
    click.echo(f"empty page's rerun      {base:8.1f} ms")
    for name, values in [("step, painted", whole), ("step, script alone", script), ("intervention", interventions)]:
        middle = statistics.median(values)
        click.echo(f"{name:<23} {middle:8.1f} ms   {middle / base:.2f} of an empty rerun")


if __name__ == "__main__":
    main()
