"""What a visitor corrects: a verdict on a word that they find wrong. It counts at once, and stands in the link."""

from collections.abc import Mapping, Sequence

import streamlit as st

from seq2seq_core import InputError
from seq2seq_core.analysis.verdicts import Finding, Verdict
from seq2seq_core.registry import name_in_pair
from ui.bottleneck.word_list import turned
from ui.shared.browser_history import came_back
from ui.shared.link import read_number, say_problems, short
from ui.shared.remembered import Row, Visit

Place = tuple[str, int, int]  # full name of a model, number of clauses, which content word of them, from 0
Corrections = Mapping[Place, Verdict]
_ORDER = list(Verdict)
_WRITTEN = {verdict.replace(" ", "-"): verdict for verdict in Verdict}


def _read(given: Sequence[str], visit: Visit) -> Corrections:
    return dict(_read_one(one, visit) for one in given)


def _read_one(given: str, visit: Visit) -> tuple[Place, Verdict]:
    model, clauses, word, verdict = [*given.split(":"), "", "", ""][:4]
    numbers = read_number(clauses), read_number(word)
    if visit.full_name(model) not in visit.of_pair or None in numbers or verdict not in _WRITTEN:
        raise InputError(
            f"Correction “{short(given)}” is not MODEL:CLAUSES:WORD:VERDICT: a model of {visit.values['pair']}, two "
            f"numbers from 1 on, and one of {', '.join(_WRITTEN)}"
        )
    return (visit.full_name(model), numbers[0] or 1, (numbers[1] or 1) - 1), _WRITTEN[verdict]


def _write(corrections: Corrections) -> list[str]:
    return [
        f"{name_in_pair(model)}:{clauses}:{word + 1}:{verdict.replace(' ', '-')}"
        for (model, clauses, word), verdict in corrections.items()
    ]


def _fit(corrections: Corrections, visit: Visit) -> Corrections:
    return {place: verdict for place, verdict in corrections.items() if place[0] in visit.of_pair}


ROW = Row(
    "corrections", "corrected", usual=lambda visit: {}, read_all=_read, write_all=_write, fit=_fit, sometimes=True
)


def begin_anew_for(text: str) -> None:
    """Another sentence or another search makes other translations, of which nothing was corrected."""
    session = st.session_state
    of = (text, session["beam_size"])
    if session.get("corrections_of", of) != of and not came_back():  # a link that is read again has its own
        session["corrections"] = {}
    session["corrections_of"] = of


def say_unusable(judged: Mapping[str, Sequence[Sequence[Finding]]]) -> None:
    """Forget corrections of words that are not there, and say so. `judged` has the findings of each model by length."""
    session = st.session_state
    corrections: Corrections = session["corrections"]
    there = {
        (model, clauses, word)
        for model, lengths in judged.items()
        for clauses, findings in enumerate(lengths, start=1)
        for word in range(len(findings))
    }
    unusable = [place for place in corrections if place[0] in judged and place not in there]
    say_problems([f"There is no content word {word + 1} in {clauses} of the clauses" for _, clauses, word in unusable])
    session["corrections"] = {place: verdict for place, verdict in corrections.items() if place not in unusable}


def corrected(findings: Sequence[Finding], model: str, clauses: int) -> list[Verdict]:
    """The verdicts of this page, or the visitor's where there is one."""
    corrections: Corrections = st.session_state["corrections"]
    return [corrections.get((model, clauses, word), found.verdict) for word, found in enumerate(findings)]


def turn(findings: Sequence[Finding], model: str, clauses: int, key: str) -> None:
    """A word of the list called `key` was clicked: the next verdict, until it is that of this page again."""
    word = turned(key)
    if not isinstance(word, int) or not 0 <= word < len(findings):
        return
    place, session = (model, clauses, word), st.session_state
    now = corrected(findings, model, clauses)[word]
    then = _ORDER[(_ORDER.index(now) + 1) % len(_ORDER)]
    others = {other: verdict for other, verdict in session["corrections"].items() if other != place}
    session["corrections"] = others if then == findings[word].verdict else others | {place: then}
