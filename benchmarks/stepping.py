"""How fast the Step through page reacts in a browser, as ratios to the rerun of an empty page in the same run.

python benchmarks/stepping.py [--model bahdanau --model luong-general] [--times 15]

Medians, each in units of the empty rerun: one step of the step bar, from the key to the painted picture; the work of
the page's own script in it; an intervention that was never asked before, from the click on "Use this" to the changed
run, decoding included; and one that is known, from the click on Undo or Redo. All clocks run in the browser.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import click
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
REST = 600  # milliseconds between actions: the script of the last one has run to its end
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
# From a click until the count of `awaited` has changed and the change is painted. Components keep shadow roots.
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


def empty_reruns(page: Page, times: int) -> list[float]:
    """Click the button of an empty page, and wait for its number to change."""
    page.goto("http://127.0.0.1:8791/")
    page.get_by_text("0", exact=True).wait_for()
    page.wait_for_timeout(1000)
    taken = []
    for _ in range(times):
        taken.append(page.evaluate(CLICK, ["again", 0, "[data-testid=stText]"]))
        page.wait_for_timeout(REST)
    return taken


def interventions(page: Page, models: list[str], times: int) -> tuple[list[float], list[float]]:
    """Say one alternative after another, and take each back and make it again."""
    query = "&".join(f"model={model}" for model in models)
    page.goto(f"http://127.0.0.1:8792/step_through?{query}&step=2")
    page.locator(".step-bar").wait_for()
    page.wait_for_timeout(3000)
    fresh, known = [], []
    for number in range(times):
        if number % 9 == 0 and number:  # nine alternatives at each step
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(REST)
        fresh.append(page.evaluate(CLICK, ["Use ", number % 9, ".run.original"]))
        page.wait_for_timeout(REST)
        for button in ("Undo", "Redo", "Undo"):
            known.append(page.evaluate(CLICK, [button, 0, ".run.original"]))
            page.wait_for_timeout(REST)
    return fresh, known


def steps(page: Page, times: int) -> tuple[list[float], list[float]]:
    """Step with the keyboard."""
    taken = [page.evaluate(STEP, "ArrowLeft" if i % 6 > 2 else "ArrowRight") for i in range(times)]
    return [whole for whole, _ in taken], [script for _, script in taken]


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
            fresh, known = interventions(page, list(models), times)
            whole, script = steps(page, times)
        finally:
            browser.close()
            for server in servers:
                server.terminate()
    base = statistics.median(reruns)
    click.echo(f"empty page's rerun      {base:8.1f} ms")
    measured = {
        "step, painted": whole,
        "step, script alone": script,
        "intervention, new": fresh,
        "undo and redo": known,
    }
    for name, values in measured.items():
        middle = statistics.median(values)
        click.echo(f"{name:<23} {middle:8.1f} ms   {middle / base:.2f} of an empty rerun")


if __name__ == "__main__":
    main()
