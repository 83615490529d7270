"""Nematus, Sockeye and SoftAlignments: a line "id ||| target ||| score ||| source ||| S T", then a line a row.

Rows are target tokens, columns source tokens; Nematus has one more of each for the end of the sentence and counts them
in S and T. SoftAlignments' files from other systems have no such row and write 0 or 1 for both numbers, so that it is
the rows that count.
"""

from collections.abc import Sequence

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import END, check_number_of_sentences
from seq2seq_core.alignments.content import Content
from seq2seq_core.alignments.formats.format import Format, Read, shortest, spaced
from seq2seq_core.alignments.formats.numbers import matrix
from seq2seq_core.errors import CorpusError, InputError

BAR = "|||"


def recognise(content: Content) -> str | None:
    first, *others = content.head[:2] or [""]
    fields = first.split(BAR)
    numbers = others[0].split() if others else []
    if len(fields) in (5, 6) and _is_score(fields[2]) and (not others or all(map(_is_score, numbers))):
        return f"its first line is id ||| target ||| score ||| source ||| lengths, and {len(numbers)} numbers follow"
    return None


def read(content: Content) -> Read:
    pairs: list[AlignedPair] = []
    more = 0
    last: tuple[str, str] | None = None
    for header, rows, number in _blocks(content):
        fields = [field.strip() for field in header.split(BAR)]
        where = f"{content.name}, line {number}"
        if len(fields) not in (5, 6):
            raise CorpusError(
                f"{where}: “{header[:40]}” should be id {BAR} target {BAR} score {BAR} source {BAR} lengths"
            )
        sentence, target, score, source = fields[:4]
        if not _is_score(score):
            raise CorpusError(f"{where}: the score “{score[:20]}” is not a number")
        if (sentence, source) == last:
            more += 1
            continue
        last = sentence, source
        check_number_of_sentences(len(pairs) + 1, content.name)
        weights = matrix([row.split() for row in rows], where)
        pairs.append(
            AlignedPair(
                tuple(source.split()) or (END,),
                tuple(target.split()) or (END,),
                weights,
                None,
                float(score),
                len(pairs) + 1,
            )
        )
    notes = (f"of sentences with several translations the first is shown; {more:,} others are not",) if more else ()
    return Read(pairs, notes)


def write(pairs: Sequence[AlignedPair]) -> bytes:
    """End tokens are not written as words: their row and column are."""
    lines = []
    for pair in pairs:
        if pair.weights is None:
            raise InputError(f"sentence {pair.number} has links and no weights: save as Pharaoh or TALP instead")
        source, target = (spaced(_without_end(side), pair, "Nematus") for side in (pair.source, pair.target))
        score = 0 if pair.score is None else pair.score
        rows, columns = pair.weights.shape
        lines.append(f"{pair.number - 1} {BAR} {target} {BAR} {score} {BAR} {source} {BAR} {columns} {rows}")
        lines += [" ".join(shortest(row)) for row in pair.weights]
        lines.append("")
    return "".join(line + "\n" for line in lines).encode()


def _blocks(content: Content) -> list[tuple[str, list[str], int]]:
    """Header lines, the rows under each, and the number of its line."""
    blocks: list[tuple[str, list[str], int]] = []
    for number, line in enumerate(content.lines, start=1):
        if BAR in line:
            blocks.append((line, [], number))
        elif line.strip():
            if not blocks:
                raise CorpusError(f"{content.name}, line {number}: there are numbers before the first sentence")
            blocks[-1][1].append(line)
    return blocks


def _without_end(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tokens[:-1] if tokens[-1:] == (END,) else tokens


def _is_score(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


FORMAT = Format(
    title="Nematus / SoftAlignments",
    suffixes=(".nematus", ".alignment", ".txt"),
    about="id ||| target ||| score ||| source ||| S T, then a row a line: Nematus, Sockeye, SoftAlignments",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"source", "target", "weights", "score"}),
)
