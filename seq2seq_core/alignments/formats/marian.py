"""Marian's --alignment: "translation ||| alignment", with or without the translation; OpenNMT-py's --report_align, too.

Soft: a row "0.9,0.1" for each target token, with spaces between rows; columns are source tokens, and there is one more
of both for the end of the sentence. Hard: Pharaoh links. An n-best list has its number in front and scores behind. The
source is not in it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import END, check_number_of_sentences
from seq2seq_core.alignments.content import Content
from seq2seq_core.alignments.formats.format import Format, Read, mostly, shortest, spaced
from seq2seq_core.alignments.formats.numbers import matrix
from seq2seq_core.alignments.formats.pharaoh import LINK, links_of_line
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.hand_alignment import write_links

BAR = " ||| "
_NUMBER = r"(?:[-+]?[0-9][0-9.eE+-]*|[-+]?(?:nan|inf))"
_ROW = re.compile(rf"{_NUMBER}(?:,{_NUMBER})*")
_RANKED = re.compile(r"\s*[0-9]+\s*")


def recognise(content: Content) -> str | None:
    soft = _is_soft(content)
    found = [alignment for line in content.head if (alignment := _alignment(line, soft)) is not None]
    if not mostly(found, content.head):
        return None
    with_text = any(BAR in line for line in content.head)
    if soft:
        return "its lines are rows of weights with commas between" + (", after a text and |||" if with_text else "")
    return "its lines are a text, |||, and links" if with_text else None


def read(content: Content) -> Read:
    pairs: list[AlignedPair] = []
    soft = _is_soft(content)
    more, last = 0, None
    for number, line in enumerate(content.lines, start=1):
        where = f"{content.name}, line {number}"
        found = _alignment(line, soft)
        if found is None:
            kind = "rows of weights (0.9,0.1 0.2,0.8)" if soft else "links (0-0 1-1)"
            raise CorpusError(f"{where}, “{line[:40]}”, has no {kind}")
        fields = line.split(BAR)
        ranked = len(fields) > 2 and _RANKED.fullmatch(fields[0])  # an n-best list, best first
        if ranked and fields[0] == last:
            more += 1
            continue
        last = fields[0] if ranked else None
        target = (tuple(fields[1 if ranked else 0].split()) or (END,)) if len(fields) > 1 else ()
        check_number_of_sentences(len(pairs) + 1, content.name)
        pair = AlignedPair((), target, number=len(pairs) + 1)
        if soft:
            pairs.append(replace(pair, weights=matrix([row.split(",") for row in found.split()], where)))
        else:
            pairs.append(replace(pair, links=links_of_line(found, where)[0]))
    notes = (f"of sentences with several translations the first is shown; {more:,} others are not",) if more else ()
    return Read(pairs, notes, counts_from=None if soft else 0)


def write(pairs: Sequence[AlignedPair]) -> bytes:
    """Translations and their alignment; end tokens are not written as words."""
    lines = []
    for pair in pairs:
        tokens = pair.target[:-1] if pair.target[-1:] == (END,) else pair.target
        text = spaced(tokens, pair, "Marian") + BAR if pair.target else ""
        if pair.weights is None:
            lines.append(text + write_links(pair.links) if pair.links else text)
        else:
            lines.append(text + " ".join(",".join(shortest(row)) for row in pair.weights))
    return "".join(line + "\n" for line in lines).encode()


def _is_soft(content: Content) -> bool:
    """Whether the file has rows with commas in them: of a single source token they have none."""
    return any("," in found for line in content.head if (found := _alignment(line, soft=True)))


def _alignment(line: str, soft: bool) -> str | None:
    """The part of a line that is an alignment: all of it or one of its fields; nothing may be one of no links."""
    one = _ROW if soft else LINK
    fields = [
        field.split("\t")[0].split() for field in line.split(BAR)
    ]  # OpenNMT-py may write a tab and a score behind
    found = [" ".join(items) for items in fields if items and all(one.fullmatch(item) for item in items)]
    if soft and len(fields) > 2:  # those of an n-best list: its rank and its scores are numbers, too
        found = [items for items in found if "," in items]
    if found:
        return found[-1]
    return "" if not soft and line.rstrip().endswith("|||") else None


FORMAT = Format(
    title="Marian",
    suffixes=(".marian", ".out", ".txt"),
    about="translation ||| 0.9,0.1 0.2,0.8 or links: Marian --alignment soft or hard, OpenNMT-py --report_align",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"target", "weights", "links"}),
)
