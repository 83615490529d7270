"""Test sets from text files of any kind: one file in columns, or a file for each side with a sentence a line.

Who has the file is shown what was guessed before it is taken: `guess_columns`, then `read_test_set` with its roles or
others.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from seq2seq_core.corpus.columns import Column, Guess, Role, guess, split_rows
from seq2seq_core.corpus.sentences import Sentence, TestSet, make_test_set
from seq2seq_core.errors import CorpusError
from seq2seq_core.parallel_text import decode_lines
from seq2seq_core.text import clean
from seq2seq_core.unpacking import unpacked

__all__ = ["Column", "Guess", "Role", "Sentence", "TestSet", "guess_columns", "read_test_set", "read_text_files"]

MOST_BYTES = 100_000_000  # of a file, unpacked
MOST_SENTENCES = 1_000_000
LONGEST = 10_000  # characters of a sentence; a line with a longer one is left out, and named
MOST_REFERENCES, MOST_SYSTEMS = 50, 20  # of a sentence

File = tuple[str, bytes]  # its name and content
_SPACED = re.compile(r" [.,](?= |$)")


def guess_columns(raw: bytes, name: str) -> Guess:
    """Say what the columns of a file seem to be; CorpusError where there is no text in it."""
    return guess(split_rows(_lines(raw, name), name), name)


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
    rows = split_rows(_lines(raw, name), name)
    guessed = guess(rows, name, header)
    roles = guessed.roles if roles is None else tuple(roles)
    width = len(guessed.columns)
    if len(roles) != width:
        raise CorpusError(f"{name} has {width} columns; {len(roles)} roles were given")
    if roles.count("source") != 1:
        raise CorpusError(f"{name}: one column holds the source sentences; {roles.count('source')} were named")
    found = _Reading(name, most, named=[column.name for column in guessed.columns])
    before = rows.all[0].place if guessed.header else 0
    for row in rows.all[guessed.header :]:
        if len(row.cells) > width:
            raise CorpusError(
                f"{name}, line {row.line:,} has {len(row.cells)} columns, but the first line names {width}: a "
                f"{guessed.separator} in a sentence makes two of it"
            )
        found.add(row.place - before, row.line, (*row.cells, *[""] * (width - len(row.cells))), roles)
    return found.test_set()


def read_text_files(
    source: File,
    references: Sequence[File] = (),
    hypotheses: Mapping[str, File] | None = None,
    *,
    most: int = MOST_SENTENCES,
) -> TestSet:
    """Read files with a sentence a line, each given as its name and its content; `hypotheses` by name of the system.

    CorpusError where they have not the same number of lines.
    """
    said = hypotheses or {}
    files = [source, *references, *said.values()]
    roles: list[Role] = ["source", *["reference"] * len(references), *["hypothesis"] * len(said)]  # type: ignore[list-item]
    columns = [_lines(raw, name) for name, raw in files]
    for (name, _), lines in zip(files, columns, strict=True):
        if len(lines) != len(columns[0]):
            raise CorpusError(
                f"{source[0]} has {len(columns[0]):,} lines but {name} has {len(lines):,}; they must match"
            )
    if not any(line.strip() for line in columns[0]):
        raise CorpusError(f"{source[0]} is empty")
    found = _Reading(source[0], most, named=[source[0], *(name for name, _ in references), *said])
    for (name, _), lines in zip(files, columns, strict=True):
        found.note(
            "a tab in it, which is read as a space", [n for n, line in enumerate(lines, 1) if "\t" in line], name
        )
    for number, cells in enumerate(zip(*columns, strict=True), start=1):
        found.add(number, number, cells, roles)
    return found.test_set()


class _Reading:
    """Sentences as they come, and the lines of which something is to be said."""

    def __init__(self, name: str, most: int, named: Sequence[str]) -> None:
        self.name, self.most, self.named = name, most, named
        self.sentences: list[Sentence] = []
        self.notes: list[str] = []
        self.without_source: list[int] = []
        self.without_reference: list[int] = []
        self.without_output: dict[str, list[int]] = {}
        self.too_long: list[int] = []

    def add(self, number: int, line: int, cells: Sequence[str], roles: Sequence[Role]) -> None:
        if max(map(len, cells)) > LONGEST:
            self.too_long.append(line)
            return
        texts = [clean(cell) for cell in cells]
        source = texts[roles.index("source")]
        if not source:
            if any(texts):
                self.without_source.append(line)
            return
        if len(self.sentences) == self.most:
            raise CorpusError(f"{self.name} has more than {self.most:,} sentences, which is the most that is read here")
        references = tuple(text for text, role in zip(texts, roles, strict=True) if role == "reference" and text)
        places = [place for place, role in enumerate(roles) if role == "hypothesis"]
        if len(references) > MOST_REFERENCES or len(places) > MOST_SYSTEMS:
            raise CorpusError(f"{self.name}: at most {MOST_REFERENCES} references and {MOST_SYSTEMS} systems are read")
        hypotheses = {self.named[place]: texts[place] for place in places}
        if "reference" in roles and not references:
            self.without_reference.append(line)
        for system, text in hypotheses.items():
            if not text:
                self.without_output.setdefault(system, []).append(line)
        self.sentences.append(Sentence(number, source, references, hypotheses))

    def note(self, what: str, lines: Sequence[int], name: str | None = None) -> None:
        """Say something of lines, if there are any."""
        if lines:
            several = f"lines {_listed(lines)} have" if len(lines) > 1 else f"line {lines[0]:,} has"
            self.notes.append(f"{name or self.name}: {several} {what}")

    def test_set(self) -> TestSet:
        self.note(f"more than {LONGEST:,} characters in one sentence: left out", self.too_long)
        self.note("no source sentence: left out", self.without_source)
        self.note("no reference", self.without_reference)
        for system, lines in self.without_output.items():
            self.note(f"nothing that {system} said", lines)
        if _are_spaced([text for sentence in self.sentences for text in sentence.references or (sentence.source,)]):
            self.notes.append(
                f"{self.name}: spaces stand before full stops and commas, so it seems to be tokenised. Against such "
                "references the BLEU of plain text is low"
            )
        if not self.sentences:
            raise CorpusError(f"{self.name} holds no sentence" + (f" ({'; '.join(self.notes)})" if self.notes else ""))
        return make_test_set(self.name[-200:], self.sentences, self.notes)


def _are_spaced(texts: Sequence[str]) -> bool:
    """Whether most texts that have a full stop or a comma have a space before one."""
    marked = [text for text in texts if "." in text or "," in text]
    return 2 * sum(bool(_SPACED.search(text)) for text in marked) > len(marked)


def _listed(numbers: Sequence[int]) -> str:
    """Numbers as people list them: 3, 7 to 9 and 12; of very many the first."""
    runs = [
        [number for _, number in run] for _, run in groupby(enumerate(numbers), key=lambda found: found[1] - found[0])
    ]
    said = [f"{run[0]:,} to {run[-1]:,}" if len(run) > 2 else " and ".join(f"{n:,}" for n in run) for run in runs]
    return ", ".join(said[:5]) + (f" and others, {len(numbers):,} in all," if len(said) > 5 else "")


def _lines(raw: bytes, name: str) -> list[str]:
    return decode_lines(unpacked(raw, name, MOST_BYTES), name)
