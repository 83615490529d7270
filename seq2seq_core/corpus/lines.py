"""Test sets from text files of any kind: one file in columns, or a file for each side with a sentence a line.

Who has the file is shown what was guessed before it is taken: `guess_columns`, then `read_test_set` with its roles or
others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from seq2seq_core.corpus.sentences import Sentence, TestSet

MOST_BYTES = 100_000_000  # of a file, unpacked
MOST_SENTENCES = 1_000_000
LONGEST = 10_000  # characters of a sentence; what is longer is left out, and named

Role = Literal["source", "reference", "hypothesis", "ignored"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file and what it is taken for."""

    name: str  # by the header, or "column 3"; a system is called by it
    role: Role


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file in columns looks like."""

    columns: tuple[Column, ...]
    header: bool  # whether its first line names them
    separator: str  # "tab", "comma" or "semicolon"
    why: str  # one or two sentences that say what the guess goes by, and what the data cannot tell
    rows: tuple[tuple[str, ...], ...]  # the first ones, without the header; each has a cell for every column
    lines: int  # without the header

    @property
    def roles(self) -> tuple[Role, ...]:
        """What each column is taken for."""
        return tuple(column.role for column in self.columns)


def guess_columns(raw: bytes, name: str) -> Guess:
    """Say what the columns of a file seem to be; CorpusError where it has none."""
    raise NotImplementedError


def read_test_set(
    raw: bytes,
    name: str,
    *,
    roles: Sequence[Role] | None = None,
    header: bool | None = None,
    most: int = MOST_SENTENCES,
) -> TestSet:
    """Read a file in columns, by the roles of its columns; those that are not given are guessed.

    CorpusError where there is no source, no sentence or more than `most`.
    """
    raise NotImplementedError


def read_text_files(
    source: tuple[str, bytes],
    references: Sequence[tuple[str, bytes]] = (),
    hypotheses: Mapping[str, tuple[str, bytes]] | None = None,
    *,
    most: int = MOST_SENTENCES,
) -> TestSet:
    """Read files with a sentence a line, each given as its name and its content; `hypotheses` by name of the system.

    CorpusError where they have not the same number of lines.
    """
    raise NotImplementedError


_ = Sentence
