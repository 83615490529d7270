"""The first experiment: a sentence that grows clause by clause, and how much of it each model still says."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from figures.length import growth_figure
from seq2seq_core import Translation
from seq2seq_core.analysis.lexicon import Lexicon
from seq2seq_core.analysis.verdicts import WELL_KNOWN
from seq2seq_core.registry import Models, languages_of
from seq2seq_core.text import clean
from ui.bottleneck import corrections
from ui.bottleneck.growth import clauses_of, grown
from ui.bottleneck.judging import Count, Grown, count, ensemble_of, judge_each, lexicon_of, translate_each
from ui.bottleneck.series import series_of
from ui.bottleneck.trust import say_trust, show_trust
from ui.bottleneck.word_list import Item, word_list
from ui.shared.chart import draw_chart
from ui.shared.help import WHAT_IS_TRANSLATED
from ui.shared.link import say_problems
from ui.shared.panel import draw_name
from ui.shared.problems import problems_shown
from ui.shared.provenance import origin, search_said
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted


def draw_growth(text: str, models: Models) -> None:
    """Translate the sentence of one clause, of two, and so on, by every chosen model."""
    session = st.session_state
    typed = session["text"] if clean(session["text"]) == text else text
    sentences = grown(clauses_of(typed, languages_of(session["pair"])[0]))
    corrections.begin_anew_for(text)
    lexicon = None
    with problems_shown():
        lexicon = lexicon_of(session["pair"], models)
        if lexicon is None:
            _say_no_lexicon()
    ensemble = ensemble_of(models)
    with st.spinner("Translating each length, and looking for what was left out", show_time=True):
        results = translate_each(sentences, models)
        judged = judge_each(results, sentences, ensemble, lexicon, models) if lexicon else {}
    if not results:
        return
    corrections.say_unusable({name: one.findings for name, one in judged.items()})
    now = _choose_length(sentences)
    _draw_translations(results, judged, now, sentences[now], models)
    if lexicon is not None and any(found for one in judged.values() for found in one.findings):
        say_trust(ensemble, lexicon, models)
        _draw_curve(judged, sentences, now, models)
        _explain(ensemble, lexicon, models)


def _choose_length(sentences: Sequence[str]) -> int:
    """Which of the sentences is looked at, and that sentence itself. The whole one unless chosen otherwise."""
    session, now = st.session_state, 0
    if session.get("clauses_of", sentences[-1]) != sentences[-1]:
        session["clauses"] = None  # another sentence is looked at whole
    elif (session["clauses"] or 1) > len(sentences):
        of = "one clause" if len(sentences) == 1 else f"{len(sentences)} clauses"
        say_problems([f"There is no clause {session['clauses']}: this sentence has {of}"])
        session["clauses"] = None
    if len(sentences) > 1:
        session["clauses"] = session["clauses"] or len(sentences)
        st.segmented_control("Clauses", range(1, len(sentences) + 1), key="clauses", required=True)
        now = session["clauses"] - 1
    session["clauses_of"] = sentences[-1]
    with st.container(key="source-word-grown"):
        st.text(sentences[now])
    return now


def _draw_translations(
    results: Mapping[str, Sequence[Translation]], judged: Mapping[str, Grown], now: int, sentence: str, models: Models
) -> None:
    """The translations of one length beside each other, each with what became of the words of the source."""
    with st.container(key="panels"):
        for name, translations in results.items():
            position = st.session_state["models"].index(name)
            with st.container(key=f"panel-{position}"):
                draw_name(position, models[name])
                with st.container(key=f"said-{position}"):
                    st.text(translations[now].text or "…")
                with st.container():
                    if name in judged:
                        _draw_words(position, name, judged[name], now, sentence)


def _draw_words(position: int, name: str, one: Grown, now: int, sentence: str) -> None:
    """What became of every content word of the source, for the reader to see, and to correct."""
    findings, said = one.findings[now], one.translations[now].text
    if not findings:
        muted("The source has no content words.", f"translated-{position}")
        return
    verdicts = corrections.corrected(findings, name, now + 1)
    items = [
        Item(
            sentence[slice(*found.word)],
            verdict,
            said[slice(*found.found_as)] if found.found_as and verdict == found.verdict else None,
            verdict != found.verdict,
        )
        for found, verdict in zip(findings, verdicts, strict=True)
    ]
    key = f"words-{position}"
    word_list(items, key, partial(corrections.turn, findings, name, now + 1, key))
    by_visitor = sum(item.corrected for item in items)
    told = _told(count(verdicts)) + (f" · {by_visitor} as you corrected ◆" if by_visitor else "")
    muted(told, f"translated-{position}")
    if one.alone:
        muted("There is no other model of this pair to judge what the lexicon does not find.", f"alone-{position}")


def _told(number: Count) -> str:
    of = f"{number.words} content word{'s' * (number.words != 1)}"
    return f"translated: {number.translated} of {of} · not found: {number.missing} · cannot tell: {number.undecided}"


def _draw_curve(judged: Mapping[str, Grown], sentences: Sequence[str], now: int, models: Models) -> None:
    """The share of words that is translated against length, and the same with all translations as a table."""
    if len(sentences) == 1:
        st.caption("One clause only: commas, conjunctions or line breaks tell this page where a sentence can be cut.")
        return
    lengths = [len(sentence.split()) for sentence in sentences]
    series = [series_of(name, models) for name in judged]
    counts = {
        name: [count(corrections.corrected(found, name, i + 1)) for i, found in enumerate(one.findings)]
        for name, one in judged.items()
    }
    draw_chart(
        growth_figure(series, lengths, [[number.shares for number in some] for some in counts.values()], now),
        "growth",
        alt="Share of content words translated against the length of the sentence, one line a model, up to which share "
        "with all that nobody can tell. The same as a table is below, under All lengths as a table.",
    )
    whose = [origin(one.translations[now]) for one in judged.values()]
    told = " · ".join([*whose, search_said(st.session_state["beam_size"])])
    muted(told, "growth-provenance")
    table = pd.DataFrame({"words": lengths, "source": sentences})
    for (name, one), label in zip(judged.items(), series, strict=True):
        table[label.label] = [translation.text for translation in one.translations]
        table[f"{label.label}: words"] = [_told(number) if number.words else "" for number in counts[name]]
    picture = Picture(chart_and_scale("growth"), about(told))
    draw_menu("growth", "translated-against-length", picture, File("csv", "all lengths", lambda: table_csv(table)))
    muted("A line is what was found; its band reaches up to all that nobody can tell.", "growth-band")
    with st.expander("All lengths as a table"):
        st.dataframe(table, hide_index=True, alt="Every length of the sentence with each model's translation")


def _say_no_lexicon() -> None:
    pair = st.session_state["pair"]
    muted("This family has no lexicon, which it takes to find what a translation leaves out.", "no-lexicon")
    with st.expander("How to make one"):
        st.code(f"python -m seq2seq_core lexicon configs/{pair}/NAME.toml", language="bash")


def _explain(ensemble: Sequence[str], lexicon: Lexicon, models: Models) -> None:
    """What the verdicts mean, and how far to trust them."""
    with st.expander("What counts as translated?"):
        st.markdown(WHAT_IS_TRANSLATED.format(source=WELL_KNOWN[0], target=WELL_KNOWN[1]))
        muted(f"Ensemble: {', '.join(ensemble)}. Lexicon: {len(lexicon.source):,} stems.", "ensemble")
        show_trust(ensemble, lexicon, models)
