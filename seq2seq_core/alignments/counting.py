"""Do the words of a file of links count from 0 or from 1? The data tell where they can; else it is asked.

A link to word 0: from 0. A link to the word after the last, and none to word 0: from 1.
"""

from collections.abc import Sequence
from dataclasses import replace

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import END, ENDS, MOST_TOKENS
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.hand_alignment import HandAlignment

QUESTION = "first"
ENOUGH = 5  # sentences with links of which no first word has one: then it is likelier that words count from 1


def settle(
    pairs: Sequence[AlignedPair], name: str, first: int | None, usual: int
) -> tuple[list[AlignedPair], tuple[str, ...], bool]:
    """Count the words of all links from 0; returns notes too, and whether the data could not tell.

    `first` is what a person says the file counts from, `usual` what files of its format do.
    """
    zero = next((pair for pair in pairs for link in _links(pair) if 0 in link), None)
    if first == 1 and zero is not None:
        raise CorpusError(f"{name}, sentence {zero.number} has a link to word 0, so words do not count from 1")
    notes: list[str] = []
    unsure = False
    if first is None:
        first = 0 if zero is not None else usual
        linked = sum(bool(pair.links) for pair in pairs)
        if zero is not None and usual == 1:
            notes.append("links are to word 0, so words count from 0, though in this format they usually do from 1")
        if zero is None and usual == 0 and linked:
            if any(_touches(pair) for pair in pairs):
                first = 1
                notes.append("no link is to word 0, and some are to the last word counted from 1: words count from 1")
            else:
                first, unsure = int(linked >= ENOUGH), True
                notes.append(
                    "no link is to word 0, so words may count from 0 or from 1: they are taken to count from "
                    f"{first} unless you say otherwise"
                )
    shifted = [_shifted(pair, first) for pair in pairs]
    if _links_every_end(shifted):
        notes.append(f"every sentence has a link after its last word: it is that of the end of the sentence, {END}")
        shifted = [_with_ends(pair) for pair in shifted]
    for pair in shifted:
        _check(pair, name, first, "" if zero is not None else ", but word 0 has no link: do words count from 1?")
    return shifted, tuple(notes), unsure


def _links(pair: AlignedPair) -> frozenset[tuple[int, int]]:
    return pair.links.sure | pair.links.possible if pair.links else frozenset()


def _touches(pair: AlignedPair) -> bool:
    """Whether a link, counted from 0, is to a word that is not there and would be the last if words counted from 1."""
    source, target = len(pair.source), len(pair.target)
    return any((source and s == source) or (target and t == target) for s, t in _links(pair))


def _shifted(pair: AlignedPair, first: int) -> AlignedPair:
    if not first or pair.links is None:
        return pair
    sure, possible = (
        frozenset((s - first, t - first) for s, t in some) for some in (pair.links.sure, pair.links.possible)
    )
    return replace(pair, links=HandAlignment(sure, possible))


def _links_every_end(pairs: Sequence[AlignedPair]) -> bool:
    """Whether each target has one link more than words, as Marian's do: to where it looked when it wrote the end."""
    linked = [pair for pair in pairs if pair.links and pair.target]
    return bool(linked) and all(
        max(t for _, t in _links(pair)) == len(pair.target) and pair.target[-1] not in ENDS for pair in linked
    )


def _with_ends(pair: AlignedPair) -> AlignedPair:
    source, target = (side and (*side, END) for side in (pair.source, pair.target))
    return replace(pair, source=source, target=target)


def _check(pair: AlignedPair, name: str, first: int, hint: str) -> None:
    """CorpusError for a link to a word that is not there."""
    lengths = len(pair.source) or MOST_TOKENS, len(pair.target) or MOST_TOKENS
    for link in sorted(_links(pair)):
        for side, word, length in zip(("source", "target"), link, lengths, strict=True):
            if not 0 <= word < length:
                shown = f"{link[0] + first}-{link[1] + first}"
                raise CorpusError(
                    f"{name}, sentence {pair.number}, link {shown}: there is no {side} word {word + first}; they are "
                    f"{first} to {length - 1 + first}{hint if word >= length else ''}"
                )
