"""How charts use the room: what the browser is told, and that its sanitiser leaves the style sheet alone."""

from ui.shared import presenter, room
from ui.shared.scrolling import scrolling


def test_no_style_sheet_has_what_a_sanitiser_takes_for_a_tag() -> None:
    assert "<" not in room.style()
    assert presenter.STYLE.count("<") == 2  # that of the element itself


def test_whatever_scrolls_has_a_bar_and_an_edge() -> None:
    sheet = scrolling(".box")
    assert "SCROLLING" not in sheet
    assert ".box::-webkit-scrollbar { height" in sheet
    assert "--faded" in sheet
    assert "scrollbar-width: thin" not in sheet.split("@supports not")[0]  # it would hide the bar in some browsers
