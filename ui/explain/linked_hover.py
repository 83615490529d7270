"""Two maps with the same axes point together: the cell under the pointer is framed in the other map, with its number.

Plotly knows one chart at a time, so this looks where the pointer is in the plot area of the one, and draws a frame over
the same cell of the other. What a user typed is written as text only.
"""

import streamlit as st

from ui.explain.runs import Explained

_JS = """
const area = (chart) => chart?.querySelector('.nsewdrag[data-subplot="xy"]')?.getBoundingClientRect()
const chartOf = (key) => document.querySelector(`.st-key-${key} .js-plotly-plot`)

export default function ({ data }) {
  const frame = document.createElement("div")
  const said = document.createElement("span")
  frame.dataset.testid = "linked-cell"
  Object.assign(frame.style, { position: "fixed", display: "none", pointerEvents: "none", zIndex: 9,
    outline: "2px solid #757a85", borderRadius: "2px" })
  Object.assign(said.style, { position: "absolute", left: "100%", top: "100%", padding: ".15rem .4rem", zIndex: 9,
    borderRadius: "3px", background: "#3b3f46", color: "#fff", font: "14px sans-serif", whiteSpace: "nowrap" })
  frame.append(said)
  document.body.append(frame)

  const hide = () => { frame.style.display = "none" }
  const point = (event) => {
    const here = data.charts.find((key) => event.target.closest?.(`.st-key-${key} .js-plotly-plot`))
    const other = here && chartOf(data.charts.find((key) => key !== here))
    const from = here && area(chartOf(here)), to = area(other)
    if (!from || !to) return hide()
    const column = Math.floor(((event.clientX - from.left) / from.width) * data.columns)
    const row = Math.floor(((event.clientY - from.top) / from.height) * data.rows)
    if (column < 0 || row < 0 || column >= data.columns || row >= data.rows) return hide()
    const [wide, high] = [to.width / data.columns, to.height / data.rows]
    said.textContent = other.data.find((trace) => trace.name === "cells")?.text?.[row * data.columns + column] ?? ""
    said.style.display = said.textContent ? "" : "none"
    Object.assign(frame.style, { display: "block", left: `${to.left + column * wide}px`,
      top: `${to.top + row * high}px`, width: `${wide}px`, height: `${high}px` })
    const over = said.getBoundingClientRect().right > innerWidth
    Object.assign(said.style, over ? { left: "auto", right: "100%" } : { left: "100%", right: "auto" })
  }
  document.addEventListener("mousemove", point)
  document.addEventListener("scroll", hide, true)
  return () => {
    document.removeEventListener("mousemove", point)
    document.removeEventListener("scroll", hide, true)
    frame.remove()
  }
}
"""
_component = st.components.v2.component("linked_hover", js=_JS)


def link_hover(one: Explained) -> None:
    """Switch it on for the two maps of a model. Draws nothing."""
    charts = [f"explain-{what}-{one.letter}" for what in ("attention", "method")]
    data = {"charts": charts, "columns": len(one.source), "rows": len(one.target)}
    _component(key=f"linked-hover-{one.letter}", data=data, height=0)
