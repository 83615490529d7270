"""Pharaoh: a line a sentence, a link "i-j" between source token i and target token j; fast_align, eflomal, Moses.

A possible link is "i?j", "ipj", "i p j", "i-jp" or "i-j?". A number after a link ("0-0:0.93", "0-0/0.93") is how sure
an aligner is.
"""

import re
from collections.abc import Sequence

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.content import Content
from seq2seq_core.alignments.formats.format import Format, Read, mostly
from seq2seq_core.errors import CorpusError, InputError
from seq2seq_core.evaluation.hand_alignment import HandAlignment, write_links

MOST_DIGITS = 6
_NUMBER = rf"[0-9]{{1,{MOST_DIGITS}}}"
LINK = re.compile(
    rf"(?P<source>{_NUMBER})(?P<mark>[-?pP])(?P<target>{_NUMBER})(?P<suffix>[pPsS?])?(?:[:/=](?P<score>[0-9.eE+-]+))?"
)
_SPACED = re.compile(rf"(?<!\S)({_NUMBER}) [pP] ({_NUMBER})(?!\S)")  # i p j


def recognise(content: Content) -> str | None:
    items = [item for line in content.head for item in _items(line)]
    good = [item for item in items if LINK.fullmatch(item)]
    if mostly(good, items):
        return f"its lines hold links such as {good[0]}"
    return None


def read(content: Content) -> Read:
    pairs, scored = [], False
    for number, line in enumerate(content.lines, start=1):
        links, has_scores = links_of_line(line, f"{content.name}, line {number}")
        scored = scored or has_scores
        pairs.append(AlignedPair((), (), links=links, number=number))
    notes = ("the numbers after the links, which say how sure the aligner was, are not kept",) if scored else ()
    return Read(pairs, notes, counts_from=0)


def links_of_line(line: str, where: str) -> tuple[HandAlignment, bool]:
    """The links on a line as it counts them, and whether there were numbers after some."""
    sure: set[tuple[int, int]] = set()
    possible: set[tuple[int, int]] = set()
    scored = False
    for position, item in enumerate(_items(line), start=1):
        match = LINK.fullmatch(item)
        if match is None:
            raise CorpusError(
                f"{where}, link {position}, “{item[:20]}”: a link is two numbers of at most {MOST_DIGITS} digits, "
                "source-target, such as 0-0, or 0?0 for a possible one"
            )
        is_possible = match["mark"] != "-" or (match["suffix"] or "s") in "pP?"
        (possible if is_possible else sure).add((int(match["source"]), int(match["target"])))
        scored = scored or match["score"] is not None
    return HandAlignment(frozenset(sure), frozenset(possible - sure)), scored


def write(pairs: Sequence[AlignedPair]) -> bytes:
    return "".join(write_links(hard(pair)) + "\n" for pair in pairs).encode()


def hard(pair: AlignedPair) -> HandAlignment:
    """The links of a pair; InputError where it has only weights."""
    if pair.links is None:
        raise InputError(
            f"sentence {pair.number} has weights and no links: say how links are made of them (`linking.with_links`)"
        )
    return pair.links


def _items(line: str) -> list[str]:
    return _SPACED.sub(r"\1p\2", line).split()


FORMAT = Format(
    title="Pharaoh",
    suffixes=(".pharaoh", ".align", ".links", ".txt"),
    about="i-j links, a line a sentence: fast_align, eflomal, awesome-align, Moses",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"links"}),
)
