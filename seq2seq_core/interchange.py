"""Translations in forms that other programs read: JSON, and Pharaoh alignments."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from seq2seq_core.decoding.trace import Floats, Side, Translation
from seq2seq_core.errors import InputError
from seq2seq_core.text import group_pieces, split_at_spaces

Split = Callable[[str], list[tuple[int, int]]]  # from a clean text to the (start, end) offsets of its tokens


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
    translation: Translation, *, shift: int = 0, splits: tuple[Split, Split] = (split_at_spaces, split_at_spaces)
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
    source_of, target_of = (
        _token_of_piece(translation.source, splits[0]),
        _token_of_piece(translation.target, splits[1]),
    )
    best = weights[shift : len(target_of) + shift, : len(source_of)].argmax(axis=1)
    return {(source_of[s], target_of[t]) for t, s in enumerate(best.tolist())}


def _side(side: Side) -> dict[str, list[str]]:
    return {"words": list(side.words), "pieces": list(side.pieces)}


def _rows(weights: Floats | None) -> list[list[float]]:
    assert weights is not None
    rows: list[list[float]] = weights.astype(float).round(6).tolist()
    return rows


def _token_of_piece(side: Side, split: Split) -> list[int]:
    """The token to which each token belongs, without the end token."""
    groups = group_pieces(side.pieces[:-1], split)
    return [token for token, group in enumerate(groups) for _ in group]
