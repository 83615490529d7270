"""What replaced attention did on many sentences: the table that `python -m benchmarks.replacements` has written."""

import json
from pathlib import Path
from typing import Any

import streamlit as st

from seq2seq_core import Translation

TABLE = Path(__file__).parents[2] / "measured" / "replacements.json"


def measured(kind: str, run: Translation) -> str | None:
    """In words, the share of output words that stay under a replacement; None if these weights were not measured."""
    tables = _tables(TABLE.stat().st_mtime_ns) if TABLE.exists() else {}
    for table in tables.values():
        rows = {(row["replacement"], row["fingerprint"]): row for row in table["rows"]}
        if row := rows.get((kind, run.fingerprint)):
            return (
                f"{row['function']:.0f}% of its function words and {row['content']:.0f}% of its content words stay, "
                f"in {table['sentences']:,} sentences of {table['data']}"
            )
    return None


@st.cache_data(max_entries=2, show_spinner=False)
def _tables(stamp: int) -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return tables
