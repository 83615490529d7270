"""The Save menu of a figure: the picture as PNG or SVG, and the numbers that it shows.

A picture is made in the browser, of what stands there, with its provenance written below and its scale of colours.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

_here = Path(__file__).parent
_component = st.components.v2.component(
    "save_picture",
    html='<div class="save-picture"></div>',
    css=(_here / "picture.css").read_text(),
    js=(_here / "picture.js").read_text(),
)
MIME = {"csv": "text/csv", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Picture:
    """What is saved: `parts` of the page under each other, CSS selectors that may name what is inside a component; the
    lines below them say what it is `about`."""

    parts: Sequence[str]
    about: Sequence[str]


@dataclass(frozen=True, slots=True)
class File:
    """Numbers as a file: a `kind` of MIME, what they are, and how the text is made once it is asked for."""

    kind: str
    what: str
    text: Callable[[], str]


def chart_and_scale(key: str, scale: str | None = None) -> list[str]:
    """The parts of the picture of a chart with this key, and of the scale of colours that it shares with others."""
    return [f".st-key-{key} .js-plotly-plot", *([f".st-key-bar-{scale}"] if scale else [])]


def about(*lines: str) -> list[str]:
    """What is written below a picture: the sentence that is shown, then these lines."""
    sentence = st.session_state.get("last_good")
    return [*([f"“{sentence}”"] if sentence else []), *lines]


def table_csv(table: pd.DataFrame) -> str:
    """A table as text, with six digits; its index is no part of it."""
    return str(table.to_csv(index=False, float_format="%.6g"))


def draw_menu(key: str, name: str, picture: Picture | None, *files: File) -> None:
    """One menu; files are called `name`."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
    with st.popover("Save", icon=":material/download:", type="tertiary"):
        if picture is not None:
            _component(key=f"picture-{key}", data=asdict(picture) | {"name": stem})
        for file in files:
            st.download_button(
                f"{file.kind.upper()}: {file.what}",
                file.text,
                f"{stem}.{file.kind}",
                MIME[file.kind],
                key=f"{file.kind}-{key}",
                on_click="ignore",
            )
