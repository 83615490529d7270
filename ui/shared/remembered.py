"""What a page remembers, as a table: its links, their checks and what survives a change of page follow from the rows.

A value lives in the session under its key, which is that of its control where it has one. A link is read once, when a
visitor arrives; after that every run writes the link of what it shows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from seq2seq_core import InputError
from seq2seq_core.registry import Models, name_in_pair, of_pair
from ui.shared.link import MOST_PLACES, Parameters, address, read_number, short

Values = dict[str, Any]
PUBLISHED = "published"  # session key: what they were at the end of the last run
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
    kept: Values = session.setdefault(KEPT, {})
    session.setdefault(PUBLISHED, {})
    visit = Visit(models, kept, [])
    stays = session.get("page") == page
    session["page"] = page
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
    return visit.wrong


def publish_table(table: Sequence[Row], models: Models, more: Parameters | None = None) -> Parameters:
    """Write the link of what is shown, with what is `more`, into the address bar; keep the values for other pages."""
    session = st.session_state
    session[PUBLISHED] = {row.key: session[row.key] for row in table}
    session[KEPT].update(session[PUBLISHED])
    parameters = write_table(table, session[KEPT], models) | (more or {})
    if parameters != address():
        st.query_params.from_dict(parameters)
    return parameters


def choice(key: str, link: str, allowed: Mapping[str, Any], **row: Any) -> Row:
    """A row of one of several values, the first as usual. `allowed`: how a link writes each of them."""
    written = {value: text for text, value in allowed.items()}

    def read(given: str, visit: Visit) -> Any:
        if given not in allowed:
            raise InputError(f"{link.capitalize()} “{short(given)}” is not one of {', '.join(allowed)}")
        return allowed[given]

    def fit(value: Any, visit: Visit) -> Any:  # a control that was clicked empty holds None
        return value if value in written else visit.values.get(key, first)

    first = next(iter(allowed.values()))
    return Row(key, link, **({"usual": lambda visit: first, "fit": fit} | row), read=read, write=written.__getitem__)


def number(key: str, link: str, most: int | Callable[[Visit], int], **row: Any) -> Row:
    """A row of a number from 1 on, 1 as usual."""

    def read(given: str, visit: Visit) -> int:
        largest = most(visit) if callable(most) else most
        found = read_number(given, largest)
        if found is None:
            allowed = f"a number from 1 to {largest}" if largest > 1 else "1, all there is"
            raise InputError(f"{link.capitalize()} “{short(given)}” is not {allowed}")
        return found

    return Row(key, link, **({"usual": lambda visit: 1} | row), read=read)


def place(key: str, link: str, usual: int | None = 0, **row: Any) -> Row:
    """A row of a place in a sequence: counted from 0 in the session, as in the code, and from 1 in a link."""

    def read(given: str, visit: Visit) -> int:
        found = read_number(given, MOST_PLACES)
        if found is None:
            raise InputError(f"{link.capitalize()} “{short(given)}” is not a number from 1 to {MOST_PLACES}")
        return found - 1

    return Row(key, link, usual=lambda visit: usual, read=read, write=lambda value: str(value + 1), **row)


def one_model(key: str, link: str, label: str, usual: Callable[[Visit], str | None], **row: Any) -> Row:
    """A row of a model of the language pair, by its name in the link and its full name in the session."""

    def read(given: str, visit: Visit) -> str:
        full_name = given if "/" in given else visit.full_name(given)
        if full_name in visit.of_pair:
            return full_name
        pair = visit.values["pair"]
        if full_name in visit.models:
            theirs = visit.models[full_name].pair
            raise InputError(
                f"{label} “{short(given)}” is a model of {theirs}, and this page shows those of {pair}: models of "
                "different languages have no output in common"
            )
        known = ", ".join(visit.models[name].name for name in visit.of_pair)
        raise InputError(f"{label} “{short(given)}” is not a model of {pair} (there is {known})")

    def fit(value: str | None, visit: Visit) -> str | None:
        return value if value in visit.of_pair else usual(visit)

    return Row(key, link, usual=usual, read=read, write=name_in_pair, fit=fit, **row)
