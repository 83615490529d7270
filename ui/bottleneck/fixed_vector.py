"""The first experiment: a sentence that grows clause by clause, and how much of it each model still says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from figures.length import growth_figure
from seq2seq_core import Translation, UserError
from seq2seq_core.analysis.omission import COVERED_FROM, choose_jury, content_words, covered
from seq2seq_core.checkpoint import CheckpointConfig, fingerprint_of
from seq2seq_core.text import clean
from ui.bottleneck.growth import clauses_of, grown
from ui.bottleneck.series import series_of
from ui.bottleneck.state import ready
from ui.bottleneck.trust import trust
from ui.shared.chart import draw_chart
from ui.shared.help import WHAT_IS_COVERED
from ui.shared.models import config_of, is_whole, losses_of, translate
from ui.shared.panel import NARROWEST, draw_name, origin, search_said
from ui.shared.plain import plain
from ui.shared.shell import muted
from ui.shared.state import models_of


@dataclass(frozen=True, slots=True, eq=False)
class Grown:
    """What one model makes of every sentence, and which content words of each it says."""

    translations: Sequence[Translation]
    said: Sequence[np.ndarray | None]  # per sentence (content words,); None where there is nobody to judge

    @property
    def shares(self) -> list[float | None]:
        """The share of content words that is said, per sentence; None of none."""
        return [float(said.mean()) if said is not None and said.size else None for said in self.said]


def draw_growth(text: str, models: Mapping[str, Path]) -> None:
    """Translate the sentence of one clause, of two, and so on, by every chosen model."""
    session = st.session_state
    language = session["pair"].split("-")[0]
    typed = session["text"] if clean(session["text"]) == text else text
    sentences = grown(clauses_of(typed, language))
    jury = _jury(models)
    with st.spinner("Translating each length, and looking for what was left out", show_time=True):
        results = {name: _translate_all(name, models[name], sentences) for name in session["models"]}
        for problem in [found for found in results.values() if isinstance(found, UserError)]:
            st.error(plain(f"{problem}"), icon=":material/broken_image:")
        good = {name: found for name, found in results.items() if not isinstance(found, UserError)}
        verdicts = _judge(good, sentences, jury, models, language)
    if not verdicts:
        return
    now = _choose_length(sentences)
    words = content_words(sentences[now], language)
    with st.container(horizontal=True, key="panels"):
        for name, one in verdicts.items():
            position = session["models"].index(name)
            with st.container(width=NARROWEST, key=f"panel-{position}"):
                draw_name(position, name, config_of(models[name]))
                _draw_said(position, one, now, [sentences[now][start:end] for start, end in words])
    if len(sentences) > 1:
        _draw_curve(verdicts, sentences, now, models)
    else:
        st.caption("One clause only: commas, conjunctions or line breaks tell this page where a sentence can be cut.")
    _explain({name: config_of(models[name]) for name in jury})


def _translate_all(name: str, folder: Path, sentences: Sequence[str]) -> list[Translation] | UserError:
    found = [translate(name, folder, sentence, st.session_state["beam_size"]) for sentence in sentences]
    errors = [one for one in found if isinstance(one, UserError)]
    return errors[0] if errors else [one[0] for one in found if not isinstance(one, UserError)]


def _judge(
    results: Mapping[str, Sequence[Translation]],
    sentences: Sequence[str],
    jury: Sequence[str],
    models: Mapping[str, Path],
    language: str,
) -> dict[str, Grown]:
    """The jury's verdict on every translation. No member judges its own; a damaged one does not judge at all."""
    found: dict[str, list[list[np.ndarray]]] = {name: [[] for _ in sentences] for name in results}
    for member in jury:
        for name, translations in results.items():
            if name == member:
                continue
            pairs = tuple((s, t.text) for s, t in zip(sentences, translations, strict=True))
            judged = losses_of(member, models[member], pairs, language)
            if not isinstance(judged, UserError):
                for so_far, losses in zip(found[name], judged, strict=True):
                    so_far.append(losses)
    return {
        name: Grown(translations, [covered(losses) if losses else None for losses in found[name]])
        for name, translations in results.items()
    }


def _choose_length(sentences: Sequence[str]) -> int:
    """Which of the sentences is looked at, and that sentence itself. The whole one unless chosen otherwise."""
    session, now = st.session_state, 0
    if len(sentences) > 1:
        ready("clauses")
        other = session.get("clauses_of", sentences[-1]) != sentences[-1]
        if other or session["clauses"] is None or session["clauses"] > len(sentences):
            session["clauses"] = len(sentences)
        now = st.segmented_control("Clauses", range(1, len(sentences) + 1), key="clauses", required=True) - 1
    session["clauses_of"] = sentences[-1]
    with st.container(key="source-word-grown"):
        st.text(sentences[now])
    return now


def _draw_said(position: int, one: Grown, now: int, words: Sequence[str]) -> None:
    """A translation, and which content words of the source it says and leaves out."""
    with st.container(key=f"said-in-3-{position}"):
        st.text(one.translations[now].text or "…")
    said = one.said[now]
    if said is None:
        muted("There is no other model of this pair to judge what this one covers.", f"covered-{position}")
        return
    if not words:
        muted("The source has no content words.", f"covered-{position}")
        return
    missing = [word for word, here in zip(words, said, strict=True) if not here]
    muted(f"✓ covers {int(said.sum())} of {len(words)} content words ({said.mean():.0%})", f"covered-{position}")
    muted(f"✗ left out or garbled: {', '.join(missing)}" if missing else "nothing left out", f"missing-{position}")


def _draw_curve(verdicts: Mapping[str, Grown], sentences: Sequence[str], now: int, models: Mapping[str, Path]) -> None:
    """Coverage against length, and the same with all translations as a table."""
    lengths = [len(sentence.split()) for sentence in sentences]
    series = [series_of(name, models) for name in verdicts]
    shares = [one.shares for one in verdicts.values()]
    draw_chart(
        growth_figure(series, lengths, shares, now),
        "growth",
        picture="coverage-against-length",
        alt="Share of content words covered against the length of the sentence, one line a model. "
        "The same as a table is below, under All lengths as a table.",
    )
    whose = [origin(one.translations[now]) for one in verdicts.values()]
    muted(" · ".join([*whose, search_said(st.session_state["beam_size"])]), "growth-provenance")
    with st.expander("All lengths as a table"):
        table = pd.DataFrame({"words": lengths, "source": sentences})
        for one, label in zip(verdicts.values(), series, strict=True):
            table[label.label] = [translation.text for translation in one.translations]
            table[f"{label.label}: covered"] = ["" if share is None else f"{share:.0%}" for share in one.shares]
        st.dataframe(table, hide_index=True, alt="Every length of the sentence with each model's translation")


def _jury(models: Mapping[str, Path]) -> list[str]:
    """One model of the pair of each kind; another where the first choice is damaged."""
    known = {name: config_of(models[name]) for name in models_of(st.session_state["pair"], models)}
    configs = {name: config.model for name, config in known.items() if config is not None}
    while broken := [name for name in choose_jury(configs) if not is_whole(name, models[name])]:
        for name in broken:
            del configs[name]
    return choose_jury(configs)


def _explain(jury: Mapping[str, CheckpointConfig | None]) -> None:
    """What covered means here, and how far to trust it."""
    with st.expander("What counts as covered?"):
        st.markdown(WHAT_IS_COVERED.format(limit=COVERED_FROM))
        muted(f"Jury: {', '.join(jury)}.", "jury")
        measured = trust(
            st.session_state["pair"], {name: fingerprint_of(config) for name, config in jury.items() if config}
        )
        if measured is None:
            muted("How often this jury is right has not been measured: benchmarks/omission.py does it.", "trust")
            return
        muted("Measured where the truth is known: of so many content words of this kind it calls covered", "trust")
        st.dataframe(measured, hide_index=True, alt="Share of content words called covered, by who judges")
        muted(
            f"The limit of {COVERED_FROM} was set on another draw from the same test data, which may share sentences "
            "with this one: a rough guide.",
            "limit",
        )
