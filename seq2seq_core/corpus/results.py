"""What systems said of a test set, as a file of JSON lines: what the file is, then one line a sentence.

A line is written when every system has said its part of that sentence, so a run that was killed leaves a file whose
whole lines are good: it can be read, and the run can go on from it.
"""

import codecs
from collections.abc import Iterable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from seq2seq_core.corpus.measures import MEASURES
from seq2seq_core.errors import CorpusError
from seq2seq_core.strict import Strict
from seq2seq_core.unpacking import unpacked

MOST_SYSTEMS = 20
MOST_SENTENCES = 1_000_000
MOST_BYTES = 500_000_000  # of a file: about the most sentences by the most systems
MOST_IN_A_LINE = 1_000_000  # bytes
SHOWN = 100  # characters of what stands in a wrong place
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
    said: dict[Name, Said]  # by the name of the system

    @model_validator(mode="after")
    def _measures_are_known(self) -> Self:
        for said in self.said.values():
            if unknown := sorted(said.measures.keys() - MEASURES.keys()):
                raise ValueError(f"there is no measure {unknown[0][:40]!r}; known measures: {', '.join(MEASURES)}")
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


def is_results(raw: bytes, name: str) -> bool:
    """Whether a file says of itself that it holds results; CorpusError where it cannot be unpacked."""
    return unpacked(raw, name, MOST_BYTES).removeprefix(codecs.BOM_UTF8).startswith(b'{"alignscope"')


def read_results(raw: bytes, name: str, *, most_sentences: int = MOST_SENTENCES) -> Results:
    """Read a file's content; CorpusError names the line that is wrong. A last line that is cut off is left out."""
    lines = unpacked(raw, name, MOST_BYTES).removeprefix(codecs.BOM_UTF8).split(b"\n")
    if not lines[0].strip():
        raise CorpusError(f"{name} is empty: results begin with a line that says what they are")
    header = _parse(Header, lines[0], f"{name}, line 1")
    most = min(most_sentences, header.sentences)
    if header.sentences > most_sentences:
        raise CorpusError(f"{name} is of {header.sentences:,} sentences; at most {most_sentences:,} are read here")
    rows: list[Row] = []
    numbers: set[int] = set()
    names = {system.name for system in header.systems}
    last = len(lines)
    for place, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        where = f"{name}, line {place:,}"
        try:
            row = _parse(Row, line, where)
        except CorpusError:
            if place == last:  # no line end after it: the writer was stopped in the middle
                return Results(header, tuple(rows), cut=True)
            raise
        _check(row, names, numbers, where)
        if len(rows) == most:
            raise CorpusError(f"{where}: there are more sentences than the {most:,} that the first line tells of")
        rows.append(row)
        numbers.add(row.number)
    return Results(header, tuple(rows))


def read_results_file(path: Path) -> Results:
    """The same from a file on the disk."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise CorpusError(f"{path.name} has {size:,} bytes; at most {MOST_BYTES:,} are read")
        return read_results(path.read_bytes(), path.name)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error


def count_sentences(path: Path) -> int:
    """How many sentences a file that may still be written to has so far, by its whole lines; 0 without a file."""
    try:
        with path.open("rb") as file:
            lines = sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))
    except FileNotFoundError:
        return 0
    return max(0, lines - 1)


def results_bytes(header: Header, rows: Sequence[Row]) -> bytes:
    """The content of a file that `read_results` reads."""
    return b"".join([_line(header), *map(_line, rows)])


class Writer:
    """Adds sentences to a file one by one, each at once on its way to the disk; `with` closes it."""

    def __init__(self, path: Path, mode: Literal["wb", "ab"]) -> None:
        self._path = path
        try:
            self._file = path.open(mode)
        except OSError as error:
            raise CorpusError(f"{path} cannot be written: {error}") from error

    def add(self, row: Row) -> None:
        """Write a sentence as one line."""
        self.write(_line(row))

    def write(self, line: bytes) -> None:
        """Write a whole line, and leave nothing of it behind in this process; CorpusError where the disk is full."""
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise CorpusError(
                f"{self._path} cannot be written: {error.strerror}; what it holds is good, and the same run goes on "
                "from there"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object = None, *_: object) -> None:
        with suppress(OSError) if kind else nullcontext():  # what could not be written has been told
            self._file.close()


def start_file(path: Path, header: Header) -> Writer:
    """Begin a file, in place of one that may be there."""
    writer = Writer(path, "wb")
    writer.write(_line(header))
    return writer


def continue_file(path: Path, header: Header) -> tuple[Writer, Results]:
    """Go on with a file of the same header, or begin one; what was there is returned.

    CorpusError for a file of another test set or of other systems: nothing is overwritten.
    """
    if not path.exists() or _line(header).startswith(_beginning(path)):
        return start_file(path, header), Results(header, ())  # nothing is there, or not even a whole first line
    there = read_results_file(path)
    if there.header != header:
        other = next(name for name in Header.model_fields if getattr(there.header, name) != getattr(header, name))
        raise CorpusError(
            f"{path} holds other results (its {_ASKED.get(other, other)} differ): name another file, or delete it"
        )
    whole = path.read_bytes()
    if there.cut:
        whole = whole[: whole.rindex(b"\n") + 1]
    with path.open("rb+") as file:
        file.truncate(len(whole))
    writer = Writer(path, "ab")
    if not whole.endswith(b"\n"):
        writer.write(b"\n")
    return writer, there


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_IN_A_LINE)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error


_ASKED = {"sha256": "sentences", "sentences": "number of sentences", "set": "name of the test set"}


def _line(value: Header | Row) -> bytes:
    return value.model_dump_json(by_alias=True, exclude_none=True).encode() + b"\n"


def _parse(kind: type[T], line: bytes, where: str) -> T:
    if len(line) > MOST_IN_A_LINE:
        raise CorpusError(f"{where} has {len(line):,} bytes; a line of results has at most {MOST_IN_A_LINE:,}")
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first, *others = error.errors(include_url=False)
        place = ".".join(map(str, first["loc"]))[:SHOWN]
        more = f" (and {len(others)} more)" if others else ""
        raise CorpusError(f"{where}: {place + ': ' if place else ''}{first['msg'][: 2 * SHOWN]}{more}") from error


def _listed(names: Iterable[str]) -> str:
    said = ", ".join(sorted(names)) or "nobody"
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}…"


def _check(row: Row, names: set[str], numbers: set[int], where: str) -> None:
    if row.number in numbers:
        raise CorpusError(f"{where}: sentence {row.number} is there twice")
    if names != row.said.keys():
        raise CorpusError(
            f"{where}: sentence {row.number} has what {_listed(row.said)} said; the first line names {_listed(names)}"
        )
