"""Scores on test data: which of them is shown, and how sure it is."""

from collections.abc import Sequence

import streamlit as st

from seq2seq_core.evaluation.bootstrap import SAMPLES
from seq2seq_core.evaluation.results import Bucket, Evaluation, Interval
from ui.bottleneck.state import MEASURES
from ui.shared.shell import muted


def choose_measure() -> str:
    """BLEU or chrF."""
    st.segmented_control("Measure", list(MEASURES), key="measure", format_func=MEASURES.__getitem__, required=True)
    return str(st.session_state["measure"])


def interval_of(scored: Bucket | Evaluation, measure: str) -> Interval | None:
    """Where 95% of the bootstrap samples of a score lie, if known."""
    return scored.bleu_interval if measure == "bleu" else scored.chrf_interval


def told(interval: Interval | None) -> str:
    """An interval in words."""
    return f"{interval.low:.1f} to {interval.high:.1f}" if interval else ""


def say_no_bands(intervals: Sequence[Interval | None], what: str) -> None:
    """Say what the bands or lines are (`what`): bootstrap intervals. Figures that are older than these have none."""
    if all(intervals):
        st.caption(
            f"{what} are percentile intervals: they hold 95% of {SAMPLES:,} bootstrap samples of the sentences (Koehn "
            "2004)."
        )
    elif not any(intervals):
        st.caption("These figures were made before confidence bands were: evaluate again to have them.")
    else:
        st.caption("Some of these figures were made before confidence bands were: evaluate those models again.")


def say_none_evaluated(pair: str) -> None:
    """How to get figures."""
    muted("None of these models has been evaluated yet.", "none-evaluated")
    st.code(f"python -m seq2seq_core evaluate --all --pair {pair} --data FILE.tsv", language="bash")
