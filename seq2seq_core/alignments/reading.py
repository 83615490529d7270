"""Alignment files of any system: told apart by what is in them, read, given their text, and checked."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from seq2seq_core.alignments.aligned import AlignedPair, AlignmentFile, Sniffed
from seq2seq_core.alignments.checks import check_cells, check_number_of_sentences, fit
from seq2seq_core.alignments.content import Content, content_of
from seq2seq_core.alignments.counting import QUESTION, settle
from seq2seq_core.alignments.formats import FORMATS
from seq2seq_core.alignments.formats.format import Read
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.hand_alignment import HandAlignment

Text = Sequence[tuple[str, str]]  # source and target lines, tokens between spaces

TEXT = "text"
_SHOWN = 5  # sentences of a file that is only looked at


def sniff(raw: bytes, name: str) -> Sniffed:
    """Say what a file seems to hold, and show its first sentences. CorpusError where it is nothing known, or broken.

    `questions` has "first" where words may count from 0 or from 1, and "text" where tokens of a side are not in the
    file: answer with `first` and `text` of `read_alignments`.
    """
    content = content_of(raw, name)
    format, why = _recognised(content)
    pairs, notes, unsure = _finished(FORMATS[format].read(content), name, None, None)
    questions = [QUESTION] if unsure else []
    if any(not pair.source or not pair.target for pair in pairs):
        questions.append(TEXT)
    return Sniffed(format, why, tuple(pairs[:_SHOWN]), tuple(questions), notes)


def read_alignments(
    raw: bytes, name: str, *, format: str | None = None, text: Text | None = None, first: Literal[0, 1] | None = None
) -> AlignmentFile:
    """Read an alignment file; CorpusError names what in it cannot be.

    Without `format` it is the one that the content looks like. `text` gives each sentence its tokens, between spaces or
    tabs as Pharaoh counts them; where a line of it is empty, what the file itself says stays. `first` says whether
    words count from 0 or from 1.
    """
    if format is not None and format not in FORMATS:
        raise CorpusError(f"there is no format “{format[:40]}”; there are {', '.join(FORMATS)}")
    content = content_of(raw, name)
    chosen = format or _recognised(content)[0]
    if content.is_binary != FORMATS[chosen].is_binary:
        raise CorpusError(
            f"{name} is not {FORMATS[chosen].title}: it is {'' if content.is_binary else 'not '}a numpy file"
        )
    pairs, notes, _ = _finished(FORMATS[chosen].read(content), name, text, first)
    return AlignmentFile(name, chosen, tuple(pairs), notes)


def _recognised(content: Content) -> tuple[str, str]:
    for name, format in FORMATS.items():
        if content.is_binary == format.is_binary and (why := format.recognise(content)):
            return name, why
    titles = ", ".join(format.title for format in FORMATS.values())
    raise CorpusError(
        f"{content.name} looks like none of the formats that are read ({titles}); it begins “{content.head[0][:60]}”"
    )


def _finished(
    read: Read, name: str, text: Text | None, first: int | None
) -> tuple[list[AlignedPair], tuple[str, ...], bool]:
    """Pairs with their tokens, links counted from 0, cells checked; notes; and whether the counting is a guess."""
    if not read.pairs:
        raise CorpusError(f"{name} holds no sentence")
    check_number_of_sentences(len(read.pairs), name)
    pairs = list(read.pairs) if text is None else _with_text(read, text, name)
    pairs, counted, unsure = settle(pairs, name, first if read.counts_from is not None else 0, read.counts_from or 0)
    pairs, fitted = fit(pairs, name, padded=read.padded)
    return pairs, (*read.notes, *counted, *fitted, *check_cells(pairs, name, signed=read.signed)), unsure


def _with_text(read: Read, text: Text, name: str) -> list[AlignedPair]:
    if read.text_by == "order":
        if len(text) != len(read.pairs):
            raise CorpusError(
                f"{name} has {len(read.pairs):,} sentences, but the text has {len(text):,}; they must match"
            )
        return [_with_tokens(pair, *lines) for pair, lines in zip(read.pairs, text, strict=True)]
    last = max(pair.number for pair in read.pairs)
    if last > len(text):
        raise CorpusError(f"{name} has a sentence {last:,}, but the text has {len(text):,}; they must match")
    pairs = [_with_tokens(pair, *text[pair.number - 1]) for pair in read.pairs]
    if read.text_by == "sparse":
        none = AlignedPair((), (), links=HandAlignment())
        pairs += [
            _with_tokens(replace(none, number=number), *text[number - 1]) for number in range(last + 1, len(text) + 1)
        ]
    return pairs


def _with_tokens(pair: AlignedPair, source: str, target: str) -> AlignedPair:
    return replace(pair, source=tokens_between(source) or pair.source, target=tokens_between(target) or pair.target)


def tokens_between(line: str) -> tuple[str, ...]:
    """The tokens of a line: what stands between spaces or tabs, and nothing else ends one."""
    return tuple(token for token in re.split("[ \t]+", line) if token)
