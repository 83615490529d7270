"""Charts as picture files: Plotly's own camera, and the kind of file that it saves."""

from typing import Any

import streamlit as st

KINDS = ("PNG", "SVG")


def choose_picture() -> None:
    """PNG or SVG, for every chart of every page."""
    st.segmented_control(
        "Save pictures as",
        KINDS,
        key="picture",
        required=True,
        help="What the camera saves that appears above a chart when you point at it.",
    )


def picture_buttons(name: str) -> dict[str, Any]:
    """A chart's `config`: of Plotly's buttons only the camera, which saves the file `name`."""
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": st.session_state["picture"].lower(),
            "filename": name.replace("/", "-"),
            "scale": 2,
        },
    }
