"""Models and translations, cached: the only module that joins Streamlit's caches and the library."""

from pathlib import Path

import numpy as np
import streamlit as st
import torch

from seq2seq_core import (
    CheckpointError,
    InputError,
    Intervention,
    Side,
    Translation,
    Translator,
    UserError,
    load,
    model_folders,
)
from seq2seq_core.analysis.counterfactual import Counterfactual, find_weights
from seq2seq_core.analysis.omission import losses
from seq2seq_core.analysis.step_breakdown import Anatomy, dissect
from seq2seq_core.checkpoint import CONFIG, VOCABULARY, WEIGHTS, CheckpointConfig, read_config
from seq2seq_core.evaluation.results import EVALUATION_FILE, Results, read_results
from ui.shared.reach import Reach, find_reach

torch.set_num_threads(1)  # many visitors share the machine: more threads make everybody wait

Stamp = tuple[tuple[str, int, int], ...]


def known_models() -> dict[str, Path]:
    """Every model there is, by name, with its folder."""
    return model_folders()


def config_of(folder: Path) -> CheckpointConfig | None:
    """What a model is; None where its folder is damaged."""
    try:
        return _read_config(str(folder), _stamp(folder))
    except CheckpointError:
        return None


def translate(
    name: str,
    folder: Path,
    text: str,
    beam_size: int,
    interventions: tuple[Intervention, ...] = (),
    keep_search: bool = False,
) -> list[Translation] | UserError:
    """All hypotheses of one model, best first, or why it has none."""
    try:
        model = translator(name, folder)
        key = repr(interventions)  # hashing by value could take two kinds of intervention for one
        return _translate(name, model.fingerprint, text, beam_size, keep_search, key, interventions, model)
    except UserError as error:
        return error


def force(name: str, folder: Path, text: str, target: str) -> Translation | UserError:
    """A translation that was given, as the model sees it."""
    try:
        model = translator(name, folder)
        return _force(name, model.fingerprint, text, target, model)
    except UserError as error:
        return error


def what_it_takes(
    name: str, folder: Path, source: Side, said: tuple[int, ...], wanted: int, interventions: tuple[Intervention, ...]
) -> Counterfactual | UserError:
    """Attention weights for the step after `said` that would make the model say piece `wanted`. `source` as typed."""
    try:
        model = translator(name, folder)
        key = repr((source.ids, said, wanted, interventions))
        return _find(name, model.fingerprint, key, source.ids, said, wanted, interventions, model)
    except UserError as error:
        return error


def dissected(name: str, folder: Path, translation: Translation, step: int) -> Anatomy | UserError:
    """One step of a translation taken apart in a model, which need not be the one that made it.

    InputError if the model was trained with other pieces.
    """
    try:
        model = translator(name, folder)
        for side in (translation.source, translation.target):
            if not model.checkpoint.vocabulary.spells(side.ids, side.pieces):
                raise InputError(f"{name} knows other pieces than {translation.model}")
        ids = (translation.source.ids, translation.target.ids)
        return _dissect(name, model.fingerprint, repr(ids), step, ids, model)
    except UserError as error:
        return error


def results_of(folder: Path) -> Results | UserError:
    """The figures of a model on test data, none if there are none, or what is wrong with the file."""
    try:
        return _read_results(str(folder), _stamp(folder, EVALUATION_FILE))
    except UserError as error:
        return error


def losses_of(
    name: str, folder: Path, pairs: tuple[tuple[str, str], ...], language: str
) -> list[np.ndarray] | UserError:
    """What each translation of `pairs` loses without each content word, as this model sees it (`omission.losses`)."""
    try:
        model = translator(name, folder)
        return _losses(name, model.fingerprint, pairs, language, model)
    except UserError as error:
        return error


def reach(name: str, folder: Path, text: str, target: str, attention_path: bool) -> Reach | UserError:
    """How far back the words of a given translation reach, with the attention path or without."""
    try:
        model = translator(name, folder)
        return _reach(name, model.fingerprint, text, target, attention_path, model)
    except UserError as error:
        return error


def translator(name: str, folder: Path) -> Translator:
    """The loaded model, which all visitors share; CheckpointError if it is damaged."""
    return _load(name, str(folder), _stamp(folder))


def is_whole(name: str, folder: Path) -> bool:
    """Whether the model can be loaded."""
    try:
        translator(name, folder)
    except CheckpointError:
        return False
    return True


@st.cache_data(max_entries=64, show_spinner=False)
def _read_config(folder: str, stamp: Stamp) -> CheckpointConfig:
    return read_config(Path(folder))


@st.cache_data(max_entries=64, show_spinner=False)
def _read_results(folder: str, stamp: Stamp) -> Results:
    return read_results(Path(folder))


@st.cache_resource(max_entries=16, show_spinner=False)
def _load(name: str, folder: str, stamp: Stamp) -> Translator:
    return load(name, Path(folder).parent.parent)


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
def _losses(
    name: str, fingerprint: str, pairs: tuple[tuple[str, str], ...], language: str, _translator: Translator
) -> list[np.ndarray]:
    return losses(_translator, pairs, language)


@st.cache_data(max_entries=60, show_spinner=False)
def _reach(name: str, fingerprint: str, text: str, target: str, attention_path: bool, _translator: Translator) -> Reach:
    return find_reach(_translator, text, target, attention_path)


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
