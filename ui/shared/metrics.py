"""Figures for operators: runs of pages and how long they take, memory, jobs. Nothing in them tells what anybody typed.

They stand beside Streamlit's own (sessions, hits and misses of caches, how long the cached functions take) at
/_stcore/metrics, in the text format of OpenMetrics, which Prometheus reads.
"""

import math
import os
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock

import streamlit as st
from streamlit.runtime.stats import CounterStat, GaugeStat, HistogramStat, Stat

from ui.shared.leftovers import sweep

BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, math.inf)  # seconds
RUNS, SECONDS, MEMORY, JOBS = (
    f"alignscope_{name}" for name in ("page_runs", "page_run_seconds", "resident_memory_bytes", "jobs")
)
_BEGAN = "run_began"


class Metrics:
    """The figures of this process. Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begun: dict[str, int] = {}
        self._counts: dict[str, list[int]] = {}  # of whole runs, up to each of BOUNDS and above the one before
        self._sums: dict[str, float] = {}
        # By state; whoever has jobs puts a better one here.
        self.count_jobs: Callable[[], Mapping[str, int]] = lambda: {"running": 0, "waiting": 0}

    @property
    def stats_families(self) -> Sequence[str]:
        """The names of all figures."""
        return (RUNS, SECONDS, MEMORY, JOBS)

    def begin(self, page: str) -> None:
        """A page begins to run."""
        with self._lock:
            self._begun[page] = self._begun.get(page, 0) + 1

    def end(self, page: str, seconds: float) -> None:
        """It ran to its end. What a visitor cut short, by a click or by leaving, has none."""
        with self._lock:
            self._counts.setdefault(page, [0] * len(BOUNDS))[bisect_left(BOUNDS, seconds)] += 1
            self._sums[page] = self._sums.get(page, 0.0) + seconds

    def get_stats(self, family_names: Sequence[str] | None = None) -> Mapping[str, Sequence[Stat]]:
        """All figures, as Streamlit writes them out."""
        with self._lock:
            begun, seconds = dict(self._begun), [self._histogram(page) for page in self._counts]
        jobs = self.count_jobs()
        return {
            RUNS: [
                CounterStat(RUNS, n, {"page": page}, help="Runs of a page that began.") for page, n in begun.items()
            ],
            SECONDS: seconds,
            MEMORY: [GaugeStat(MEMORY, _resident(), unit="bytes", help="Memory of this process.")],
            JOBS: [GaugeStat(JOBS, n, {"state": state}, help="Test sets of visitors.") for state, n in jobs.items()],
        }

    def _histogram(self, page: str) -> HistogramStat:
        counts = self._counts[page]
        up_to = tuple((bound, sum(counts[: place + 1])) for place, bound in enumerate(BOUNDS))
        return HistogramStat(
            SECONDS, up_to, self._sums[page], sum(counts), {"page": page}, unit="seconds", help="Whole runs of a page."
        )


@st.cache_resource(show_spinner=False)
def metrics() -> Metrics:
    """Those of this server, where its endpoint finds them. Made by the first page that runs."""
    sweep()
    found = Metrics()
    if st.runtime.exists():
        st.runtime.get_instance().stats_mgr.register_provider(found)
    return found


def run_begins(page: str) -> None:
    """Note it. First call of a page."""
    metrics().begin(page)
    st.session_state[_BEGAN] = page, time.perf_counter()


def run_ends() -> None:
    """Note it. Last call of a page."""
    page, began = st.session_state[_BEGAN]
    metrics().end(page, time.perf_counter() - began)


def _resident() -> int:
    """Bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
