"""The figures of models on test data, with a word where there are none to show."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import streamlit as st

from seq2seq_core import UserError
from seq2seq_core.checkpoint import fingerprint_of
from seq2seq_core.evaluation import Results
from ui.models import config_of, results_of
from ui.plain import plain
from ui.shell import muted


def evaluated(names: Iterable[str], models: Mapping[str, Path]) -> dict[str, Results]:
    """What is known of each model's present weights; what is wrong with the others is said."""
    found = {}
    for name in names:
        results, config = results_of(models[name]), config_of(models[name])
        if isinstance(results, UserError) or config is None:
            wrong = results if isinstance(results, UserError) else "its config.json is damaged"
            st.error(plain(f"{name}: {wrong}."), icon=":material/broken_image:")
            continue
        found[name] = results.of(fingerprint_of(config))
        if results.translation and not found[name].translation:
            muted(f"{name} was evaluated with other weights: evaluate it again.", f"stale-{name}")
    return found
