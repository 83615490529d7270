"""What no picture can be drawn of, named by sentence and cell, and what a reader should be told of the numbers.

An error: a matrix that does not fit its tokens, a cell that is no number or below zero, anything too large. A note:
what rows sum to where that is not one; Luong's local-p attention sums to less and is right.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.errors import CorpusError

END = "</s>"
ENDS = frozenset({END, "<eos>", "<EOS>", "[SEP]", "<end>"})
MOST_SENTENCES = 100_000
MOST_TOKENS = 2_000  # on each side of a sentence
MOST_CELLS = 50_000_000  # of all matrices of a file together
FAR_FROM_ONE = 0.005  # what rounding to a few digits does to the sum of a row


def check_number_of_sentences(number: int, name: str) -> None:
    if number > MOST_SENTENCES:
        raise CorpusError(f"{name} has {number:,} sentences; at most {MOST_SENTENCES:,} are read")


def check_size(shape: tuple[int, ...], where: str) -> None:
    rows, columns = shape
    if max(rows, columns) > MOST_TOKENS:
        raise CorpusError(
            f"{where}: a matrix of {rows:,} rows and {columns:,} columns is too large; at most {MOST_TOKENS:,} of each "
            "are read"
        )


def check_cells(pairs: Sequence[AlignedPair], name: str, *, signed: bool) -> tuple[str, ...]:
    """Look at every weight; returns notes. Values below zero are an error unless they are `signed` on purpose."""
    cells = sum(pair.weights.size for pair in pairs if pair.weights is not None)
    if cells > MOST_CELLS:
        raise CorpusError(f"{name} has {cells:,} weights in all; at most {MOST_CELLS:,} are read")
    negative = 0
    for pair in pairs:
        if pair.weights is None:
            continue
        broken = np.argwhere(~np.isfinite(pair.weights))
        if len(broken):
            t, s = broken[0].tolist()
            raise CorpusError(f"{_cell(pair, name, t, s)}: the weight is {pair.weights[t, s]}, not a number")
        below = np.argwhere(pair.weights < 0)
        negative += bool(len(below))
        if len(below) and not signed:
            t, s = below[0].tolist()
            raise CorpusError(f"{_cell(pair, name, t, s)}: the weight is {pair.weights[t, s]:.4g}; none is below zero")
    notes = [] if signed else [*_sums(pairs)]
    if negative:
        notes.append(f"{negative:,} of {len(pairs):,} sentences have values below zero: attributions, not weights")
    return tuple(notes)


def fit(pairs: Sequence[AlignedPair], name: str, *, padded: bool) -> tuple[list[AlignedPair], tuple[str, ...]]:
    """Give every matrix the tokens of its rows and columns; returns notes too. CorpusError where they do not fit.

    One more row or column than there are tokens is that of the end of the sentence.
    """
    fitted, ended, cut = [], 0, 0
    for pair in pairs:
        if pair.weights is None:
            fitted.append(pair)
            continue
        weights = pair.weights
        if not weights.size:
            raise CorpusError(f"{name}, sentence {pair.number}: the matrix is empty")
        if padded:
            weights = _without_padding(pair)
            cut += weights.shape != pair.weights.shape
        target, source = (_with_end(side, n) for side, n in zip((pair.target, pair.source), weights.shape, strict=True))
        if target is None or source is None:
            raise CorpusError(_misfit(pair, weights.shape, name))
        ended += len(target) > len(pair.target) > 0 or len(source) > len(pair.source) > 0
        fitted.append(replace(pair, source=source, target=target, weights=weights))
    notes = []
    if ended:
        notes.append(
            f"the matrices of {ended:,} of {len(pairs):,} sentences have a row or column more than there are tokens: "
            f"it is shown as that of the end of the sentence, {END}"
        )
    if cut:
        notes.append(
            f"the matrices of {cut:,} of {len(pairs):,} sentences are larger than the sentences, as those of a batch "
            "are: what lies outside is cut off"
        )
    return fitted, tuple(notes)


def _without_padding(pair: AlignedPair) -> np.ndarray:
    """The matrix without what fills it up: rows after the end of the target, columns of zeros after that of the source.

    Rows there are left-overs of the decoder, which goes on until the longest sentence of its batch has ended.
    """
    assert pair.weights is not None
    weights = pair.weights
    if pair.target and len(weights) > len(pair.target) + 1:
        weights = weights[: _places(pair.target)]
    if pair.source and weights.shape[1] > len(pair.source) + 1 and not weights[:, _places(pair.source) :].any():
        weights = weights[:, : _places(pair.source)]
    return weights


def _places(tokens: Sequence[str]) -> int:
    return len(tokens) + (tokens[-1] not in ENDS)


def _with_end(tokens: tuple[str, ...], places: int) -> tuple[str, ...] | None:
    """The tokens of so many rows or columns, an end token added if it is that; None where they do not fit."""
    if not tokens or len(tokens) == places:
        return tokens
    return (*tokens, END) if len(tokens) + 1 == places and tokens[-1] not in ENDS else None


def _misfit(pair: AlignedPair, shape: tuple[int, ...], name: str) -> str:
    rows, columns = shape
    source, target = len(pair.source) or "unknown", len(pair.target) or "unknown"
    turned = columns in (target, len(pair.target) + 1) and rows in (source, len(pair.source) + 1)
    return (
        f"{name}, sentence {pair.number}: the matrix has {rows:,} rows and {columns:,} columns, but there are {target} "
        f"target tokens (rows) and {source} source tokens (columns), apart from one for the end of the sentence"
        + ("; turned round it would fit" if turned else "")
    )


def _sums(pairs: Sequence[AlignedPair]) -> list[str]:
    """What rows sum to, if not to one, with the row that is farthest from it."""
    low, high, sentences, farthest = np.inf, -np.inf, 0, (0.0, "")
    for pair in pairs:
        if pair.weights is None or not pair.weights.size:
            continue
        sums = pair.weights.sum(axis=1, dtype=np.float64)
        low, high = min(low, sums.min()), max(high, sums.max())
        off = np.abs(sums - 1)
        sentences += off.max() > FAR_FROM_ONE
        t = int(off.argmax())
        farthest = max(farthest, (float(off[t]), f"sentence {pair.number}, {_token('target', pair.target, t)}"))
    if not sentences:
        return []
    return [
        f"the rows of {sentences:,} of {len(pairs):,} sentences do not sum to 1: all rows sum to {low:.3f} to "
        f"{high:.3f}; farthest from 1 is {farthest[1]}"
    ]


def _cell(pair: AlignedPair, name: str, t: int, s: int) -> str:
    where = f"{name}, sentence {pair.number}"
    return f"{where}, {_token('target', pair.target, t)}, {_token('source', pair.source, s)}"


def _token(side: str, tokens: Sequence[str], position: int) -> str:
    """A token by its place, counted from 1, and itself where it is known."""
    return f"{side} token {position + 1}" + (f" “{tokens[position][:30]}”" if position < len(tokens) else "")
