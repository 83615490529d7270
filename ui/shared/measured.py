"""Figures that benchmarks took and pages tell: the files in measured/."""

import json
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parents[2] / "measured"


def measured(name: str) -> dict[str, Any]:
    """The tables of measured/NAME.json, by language pair; none where nothing was measured."""
    path = FOLDER / f"{name}.json"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


@st.cache_data(max_entries=8, show_spinner=False)
def _read(path: Path, stamp: int) -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tables
