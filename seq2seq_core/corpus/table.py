"""Results as a pandas table: one row a sentence, with columns for each system; filtered and sorted."""

import math
import re
import time
from typing import Any, Literal, cast

import numpy as np
import pandas
import regex as regular

from seq2seq_core.corpus.measures import MEASURES
from seq2seq_core.corpus.results import Results
from seq2seq_core.errors import InputError

Where = Literal["any", "source", "output", "reference"]
SENTENCE = ""  # the upper name of the columns that belong to the sentence, not to a system
SHARED = ("number", "source", "reference", "words")
LONGEST_EXPRESSION = 200  # characters
MOST_REPEATED = 1000  # times, by counts such as {2,5} one in the other
PATIENCE = 2.0  # seconds that an expression may take for a whole table


def to_frame(results: Results) -> pandas.DataFrame:
    """One row a sentence, columns by (system, what): ("", "number"), ("", "source"), ("", "reference"), ("", "words"),
    and of each system ("en-fr/bahdanau", "output") and its measures, such as ("en-fr/bahdanau", "bleu").

    A reference is the first one, or "". `words` are those of the source, between spaces. Of what could not be
    measured there is NaN; a system has no column for what was measured in no sentence.
    """
    rows = results.rows
    columns: dict[tuple[str, str], Any] = {
        (SENTENCE, "number"): np.array([row.number for row in rows], dtype=np.int64),
        (SENTENCE, "source"): _column([row.source for row in rows]),
        (SENTENCE, "reference"): _column([row.references[0] if row.references else "" for row in rows]),
        (SENTENCE, "words"): np.array([len(row.source.split()) for row in rows], dtype=np.int64),
    }
    for system in results.systems:
        said = [row.said[system] for row in rows]
        columns[system, "output"] = _column([one.text for one in said])
        values = np.array([list(map(one.measures.get, MEASURES)) for one in said], dtype=np.float64)  # None becomes nan
        for key, column in zip(MEASURES, values.reshape(len(said), len(MEASURES)).T, strict=True):
            if not np.isnan(column).all():
                columns[system, key] = column
    frame = pandas.DataFrame(columns)
    frame.columns = pandas.MultiIndex.from_tuples(list(columns), names=["system", "what"])
    return frame


def wide(frame: pandas.DataFrame, system: str) -> pandas.DataFrame:
    """The table of one system: number, source, reference, words, output, then its measures by their keys, then what
    each other system says, in the column `said_by(other)`.

    InputError for a system that is not there.
    """
    systems = systems_of(frame)
    if system not in systems:
        raise InputError(f"there is no system {system!r} in these results; there are {', '.join(systems)}")
    parts = {key: frame[SENTENCE, key] for key in SHARED}
    parts |= {key: frame[system, key] for name, key in _pairs(frame) if name == system}
    parts |= {said_by(other): frame[other, "output"] for other in systems if other != system}
    return pandas.DataFrame(parts)


def systems_of(frame: pandas.DataFrame) -> list[str]:
    """The systems of a table by `to_frame`, in the order of the file."""
    return [system for system, key in _pairs(frame) if key == "output" and system != SENTENCE]


def measures_of(frame: pandas.DataFrame) -> list[str]:
    """The keys of the measures that a `wide` table has, in their usual order."""
    return [key for key in MEASURES if key in frame.columns]


def said_by(system: str) -> str:
    """The column of `wide` with what another system says."""
    return f"said by {system}"


def filter_rows(
    frame: pandas.DataFrame,
    *,
    text: str = "",
    regex: bool = False,
    where: Where = "any",
    column: str | None = None,
    low: float | None = None,
    high: float | None = None,
) -> pandas.DataFrame:
    """Rows of a `wide` table that hold a text (capitals apart) or match a regular expression, and whose number in a
    column is in a range, both ends counted. A row without that number is in no range.

    InputError for an expression that is wrong or takes too long, or a column that is not there.
    """
    if column is not None:
        values = frame[_numeric(frame, column)]
        frame = frame[
            values.ge(-float("inf") if low is None else low) & values.le(float("inf") if high is None else high)
        ]
    if text:
        columns: list[str] = [where] if where != "any" else _texts(frame)
        match = _matching(frame, columns, text) if regex else _holding(frame, columns, text)
        frame = frame[match]
    return frame


def sort_rows(frame: pandas.DataFrame, by: str, *, ascending: bool | None = None) -> pandas.DataFrame:
    """Rows in the order of a column, the worst first unless `ascending` says otherwise; those without it at the end.

    Where neither end is the bad one, the largest come first; sentences in the order of their numbers, and texts.
    """
    if by not in frame.columns:
        raise InputError(f"there is no column {by!r}; there are {', '.join(map(str, frame.columns))}")
    if ascending is None:
        ascending = MEASURES[by].better == "high" if by in MEASURES else True
    return frame.sort_values(by, ascending=ascending, kind="stable", na_position="last")


def _column(texts: list[str]) -> Any:
    return pandas.array(texts, dtype="str")  # which an empty one is, too


def _pairs(frame: pandas.DataFrame) -> list[tuple[str, str]]:
    return cast(list[tuple[str, str]], frame.columns.to_list())


def _texts(frame: pandas.DataFrame) -> list[str]:
    return [
        "source",
        "output",
        "reference",
        *(str(name) for name in frame.columns if str(name).startswith(said_by(""))),
    ]


def _numeric(frame: pandas.DataFrame, column: str) -> str:
    numeric = [str(name) for name in frame.columns if pandas.api.types.is_numeric_dtype(frame[name])]
    if column not in numeric:
        raise InputError(f"there is no column {column!r} with numbers; there are {', '.join(numeric)}")
    return column


def _holding(frame: pandas.DataFrame, columns: list[str], text: str) -> list[bool]:
    wanted = text.casefold()
    return [
        any(wanted in cell.casefold() for cell in cells) for cells in zip(*(frame[c] for c in columns), strict=True)
    ]


def _matching(frame: pandas.DataFrame, columns: list[str], expression: str) -> list[bool]:
    """Which rows match. One that never comes to an end is stopped; meanwhile other threads go on (`concurrent`)."""
    pattern = _compiled(expression)
    until = time.monotonic() + PATIENCE
    found = []
    try:
        for cells in zip(*(frame[name] for name in columns), strict=True):
            left = max(0.001, until - time.monotonic())
            found.append(any(pattern.search(cell, timeout=left, concurrent=True) for cell in cells))
    except TimeoutError as error:
        raise InputError(f"“{expression}” takes more than {PATIENCE:g} seconds; write it with fewer * and +") from error
    return found


def _compiled(expression: str) -> regular.Pattern[str]:
    """InputError for what is no expression, or one that takes gigabytes: it calls itself, or repeats by millions."""
    if len(expression) > LONGEST_EXPRESSION:
        raise InputError(f"an expression of {len(expression):,} characters is too long; at most {LONGEST_EXPRESSION}")
    counts = [max(int(n or 1) for n in pair) for pair in re.findall(r"\{(\d*),?(\d*)\}", expression)]
    if math.prod(counts) > MOST_REPEATED:
        raise InputError(f"“{expression}” repeats something more than {MOST_REPEATED:,} times; write smaller numbers")
    if re.search(r"\(\?(R|&|P>|[+-]?\d)", expression):
        raise InputError(f"“{expression}” calls itself, which is not for looking through a table")
    try:
        return regular.compile(expression)
    except (regular.error, OverflowError, RecursionError) as error:
        raise InputError(f"“{expression}” is not a regular expression: {error}") from error
