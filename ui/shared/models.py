"""Models and translations, cached: the only module that joins Streamlit's caches and the library.

What cannot be done is raised as a UserError; `ui.shared.problems` says it where the result would have been. What may
take long can be left: `ui.shared.waiting`.
"""

import gc
from pathlib import Path

import numpy as np
import streamlit as st
import torch

from seq2seq_core import (
    CheckpointError,
    InputError,
    Intervention,
    ModelReference,
    Side,
    Translation,
    Translator,
    load,
)
from seq2seq_core.analysis.counterfactual import Counterfactual, find_weights
from seq2seq_core.analysis.omission import Span, losses
from seq2seq_core.analysis.other_attention import (
    AdversarialAttention,
    PermutedAttention,
    adversarial_attention,
    permute_attention,
)
from seq2seq_core.analysis.step_breakdown import Anatomy, dissect
from seq2seq_core.attribution.attribution import Attribution
from seq2seq_core.attribution.faithfulness import Array, Tokens, deletion_curves
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.leaving_out import source_and_prefix
from seq2seq_core.attribution.methods import method_of
from seq2seq_core.checkpoint import CONFIG, VOCABULARY, WEIGHTS
from seq2seq_core.evaluation.results import EVALUATION_FILE, Results, read_results
from ui.shared.reach import Reach, find_reach
from ui.shared.waiting import while_waited_for

torch.set_num_threads(1)  # many visitors share the machine: more threads make everybody wait

Asked = tuple[str, str, tuple[Span, ...]]  # a source, a translation of it, and where words of the source are
Pair = tuple[tuple[int, ...], tuple[int, ...]]  # the ids of a source and of a target
Stamp = tuple[tuple[str, int, int], ...]


def translate(
    model: ModelReference,
    text: str,
    beam_size: int,
    interventions: tuple[Intervention, ...] = (),
    keep_search: bool = False,
) -> list[Translation]:
    """All hypotheses of one model, best first."""
    loaded, key = translator(model), repr(interventions)  # hashing by value could take two kinds of them for one
    asked = (loaded.name, loaded.fingerprint, text, beam_size, keep_search, key)
    return while_waited_for(lambda: _translate(*asked, interventions, loaded))


def force(model: ModelReference, text: str, target: str) -> Translation:
    """A translation that was given, as the model sees it."""
    loaded = translator(model)
    return while_waited_for(lambda: _force(loaded.name, loaded.fingerprint, text, target, loaded))


def what_it_takes(
    model: ModelReference, source: Side, said: tuple[int, ...], wanted: int, interventions: tuple[Intervention, ...]
) -> Counterfactual:
    """Attention weights for the step after `said` that would make the model say token `wanted`. `source` as typed."""
    loaded, key = translator(model), repr((source.ids, said, wanted, interventions))
    asked = (loaded.name, loaded.fingerprint, key)
    return while_waited_for(lambda: _find(*asked, source.ids, said, wanted, interventions, loaded))


def dissected(model: ModelReference, translation: Translation, step: int) -> Anatomy:
    """One step of a translation taken apart in a model, which need not be the one that made it.

    InputError if the model was trained with other tokens.
    """
    loaded = translator(model)
    for side in (translation.source, translation.target):
        if not loaded.checkpoint.vocabulary.spells(side.ids, side.pieces):
            raise InputError(f"{loaded.name} knows other tokens than {translation.model}")
    ids = (translation.source.ids, translation.target.ids)
    return _dissect(loaded.name, loaded.fingerprint, repr(ids), step, ids, loaded)


def results_of(model: ModelReference) -> Results:
    """The figures of a model on test data, none if there are none."""
    return _read_results(str(model.folder), _stamp(model.folder, EVALUATION_FILE))


def losses_of(model: ModelReference, asked: tuple[Asked, ...]) -> list[np.ndarray]:
    """What translations lose without words of their sources, as this model sees it (`omission.losses`)."""
    loaded = translator(model)
    return while_waited_for(lambda: _losses(loaded.name, loaded.fingerprint, asked, loaded))


def reach(model: ModelReference, text: str, target: str, attention_path: bool) -> Reach:
    """How far back the words of a given translation reach, with the attention path or without."""
    loaded = translator(model)
    asked = (loaded.name, loaded.fingerprint, text, target, attention_path)
    return while_waited_for(lambda: _reach(*asked, loaded))


def attributed(
    model: ModelReference, translation: Translation, method: str, source_groups: tuple[Tokens, ...] | None
) -> Attribution:
    """What each token of a translation owes to each source token (`Method.compute`); InputError where the method cannot
    say."""
    loaded = translator(model)
    asked = (loaded.name, loaded.fingerprint, ids_of(translation), method, source_groups)
    return while_waited_for(lambda: _attribute(*asked, loaded))


def contributions(model: ModelReference, translation: Translation) -> np.ndarray:
    """What each token owes to the source and to the tokens before it (`source_and_prefix`)."""
    loaded = translator(model)
    return while_waited_for(lambda: _contributions(loaded.name, loaded.fingerprint, ids_of(translation), loaded))


def deleted(
    model: ModelReference,
    translation: Translation,
    orders: tuple[tuple[Tokens, ...], ...],
    steps: tuple[int, ...],
    delete: bool,
) -> Array:
    """The probability of a target word while source words go in several orders (`deletion_curves`)."""
    loaded = translator(model)
    asked = (loaded.name, loaded.fingerprint, ids_of(translation), orders, steps, delete)
    return while_waited_for(lambda: _delete(*asked, loaded))


def other_attention(
    model: ModelReference, translation: Translation, step: int
) -> tuple[PermutedAttention, AdversarialAttention]:
    """What other weights do to the output: permuted at every step, and the furthest at `step` that say the same."""
    loaded = translator(model)
    return while_waited_for(lambda: _other(loaded.name, loaded.fingerprint, ids_of(translation), step, loaded))


def ids_of(translation: Translation) -> Pair:
    """The two sides of a translation as the model sees them."""
    return tuple(translation.source.ids), tuple(translation.target.ids)


def translator(model: ModelReference) -> Translator:
    """The loaded model, which all visitors share; CheckpointError if it is damaged."""
    return _load(model.full_name, str(model.folder), _stamp(model.folder))


def is_whole(model: ModelReference) -> bool:
    """Whether the model can be loaded."""
    try:
        translator(model)
    except CheckpointError:
        return False
    return True


@st.cache_data(max_entries=64, show_spinner=False)
def _read_results(folder: str, stamp: Stamp) -> Results:
    return read_results(Path(folder))


@st.cache_resource(max_entries=64, show_spinner=False)
def _load(name: str, folder: str, stamp: Stamp) -> Translator:
    loaded = load(name, Path(folder).parent.parent)
    # Streamlit collects garbage in full after every run of a page. What lives for ever need not be gone through each
    # time, which took half of all the time that a page takes: it is set apart here, once a model is among it.
    gc.collect()
    gc.freeze()
    return loaded


@st.cache_data(max_entries=200, max_size="300MiB", show_spinner=False)
def _translate(
    name: str,
    fingerprint: str,
    text: str,
    beam_size: int,
    keep_search: bool,
    changes: str,
    _interventions: tuple[Intervention, ...],
    _translator: Translator,
) -> list[Translation]:
    return _translator.translate(text, beam_size=beam_size, interventions=_interventions, keep_search=keep_search)


@st.cache_data(max_entries=100, show_spinner=False)
def _force(name: str, fingerprint: str, text: str, target: str, _translator: Translator) -> Translation:
    return _translator.force(text, target)


@st.cache_data(max_entries=100, show_spinner=False)
def _find(
    name: str,
    fingerprint: str,
    question: str,
    _source_ids: tuple[int, ...],
    _said: tuple[int, ...],
    _wanted: int,
    _interventions: tuple[Intervention, ...],
    _translator: Translator,
) -> Counterfactual:
    model = _translator.checkpoint.model
    return find_weights(model, _source_ids, _said, _wanted, interventions=_interventions)


@st.cache_data(max_entries=200, show_spinner=False)
def _dissect(
    name: str,
    fingerprint: str,
    key: str,
    step: int,
    _ids: tuple[tuple[int, ...], tuple[int, ...]],
    _translator: Translator,
) -> Anatomy:
    return dissect(_translator.checkpoint.model, *_ids, step)


@st.cache_data(max_entries=200, show_spinner=False)
def _losses(name: str, fingerprint: str, asked: tuple[Asked, ...], _translator: Translator) -> list[np.ndarray]:
    return losses(_translator, asked)


@st.cache_data(max_entries=60, show_spinner=False)
def _reach(name: str, fingerprint: str, text: str, target: str, attention_path: bool, _translator: Translator) -> Reach:
    return find_reach(_translator, text, target, attention_path)


@st.cache_data(max_entries=200, show_spinner=False)
def _attribute(
    name: str,
    fingerprint: str,
    pair: Pair,
    method: str,
    source_groups: tuple[Tokens, ...] | None,
    _translator: Translator,
) -> Attribution:
    return method_of(method).compute(ForcedPair(_translator.checkpoint.model, *pair), source_groups)


@st.cache_data(max_entries=200, show_spinner=False)
def _contributions(name: str, fingerprint: str, pair: Pair, _translator: Translator) -> np.ndarray:
    return source_and_prefix(ForcedPair(_translator.checkpoint.model, *pair))


@st.cache_data(max_entries=200, show_spinner=False)
def _delete(
    name: str,
    fingerprint: str,
    pair: Pair,
    orders: tuple[tuple[Tokens, ...], ...],
    steps: tuple[int, ...],
    delete: bool,
    _translator: Translator,
) -> Array:
    return deletion_curves(ForcedPair(_translator.checkpoint.model, *pair), orders, steps, delete=delete)


@st.cache_data(max_entries=200, show_spinner=False)
def _other(
    name: str, fingerprint: str, pair: Pair, step: int, _translator: Translator
) -> tuple[PermutedAttention, AdversarialAttention]:
    model = _translator.checkpoint.model
    return permute_attention(model, *pair), adversarial_attention(model, *pair, steps=[step])


def _stamp(folder: Path, *names: str) -> Stamp:
    """Changes when a file of the model does, so that a model that was trained anew is loaded anew."""
    stamps = []
    for name in names or (CONFIG, WEIGHTS, VOCABULARY):
        try:
            status = (folder / name).stat()
        except OSError:
            continue
        stamps.append((name, status.st_mtime_ns, status.st_size))
    return tuple(stamps)
