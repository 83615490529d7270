"""Results as a pandas table: one row a sentence, with columns for each system; filtered and sorted."""

from typing import Literal

import pandas

from seq2seq_core.corpus.results import Results

Where = Literal["any", "source", "output", "reference"]
SENTENCE = ""  # the upper name of the columns that belong to the sentence, not to a system


def to_frame(results: Results) -> pandas.DataFrame:
    """One row a sentence, columns by (system, what): ("", "number"), ("", "source"), ("", "reference"), ("", "words"),
    and of each system ("en-fr/bahdanau", "output") and its measures, such as ("en-fr/bahdanau", "bleu").

    A reference is the first one, or "". `words` are those of the source. Of what could not be measured there is NaN;
    a system has no column for what was measured in no sentence.
    """
    raise NotImplementedError


def wide(frame: pandas.DataFrame, system: str) -> pandas.DataFrame:
    """The table of one system: number, source, reference, words, output, then its measures by their keys, then what
    each other system says, in the column `said_by(other)`.

    InputError for a system that is not there.
    """
    raise NotImplementedError


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
    raise NotImplementedError


def sort_rows(frame: pandas.DataFrame, by: str, *, ascending: bool | None = None) -> pandas.DataFrame:
    """Rows in the order of a column, the worst first unless `ascending` says otherwise; those without it at the end.

    Where neither end is the bad one, the largest come first.
    """
    raise NotImplementedError
