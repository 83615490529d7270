"""One of our translations as an aligned pair, and its weights put together for the tokens of another system."""

import html
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import ENDS
from seq2seq_core.decoding.trace import Floats, Translation
from seq2seq_core.errors import InputError
from seq2seq_core.text import SPACE

_MARKS = (
    "@@",
    "￭",
    SPACE,
    "</w>",
)  # with which sub-words show where they join: subword-nmt, OpenNMT, SentencePiece, BPE
_CONTINUES = "##"  # WordPiece, in front
_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")


def of_translation(translation: Translation, level: str = "words") -> AlignedPair:
    """What a model of ours aligned, by "words" or by "pieces"; InputError without attention. The end tokens count."""
    weights = translation.weights(level)
    if weights is None:
        raise InputError(f"{translation.model} has no attention, so it aligns nothing")
    source, target = (
        side.words if level == "words" else side.pieces for side in (translation.source, translation.target)
    )
    return AlignedPair(source, target, weights, score=translation.log_prob)


def regroup(translation: Translation, source_tokens: Sequence[str], target_tokens: Sequence[str]) -> Floats:
    """A model's weights (T, S) for the tokens of another system, which must spell the same sentences.

    As with words, a source token has the sum of its pieces and a target token their mean. A piece that lies in several
    tokens counts for each by the share of its characters there. Spaces, case, kinds of apostrophes, and how sub-words
    are marked do not count. An end token takes ours; where they have none ours is left out, and rows then sum to less.
    """
    weights = translation.trace.weights
    if weights is None:
        raise InputError(f"{translation.model} has no attention, so it aligns nothing")
    return regrouped(weights, translation.source.pieces, translation.target.pieces, source_tokens, target_tokens)


def regrouped(
    weights: Floats,
    source_pieces: Sequence[str],
    target_pieces: Sequence[str],
    source_tokens: Sequence[str],
    target_tokens: Sequence[str],
    *,
    by_sum: bool = False,
) -> Floats:
    """The same from any weights (T, S) of pieces; with `by_sum` a target token has the sum of its pieces too."""
    columns = weights @ _shares(source_pieces, source_tokens, "source").T
    rows = _shares(target_pieces, target_tokens, "target")
    if not by_sum:
        totals = rows.sum(axis=1, keepdims=True)
        rows = np.divide(rows, totals, out=np.zeros_like(rows), where=totals > 0)
    return np.asarray(rows @ columns, dtype=np.float32)


def _shares(pieces: Sequence[str], tokens: Sequence[str], side: str) -> NDArray[np.float64]:
    """(tokens, pieces) which share of each piece's characters is in each token."""
    if list(pieces) == list(tokens):
        return np.eye(len(pieces))
    shares = np.zeros((len(tokens), len(pieces)))
    ends = [bool(some) and some[-1] in ENDS for some in (pieces, tokens)]
    if all(ends):
        shares[-1, -1] = 1
    inner_pieces, inner_tokens = (
        [*map(_spelled, some[: len(some) - end])] for some, end in zip((pieces, tokens), ends, strict=True)
    )
    _check_same("".join(inner_pieces), "".join(inner_tokens), side)
    of_character = [token for token, text in enumerate(inner_tokens) for _ in text]
    start = 0
    for piece, text in enumerate(inner_pieces):
        if not text and of_character:  # only a space: it goes with what follows
            shares[of_character[min(start, len(of_character) - 1)], piece] = 1
        for character in range(start, start + len(text)):
            shares[of_character[character], piece] += 1 / len(text)
        start += len(text)
    return shares


def _spelled(token: str) -> str:
    """The characters of a token that both systems must have, in small letters."""
    text = html.unescape(token)  # Moses writes &apos; for '
    if text.startswith(_CONTINUES) and len(text) > len(_CONTINUES):
        text = text.removeprefix(_CONTINUES)
    for mark in _MARKS:
        if text != mark or mark == SPACE:
            text = text.removeprefix(mark).removesuffix(mark)
    small = (c.lower() if len(c.lower()) == 1 else c for c in text.translate(_APOSTROPHES) if not c.isspace())
    return "".join(small)


def _check_same(ours: str, theirs: str, side: str) -> None:
    if ours == theirs:
        return
    position = next(
        (i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs))
    )
    raise InputError(
        f"the {side} sentences differ: where ours goes on “{ours[position : position + 12]}”, the other has "
        f"“{theirs[position : position + 12]}”, after “{ours[max(0, position - 12) : position]}”"
    )
