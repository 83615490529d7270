"""The error gallery: what detectors find in the output of one system, kind by kind, and how often each is right."""

from collections.abc import Sequence

import streamlit as st

from seq2seq_core.beside import beside
from seq2seq_core.corpus.detectors import DETECTORS, Finding
from seq2seq_core.corpus.errors_found import Found, find_errors
from seq2seq_core.corpus.results import Results, Row
from seq2seq_core.registry import languages_of
from seq2seq_core.text import clean, split_words
from ui.corpus.opened import Opened
from ui.corpus.sentence import show_place
from ui.shared.measured import measured
from ui.shared.shell import muted, switch
from ui.shared.waiting import while_waited_for

AT_FIRST = 10  # examples
MOST_SENTENCES = 10_000  # that are looked through: about half a minute
MANY = 500  # sentences: more are looked through in a process of their own


def draw(opened: Opened) -> None:
    """The kinds with the number of sentences of each, and the clearest examples of the one that is chosen."""
    session = st.session_state
    system = session["corpus_system"]
    pair = opened.results.header.languages or session["pair"]
    source, target = languages_of(pair)
    results = opened.results
    with st.spinner("Looking for errors", show_time=True):
        asked = (results.header.sha256, len(results.rows), system, (source, target))
        found = while_waited_for(lambda: _find(*asked, results))
    counts = {name: len(sentences) for name, sentences in found.items()}
    if session["corpus_error"] not in DETECTORS:
        session["corpus_error"] = max(counts, key=counts.__getitem__)
    titles = {name: f"{detector.title} {counts[name]}" for name, detector in DETECTORS.items()}
    kind = switch("Kind of error", titles, "corpus_error")
    detector, examples = DETECTORS[kind], found[kind]
    st.caption(detector.looks_for)
    part = f"its first {MOST_SENTENCES:,} · " if len(opened.results.rows) > MOST_SENTENCES else ""
    muted(f"{_how_sure(kind)}\n{opened.about} · {part}{system}", "how-sure")
    if not examples:
        st.info(f"The detector found nothing of this kind in what {system} says.")
        return
    shown = len(examples) if session.get("corpus_all_examples") else AT_FIRST
    for row, findings in examples[:shown]:
        _draw_example(row, findings, system)
    if len(examples) > AT_FIRST:
        st.toggle(f"Show all {len(examples):,}", key="corpus_all_examples")


@st.cache_resource(max_entries=12, show_spinner=False)
def _find(sha256: str, rows: int, system: str, languages: tuple[str, str], _results: Results) -> dict[str, list[Found]]:
    asked = (_results, system, languages, MOST_SENTENCES)
    return beside(find_errors, *asked) if rows > MANY else find_errors(*asked)


def _how_sure(kind: str) -> str:
    """The share of findings that were judged to be right."""
    precision = measured("detectors").get("precision", {})
    judged = precision.get(f"{kind}, text alone") or precision.get(kind)
    if judged is None:
        return "Nobody has judged yet how often this detector is right."
    low, high = judged["interval"]
    return (
        f"Of {judged['judged']} findings of this kind in what our models say of our own sentences, judged by hand, "
        f"{judged['right']} are right: {judged['share']:.0%}, 95% interval {low:.0%} to {high:.0%}. Of better "
        "translations, and of other texts, fewer are."
    )


def _draw_example(row: Row, findings: Sequence[Finding], system: str) -> None:
    """The sentence, and each thing found in it with a way to its place on the map."""
    said = row.said[system].text
    with st.container(border=True, key=f"example-{row.number}", gap="xsmall"):
        with st.container(key=f"source-word-example-{row.number}"):
            st.text(row.source)
        st.text(said)
        for place, finding in enumerate(findings):
            where = [
                f"in the {side}: {_quoted(text, words)}"
                for side, text, words in (("output", said, finding.target), ("source", row.source, finding.source))
                if words
            ]
            with st.container(horizontal=True, vertical_alignment="center", key=f"finding-{row.number}-{place}"):
                muted(
                    f"{finding.reason}. Look {' and '.join(where) or 'at the whole sentence'}.", f"{row.number}-{place}"
                )
                st.button(
                    "Show it on the map",
                    icon=":material/grid_on:",
                    type="tertiary",
                    key=f"open-{row.number}-{place}",
                    on_click=_open,
                    args=(row.number, finding),
                )


def _quoted(text: str, place: tuple[int, int] | None) -> str:
    """The words of a place as they stand there."""
    spans = split_words(clean(text))
    if place is None or not spans[place[0] : place[1]]:
        return ""
    return f"“{clean(text)[spans[place[0]][0] : spans[place[1] - 1][1]]}”"


def _open(number: int, finding: Finding) -> None:
    """Open the sentence, with the place locked on its map."""
    show_place(number, *(None if words is None else words[0] for words in (finding.source, finding.target)))
    st.session_state["corpus_view"] = "sentences"
