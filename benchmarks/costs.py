"""What legal input costs at most: python -m benchmarks.costs [--page compare] [--input tokens]

Every page runs with the longest and the oddest texts that it accepts, in each of its experiments, with three models and
the widest beam, nothing known from before: how long the run takes, and how many megabytes it sends to the browser. No
run should take over 10 s, or send over 10 MB. Seconds depend on the machine and on what else it does: beside those by
the clock stand those of its own work, the ratio of these to a short sentence on the same page, taken just before, and
the load.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from benchmarks.browser import ROOT
from ui.shared.state import WIDEST_BEAM

SHORT = "The cat sleeps."
_PROSE = (
    "The grandmother who lived in the little house beside the river bought a woollen coat and gave it to her youngest "
    "grandson because the winter was extremely cold and he wanted to walk to school together with his friends every "
    "morning, but when the snow began to fall they could no longer find the road, so they waited under the chestnut "
    "tree until a neighbour with two dogs came past and asked them kindly where they were going. "
)
INPUTS = {
    "prose": (3 * _PROSE)[:983],
    "clauses": "I sleep and you work, " * 40,
    "tokens": "q;z/" * 62,  # every character a token, and a word
    "letters": "qzxjvk" * 41,  # every letter a token, and one word
    "sixty": " ".join(_PROSE.split()[:60]),  # about as long as gradients are gone back through
    "signs": "😀 龘 " * 62,  # unknown to the vocabularies
}
MODELS = ["bahdanau", "luong-general", "no-attention"]
VIEWS: dict[str, tuple[str | None, list[dict[str, str]]]] = {
    "translate": (None, [{"level": "words"}, {"level": "pieces"}]),
    "step through": ("pages/step_through.py", [{}]),
    "compare": (
        "pages/compare.py",
        [{"level": level, "mode": mode} for level in ("words", "pieces") for mode in ("free", "same")],
    ),
    "bottleneck": (
        "pages/bottleneck.py",
        [
            {"experiment": "fixed-vector"},
            *({"experiment": "shortcut", "level": level} for level in ("words", "pieces")),
            {"experiment": "trade"},
        ],
    ),
    "how it works": (
        "pages/how_it_works.py",
        [
            {"section": section}
            for section in ("flow", "weights", "score", "output", "local", "location", "twice", "training", "family")
        ],
    ),
}


@contextmanager
def bytes_sent() -> Iterator[list[int]]:
    """The sizes of the messages of every run of a page inside."""
    sizes: list[int] = []
    original = LocalScriptRunner.forward_msgs

    def kept(self: LocalScriptRunner) -> list[ForwardMsg]:
        messages = original(self)
        sizes.append(sum(message.ByteSize() for message in messages))
        return messages

    LocalScriptRunner.forward_msgs = kept  # type: ignore[method-assign]
    try:
        yield sizes
    finally:
        LocalScriptRunner.forward_msgs = original  # type: ignore[method-assign]


def measure(page_path: str | None, text: str, beam: int, view: dict[str, str]) -> tuple[float, float, float, str]:
    """Seconds by the clock and of work, and megabytes, of the first run of a page; and what went wrong in it."""
    st.cache_data.clear()
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    if page_path:
        page.switch_page(page_path)
    for key, value in {"text": text, "model": MODELS, "beam": str(beam), **view}.items():
        page.query_params[key] = value
    with bytes_sent() as sizes:
        start, work = time.perf_counter(), time.process_time()
        page.run()
        taken, worked = time.perf_counter() - start, time.process_time() - work
    problem = [element.value for element in (*page.exception, *page.error)]
    return taken, worked, sizes[-1] / 1e6, "; ".join(problem)[:60]


@click.command()
@click.option("--page", "pages", multiple=True, type=click.Choice(list(VIEWS)), help="Some pages only.")
@click.option("--input", "inputs", multiple=True, type=click.Choice(list(INPUTS)), help="Some texts only.")
@click.option("--beam", default=WIDEST_BEAM, show_default=True)
def main(pages: tuple[str, ...], inputs: tuple[str, ...], beam: int) -> None:
    """A row for every page, view and text."""
    click.echo("| page | view | text | seconds | CPU s | × short | MB | load | said |")
    click.echo("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |")
    for page in pages or VIEWS:
        path, views = VIEWS[page]
        measure(path, SHORT, beam, views[0])  # loads the models
        for view in views:
            _, short, _, _ = measure(path, SHORT, beam, view)
            for name in inputs or INPUTS:
                taken, worked, size, said = measure(path, INPUTS[name], beam, view)
                shown = ", ".join(view.values())
                click.echo(
                    f"| {page} | {shown} | {name} | {taken:.1f} | {worked:.1f} | {worked / short:.0f} | {size:.1f} "
                    f"| {os.getloadavg()[0]:.1f} | {said} |"
                )


if __name__ == "__main__":
    main()
