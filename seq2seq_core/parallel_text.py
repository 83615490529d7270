"""Parallel text from files: what manythings.org/anki offers (source TAB target TAB licence), the same with several
references, and two files with one sentence a line; plain or gzip.
"""

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

from seq2seq_core.encodings import decode_text
from seq2seq_core.errors import CorpusError
from seq2seq_core.text import clean


@dataclass(frozen=True, slots=True)
class Pair:
    """A source sentence and one or more translations of it, all clean."""

    source: str
    references: tuple[str, ...]

    @property
    def target(self) -> str:
        """The first reference: the one that is learnt."""
        return self.references[0]


def read_pairs(path: Path, target_path: Path | None = None) -> list[Pair]:
    """Read parallel text from one tab-separated file, or from two files of the same number of lines.

    Columns after the first two are more references, but for the licence column of manythings.org ("CC-BY ..."). Lines
    without a translation are left out. CorpusError for a file that is missing, empty, not UTF-8, or does not match.
    """
    lines = read_lines(path)
    if target_path is not None:
        targets = read_lines(target_path)
        if len(lines) != len(targets):
            raise CorpusError(
                f"{path} has {len(lines):,} lines but {target_path} has {len(targets):,}; they must match"
            )
        rows = [[source, target] for source, target in zip(lines, targets, strict=True)]
    else:
        rows = [line.split("\t") for line in lines]
        if not any(len(row) > 1 for row in rows):
            raise CorpusError(f"{path} has no line with a tab: expected source TAB target [TAB more references]")
    pairs = []
    for source, *others in rows:
        references = tuple(clean(other) for other in others if other.strip() and not other.startswith("CC-BY"))
        if references and source.strip():
            pairs.append(Pair(clean(source), references))
    if not pairs:
        raise CorpusError(f"{path} holds no sentence pair")
    return pairs


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, plain or gzip; CorpusError if there are none or it is not such a file."""
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error
    lines = decode_lines(raw, str(path))
    if not any(line.strip() for line in lines):
        raise CorpusError(f"{path} is empty")
    return lines


def decode_lines(raw: bytes, where: str) -> list[str]:
    """The lines of a text, whatever ends them: UTF-8, or UTF-16 with a mark at its beginning (`decode_text`)."""
    text = decode_text(raw, where)
    end = "\n" if "\n" in text else "\r"  # which alone ended lines before Mac OS X
    lines = [line.removesuffix("\r") for line in text.removesuffix(end).split(end)]
    for number, line in enumerate(lines, start=1):
        if "\r" in line:
            raise CorpusError(
                f"{where}, line {number} has a carriage return in it, where some programs end a line and some do not; "
                "end every line alike"
            )
    return lines
