"""CSV: the map as a table, source tokens in the first line, a target token before each row; an empty line between two.

A token that a spreadsheet would take for a formula (=, +, -, @ in front) is written with an apostrophe before it, which
is taken away when it is read.
"""

import csv
import io
import re
from collections.abc import Sequence

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import check_number_of_sentences
from seq2seq_core.alignments.content import Content
from seq2seq_core.alignments.formats.format import Format, Read, shortest
from seq2seq_core.alignments.formats.numbers import matrix
from seq2seq_core.errors import CorpusError, InputError

CORNER = "target / source"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DELIMITERS = ",;\t"


def recognise(content: Content) -> str | None:
    if content.text.startswith((CORNER, f'"{CORNER}"')):
        return f"its first cell is “{CORNER}”"
    if len(content.head) < 2:
        return None
    for delimiter in _DELIMITERS:
        first, second = (next(csv.reader([line], delimiter=delimiter)) for line in content.head[:2])
        if len(second) > 1 and len(first) == len(second) and _numbers(second[1:]) and not _numbers(first[1:]):
            return "it is a table: words in the first line, a word and then numbers in the next"
    return None


def read(content: Content) -> Read:
    delimiter = _delimiter(content)
    pairs: list[AlignedPair] = []
    try:
        table: list[list[str]] = []
        for row in [*csv.reader(io.StringIO(content.text, newline=""), delimiter=delimiter), []]:
            if row and any(row):
                table.append(row)
            elif table:
                check_number_of_sentences(len(pairs) + 1, content.name)
                pairs.append(_pair(table, len(pairs) + 1, content.name))
                table = []
    except csv.Error as error:
        raise CorpusError(f"{content.name} cannot be read as CSV: {error}") from error
    return Read(pairs)


def _pair(table: Sequence[Sequence[str]], number: int, name: str) -> AlignedPair:
    (_, *source), *rows = table
    weights = matrix([row[1:] for row in rows], f"{name}, table {number}")
    target = tuple(_plain(row[0]) for row in rows)
    return AlignedPair(tuple(map(_plain, source)), target, weights, number=number)


def write(pairs: Sequence[AlignedPair]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for position, pair in enumerate(pairs):
        if pair.weights is None:
            raise InputError(f"sentence {pair.number} has links and no weights: save as Pharaoh or TALP instead")
        if position:
            stream.write("\n")
        rows, columns = pair.weights.shape
        writer.writerow([CORNER, *map(as_text, pair.source or map(str, range(1, columns + 1)))])
        for token, row in zip(pair.target or tuple(map(str, range(1, rows + 1))), pair.weights, strict=True):
            writer.writerow([as_text(token), *shortest(row)])
    return stream.getvalue().encode()


def as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if _FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def _delimiter(content: Content) -> str:
    first = content.head[0]
    if CORNER in first:
        return first[first.index(CORNER) + len(CORNER) :].lstrip('"')[:1] or ","
    return next(
        delimiter
        for delimiter in _DELIMITERS
        if len(next(csv.reader([first], delimiter=delimiter))) > 1 or delimiter == "\t"
    )


def _numbers(cells: Sequence[str]) -> bool:
    try:
        return bool([float(cell) for cell in cells])
    except ValueError:
        return False


FORMAT = Format(
    title="CSV",
    suffixes=(".csv", ".tsv"),
    about="a table, source tokens across and target tokens down: Save on every map",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"source", "target", "weights"}),
)
