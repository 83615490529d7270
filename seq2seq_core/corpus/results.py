"""What systems said of a test set, as a file of JSON lines: what the file is, then one line a sentence.

A line is written when every system has said its part of that sentence, so a run that was killed leaves a file whose
whole lines are good: it can be read, and the run can go on from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from seq2seq_core.corpus.measures import MEASURES
from seq2seq_core.errors import CorpusError
from seq2seq_core.strict import Strict

MOST_SYSTEMS = 20
MOST_SENTENCES = 1_000_000
MOST_BYTES = 500_000_000  # of a file: about the most sentences by the most systems
MOST_IN_A_LINE = 1_000_000  # bytes
KIND: Literal["corpus results"] = "corpus results"

Name = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=20_000)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
T = TypeVar("T", bound=BaseModel)


class System(Strict):
    """Who translated: a model of ours, or a file that came with the sentences."""

    model_config = ConfigDict(populate_by_name=True)

    name: Name
    origin: Literal["model", "file"] = Field(alias="from")
    fingerprint: Annotated[str, Field(max_length=200)] | None = None
    beam_size: Annotated[int, Field(ge=1, le=1000)] | None = None


class Header(Strict):
    """The first line of a file."""

    alignscope: Literal["corpus results"] = KIND
    version: Literal[1] = 1
    set: Name  # the name of the test set
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]  # of the test set
    languages: Annotated[str, Field(pattern=r"^([a-z]{2,3}-[a-z]{2,3})?$")] = ""  # "en-fr"; "" where nobody said
    systems: Annotated[tuple[System, ...], Field(max_length=MOST_SYSTEMS)]
    sentences: Annotated[int, Field(ge=1, le=MOST_SENTENCES)]  # how many there are once all is done

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [system.name for system in self.systems]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two systems are called {twice[0]!r}")
        return self


class Said(Strict):
    """What one system says of one sentence. What a file does not tell is None; what cannot be measured is left out."""

    text: Text
    log_prob: Finite | None = None
    tokens: Annotated[int, Field(ge=0, le=10_000)] | None = None
    finished: bool | None = None
    measures: dict[str, Finite] = {}
    error: Text | None = None  # why there is no translation


class Row(Strict):
    """One sentence and what each system says of it."""

    number: Annotated[int, Field(ge=1, le=10 * MOST_SENTENCES)]
    source: Text
    references: Annotated[tuple[Text, ...], Field(max_length=50)] = ()
    said: dict[str, Said]  # by the name of the system

    @model_validator(mode="after")
    def _measures_are_known(self) -> Self:
        for said in self.said.values():
            if unknown := sorted(said.measures.keys() - MEASURES.keys()):
                raise ValueError(f"there is no measure {unknown[0]!r}; known measures: {', '.join(MEASURES)}")
        return self


@dataclass(frozen=True, slots=True)
class Results:
    """A file of results, or as much of it as is there."""

    header: Header
    rows: tuple[Row, ...]
    cut: bool = False  # whether the last line was not whole, and was left out

    @property
    def complete(self) -> bool:
        """Whether every sentence is there."""
        return len(self.rows) == self.header.sentences

    @property
    def systems(self) -> tuple[str, ...]:
        """The names of the systems, in the order of the file."""
        return tuple(system.name for system in self.header.systems)


def read_results(raw: bytes, name: str, *, most_sentences: int = MOST_SENTENCES) -> Results:
    """Read a file's content; CorpusError names the line that is wrong. A last line that is cut off is left out."""
    raise NotImplementedError


def read_results_file(path: Path) -> Results:
    """The same from a file on the disk."""
    raise NotImplementedError


def results_bytes(header: Header, rows: Sequence[Row]) -> bytes:
    """The content of a file that `read_results` reads."""
    raise NotImplementedError


class Writer:
    """Adds sentences to a file one by one, each at once on its way to the disk; `with` closes it."""

    def add(self, row: Row) -> None:
        """Write a sentence as one line."""
        raise NotImplementedError


def start_file(path: Path, header: Header) -> Writer:
    """Begin a file, in place of one that may be there."""
    raise NotImplementedError


def continue_file(path: Path, header: Header) -> tuple[Writer, Results]:
    """Go on with a file of the same header, or begin one; what was there is returned.

    CorpusError for a file of another test set or of other systems: nothing is overwritten.
    """
    raise NotImplementedError


_ = (BaseModel, ValidationError, CorpusError)
