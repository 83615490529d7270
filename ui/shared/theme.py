"""The colours of charts in light mode and in dark mode.

Streamlit puts its own theme on a chart only after the browser has drawn it, and so has every chart drawn twice. Here it
is on a chart before, and where the visitor's browser goes over to the other mode, the page runs once more.
"""

from typing import Any

import streamlit as st

from figures.figure import Part

_FONT = '"Source Sans", sans-serif'
_LOOKS = {  # Streamlit's own colours; those of maps are in the configuration of the app
    "light": {"page": "#ffffff", "text": "#808495", "names": "#262730", "grid": "#e6eaf1", "edge": "#d5d5d4"},
    "dark": {"page": "#171614", "text": "#e6eaf1", "names": "#fafafa", "grid": "#31333f", "edge": "#42413f"},
}
_JS = """
const mode = (app) => getComputedStyle(app).colorScheme

export default function ({ setTriggerValue }) {
  const app = document.querySelector(".stApp")
  let before = mode(app)
  const look = () => {
    if (mode(app) !== before) setTriggerValue("mode", (before = mode(app)))
  }
  const observer = new MutationObserver(look)
  observer.observe(app, { attributes: true, attributeFilter: ["class"] })
  return () => observer.disconnect()
}
"""
_mode = st.components.v2.component("mode", js=_JS)


def follow_mode() -> None:
    """Run the page again when the browser goes over to light or dark mode. Draws nothing."""
    _mode(key="mode", height=0, on_mode_change=lambda: None)


def current_mode() -> str:
    """Which of the two the visitor's browser was in when it asked for this run."""
    return st.context.theme.type or "light"


def themed(layout: Part, mode: str) -> Part:
    """The layout of a chart with the look of a mode, but for what it says itself."""
    look = _LOOKS[mode]
    font = {"family": _FONT, "color": look["text"]}
    axis = {"automargin": True, "ticks": "", "gridcolor": look["grid"], "tickcolor": look["grid"]}
    axes = {"x": {**axis, "showgrid": False, "title": {"standoff": 20}}, "y": {**axis, "title": {"standoff": 24}}}
    return _below(
        layout,
        {
            "font": font,
            "paper_bgcolor": look["page"],
            "plot_bgcolor": look["page"],
            "margin": {"pad": 8},
            "hoverlabel": {"bgcolor": look["page"], "bordercolor": look["edge"], "font": {**font, "size": 12}},
            "legend": {"valign": "top", "font": {"color": look["names"]}},
            "colorscale": _color_scales(mode),
            **{name: axes[name[0]] for name in layout if name[1:].startswith("axis")},
        },
    )


def _color_scales(mode: str) -> Part:
    """Of weights, whose zero is one end of the scale, and of differences, as the app's configuration has them; Plotly's
    own where a page is run without it."""
    weights, differences = (
        [[place / 9, color] for place, color in enumerate(st.get_option(f"theme.{mode}.{name}") or ())]
        for name in ("chartSequentialColors", "chartDivergingColors")
    )
    return {"sequential": weights, "sequentialminus": weights, "diverging": differences}


def _below(own: Part, more: Part) -> Part:
    """What is `own`, and below it what is `more`, part by part."""
    both: dict[str, Any] = more | own
    for name in own.keys() & more.keys():
        if isinstance(own[name], dict):
            both[name] = _below(own[name], more[name])
    return both
