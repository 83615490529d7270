"""The error gallery: what detectors find in the output of one system, kind by kind, and how often each is right."""

import streamlit as st

from seq2seq_core.corpus.detectors import DETECTORS, Finding, detect
from seq2seq_core.corpus.results import Results, Row
from seq2seq_core.registry import Models, languages_of
from seq2seq_core.text import clean, split_words
from ui.corpus.opened import Opened
from ui.shared.lock import Lock
from ui.shared.measured import detector_precision
from ui.shared.shell import muted

AT_FIRST = 10  # examples
Found = tuple[Row, Finding]


def draw(opened: Opened, models: Models) -> None:
    """The kinds with their numbers, and the clearest examples of the one that is chosen."""
    session = st.session_state
    system = session["corpus_system"]
    pair = opened.results.header.languages or session["pair"]
    source, target = languages_of(pair)
    found = _find(opened.results.header.sha256, len(opened.results.rows), system, (source, target), opened.results)
    counts = {name: len(findings) for name, findings in found.items()}
    if session["corpus_error"] not in DETECTORS:
        session["corpus_error"] = max(counts, key=counts.__getitem__)
    kind = st.segmented_control(
        "Kind of error",
        list(DETECTORS),
        key="corpus_error",
        format_func=lambda name: f"{DETECTORS[name].title} {counts[name]}",
        required=True,
    )
    detector, examples = DETECTORS[kind], found[kind]
    st.caption(detector.looks_for)
    muted(f"{_how_sure(kind, pair)}\n{opened.about} · {system}", "how-sure")
    if not examples:
        st.info(f"The detector found nothing of this kind in what {system} says.")
        return
    shown = len(examples) if session.get("corpus_all_examples") else AT_FIRST
    for row, finding in examples[:shown]:
        _draw_example(row, finding, system, models)
    if len(examples) > AT_FIRST:
        st.toggle(f"Show all {len(examples):,}", key="corpus_all_examples")


@st.cache_resource(max_entries=12, show_spinner="Looking for errors")
def _find(
    sha256: str, rows: int, system: str, languages: tuple[str, str], _results: Results
) -> dict[str, list[Found]]:
    """Of every kind what was found, the clearest first."""
    found: dict[str, list[Found]] = {name: [] for name in DETECTORS}
    for row in _results.rows:
        for finding in detect(row.source, row.said[system].text, languages, references=row.references):
            found[finding.detector].append((row, finding))
    return {name: sorted(some, key=lambda one: -one[1].strength) for name, some in found.items()}


def _how_sure(kind: str, pair: str) -> str:
    """The share of findings that a person judged to be right."""
    judged = detector_precision().get(kind)
    if judged is None:
        return "Nobody has judged yet how often this detector is right."
    return (
        f"Of {judged.judged} findings of this kind on our sentences, a person found {judged.right} right: "
        f"{judged.precision:.0%}, 95% interval {judged.low:.0%} to {judged.high:.0%}. Other texts may differ."
    )


def _draw_example(row: Row, finding: Finding, system: str, models: Models) -> None:
    with st.container(border=True, key=f"example-{row.number}-{finding.target}-{finding.source}", gap="xsmall"):
        said = row.said[system].text
        with st.container(key=f"source-word-example-{row.number}-{finding.target}-{finding.source}"):
            st.text(row.source)
        st.text(said)
        where = [f"in the output: {_quoted(said, finding.target)}", f"in the source: {_quoted(row.source, finding.source)}"]
        places = [one for one, place in zip(where, (finding.target, finding.source), strict=True) if place]
        muted(f"{finding.reason}. Look {' and '.join(places)}.", f"reason-{row.number}-{finding.target}-{finding.source}")
        st.button(
            f"Sentence {row.number:,}: show the map at this place",
            icon=":material/grid_on:",
            type="tertiary",
            key=f"open-{row.number}-{finding.target}-{finding.source}",
            on_click=_open,
            args=(row.number, finding, system if system in models else ""),
        )


def _quoted(text: str, place: tuple[int, int] | None) -> str:
    """The words of a place as they stand there."""
    spans = split_words(clean(text))
    if place is None or not spans[place[0] : place[1]]:
        return ""
    return f"“{clean(text)[spans[place[0]][0] : spans[place[1] - 1][1]]}”"


def _open(number: int, finding: Finding, model: str) -> None:
    """Open the sentence, with the place locked on its map."""
    session = st.session_state
    session.update(corpus_row=number, corpus_view="sentences", level="words")
    source, target = finding.source, finding.target
    if source is not None:
        session["lock"] = Lock(source[0], None if target is None or not model else target[0], model if target else "")
    else:
        session["lock"] = None
