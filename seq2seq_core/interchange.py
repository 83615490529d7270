"""Translations in forms that other programs read: JSON, and Pharaoh alignments."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from seq2seq_core.decoding.trace import Floats, Side, Translation
from seq2seq_core.errors import InputError
from seq2seq_core.text import split_at_spaces, word_of_each

Split = Callable[[str], list[tuple[int, int]]]  # from a clean text to the (start, end) offsets of its tokens
Splits = tuple[Split, Split]  # of the source and of the target


def translations_json(hypotheses: Sequence[Translation]) -> dict[str, Any]:
    """All hypotheses of one sentence, best first, as one JSON object; weights are lists of target rows, or null."""
    return {
        "model": hypotheses[0].model,
        "fingerprint": hypotheses[0].fingerprint,
        "hypotheses": [
            {
                "text": hypothesis.text,
                "log_prob": hypothesis.log_prob,
                "finished": hypothesis.finished,
                "source": _side(hypothesis.source),
                "target": _side(hypothesis.target),
                "weights": None
                if hypothesis.trace.weights is None
                else {level: _rows(hypothesis.weights(level)) for level in ("words", "pieces")},
            }
            for hypothesis in hypotheses
        ],
    }


def pharaoh(links: Iterable[tuple[int, int]]) -> str:
    """A hard alignment as "i-j" pairs of source and target tokens, counted from 0."""
    return " ".join(f"{i}-{j}" for i, j in sorted(links))


def hard_alignment(
    translation: Translation, *, shift: int = 0, splits: Splits = (split_at_spaces, split_at_spaces)
) -> set[tuple[int, int]]:
    """Pairs of source and target tokens between spaces: each target token points at the source token it weighs most.

    Other tokens than those between spaces with other `splits` of the source and of the target, for example
    `split_words` for the words of the maps.

    The end tokens are left out. With `shift` 1 a target token takes the row of the step after its own, at which it was
    the *input* (Luong et al. 2015, footnote 14). InputError without attention.
    """
    weights = translation.trace.weights
    if weights is None:
        raise InputError(f"{translation.model} has no attention, so it aligns nothing")
    return strongest_links(weights[shift:], translation, splits)


def strongest_links(values: Floats, translation: Translation, splits: Splits) -> set[tuple[int, int]]:
    """The same from any values (T, S): each target token points at the source token of the largest."""
    source_of, target_of = tokens_of_pieces(translation, splits)
    best = values[: len(target_of), : len(source_of)].argmax(axis=1)
    return {(source_of[s], target_of[t]) for t, s in enumerate(best.tolist())}


def tokens_of_pieces(translation: Translation, splits: Splits) -> tuple[list[int], list[int]]:
    """The token of a text to which each token of the model belongs, in source and target, without the end tokens."""
    sides = translation.source, translation.target
    source, target = (word_of_each(side.pieces[:-1], split) for side, split in zip(sides, splits, strict=True))
    return source, target


def _side(side: Side) -> dict[str, list[str]]:
    return {"words": list(side.words), "pieces": list(side.pieces)}


def _rows(weights: Floats | None) -> list[list[float]]:
    assert weights is not None
    rows: list[list[float]] = weights.astype(float).round(6).tolist()
    return rows
