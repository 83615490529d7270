"""The presenter view: one button or key, held by the link, on every page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.translating import SENTENCE, visitor
from ui.shared import presenter

PAGES = [None, "step_through", "compare", "bottleneck", "how_it_works", "about"]


def shown(page: AppTest) -> bool:
    """Whether the page is styled for a hall."""
    return any("html { font-size: 25px" in element.proto.body for element in page.get("html"))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_presented_and_left_again(
    tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    visit = visitor(tiny_checkpoints, monkeypatch, name and f"pages/{name}.py")
    page = visit(text=SENTENCE)
    assert not shown(page)
    page.button(key="present").click().run()
    assert shown(page)
    assert not page.exception
    if name != "about":  # which has no link of its own
        assert page.query_params[presenter.LINK] == "on"
    page.button(key="present").click().run()
    assert not shown(page)
    assert presenter.LINK not in page.query_params


def test_a_link_presents_at_once(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visitor(tiny_checkpoints, monkeypatch)(presenter="on")
    assert shown(page)
    assert page.button(key="present").label == "Leave"
