"""How far a visitor's job is: sentences done, time left, and a way to end it. What is done stays."""

import streamlit as st

from seq2seq_core.corpus.results import count_sentences
from ui.corpus.jobs import Job, queue, run_again
from ui.corpus.kept import Kept
from ui.corpus.opened import RESULTS
from ui.shared.plain import plain

MOMENT = 1.0  # seconds between two looks


def draw(kept: Kept) -> None:
    """The progress while it runs; afterwards whether it came to its end."""
    job = kept.job
    if job is None:
        return
    queue().look()
    if job.ended is None:
        _draw_progress(kept, job)
    elif job.failure:
        st.error(plain(f"Translating ended with an error: {job.failure}. {_done(kept)}"), icon=":material/error:")
    elif job.stopped:
        st.warning(plain(f"Ended early: {job.stopped}. {_done(kept)}"), icon=":material/pause:")
    if job.stopped and st.button("Go on", icon=":material/play_arrow:", key="go-on-job"):
        kept.job = run_again(job)
        st.rerun()


def _done(kept: Kept) -> str:
    done = count_sentences(kept.folder / RESULTS)
    if not done:
        return "No sentence was done until then."
    return "Below is the one sentence done until then." if done == 1 else f"Below are the {done:,} done until then."


@st.fragment(run_every=MOMENT)
def _draw_progress(kept: Kept, job: Job) -> None:
    queue().look()
    if job.ended is not None:
        st.rerun()
    if before := queue().before(job):
        own = queue().own_before(job)
        st.progress(0.0, text=f"Waiting for its turn: {before} before it" + (f", {own} of them yours" if own else ""))
    else:
        done = count_sentences(kept.folder / RESULTS)
        st.progress(min(1.0, done / max(1, kept.sentences)), text=_said(job, done, kept.sentences))
    with st.container(horizontal=True):
        if st.button("Show what is done", disabled=before > 0, key="show-done"):
            st.rerun()
        if st.button("Stop", icon=":material/stop:", key="stop-job", help="What is done so far is kept."):
            queue().stop(job, "you stopped it")
            st.rerun()


def _said(job: Job, done: int, sentences: int) -> str:
    if not done:
        return "Loading the models and translating the first sentences"
    left = job.seconds * (sentences - done) / done
    return f"{done:,} of {sentences:,} sentences, about {_span(left)} left"


def _span(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
