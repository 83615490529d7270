"""fairseq's generate --print-alignment: lines "A-12 TAB alignment" among those of source (S), target (T), output (H).

Hard (the default): Pharaoh links of tokens without the end of the sentence. Soft: a row "0.9,0.1" for each target
token, both sides with the end. Before 2019 it wrote only the source position of each target token: "A-12 TAB 0 2 1".
Sentences come in the order of their length; the number after the letter is their place in the text, from 0.
"""

import re
from collections.abc import Sequence

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import END, check_number_of_sentences
from seq2seq_core.alignments.content import Content
from seq2seq_core.alignments.formats.format import Format, Read, shortest, spaced
from seq2seq_core.alignments.formats.numbers import matrix
from seq2seq_core.alignments.formats.pharaoh import links_of_line
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.hand_alignment import HandAlignment, write_links

_LINE = re.compile(r"([A-Z])-([0-9]{1,9})\t(.*)")
_POSITIONS = re.compile(r"\s*[0-9]+(\s+[0-9]+)*\s*")


def recognise(content: Content) -> str | None:
    found = [match for line in content.head if (match := _LINE.fullmatch(line))]
    if any(match[1] == "A" for match in found):
        return "it has lines of fairseq's generate: S-, H-, and A- with the alignment"
    if {"S", "H"} <= {match[1] for match in found}:
        return "it has lines of fairseq's generate: S- and H-"
    return None


def read(content: Content) -> Read:
    told: dict[int, dict[str, str]] = {}
    more = 0
    for line in content.lines:
        match = _LINE.fullmatch(line)
        if match:
            sentence = told.setdefault(int(match[2]), {})
            more += match[1] == "A" and "A" in sentence
            sentence.setdefault(match[1], match[3])  # of an n-best list the best comes first
    if not any("A" in sentence for sentence in told.values()):
        raise CorpusError(f"{content.name} has no line A-0, A-1, …: run fairseq-generate with --print-alignment")
    check_number_of_sentences(len(told), content.name)
    soft = any("," in sentence.get("A", "") for sentence in told.values())
    pairs = [_pair(number, told[number], content.name, soft) for number in sorted(told) if "A" in told[number]]
    notes = [f"of sentences with several translations the first is shown; {more:,} others are not"] if more else []
    without = len(told) - len(pairs)
    if without:
        notes.append(f"{without:,} sentences have no alignment and are left out")
    hard = any(pair.links is not None for pair in pairs)
    return Read(pairs, tuple(notes), counts_from=0 if hard else None, text_by="number")


def _pair(number: int, told: dict[str, str], name: str, soft: bool) -> AlignedPair:
    where = f"{name}, line A-{number}"
    source = tuple(told.get("S", "").split())
    score, _, hypothesis = told["H"].partition("\t") if "H" in told else ("", "", told.get("T", ""))
    target = tuple(hypothesis.split())
    try:
        worth = float(score) if score else None
    except ValueError as error:
        raise CorpusError(f"{name}, line H-{number}: the score “{score[:20]}” is not a number") from error
    alignment = told["A"]
    if soft:
        weights = matrix([row.split(",") for row in alignment.split()], where)
        return AlignedPair(source or (END,), target or (END,), weights, None, worth, number + 1)
    if _POSITIONS.fullmatch(alignment):
        links = HandAlignment(frozenset((int(s), t) for t, s in enumerate(alignment.split())))
    else:
        links, _ = links_of_line(alignment, where)
    return AlignedPair(source, target, None, links, worth, number + 1)


def write(pairs: Sequence[AlignedPair]) -> bytes:
    """Lines S, H (T without a score) and A of each pair; the end is not written as a word where there are weights."""
    lines = []
    for pair in pairs:
        sides = (pair.source, pair.target)
        if pair.weights is not None:
            sides = tuple(side[:-1] if side[-1:] == (END,) else side for side in sides)  # type: ignore[assignment]
            alignment = " ".join(",".join(shortest(row)) for row in pair.weights)
        else:
            alignment = write_links(pair.links) if pair.links else ""
        number = pair.number - 1
        source, target = (spaced(side, pair, "fairseq") for side in sides)
        lines.append(f"S-{number}\t{source}")
        lines.append(f"T-{number}\t{target}" if pair.score is None else f"H-{number}\t{pair.score}\t{target}")
        lines.append(f"A-{number}\t{alignment}")
    return "".join(line + "\n" for line in lines).encode()


FORMAT = Format(
    title="fairseq",
    suffixes=(".generate", ".out", ".txt"),
    about="lines S-0, H-0, A-0: fairseq-generate --print-alignment, hard or soft",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"source", "target", "weights", "links", "score", "number"}),
)
