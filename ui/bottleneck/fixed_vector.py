"""The first experiment: a sentence that grows clause by clause, and how much of it each model still says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from figures.length import growth_figure
from seq2seq_core import ModelReference, Translation
from seq2seq_core.analysis.omission import TRANSLATED_FROM, choose_ensemble, content_words, translated
from seq2seq_core.checkpoint import CheckpointConfig, fingerprint_of
from seq2seq_core.registry import Models, languages_of, of_pair
from seq2seq_core.text import clean
from ui.bottleneck.growth import clauses_of, grown
from ui.bottleneck.series import series_of
from ui.bottleneck.trust import trust
from ui.shared.chart import draw_chart
from ui.shared.help import WHAT_IS_TRANSLATED
from ui.shared.link import say_problems
from ui.shared.models import is_whole, losses_of, translate
from ui.shared.panel import draw_name
from ui.shared.problems import problems_shown
from ui.shared.provenance import origin, search_said
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted


@dataclass(frozen=True, slots=True, eq=False)
class Grown:
    """What one model makes of every sentence, and which content words of each it says."""

    translations: Sequence[Translation]
    said: Sequence[np.ndarray | None]  # per sentence (content words,); None where there is nobody to judge

    @property
    def shares(self) -> list[float | None]:
        """The share of content words that is said, per sentence; None of none."""
        return [float(said.mean()) if said is not None and said.size else None for said in self.said]


def draw_growth(text: str, models: Models) -> None:
    """Translate the sentence of one clause, of two, and so on, by every chosen model."""
    session = st.session_state
    language = languages_of(session["pair"])[0]
    typed = session["text"] if clean(session["text"]) == text else text
    sentences = grown(clauses_of(typed, language))
    ensemble = _ensemble(models)
    with st.spinner("Translating each length, and looking for what was left out", show_time=True):
        results = {}
        for name in session["models"]:
            with problems_shown():
                results[name] = _translate_all(models[name], sentences)
        verdicts = _judge(results, sentences, ensemble, models, language)
    if not verdicts:
        return
    now = _choose_length(sentences)
    words = content_words(sentences[now], language)
    with st.container(key="panels"):
        for name, one in verdicts.items():
            position = session["models"].index(name)
            with st.container(key=f"panel-{position}"):
                draw_name(position, models[name])
                _draw_said(position, one, now, [sentences[now][start:end] for start, end in words])
    if not any(share is not None for one in verdicts.values() for share in one.shares):
        return
    if len(sentences) > 1:
        _draw_curve(verdicts, sentences, now, models)
    else:
        st.caption("One clause only: commas, conjunctions or line breaks tell this page where a sentence can be cut.")
    _explain({name: models[name].config for name in ensemble})


def _translate_all(model: ModelReference, sentences: Sequence[str]) -> list[Translation]:
    return [translate(model, sentence, st.session_state["beam_size"])[0] for sentence in sentences]


def _judge(
    results: Mapping[str, Sequence[Translation]],
    sentences: Sequence[str],
    ensemble: Sequence[str],
    models: Models,
    language: str,
) -> dict[str, Grown]:
    """The ensemble's verdict on every translation. No member judges its own."""
    found: dict[str, list[list[np.ndarray]]] = {name: [[] for _ in sentences] for name in results}
    for member in ensemble:
        for name, translations in results.items():
            if name == member:
                continue
            pairs = tuple((s, t.text) for s, t in zip(sentences, translations, strict=True))
            for so_far, losses in zip(found[name], losses_of(models[member], pairs, language), strict=True):
                so_far.append(losses)
    return {
        name: Grown(translations, [translated(losses) if losses else None for losses in found[name]])
        for name, translations in results.items()
    }


def _choose_length(sentences: Sequence[str]) -> int:
    """Which of the sentences is looked at, and that sentence itself. The whole one unless chosen otherwise."""
    session, now = st.session_state, 0
    other = session.get("clauses_of", sentences[-1]) != sentences[-1]
    if not other and (session["clauses"] or 1) > len(sentences):
        of = "one clause" if len(sentences) == 1 else f"{len(sentences)} clauses"
        say_problems([f"There is no clause {session['clauses']}: this sentence has {of}"])
        session["clauses"] = None
    if len(sentences) > 1:
        if other or session["clauses"] is None or session["clauses"] > len(sentences):
            session["clauses"] = len(sentences)
        st.segmented_control("Clauses", range(1, len(sentences) + 1), key="clauses", required=True)
        now = session["clauses"] - 1
    session["clauses_of"] = sentences[-1]
    with st.container(key="source-word-grown"):
        st.text(sentences[now])
    return now


def _draw_said(position: int, one: Grown, now: int, words: Sequence[str]) -> None:
    """A translation, and which content words of the source it says and leaves out."""
    with st.container(key=f"said-{position}"):
        st.text(one.translations[now].text or "…")
    with st.container():
        _draw_verdict(position, one.said[now], words)


def _draw_verdict(position: int, said: np.ndarray | None, words: Sequence[str]) -> None:
    if said is None:
        muted("There is no other model of this pair to judge what this one translates.", f"translated-{position}")
        return
    if not words:
        muted("The source has no content words.", f"translated-{position}")
        return
    missing = [word for word, here in zip(words, said, strict=True) if not here]
    of = f"{len(words)} content word{'s' * (len(words) != 1)}"
    muted(f"judged translated: {int(said.sum())} of {of} ({said.mean():.0%})", f"translated-{position}")
    muted(f"judged left out or garbled: {', '.join(dict.fromkeys(missing)) or 'none'}", f"missing-{position}")


def _draw_curve(verdicts: Mapping[str, Grown], sentences: Sequence[str], now: int, models: Models) -> None:
    """The share of words that is translated against length, and the same with all translations as a table."""
    lengths = [len(sentence.split()) for sentence in sentences]
    series = [series_of(name, models) for name in verdicts]
    shares = [one.shares for one in verdicts.values()]
    draw_chart(
        growth_figure(series, lengths, shares, now),
        "growth",
        alt="Share of content words translated against the length of the sentence, one line a model. "
        "The same as a table is below, under All lengths as a table.",
    )
    whose = [origin(one.translations[now]) for one in verdicts.values()]
    said = " · ".join([*whose, search_said(st.session_state["beam_size"])])
    muted(said, "growth-provenance")
    table = pd.DataFrame({"words": lengths, "source": sentences})
    for one, label in zip(verdicts.values(), series, strict=True):
        table[label.label] = [translation.text for translation in one.translations]
        table[f"{label.label}: translated"] = ["" if share is None else f"{share:.0%}" for share in one.shares]
    picture = Picture(chart_and_scale("growth"), about(said))
    draw_menu("growth", "translated-against-length", picture, File("csv", "all lengths", lambda: table_csv(table)))
    with st.expander("All lengths as a table"):
        st.dataframe(table, hide_index=True, alt="Every length of the sentence with each model's translation")


def _ensemble(models: Models) -> list[str]:
    """One model of the pair of each kind; another where the first choice is damaged."""
    known = {name: models[name].config for name in of_pair(st.session_state["pair"], models)}
    configs = {name: config.model for name, config in known.items() if config is not None}
    while broken := [name for name in choose_ensemble(configs) if not is_whole(models[name])]:
        for name in broken:
            del configs[name]
    return choose_ensemble(configs)


def _explain(ensemble: Mapping[str, CheckpointConfig | None]) -> None:
    """What translated means here, and how far to trust it."""
    with st.expander("What counts as translated?"):
        st.markdown(WHAT_IS_TRANSLATED.format(limit=TRANSLATED_FROM))
        muted(f"Ensemble: {', '.join(ensemble)}.", "ensemble")
        measured = trust(
            st.session_state["pair"], {name: fingerprint_of(config) for name, config in ensemble.items() if config}
        )
        if measured is None:
            muted("How often this ensemble is right has not been measured: benchmarks/omission.py does it.", "trust")
            return
        muted("Measured where the truth is known: of so many content words of this kind it calls translated", "trust")
        st.dataframe(measured, hide_index=True, alt="Share of content words called translated, by who judges")
        muted(
            f"The limit of {TRANSLATED_FROM} was set on another draw from the same test data, which may share "
            "sentences with this one: a rough guide.",
            "limit",
        )
