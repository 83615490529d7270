"""The models of one language pair: how large, how good, trained on what and under which terms."""

from collections.abc import Mapping

import streamlit as st

from seq2seq_core import ModelReference
from seq2seq_core.checkpoint import WEIGHTS, TrainingRecord
from seq2seq_core.decoding.options import BEAM
from seq2seq_core.evaluation.results import SENTENCES
from ui.about.signs import draw_signs
from ui.shared.evaluated import comparable, evaluated, provenance
from ui.shared.number_table import Cell, Table, number, number_table
from ui.shared.plain import plain
from ui.shared.shell import muted


def draw_pair(pair: str, label: str, models: Mapping[str, ModelReference]) -> None:
    """Every model as a row, and below what they were trained on and how far their signs of doubt are right."""
    shown = comparable(evaluated(models, models), SENTENCES, BEAM)

    def row(name: str, model: ModelReference) -> list[Cell]:
        scores = [number(shown[name].bleu, 1), number(shown[name].chrf, 1)] if name in shown else ["–", "–"]
        return [model.name, *scores, _megabytes(model), _attention(model)]

    columns = ["model", "BLEU", "chrF", "MB", "attention"]
    number_table(Table(label, columns, [row(name, model) for name, model in models.items()]), key=f"about-{pair}")
    if shown:
        muted(provenance(list(shown.values())), f"about-{pair}-provenance")
    records = [model.config.training for model in models.values() if model.config and model.config.training]
    for said in dict.fromkeys(map(_trained_on, records)):
        st.markdown(said)
    draw_signs(pair, models)


def _attention(model: ModelReference) -> str:
    """What sets the model apart, in a few words."""
    if model.config is None:
        return "damaged"
    of = model.config.model
    if of.attention == "none":
        return "none"
    parts = [of.attention.capitalize(), of.score, None if of.scope == "global" else of.scope]
    if of.attention == "luong" and not of.input_feeding:
        parts.append("no input feeding")
    return ", ".join(filter(None, parts))


def _megabytes(model: ModelReference) -> str:
    try:
        return number((model.folder / WEIGHTS).stat().st_size / 1e6, 1)
    except OSError:
        return "–"


def _trained_on(record: TrainingRecord) -> str:
    """How much of which data; the corpora of a mixture each with its terms."""
    said = f"Trained on {record.pairs:,} sentence pairs"
    if not record.corpora:
        return f"{said}: {plain(record.attribution)}."
    each = "".join(f"\n- {plain(c.name)}: {c.kept:,} pairs. {plain(c.terms)}" for c in record.corpora)
    return f"{said} of several sources, each with its terms; for research and teaching:\n{each}"
