"""Boxes that scroll: how those look that scroll sideways, on a page and inside a component, and what is brought into
view."""

from functools import cache
from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).with_name("scroll.css")
_JS = """
const last = new WeakMap()

// The visitor may scroll on: only another place moves the box. A chart may still be on its way, so it is tried again.
export default function ({ data, parentElement }) {
  const asked = JSON.stringify(data)
  if (last.get(parentElement) === asked) return
  last.set(parentElement, asked)
  const show = (tries) => {
    const box = document.querySelector(`.st-key-${data.box}`)
    if (box?.querySelector(".main-svg")) box.scrollLeft = data.at * box.scrollWidth - box.clientWidth / 2
    if (tries) setTimeout(() => show(tries - 1), 200)
  }
  show(8)
}
"""
_ROW_JS = """
const last = new WeakMap()

// The table may still be on its way, and forget the place once it is laid out: so it is tried until it stays.
export default function ({ data, parentElement }) {
  const asked = JSON.stringify(data)
  if (last.get(parentElement) === asked) return
  last.set(parentElement, asked)
  const show = (tries, stayed) => {
    const grid = document.querySelector(`.st-key-${data.box} .dvn-scroller`)
    const top = grid ? Math.max(0, (data.row + 1) * data.high - grid.clientHeight / 2) : 0
    const there = grid && Math.abs(grid.scrollTop - top) < data.high
    if (grid && !there) grid.scrollTop = top
    if (tries && stayed < 3) setTimeout(() => show(tries - 1, there ? stayed + 1 : 0), 150)
  }
  show(30, 0)
}
"""
_into_view = st.components.v2.component("into_view", js=_JS)
_row_into_view = st.components.v2.component("row_into_view", js=_ROW_JS)


@cache
def scrolling(selector: str) -> str:
    """The style of the boxes that a CSS selector names."""
    return _STYLE.read_text(encoding="utf-8").replace("SCROLLING", selector)


def bring_into_view(box: str, at: float) -> None:
    """Scroll the container with the key `box` until a place is in its middle; `at` is a share of its content's width.

    It moves when `at` changes, not with every run.
    """
    _into_view(key=f"into-view-{box}", data={"box": box, "at": round(at, 4)}, height=0)


def bring_row_into_view(box: str, row: int, high: int, times: int = 1) -> None:
    """Scroll the table in the container with the key `box` until a row is in its middle; rows are `high` pixels each.

    It moves when the row changes, not with every run; to the same row again where it is asked for so many more `times`.
    """
    _row_into_view(key=f"into-view-{box}", data={"box": box, "row": row, "high": high, "times": times}, height=0)
