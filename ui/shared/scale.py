"""What the colours of maps say: one bar for all maps of a page."""

import plotly.graph_objects as go
import streamlit as st

from figures.scale import scale_figure
from ui.shared.shell import muted


def draw_scale(caption: str = "Attention weight, on every map", key: str = "scale") -> None:
    """Weights from 0 to 1."""
    draw_bar(caption, scale_figure(), "Colours of weights from 0 to 1", key)


def draw_bar(caption: str, figure: go.Figure, alt: str, key: str = "scale") -> None:
    """A colour bar with what it means above it."""
    width, height = int(figure.layout.width), int(figure.layout.height)
    with st.container(width=width, gap=None):
        muted(caption, key)
        st.plotly_chart(figure, key=f"{key}-bar", width=width, height=height, config={"staticPlot": True}, alt=alt)
