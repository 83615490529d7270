"""How charts and panels use the room of the window. Python does not know how wide it is: the browser is told how large
a chart is and how much larger it may be shown, and room.css does the rest without another drawing."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import streamlit as st

from figures.alignment import labels_width
from figures.figure import Figure, size_of
from ui.shared.scrolling import scrolling

NARROWEST, GAP = 280, 24  # pixels of a panel with a map, and between two
TEXT_ALONE = 175  # pixels of a panel without one
MUCH_LESS = 0.85  # of what panels need: with less room, text gives way to maps
AS_DRAWN = (1.0, 1.0)  # times its size that a chart is shown at least and at most


@cache
def style() -> str:
    """The style sheet of all pages; constants only."""
    sheet = Path(__file__).with_name("room.css").read_text(encoding="utf-8")
    return sheet + scrolling('[class*="st-key-scroll"]')


def say_size(key: str, drawn: Figure, shown: tuple[float, float], labels: Figure | None) -> None:
    """Tell the browser how large the chart in the container `key` is drawn and how many times that it may be shown, and
    how wide those of its labels are that do not scroll."""
    sizes = [f"--high: {int(drawn['layout']['height'])}px", f"--least: {shown[0]:.3f}", f"--most: {shown[1]:.3f}"]
    if "width" in drawn["layout"]:
        sizes.append(f"--wide: {size_of(drawn)[0]}px")
    if labels is not None:
        sizes.append(f"--labels: {labels_width(labels)}px")
    _rule(f".st-key-{key}", "; ".join(sizes))


def say_columns(key: str, needs: Sequence[int], smallest: Sequence[int]) -> None:
    """Panels in the container `key` that need so many pixels each: beside each other, in proportion to their needs, if
    each gets 280 or all that it needs; else as many to a row as fit. Those of text alone give way where maps would get
    much less than the `smallest` pixels that they can be read in, and stand below."""
    least = [min(NARROWEST, need) for need in needs]
    room = sum(least) + (len(needs) - 1) * GAP
    columns = " ".join(f"minmax({narrow}px, {need}fr)" for narrow, need in zip(least, needs, strict=True))
    _rule(
        f".stVerticalBlock.st-key-{key}.st-key-{key}",
        f"grid-template-columns: {columns}",
        within=f"@container page (min-width: {room}px)",
    )
    maps = [need for need in needs if need != TEXT_ALONE]
    tight = int(MUCH_LESS * (sum(smallest) + (len(smallest) - 1) * GAP))
    if len(maps) < len(needs) and maps and room < tight:
        within = f"@container page (min-width: {room}px) and (max-width: {tight}px)"
        columns = f"repeat({len(maps)}, minmax({min(NARROWEST, *maps)}px, 1fr))"
        _rule(f".stVerticalBlock.st-key-{key}.st-key-{key}", f"grid-template-columns: {columns}", within)
        for place, need in enumerate(needs):
            if need == TEXT_ALONE:
                wrapper = f'.st-key-{key} > [data-testid="stLayoutWrapper"]:has(> .st-key-panel-{place})'
                _rule(wrapper, "grid-column: 1 / -1", within)


def _rule(selector: str, declarations: str, within: str = "") -> None:
    rule = f"{selector} {{ {declarations} }}"
    # With an element beside it the style stays in its place, and goes when that place is drawn anew.
    st.html(f"<i hidden></i><style>{within + ' { ' + rule + ' }' if within else rule}</style>")
