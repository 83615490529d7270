"""How far the signs on Translate separate poor translations from others, as benchmarks/unsure.py measured it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from seq2seq_core import ModelReference
from seq2seq_core.analysis.familiarity import POOR_BELOW, UNSURE_BELOW
from seq2seq_core.checkpoint import fingerprint_of
from ui.shared.measured import measured, range_said
from ui.shared.number_table import Cell, Table, number, number_table
from ui.shared.shell import muted
from ui.translate.controls import LANGUAGES

Row = Mapping[str, Any]


def draw_signs(pair: str, models: Mapping[str, ModelReference]) -> None:
    """In a sentence, and as tables: by model, and by kind of text. Figures of other weights are left out."""
    table = measured("unsure").get(pair, {})
    known = {fingerprint_of(model.config): model.name for model in models.values() if model.config}
    rows = {known[row["fingerprint"]]: row for row in table.get("rows", []) if row["fingerprint"] in known}
    if not rows:
        muted(
            "How often these models are poor where Translate calls them unsure has not been measured: "
            "benchmarks/unsure.py does it.",
            f"signs-{pair}",
        )
        return
    poor, others = (range_said([row[key] for row in rows.values()]) for key in ("poor_where_unsure", "poor_elsewhere"))
    elsewhere = "" if table.get("outside") else " No text of another kind was at hand for this pair."
    st.markdown(
        f"Where a model is **unsure** (mean probability of a token below {UNSURE_BELOW}), its translation was poor "
        f"(chrF below {POOR_BELOW}) in {poor} of cases, else in {others}.{elsewhere}"
    )
    with st.expander("How far to trust the signs on Translate"):
        number_table(by_model(rows), key=f"signs-{pair}-models")
        muted(
            f"Of {next(iter(rows.values()))['sentences']} sentences: {', '.join([*table['data'], *table['outside']])}. "
            "Area under the ROC curve: how well the probability separates poor from other translations whatever the "
            "limit; 0.5 is chance, 1 perfect.",
            f"signs-{pair}-provenance",
        )
        number_table(by_kind(list(rows.values())), key=f"signs-{pair}-kinds")
        muted(
            "Ranges are over the models. Sentences in another language have no references, so nobody can tell whether "
            "their translations are poor.",
            f"signs-{pair}-ranges",
        )


def by_model(rows: Mapping[str, Row]) -> Table:
    """How often each model is unsure, and how often it is poor then and else."""
    columns = ["model", "unsure", "poor where unsure", "poor elsewhere", "area under curve"]
    shares = ("unsure", "poor_where_unsure", "poor_elsewhere")
    cells: list[list[Cell]] = [
        [name, *(range_said([row[key]]) for key in shares), number(row["area"], 2)] for name, row in rows.items()
    ]
    return Table("Unsure, and poor", columns, cells)


def by_kind(rows: Sequence[Row]) -> Table:
    """How often each kind of text gets a sign, and how often its translation is poor without one."""
    columns = ["text", "words (median)", "unsure", "words never met", "either sign", "poor", "poor without sign"]
    kinds: list[list[Cell]] = []
    for kind in rows[0].get("kinds", {}):
        found = [row["kinds"][kind] for row in rows]
        shares = ("unsure", "never_met", "either", "poor", "poor_without_sign")
        told = [range_said([one[key] for one in found if one[key] is not None]) for key in shares]
        kinds.append([_in_full(kind), str(found[0]["words"]), *told])
    return Table("Signs by kind of text", columns, kinds)


def _in_full(kind: str) -> str:
    """A kind of text with the name of its language."""
    return re.sub(r"\((\w+)\)", lambda code: f"({LANGUAGES.get(code[1], code[1])})", kind)
