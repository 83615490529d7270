"""What a page remembers, as a table: its links, their checks and what survives a change of page follow from the rows.

A value lives in the session under its key, which is that of its control where it has one. A link is read when a visitor
arrives, and again on Back and Forward; every other run writes the link of what it shows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from seq2seq_core import InputError
from seq2seq_core.registry import Models, of_pair
from ui.shared.browser_history import came_back, tell_entries
from ui.shared.link import Parameters, address, link_to, unknown_parameters

Values = dict[str, Any]
PUBLISHED = "published"  # session key: what they were at the end of the last run
ARRIVES = "arrives"  # session key: there until the first link is written
ASKED = "asked"  # session key: the page and the part of its link that a change of makes an entry of the history
ENTRIES = "entries"  # session key: how many such changes there were
KEPT = "kept"  # session key: the values of all tables, for Streamlit forgets what a control held that is not drawn


@dataclass(frozen=True, slots=True)
class Visit:
    """What a row may ask: which models there are, the values of the rows above it, and where to say what is wrong."""

    models: Models
    values: Values
    wrong: list[str]

    @property
    def of_pair(self) -> list[str]:
        """The full names of the models of the language pair."""
        return list(of_pair(self.values["pair"], self.models))

    def full_name(self, name: str) -> str:
        """A model's name in a link, as the models of the pair are called here."""
        return f"{self.values['pair']}/{name}"


@dataclass(frozen=True, slots=True)
class Row:
    """One value: how it is called, what it is on a first visit, and how a link holds it."""

    key: str
    link: str | None  # the parameter of a link; None: no link holds it
    usual: Callable[[Visit], Any]
    read: Callable[[str, Visit], Any] = lambda given, visit: given  # InputError says what is wrong with what was given
    write: Callable[[Any], str] = str
    read_all: Callable[[list[str], Visit], Any] | None = None  # in place of `read`, where a parameter stands repeatedly
    write_all: Callable[[Any], list[str]] | None = None
    used: Callable[[Values], bool] = lambda values: True  # a link leaves out what has no effect,
    always: bool = False  # and what is as usual, unless `always`
    fit: Callable[[Any, Visit], Any] = lambda value, visit: value  # the nearest value that another choice still allows
    sometimes: bool = False  # whether its control is drawn on some runs of its page only
    looks: bool = False  # it says where one looks: a change of it is no entry of the browser's history


def read_table(
    table: Iterable[Row], parameters: Parameters, models: Models, above: Mapping[str, Any] | None = None
) -> tuple[Values, list[str]]:
    """The value of every row, from a link or as usual, and what in the link could not be used.

    `above` are values of other tables that rows of this one ask for.
    """
    visit = Visit(models, dict(above or {}), [])
    rows = list(table)
    for row in rows:
        _read_row(row, parameters, visit)
    return {row.key: visit.values[row.key] for row in rows}, visit.wrong


def _read_row(row: Row, parameters: Parameters, visit: Visit) -> None:
    visit.values[row.key] = row.usual(visit)
    if row.link is None or row.link not in parameters:
        return
    given = parameters[row.link]
    try:
        visit.values[row.key] = row.read_all(given, visit) if row.read_all else row.read(given[-1], visit)
    except InputError as error:
        visit.wrong.append(str(error))


def write_table(table: Iterable[Row], values: Mapping[str, Any], models: Models) -> Parameters:
    """The parameters from which `read_table` makes these values again."""
    visit = Visit(models, dict(values), [])
    parameters: Parameters = {}
    for row in table:
        value = values[row.key]
        if row.link is None or not row.used(visit.values) or (value == row.usual(visit) and not row.always):
            continue
        if value is not None and (written := row.write_all(value) if row.write_all else [row.write(value)]):
            parameters[row.link] = written
    return parameters


def restore_table(table: Sequence[Row], models: Models, page: str) -> list[str]:
    """Give every row its value before the controls are drawn. Returns what in the visitor's link could not be used."""
    session, link = st.session_state, address()
    if arrives := KEPT not in session:
        session[ARRIVES] = True
    kept: Values = session.setdefault(KEPT, {})
    session.setdefault(PUBLISHED, {})
    visit = Visit(models, kept, [])
    stays = session.get("page") == page
    session["page"] = page
    if came_back():
        return _restore_from_link(table, link, visit)
    for row in table:
        if row.key not in kept:
            _read_row(row, link, visit)
        elif row.key in session and (stays or session[row.key] != session[PUBLISHED].get(row.key)):
            # Here, or on the way here: what a click on another page cut short did not come to its end there.
            kept[row.key] = row.fit(session[row.key], visit)
        else:
            kept[row.key] = row.fit(kept[row.key], visit)
        if not stays or row.sometimes or row.key not in session or kept[row.key] != session[row.key]:
            session[row.key] = kept[row.key]
    return visit.wrong + (unknown_parameters(link, [row.link for row in table]) if arrives else [])


def _restore_from_link(table: Sequence[Row], link: Parameters, visit: Visit) -> list[str]:
    """What an entry of the browser's history shows: its link. What a link does not hold is as it was."""
    given, wrong = read_table(table, link, visit.models)
    for row in table:
        if row.key not in visit.values or (row.link and (row.link in link or row.used(given))):
            visit.values[row.key] = given[row.key]
        st.session_state[row.key] = visit.values[row.key]
    return wrong + unknown_parameters(link, [row.link for row in table])


def publish_table(table: Sequence[Row], models: Models, more: Parameters | None = None) -> Parameters:
    """Write the link of what is shown, with what is `more`, into the address bar; keep the values for other pages."""
    session = st.session_state
    session[PUBLISHED] = {row.key: session[row.key] for row in table}
    session[KEPT].update(session[PUBLISHED])
    parameters = write_table(table, session[KEPT], models) | (more or {})
    arrives = session.pop(ARRIVES, False)
    if parameters != address() and not arrives:
        st.query_params.from_dict(parameters)
    asked_anew = _asks_anew(parameters, {row.link for row in table if row.looks})
    session[ENTRIES] = session.get(ENTRIES, 0) + asked_anew
    tell_entries(session[ENTRIES], link_to(parameters, "") if arrives else None)
    return parameters


def _asks_anew(parameters: Parameters, looks: set[str | None]) -> bool:
    """Whether the visitor asked for something else than before, so that it is an entry of the browser's history."""
    session = st.session_state
    asked = session["page"], {key: value for key, value in parameters.items() if key not in looks}
    before, session[ASKED] = session.get(ASKED, asked), asked
    stays = before[0] == asked[0]  # another page has its own entry already
    return bool(stays and before != asked and not came_back())
