"""Marian's --alignment: "translation ||| alignment", with or without the translation; OpenNMT-py's --report_align, too.

Soft: a row "0.9,0.1" for each target token, with spaces between rows; columns are source tokens, and there is one more
of both for the end of the sentence. Hard: Pharaoh links. An n-best list has its number in front and scores behind. The
source is not in it.
"""

import re
from collections.abc import Sequence

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import END, check_number_of_sentences
from seq2seq_core.alignments.content import Content
from seq2seq_core.alignments.formats.format import Format, Read, mostly, shortest, spaced
from seq2seq_core.alignments.formats.numbers import matrix
from seq2seq_core.alignments.formats.pharaoh import LINK, links_of_line
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.hand_alignment import write_links

BAR = " ||| "
_ROW = re.compile(r"[^\s,]*[0-9][^\s,]*(,[^\s,]+)*")
_RANKED = re.compile(r"\s*[0-9]+\s*")


def recognise(content: Content) -> str | None:
    good = [line for line in content.head if _alignment(line) is not None]
    if not mostly(good, content.head):
        return None
    with_text = any(BAR in line for line in good)
    if _is_soft(_alignment(good[0]) or ""):
        return "each line has rows of weights with commas between" + (
            f" after its text and{BAR.rstrip()}" if with_text else ""
        )
    return (
        f"each line is a text, |||, and links such as {(_alignment(good[0]) or '').split()[0]}" if with_text else None
    )


def read(content: Content) -> Read:
    pairs: list[AlignedPair] = []
    more, last, hard = 0, None, False
    for number, line in enumerate(content.lines, start=1):
        where = f"{content.name}, line {number}"
        found = _alignment(line)
        if found is None:
            raise CorpusError(
                f"{where}: “{line[:40]}” has neither rows of weights (0.9,0.1 0.2,0.8) nor links (0-0 1-1) after |||"
            )
        fields = line.split(BAR)
        target: tuple[str, ...] = ()
        if len(fields) > 2 and _RANKED.fullmatch(fields[0]):  # an n-best list, best first
            if fields[0] == last:
                more += 1
                continue
            last = fields[0]
            target = tuple(fields[1].split()) or (END,)
        elif len(fields) > 1:
            target = tuple(fields[0].split()) or (END,)
        check_number_of_sentences(len(pairs) + 1, content.name)
        if _is_soft(found):
            weights = matrix([row.split(",") for row in found.split()], where)
            pairs.append(AlignedPair((), target, weights, number=len(pairs) + 1))
        else:
            hard = True
            links, _ = links_of_line(found, where)
            pairs.append(AlignedPair((), target, links=links, number=len(pairs) + 1))
    notes = (f"of sentences with several translations the first is shown; {more:,} others are not",) if more else ()
    return Read(pairs, notes, counts_from=0 if hard else None)


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


def _alignment(line: str) -> str | None:
    """The part of a line that is an alignment: all of it or one of its fields."""
    for field in reversed(line.split(BAR)[-4:]) if BAR in line else [line]:
        items = field.split("\t")[0].split()  # OpenNMT-py may write a tab and a score behind
        if items and (_is_soft(field) or all(LINK.fullmatch(item) for item in items)):
            return " ".join(items)
    return "" if line.rstrip().endswith("|||") else None


def _is_soft(field: str) -> bool:
    rows = field.split()
    return bool(rows) and "," in field and all(_ROW.fullmatch(row) for row in rows)


FORMAT = Format(
    title="Marian",
    suffixes=(".marian", ".out", ".txt"),
    about="translation ||| 0.9,0.1 0.2,0.8 or links: Marian --alignment soft or hard, OpenNMT-py --report_align",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"target", "weights", "links"}),
)
