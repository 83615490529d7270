"""What takes long while the page goes on: Shapley values, computed beside the page for whoever asks, once."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import streamlit as st

from seq2seq_core import ModelReference, Translation, Translator
from seq2seq_core.attribution import leaving_out
from seq2seq_core.attribution.attribution import Attribution
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from ui.shared.models import Pair, ids_of, translator

MOMENT = 0.5  # seconds between two looks whether it is there
_pool = ThreadPoolExecutor(max_workers=1)  # one core for what is patient


@dataclass(slots=True)
class Job:
    """Values that are on their way."""

    share: float = 0.0  # that is done
    values: Future[Attribution] | None = None


def shapley(model: ModelReference, translation: Translation) -> Attribution | None:
    """The Shapley values of a translation; None until they are there. InputError for a sentence that is too long."""
    job = _job_of(model, translation)
    assert job.values is not None
    return job.values.result() if job.values.done() else None


@st.fragment(run_every=MOMENT)
def draw_progress(model: ModelReference, translation: Translation) -> None:
    """How far they are; the page is drawn again once they are there."""
    job = _job_of(model, translation)
    assert job.values is not None
    if job.values.done():
        st.rerun()
    st.progress(job.share, text="Shapley values are coming in; the rest of the page can be used")


def _job_of(model: ModelReference, translation: Translation) -> Job:
    loaded = translator(model)
    return _start(loaded.name, loaded.fingerprint, ids_of(translation), loaded)


@st.cache_resource(max_entries=100, show_spinner=False)
def _start(name: str, fingerprint: str, pair: Pair, _translator: Translator) -> Job:
    job, forced = Job(), ForcedPair(_translator.checkpoint.model, *pair)
    METHODS["shapley"].check(forced)

    def compute() -> Attribution:
        return leaving_out.shapley(forced, progress=lambda share: setattr(job, "share", share))

    job.values = _pool.submit(compute)
    return job
