"""What the columns of a file seem to be: its separator, whether its first line names them, and what each one holds."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from seq2seq_core.errors import CorpusError

MOST_COLUMNS = 40
MOST_IN_A_NAME = 100  # characters
SHOWN = 5  # rows
LOOKED_AT = 10_000  # characters of a line that may name columns

Role = Literal["source", "reference", "hypothesis", "ignored"]
Cells = tuple[str, ...]

SOURCES = {"source", "src", "sources", "source text", "source sentence", "sentence", "input", "original", "segment"}
REFERENCES = {"reference", "references", "ref", "target", "tgt", "trg", "human", "gold", "human translation"}
OUTPUTS = {"hypothesis", "hyp", "output", "mt", "system", "translation", "prediction", "candidate"}
OTHERS = {"number", "id", "no", "nr", "line", "index", "segment id", "seg id", "doc", "doc id", "document", "licence",
          "license", "attribution", "comment", "notes", "domain", "score"}  # fmt: skip
LANGUAGES = {"en": "english", "fr": "french", "de": "german", "ja": "japanese", "es": "spanish", "it": "italian",
             "pt": "portuguese", "nl": "dutch", "ru": "russian", "zh": "chinese", "cs": "czech", "pl": "polish",
             "lv": "latvian", "et": "estonian", "fi": "finnish", "sv": "swedish", "tr": "turkish", "ar": "arabic",
             "ko": "korean", "uk": "ukrainian", "hi": "hindi", "ro": "romanian", "hu": "hungarian"}  # fmt: skip
SIDES = {*LANGUAGES, *LANGUAGES.values()}
SEPARATORS = {"\t": "tab", ",": "comma", ";": "semicolon", "": "none"}


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
    separator: str  # "tab", "comma" or "semicolon"; "none" where each line is a sentence
    why: str  # one or two sentences that say what the guess goes by, and what the data cannot tell
    rows: tuple[Cells, ...]  # the first ones, without the header; each has a cell for every column
    lines: int  # without the header

    @property
    def roles(self) -> tuple[Role, ...]:
        """What each column is taken for."""
        return tuple(column.role for column in self.columns)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file; those that hold nothing are left out."""

    separator: str
    all: tuple["Line", ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One of them: where it begins, which row of the file it is, both counted from 1, and what is in it."""

    line: int
    place: int  # smaller than `line` after a cell of several lines
    cells: Cells


def split_rows(lines: Sequence[str], name: str) -> Rows:
    """Split lines at tabs, or by the rules of CSV where no line has a tab; a line without either is one cell.

    Between tabs a quotation mark is a quotation mark: people's sentences have them, and tools that write tabs do not
    quote. In CSV a cell in quotation marks may hold commas and ends of lines.
    """
    if not any(line.strip() for line in lines):
        raise CorpusError(f"{name} is empty")
    if any("\t" in line for line in lines):
        rows: Iterable[tuple[int, list[str]]] = enumerate((line.split("\t") for line in lines), start=1)
        separator = "\t"
    else:
        separator = _csv_separator(lines, name)
        rows = _by_csv(lines, separator, name) if separator else enumerate(([line] for line in lines), start=1)
    numbered = (Line(line, place, tuple(cells)) for place, (line, cells) in enumerate(rows, start=1))
    found = tuple(row for row in numbered if any(cell.strip() for cell in row.cells))
    if not found:
        raise CorpusError(f"{name} is empty")
    if too_wide := next((row for row in found if len(row.cells) > MOST_COLUMNS), None):
        raise CorpusError(
            f"{name}, line {too_wide.line:,} has {len(too_wide.cells):,} columns; at most {MOST_COLUMNS} are read"
        )
    return Rows(SEPARATORS[separator], found)


def guess(rows: Rows, name: str, header: bool | None = None) -> Guess:
    """Say what each column seems to be; whether there is a `header` need not be guessed."""
    first = [cell.strip() for cell in rows.all[0].cells]
    named = _is_header(first) if header is None else header
    body = rows.all[1:] if named else rows.all
    if not body:
        raise CorpusError(f"{name} has a line that names its columns and no sentence")
    width = len(first) if named else max(len(row.cells) for row in body)
    padded = [(*row.cells, *[""] * (width - len(row.cells)))[:width] for row in body]
    roles, why = _roles_by_name(first) if named else _roles_by_content(padded)
    names = _names(first) if named else [f"column {place}" for place in range(1, width + 1)]
    return Guess(
        columns=tuple(Column(name, role) for name, role in zip(names, roles, strict=True)),
        header=named,
        separator=rows.separator,
        why=why,
        rows=tuple(tuple(cell[:2000] for cell in row) for row in padded[:SHOWN]),
        lines=len(body),
    )


def _csv_separator(lines: Sequence[str], name: str) -> str:
    """The one of comma and semicolon that the first line has, where the file says it is CSV or has a header; or ""."""
    first = next(line for line in lines if line.strip())
    for separator in (",", ";"):
        cells = next(csv.reader([first[:LOOKED_AT]], delimiter=separator), [])
        if len(cells) > 1 and (name.lower().endswith((".csv", ".csv.gz")) or _is_header([c.strip() for c in cells])):
            return separator
    return ""


def _by_csv(lines: Sequence[str], separator: str, name: str) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    begins = 1
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise CorpusError(f"{name}, line {begins:,} is not CSV: {error}") from error


def _plain(cell: str) -> str:
    """A name as it is compared: "Ref_1" and "reference 1" without their number."""
    return re.sub(r"[\s_\-]+", " ", re.sub(r"[\s_\-]*\d+$", "", cell.casefold().removeprefix("#"))).strip()


def _is_header(cells: Sequence[str]) -> bool:
    """Whether words name columns: there is one for the source, or two that are known, and none is a sentence."""
    plain = [_plain(cell) for cell in cells]
    if any(len(cell.split()) > 4 or cell.endswith((".", "!", "?", "。")) for cell in cells):
        return False
    others = REFERENCES | OUTPUTS | OTHERS
    return bool(SOURCES & set(plain)) or sum(one in SIDES for one in plain) >= 2 or sum(o in others for o in plain) >= 2


def _roles_by_name(header: Sequence[str]) -> tuple[list[Role], str]:
    plain = [_plain(cell) for cell in header]
    sides = [place for place, one in enumerate(plain) if one in SIDES]
    source = next((place for place, one in enumerate(plain) if one in SOURCES), None)
    if source is None:
        source = sides[0] if sides else next((p for p, one in enumerate(plain) if one not in OTHERS | REFERENCES), 0)
    references = [p for p, one in enumerate(plain) if one in REFERENCES and p != source]
    if not references:
        references = [place for place in sides if place != source][:1]
    if not references:
        references = [place for place, one in enumerate(plain) if one == "translation"][:1]
    roles: list[Role] = []
    for place, one in enumerate(plain):
        if place == source:
            roles.append("source")
        elif place in references:
            roles.append("reference")
        else:
            roles.append("ignored" if one in OTHERS or not one else "hypothesis")
    return roles, "The first line names the columns; a column with another name is what a system of that name said."


def _roles_by_content(rows: Sequence[Cells]) -> tuple[list[Role], str]:
    """By what is in them: sentences first, then a reference; more of those are seldom there for every sentence."""
    columns = list(zip(*rows, strict=True))
    roles: list[Role] = ["ignored" if _holds_no_sentences(column) else "hypothesis" for column in columns]
    sentences = [place for place, role in enumerate(roles) if role == "hypothesis"]
    if not sentences:
        return ["source", *["ignored"] * (len(columns) - 1)], "No column seems to hold sentences."  # type: ignore[list-item]
    roles[sentences[0]] = "source"
    further = sentences[1:]
    always = [place for place in further if all(cell.strip() for cell in columns[place])]
    for place in further:
        if place == further[0] or place not in always:
            roles[place] = "reference"
    if len(columns) == 1:
        return roles, "There is no tab in it, so each line is taken for a source sentence, without a reference."
    why = "No line names the columns. The first with sentences is taken for the source"
    if further:
        why += ", the second for the reference"
    if "hypothesis" in roles:
        why += (
            "; further ones, which have something for every sentence, for what systems said. "
            "The file cannot tell those from more references"
        )
    elif len(further) > 1:
        why += ", and further ones, which are empty for some sentences, for more references"
    return roles, why + "."


def _holds_no_sentences(column: Sequence[str]) -> bool:
    """Whether they are numbers, or the licences of manythings.org, or nothing."""
    said = [cell.strip() for cell in column if cell.strip()]
    return all(re.fullmatch(r"[\d.,:\-]+", cell) or cell.startswith("CC-BY") for cell in said)


def _names(header: Sequence[str]) -> list[str]:
    """Each with a name of its own that can be shown."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = " ".join(cell.split())[:MOST_IN_A_NAME] or f"column {place}"
        while name in names:
            name += f" (column {place})"
        names.append(name)
    return names
