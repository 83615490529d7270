"""How fast the pages react in a browser, as ratios to an empty page's rerun in the same run, by Streamlit as it comes.

python -m benchmarks.pages [--model bahdanau --model luong-general] [--times 15]

Medians, each in units of the empty rerun, by clocks that run in the browser:
- translate: from Enter after a new sentence to the first painted map, and to the last;
- step: one step of the step bar, from the key to the painted picture, and the work of the page's own script in it;
- intervention: one never asked before, from the click on "Use this" to the changed run, decoding included;
- undo and redo: a run that is known, from the click.
"""

import statistics
import tempfile
from pathlib import Path

import click
from playwright.sync_api import Page

from benchmarks.browser import CLICK, ENTER, KEY, REST, ROOT, open_page

EMPTY_PORT, APP_PORT = 8791, 8792
EMPTY = """
import streamlit as st
st.button("again")
st.text(st.session_state.setdefault("n", 0))
st.session_state.n += 1
"""
# Twelve words each, and our own.
SENTENCES = [
    f"{who} {did} {what} because the old train was late again ."
    for who in ("My sister", "The teacher")
    for did in ("forgot", "sold", "found", "wanted")
    for what in ("a book", "the key", "our car")
]


def empty_reruns(page: Page, times: int) -> list[float]:
    """Click the button of an empty page, and wait for its number to change."""
    page.goto(f"http://127.0.0.1:{EMPTY_PORT}/")
    page.get_by_text("0", exact=True).wait_for()
    page.wait_for_timeout(1000)
    taken = []
    for _ in range(times):
        taken.append(page.evaluate(CLICK, ["again", 0, "[data-testid=stText]"]))
        page.wait_for_timeout(REST)
    return taken


def translations(page: Page, query: str, maps: int, times: int) -> list[float]:
    """Type one sentence after another. The first warms the page up and is not counted."""
    page.goto(f"http://127.0.0.1:{APP_PORT}/?{query}")
    page.locator("[class*=st-key-map-] .heatmaplayer image").nth(maps - 1).wait_for()
    page.wait_for_timeout(3000)
    taken = []
    for sentence in SENTENCES[: times + 1]:
        page.get_by_label("Sentence to translate").fill(sentence)
        page.wait_for_timeout(REST)
        taken.append(page.evaluate(ENTER, ["".join(sentence.split()) + "</s>", maps]))
        page.wait_for_timeout(2 * REST)
    return taken[1:]


def interventions(page: Page, query: str, times: int) -> tuple[list[float], list[float]]:
    """Say one alternative after another, and take each back and make it again."""
    page.goto(f"http://127.0.0.1:{APP_PORT}/step_through?{query}&step=2")
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
    taken = [page.evaluate(KEY, "ArrowLeft" if i % 6 > 2 else "ArrowRight") for i in range(times)]
    return [whole for whole, _ in taken], [script for _, script in taken]


@click.command()
@click.option("--model", "models", multiple=True, default=["bahdanau", "luong-general"], show_default=True)
@click.option("--times", default=15, show_default=True)
def main(models: tuple[str, ...], times: int) -> None:
    """Print medians in milliseconds and as ratios."""
    query = "&".join(f"model={model}" for model in models)
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY)
        with open_page({EMPTY_PORT: empty, APP_PORT: ROOT / "app.py"}) as page:
            reruns = empty_reruns(page, times)
            first, last = (translations(page, query, maps, times) for maps in (1, len(models)))
            fresh, known = interventions(page, query, times)
            whole, script = steps(page, times)
    base = statistics.median(reruns)
    click.echo(f"empty page's rerun      {base:8.1f} ms")
    measured = {
        "translate, first map": first,
        "translate, last map": last,
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
