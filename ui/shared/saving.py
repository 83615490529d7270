"""The Save menu of a figure: the picture as PNG or SVG in a chosen width, and files with what it shows.

A picture is made in the browser, of what stands there, with its provenance written below and its scale of colours.
Files are in groups; of a group that has more than a few, one is chosen from a list.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from seq2seq_core.corpus.cells import safe_cells

_here = Path(__file__).parent
_component = st.components.v2.component(
    "save_picture",
    html='<div class="save-picture"></div>',
    css=(_here / "picture.css").read_text(),
    js=(_here / "picture.js").read_text(),
)
NUMBERS, PAPERS, LINKS = "Numbers", "For papers and talks", "Alignment files"  # the groups, in their order
MOST_BUTTONS = 6  # of a group; more are a list


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: what it is called, how its name ends, and its type for the browser."""

    title: str
    ending: str
    mime: str


KINDS = {
    "csv": Kind("CSV", "csv", "text/csv"),
    "json": Kind("JSON", "json", "application/json"),
    "jsonl": Kind("JSON lines", "jsonl", "application/jsonl"),
    "html": Kind("HTML", "html", "text/html"),
    "tikz": Kind("TikZ", "tikz.tex", "application/x-tex"),
    "pgfplots": Kind("PGFPlots", "pgfplots.tex", "application/x-tex"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """What is saved: `parts` of the page under each other, CSS selectors that may name what is inside a component; the
    lines below them say what it is `about`."""

    parts: Sequence[str]
    about: Sequence[str]


@dataclass(frozen=True, slots=True)
class File:
    """One file: its kind, which may be a key of KINDS; what is in it; and how that is made once it is asked for."""

    kind: str | Kind
    what: str
    content: Callable[[], str | bytes]
    group: str = NUMBERS
    name: str = ""  # which of several of a kind, at the end of the file's name

    @property
    def label(self) -> str:
        """What the button says."""
        return f"{self.of_kind.title}: {self.what}"

    @property
    def of_kind(self) -> Kind:
        """Its kind."""
        return KINDS[self.kind] if isinstance(self.kind, str) else self.kind


def chart_and_scale(key: str, scale: str | None = None) -> list[str]:
    """The parts of the picture of a chart with this key, and of the scale of colours that it shares with others."""
    return [f".st-key-{key} .js-plotly-plot", *([f".st-key-bar-{scale}"] if scale else [])]


def about(*lines: str) -> list[str]:
    """What is written below a picture: the sentence that is shown, then these lines."""
    sentence = st.session_state.get("last_good")
    return [*([f"“{sentence}”"] if sentence else []), *lines]


def table_csv(table: pd.DataFrame) -> str:
    """A table as text, with six digits, in which no spreadsheet finds a formula; its index is no part of it."""
    return str(safe_cells(table).to_csv(index=False, float_format="%.6g"))


def draw_menu(key: str, name: str, picture: Picture | None, *files: File) -> None:
    """One menu; files are called `name`."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
    groups = {group: [file for file in files if file.group == group] for group in (NUMBERS, PAPERS, LINKS)}
    shown = {group: members for group, members in groups.items() if members}
    with st.popover("Save", icon=":material/download:", type="tertiary"), st.container(gap="small"):
        if picture is not None:
            _component(key=f"picture-{key}", data=asdict(picture) | {"name": stem})
        for group, members in shown.items():
            if len(shown) > 1:
                st.caption(group)
            with st.container(horizontal=True, gap="small"):
                if len(members) <= MOST_BUTTONS:
                    for file in members:
                        _button(file, stem, key)
                    continue
                labels = [member.label for member in members]
                chosen = st.selectbox(
                    group,
                    list(range(len(members))),
                    format_func=labels.__getitem__,
                    key=f"{group}-{key}",
                    label_visibility="collapsed",
                )
                _button(members[chosen], stem, key, "Download")


def _button(file: File, stem: str, key: str, label: str | None = None) -> None:
    """The button of one file; where it stands below a list, its key is that of the list and not its own."""
    kind = file.of_kind
    own = f"{kind.ending}-{file.name}" if file.name else kind.ending
    st.download_button(
        label or file.label,
        file.content,
        f"{stem}{'-' * bool(file.name)}{file.name}.{kind.ending}",
        kind.mime,
        key=f"{file.group if label else own}-{'file-' * bool(label)}{key}",
        on_click="ignore",
    )
