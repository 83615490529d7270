"""BPE-dropout (Provilkov et al. 2020): byte pair encoding that leaves merges out at random.

SentencePiece samples, too, but its random numbers differ from one process to the next whatever the seed; a run that is
resumed, or shared by several processes, needs those it would have drawn.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from seq2seq_core.text import SPACE


def split_roughly(word: str, ranks: Mapping[str, float], dropout: float, chance: random.Random) -> list[str]:
    """Merge the letters of a word into tokens, those of the lowest rank first and from the left; at every step each
    possible merge is left out with probability `dropout`, and the word is done when none is left.

    With a dropout of 0 this is byte pair encoding (Sennrich et al. 2016).
    """
    tokens = list(word)
    while len(tokens) > 1:
        possible = [
            (rank, i)
            for i in range(len(tokens) - 1)
            if (rank := ranks.get(tokens[i] + tokens[i + 1])) is not None and chance.random() >= dropout
        ]
        if not possible:
            break
        _, i = min(possible)
        tokens[i : i + 2] = [tokens[i] + tokens[i + 1]]
    return tokens


def words_of(surfaces: Sequence[str]) -> Iterator[str]:
    """The words of a sentence in tokens, each with the sign for a space in front of it."""
    first, *others = "".join(surfaces).split(SPACE)
    if first:
        yield first
    yield from (SPACE + word for word in others)


def without_repeats(ids: Sequence[int], unknown: int) -> list[int]:
    """Ids in which unknown tokens beside each other are one, as SentencePiece has them."""
    return [i for known, run in groupby(ids, lambda i: i != unknown) for i in (run if known else [unknown])]
