"""TALP, which is that of the shared tasks at NAACL 2003 and ACL 2005: a line a link, "sentence i j [S|P] [score]".

Sentences and words count from 1 (Mihalcea and Pedersen 2003, "An Evaluation Exercise for Word Alignment", section 2).
A sentence without links has no line: where it is the last, only the text tells that there is one.
"""

import re
from collections.abc import Sequence

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import check_number_of_sentences
from seq2seq_core.alignments.content import Content
from seq2seq_core.alignments.formats.format import Format, Read, mostly
from seq2seq_core.alignments.formats.pharaoh import MOST_DIGITS, hard
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.hand_alignment import HandAlignment

_NUMBER = rf"[0-9]{{1,{MOST_DIGITS}}}"
_LINE = re.compile(rf"\s*([0-9]{{1,9}})\s+({_NUMBER})\s+({_NUMBER})(?:\s+([SPsp]))?(?:\s+([0-9.eE+-]+))?\s*")


def recognise(content: Content) -> str | None:
    good = [line for line in content.head if _LINE.fullmatch(line)]
    if mostly(good, content.head):
        return f"its lines are one link each, of a sentence two words: {good[0].strip()[:40]}"
    return None


def read(content: Content) -> Read:
    links: dict[int, tuple[set[tuple[int, int]], set[tuple[int, int]]]] = {}
    scored = False
    for number, line in enumerate(content.lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            if line.strip():
                raise CorpusError(
                    f"{content.name}, line {number}, “{line[:40]}”: a line is a sentence, a source word, a target "
                    "word, then maybe S or P and a score, with spaces between"
                )
            continue
        sure, possible = links.setdefault(int(match[1]), (set(), set()))
        (possible if match[4] in ("P", "p") else sure).add((int(match[2]), int(match[3])))
        scored = scored or match[5] is not None
    first = 0 if 0 in links else 1
    check_number_of_sentences(max(links, default=0) + 1 - first, content.name)
    pairs = []
    for number in range(first, max(links, default=0) + 1):
        sure, possible = links.get(number, (set(), set()))
        alignment = HandAlignment(frozenset(sure), frozenset(possible - sure))
        pairs.append(AlignedPair((), (), links=alignment, number=number + 1 - first))
    notes = ("the scores of the links are not kept",) if scored else ()
    return Read(pairs, notes, counts_from=1, text_by="sparse")


def write(pairs: Sequence[AlignedPair]) -> bytes:
    lines = []
    for pair in pairs:
        links = [(s, t, "S") for s, t in hard(pair).sure] + [(s, t, "P") for s, t in hard(pair).possible]
        lines += [f"{pair.number} {s + 1} {t + 1} {kind}\n" for s, t, kind in sorted(links)]
    return "".join(lines).encode()


FORMAT = Format(
    title="TALP / NAACL",
    suffixes=(".talp", ".wa", ".naacl"),
    about="a line a link, “sentence i j S|P”, counted from 1: hand alignments of the shared tasks",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"links", "number"}),
)
