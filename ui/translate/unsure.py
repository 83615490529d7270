"""What a model does not know, said above its translation: words that it hardly met, and how unsure it is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from seq2seq_core import ModelReference, Translation
from seq2seq_core.analysis.familiarity import (
    POOR_BELOW,
    SOURCE_WORDS,
    UNSURE_BELOW,
    mean_probability,
    never_met,
    rarely_met,
    read_counts,
)
from seq2seq_core.registry import Models, languages_of, name_in_pair, of_pair, pairs_of
from ui.shared.measured import measured, range_said
from ui.shared.plain import plain
from ui.shared.problems import problems_shown
from ui.translate.controls import use_pair

MOST_NAMED = 12
LONGEST = 40  # letters of a word that is named


def say_unsure(text: str, results: Mapping[str, list[Translation]], models: Models) -> None:
    """Name the words that the family never met, and the models that are unsure of what they say."""
    said = [*_strange_words(text, results, models), *_unsure([found[0] for found in results.values()])]
    if said:
        said += _learnt_from([models[name] for name in results])
        st.caption(":material/psychology_alt: " + " ".join(said))
        _offer_more(models)


def _strange_words(text: str, results: Mapping[str, list[Translation]], models: Models) -> list[str]:
    """The words that training never met, and those that it hardly met."""
    if not results:
        return []
    path = models[next(iter(results))].folder.parent / SOURCE_WORDS
    if not path.exists():  # a family of one's own may have no list
        return []
    with problems_shown():
        counts = _counts(path, path.stat().st_mtime_ns)
        rare = [
            f"{_short(word)} ({'once' if count == 1 else f'{count} times'})" for word, count in rarely_met(text, counts)
        ]
        never = [_short(word) for word in never_met(text, counts)]
        return _named("Never met in training", never) + _named("Rarely met", rare)
    return []


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _short(word: str) -> str:
    return word if len(word) <= LONGEST else f"{word[: LONGEST - 1]}…"


def _named(what: str, words: list[str]) -> list[str]:
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return [f"{what}: {plain(', '.join(words[:MOST_NAMED]))}{more}."] if words else []


def _unsure(best: list[Translation]) -> list[str]:
    unsure = [found for found in best if mean_probability(found) < UNSURE_BELOW]
    if not unsure:
        return []
    names = [plain(name_in_pair(found.model)) for found in unsure]
    who = f"{', '.join(names[:-1])} and {names[-1]} are" if len(names) > 1 else f"{names[0]} is"
    said = [f"{who} unsure: the mean probability of a token is below {UNSURE_BELOW}."]
    if rows := [row for found in unsure if (row := _row(found)) is not None]:
        poor, others = (range_said([row[key] for row in rows]) for key in ("poor_where_unsure", "poor_elsewhere"))
        said.append(
            f"Of {rows[0]['sentences']} test sentences of several kinds, such translations were poor (chrF below "
            f"{POOR_BELOW}) in {poor} of cases, others in {others}."
        )
    return said


def _learnt_from(models: Sequence[ModelReference]) -> list[str]:
    """What these models were trained on, once for a family."""
    records = [model.config.training for model in models if model.config and model.config.training]
    told = (f"{record.pairs:,} sentence pairs ({plain(record.attribution)})" for record in records)
    return [f"Trained on {' and '.join(unique)}."] if (unique := dict.fromkeys(told)) else []


def _offer_more(models: Models) -> None:
    """A way to families of the same languages that learnt from more text."""
    here = st.session_state["pair"]
    for pair in pairs_of(models):
        if languages_of(pair) == languages_of(here) and _pairs_met(pair, models) > _pairs_met(here, models):
            (learnt,) = _learnt_from(list(of_pair(pair, models).values())[:1])
            st.button(
                f"Translate with {pair}, which learnt from more text",
                icon=":material/library_books:",
                type="tertiary",
                key=f"more-text-{pair}",
                on_click=use_pair,
                args=(models, pair),
                help=learnt,
            )


def _pairs_met(pair: str, models: Models) -> int:
    """How many sentence pairs the models of a family were trained on; 0 where nobody knows."""
    config = next(iter(of_pair(pair, models).values())).config
    return config.training.pairs if config and config.training else 0


def _row(found: Translation) -> dict[str, Any] | None:
    """What was measured of these weights."""
    rows = (row for table in measured("unsure").values() for row in table["rows"])
    return next((row for row in rows if row["fingerprint"] == found.fingerprint), None)


@st.cache_resource(max_entries=8, show_spinner=False)
def _counts(path: Path, stamp: int) -> dict[str, int]:
    return read_counts(path)
