"""What all pages remember: the sentence, the models, the search, and how a map is shown."""

from collections.abc import Mapping

import streamlit as st

from seq2seq_core import InputError, Translation
from seq2seq_core.registry import Models, name_in_pair, of_pair, pairs_of
from seq2seq_core.text import check_sentence
from ui.shared.browser_history import came_back
from ui.shared.examples import examples_for
from ui.shared.link import Parameters, short
from ui.shared.lock import Lock, at_level, read_lock, write_lock
from ui.shared.presenter import ROW as PRESENTER
from ui.shared.remembered import KEPT, Row, Values, Visit, publish_table, read_table, restore_table
from ui.shared.row_kinds import choice, number

LEVELS = ("words", "pieces")
WIDEST_BEAM = 10  # that a page has room for; the library takes `options.MOST_BEAMS`
FIRST_SHOWN = ("bahdanau", "luong-general", "no-attention")  # unless chosen otherwise: one of each kind
MOST_AT_FIRST = 3


def _read_pair(given: str, visit: Visit) -> str:
    pairs = pairs_of(visit.models)
    if given not in pairs:
        usual = visit.values["pair"]
        raise InputError(f"Pair “{short(given)}” is not one of {', '.join(pairs)}; using {usual}")
    return given


def _usual_pair(visit: Visit) -> str:
    """The one that has most models."""
    return max(pairs_of(visit.models), key=lambda pair: len(of_pair(pair, visit.models)))


def _usual_models(visit: Visit) -> list[str]:
    models = visit.models
    return sorted(visit.of_pair, key=lambda name: models[name].name not in FIRST_SHOWN)[:MOST_AT_FIRST]


def _read_models(given: list[str], visit: Visit) -> list[str]:
    names = dict.fromkeys(visit.full_name(name) for name in given)
    for unknown in [name for name in names if name not in visit.of_pair]:
        known = ", ".join(visit.models[name].name for name in visit.of_pair)
        visit.wrong.append(
            f"There is no model “{short(name_in_pair(unknown))}” for {visit.values['pair']} (there is {known})"
        )
    return [name for name in names if name in visit.of_pair] or visit.values["models"]


def _fit_models(chosen: list[str], visit: Visit) -> list[str]:
    """Those that are there; none where a visitor took all away, but the usual ones where the pair is another."""
    there = [name for name in chosen if name in visit.of_pair]
    return there if there or not chosen else _usual_models(visit)


def _read_lock(given: str, visit: Visit) -> Lock:
    lock = read_lock(given, visit.values["pair"])
    if lock is None:
        raise InputError(f"Lock “{short(given)}” does not name a cell")
    return lock


TABLE = (
    Row(
        "pair",
        "pair",
        usual=_usual_pair,
        read=_read_pair,
        always=True,  # which pair is the usual one, another model may change
    ),
    Row("text", "text", usual=lambda visit: examples_for(visit.values["pair"])[0].text),
    Row(
        "models",
        "model",
        usual=_usual_models,
        read_all=_read_models,
        write_all=lambda names: [name_in_pair(name) for name in names],
        fit=_fit_models,
    ),
    number("beam_size", "beam", WIDEST_BEAM),
    number(
        "hypothesis",
        "hypothesis",
        lambda visit: int(visit.values["beam_size"]),
        fit=lambda value, visit: value if value <= visit.values["beam_size"] else 1,
        looks=True,
    ),
    choice("level", "level", dict(zip(LEVELS, LEVELS, strict=True)), looks=True),
    choice("hide_end", "end", {"shown": False, "hidden": True}, looks=True),
    Row("lock", "lock", usual=lambda visit: None, read=_read_lock, write=write_lock, looks=True),
    PRESENTER,
)


def defaults(models: Models, pair: str | None = None) -> Values:
    """The values of a first visit, for a language pair or the usual one."""
    return read_table(TABLE, {} if pair is None else {"pair": [pair]}, models)[0]


def restore(models: Models, page: str, *more: Row) -> list[str]:
    """Give every key a value before its control is drawn. Returns what in the visitor's link could not be used.

    `more` are the rows of what the page remembers besides.
    """
    session = st.session_state
    if KEPT in session and session[KEPT]["pair"] not in pairs_of(models):  # all its models are gone: begin anew
        del session[KEPT], session["page"]
    if came_back():
        session.pop("lock_level", None)  # the lock of a link is one of its own level
    return restore_table((*TABLE, *more), models, page)


def publish(models: Models, *rows: Row, more: Parameters | None = None) -> Parameters:
    """Write the link of what is shown into the address bar and return it; `more` is what no row holds.

    Where the text cannot be read, the last one that could be is shown, so that is what the link has.
    """
    return publish_table((*TABLE, *rows), models, shown_text() | (more or {}))


def shown_text() -> Parameters:
    """The text of a link where it is not the typed one."""
    session = st.session_state
    last_good = session.get("last_good")
    return {"text": [last_good]} if last_good and not is_readable(session["text"]) else {}


def is_readable(text: str) -> bool:
    """Whether models can be asked to translate a text."""
    try:
        check_sentence(text)
    except InputError:
        return False
    return True


def clear_lock() -> None:
    """Forget the locked cell."""
    st.session_state["lock"] = None


def locked(translations: Mapping[str, Translation]) -> Lock | None:
    """The locked cell among the words or tokens that are shown now. `translations` are those on the page by model."""
    session = st.session_state
    level, before = session["level"], session.get("lock_level", session["level"])
    session["lock_level"] = level
    if session["lock"] and translations and level != before:
        session["lock"] = at_level(session["lock"], level, translations)
    lock: Lock | None = session["lock"]
    return lock


def set_lock(lock: Lock) -> None:
    """Lock a cell; the one that is locked already is freed."""
    st.session_state["lock"] = None if st.session_state["lock"] == lock else lock
