"""How often the verdicts of the Bottleneck page are right, as benchmarks/omission.py measured it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from seq2seq_core.analysis.lexicon import Lexicon
from seq2seq_core.checkpoint import fingerprint_of
from seq2seq_core.registry import Models
from ui.shared.measured import measured
from ui.shared.shell import muted

WAY = "lexicon and ensemble"  # as this page does it


def say_trust(ensemble: Sequence[str], lexicon: Lexicon, models: Models) -> None:
    """Where the claim stands: how often it is wrong."""
    found = measured_of(st.session_state["pair"], ensemble, lexicon, models)
    if found is None:
        muted("How often these verdicts are right has not been measured: benchmarks/omission.py does it.", "trust")
        return
    rows = {row["words"]: row for row in found["ways"][WAY]}
    said, lost = (rows.get(f"held out, by models: {what}") for what in ("translated", "lost"))
    if said is None or lost is None:  # nobody has judged translations of this pair
        muted("How often these verdicts are right was measured on joined test sentences alone: see below.", "trust")
        return
    muted(
        f"How far to trust this: in {found['sentences']} translations that a person judged, of the {said['number']} "
        f"words that models did translate {said['not found']:.1%} are called not found, and of the {lost['number']} "
        f"that they lost {lost['not found']:.0%}. Click a word to correct it.",
        "trust",
    )


def show_trust(ensemble: Sequence[str], lexicon: Lexicon, models: Models) -> None:
    """The same in full, and what either kind of evidence alone would have said."""
    found = measured_of(st.session_state["pair"], ensemble, lexicon, models)
    if found is None:
        return
    muted(
        "Measured where the truth is known: of so many content words of a kind, which share has which verdict", "ways"
    )
    rows = [
        {"by": way} | {key: f"{value:.1%}" if isinstance(value, float) else value for key, value in row.items()}
        for way, some in found["ways"].items()
        for row in some
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Share of content words with each verdict, by who judges")
    muted(
        "By models: translations of our own sentences by models of this pair; by people: the same with synonyms and "
        "near misses, which are harder. A person judged them all; the development part served to make the verdicts, "
        "the one held out did not. Joined: two test sentences as one source, with the references of both, of one, or "
        "of two others; people translate freely, so not all of the first are there.",
        "kinds",
    )


def measured_of(pair: str, ensemble: Sequence[str], lexicon: Lexicon, models: Models) -> dict[str, Any] | None:
    """What benchmarks/omission.py measured of these very models and this lexicon; None if it was others."""
    configs = {name: models[name].config for name in ensemble}
    fingerprints = {name: fingerprint_of(config) for name, config in configs.items() if config}
    found: dict[str, Any] = measured("omission").get(pair, {})
    same = found.get("ensemble") == fingerprints and found.get("lexicon") == lexicon.fingerprint
    return found if same else None
