"""Figures that benchmarks took and pages tell: the files in measured/."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parents[2] / "measured"


def measured(name: str) -> dict[str, Any]:
    """The tables of measured/NAME.json, by language pair; none where nothing was measured."""
    path = FOLDER / f"{name}.json"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


def range_said(shares: Sequence[float]) -> str:
    """Shares in per cent, from the lowest to the highest; a dash where there are none."""
    if not shares:
        return "–"
    low, high = round(100 * min(shares)), round(100 * max(shares))
    return f"{low}%" if low == high else f"{low} to {high}%"


@st.cache_data(max_entries=8, show_spinner=False)
def _read(path: Path, stamp: int) -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tables
