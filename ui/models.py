"""Models and translations, cached: the only module that joins Streamlit's caches and the library."""

from pathlib import Path

import streamlit as st
import torch

from seq2seq_core import CheckpointError, Translation, Translator, UserError, load, model_folders
from seq2seq_core.checkpoint import CONFIG, VOCABULARY, WEIGHTS, CheckpointConfig, read_config

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


def translate(name: str, folder: Path, text: str, beam_size: int) -> list[Translation] | UserError:
    """All hypotheses of one model, best first, or why it has none."""
    try:
        translator = _load(name, str(folder), _stamp(folder))
        return _translate(name, translator.fingerprint, text, beam_size, translator)
    except UserError as error:
        return error


@st.cache_data(max_entries=64, show_spinner=False)
def _read_config(folder: str, stamp: Stamp) -> CheckpointConfig:
    return read_config(Path(folder))


@st.cache_resource(max_entries=16, show_spinner=False)
def _load(name: str, folder: str, stamp: Stamp) -> Translator:
    return load(name, Path(folder).parent.parent)


@st.cache_data(max_entries=200, max_size="300MiB", show_spinner=False)
def _translate(name: str, fingerprint: str, text: str, beam_size: int, _translator: Translator) -> list[Translation]:
    return _translator.translate(text, beam_size=beam_size)


def _stamp(folder: Path) -> Stamp:
    """Changes when a file of the model does, so that a model that was trained anew is loaded anew."""
    stamps = []
    for name in (CONFIG, WEIGHTS, VOCABULARY):
        try:
            status = (folder / name).stat()
        except OSError:
            continue
        stamps.append((name, status.st_mtime_ns, status.st_size))
    return tuple(stamps)
