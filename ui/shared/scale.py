"""What the colours of maps say: one bar for all maps of a page."""

import streamlit as st

from figures.figure import Figure
from figures.scale import scale_figure
from ui.shared.chart import draw_chart
from ui.shared.shell import muted


def draw_scale(caption: str = "Attention weight, on every map", key: str = "scale") -> None:
    """Weights from 0 to 1."""
    draw_bar(caption, scale_figure(), "Colours of weights from 0 to 1", key)


def draw_bar(caption: str, figure: Figure, alt: str, key: str = "scale") -> None:
    """A colour bar with what it means above it."""
    with st.container(key=f"bar-{key}", width="content", gap=None):
        muted(caption, key)
        draw_chart(figure, f"{key}-bar", alt=alt, still=True)
