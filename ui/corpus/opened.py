"""What is open: the results of systems on a test set, ours or a visitor's own, as a table."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from seq2seq_core.corpus.results import Results, read_results_file
from seq2seq_core.corpus.table import to_frame
from seq2seq_core.registry import languages_of
from ui.corpus.kept import Kept

SETS = Path(__file__).parents[2] / "sets"
RESULTS = "results.jsonl"  # in the folder of a visitor


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """Results, the table of them, and where they lie."""

    title: str
    results: Results
    frame: pd.DataFrame
    kept: Kept | None = None  # None for ours

    @property
    def about(self) -> str:
        """Where the sentences come from, in a few words."""
        header = self.results.header
        done = len(self.results.rows)
        part = "" if self.results.complete else f"the first {done:,} of "
        return f"{self.title}: {part}{header.sentences:,} sentences, checksum {header.sha256[:8]}"


def open_everyday(pair: str) -> Opened | None:
    """Our own sentences of the languages of a pair, as our models translate them; None where there are none."""
    path = SETS / "-".join(languages_of(pair)) / "everyday.results.jsonl.gz"
    return _open(path, "Our everyday sentences") if path.exists() else None


def open_kept(kept: Kept) -> Opened | None:
    """What there is so far of a visitor's; None as long as there is no whole sentence."""
    path = kept.folder / RESULTS
    return _open(path, kept.title, kept) if path.exists() and path.read_bytes().count(b"\n") > 1 else None


def _open(path: Path, title: str, kept: Kept | None = None) -> Opened:
    status = path.stat()
    results, frame = _read(str(path), status.st_mtime_ns, status.st_size)
    return Opened(title, results, frame, kept)


@st.cache_resource(max_entries=8, show_spinner="Reading the results")
def _read(path: str, changed: int, size: int) -> tuple[Results, pd.DataFrame]:
    results = read_results_file(Path(path))
    return results, to_frame(results)
