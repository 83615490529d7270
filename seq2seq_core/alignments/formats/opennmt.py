"""OpenNMT-py's --attn_debug: a table of the attention of each sentence in its log, beside what --verbose says.

A line of source tokens, then a line for each target token and for the end: its name in ten characters and numbers of
seven digits. Columns are source tokens, without an end. The names in the table are cut off: whole ones stand in the
lines SENT and PRED before it, where they are there.
"""

import ast
import re
from collections.abc import Sequence

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import END, check_number_of_sentences
from seq2seq_core.alignments.content import Content
from seq2seq_core.alignments.formats.format import Format, Read, shortest, spaced
from seq2seq_core.alignments.formats.numbers import matrix
from seq2seq_core.errors import CorpusError, InputError

_NAME = 11  # characters of a name and the space after it
_STAMP = re.compile(r"\[[^]]{10,40} INFO\] ?")
_SOURCE = re.compile(r"SENT ([0-9]+): (\[.*\])\s*")
_TARGET = re.compile(r"PRED ([0-9]+): ?(.*)")
_SCORE = re.compile(r"PRED SCORE: (-?[0-9.]+)\s*")
_NUMBER = r"(?:-?[0-9][0-9.e+-]*|nan|inf)"
_NUMBERS = re.compile(rf"\s*{_NUMBER}(?:\s+{_NUMBER})*\s*")


def recognise(content: Content) -> str | None:
    lines = [_STAMP.sub("", line) for line in content.head]
    for header, row in zip(lines, lines[1:], strict=False):
        if _is_header(header) and _is_row(row) and len(header.split()) <= len(row[_NAME:].split()):
            return "it has a table of source tokens, target tokens and numbers between lines of a log"
    return None


def read(content: Content) -> Read:
    pairs: list[AlignedPair] = []
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    score: float | None = None
    cut = False
    lines = [_STAMP.sub("", line) for line in content.lines]
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if match := _SOURCE.fullmatch(line):
            source = _listed(match[2], f"{content.name}, line {number}")
        elif match := _TARGET.fullmatch(line):
            target = tuple(match[2].split()) or (END,)
        elif match := _SCORE.fullmatch(line):
            score = float(match[1])
        elif _is_header(line) and number < len(lines) and _is_row(lines[number]):
            start = number
            while number < len(lines) and _is_row(lines[number]):
                number += 1
            rows = lines[start:number]
            check_number_of_sentences(len(pairs) + 1, content.name)
            weights = matrix([row[_NAME:].split() for row in rows], f"{content.name}, line {start}")
            cut = cut or not source or not target
            names = tuple(line[i : i + _NAME].strip() for i in range(_NAME, _NAME * (weights.shape[1] + 1), _NAME))
            targets = target or tuple(row[: _NAME - 1].strip() for row in rows)
            pairs.append(AlignedPair(source or names, targets, weights, None, score, len(pairs) + 1))
            source, target, score = (), (), None
    notes = ("names of more than 7 or 10 characters are cut off: translate with --verbose, too",) if cut else ()
    return Read(pairs, notes)


def write(pairs: Sequence[AlignedPair]) -> bytes:
    """Such lines with as many digits as the numbers need."""
    lines = []
    for pair in pairs:
        if pair.weights is None:
            raise InputError(f"sentence {pair.number} has links and no weights: save as Pharaoh or TALP instead")
        said = pair.target[:-1] if pair.target[-1:] == (END,) else pair.target
        lines.append(f"SENT {pair.number}: {list(pair.source)}")
        lines.append(f"PRED {pair.number}: {spaced(said, pair, 'OpenNMT-py')}")
        if pair.score is not None:
            lines.append(f"PRED SCORE: {pair.score:.4f}")
        lines.append(" " * _NAME + "".join(f"{_name(token):>10.7} " for token in pair.source))
        lines += [
            f"{_name(token):>10.10} " + " ".join(f"{cell:>10}" for cell in shortest(row)) + " "
            for token, row in zip(pair.target, pair.weights, strict=True)
        ]
        lines.append("")
    return "".join(line + "\n" for line in lines).encode()


def _name(token: str) -> str:
    return re.sub(r"\s", "_", token) or "_"


def _is_header(line: str) -> bool:
    return line[:_NAME] == " " * _NAME and bool(line.strip())


def _is_row(line: str) -> bool:
    """A name in ten characters and a space, then nothing but numbers."""
    return bool(line[: _NAME - 1].strip()) and line[_NAME - 1 : _NAME] == " " and bool(_NUMBERS.fullmatch(line[_NAME:]))


def _listed(text: str, where: str) -> tuple[str, ...]:
    try:
        tokens = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise CorpusError(f"{where}: the source is not a list of tokens: {text[:40]}") from error
    if not all(isinstance(token, str) for token in tokens):
        raise CorpusError(f"{where}: the source is not a list of tokens: {text[:40]}")
    return tuple(tokens)


FORMAT = Format(
    title="OpenNMT-py",
    suffixes=(".log", ".txt"),
    about="tables in the log of onmt_translate --attn_debug --verbose",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"source", "target", "weights"}),
)
