"""Translations in forms that other programs read: JSON, and Pharaoh alignments."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from seq2seq_core.attribution.attribution import Attribution
from seq2seq_core.decoding.trace import EnsembleTranslation, Floats, Side, Translation
from seq2seq_core.errors import InputError
from seq2seq_core.text import split_at_spaces, word_of_each

Split = Callable[[str], list[tuple[int, int]]]  # from a clean text to the (start, end) offsets of its tokens
Splits = tuple[Split, Split]  # of the source and of the target
Link = tuple[int, int]  # (source token or word, target token or word)


def translations_json(hypotheses: Sequence[Translation | EnsembleTranslation]) -> dict[str, Any]:
    """All hypotheses of one sentence, best first, as one JSON object; weights are lists of target rows, or null.

    Those of an ensemble have, `of_each` model in the order of `models`, its own log-probability, that of every token
    too, and its weights.
    """
    first = hypotheses[0]
    return {
        **(
            {"models": [one.model for one in first.of_each], "fingerprints": [one.fingerprint for one in first.of_each]}
            if isinstance(first, EnsembleTranslation)
            else {"model": first.model, "fingerprint": first.fingerprint}
        ),
        "hypotheses": [_hypothesis(hypothesis) for hypothesis in hypotheses],
    }


def pharaoh(links: Iterable[Link]) -> str:
    """A hard alignment as "i-j" pairs of source and target tokens, counted from 0."""
    return " ".join(f"{i}-{j}" for i, j in sorted(links))


def hard_alignment(
    translation: Translation, *, shift: int = 0, splits: Splits = (split_at_spaces, split_at_spaces)
) -> set[Link]:
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


def strongest_links(values: Floats, translation: Translation, splits: Splits) -> set[Link]:
    """The same from any values (T, S): each target token points at the source token of the largest."""
    source_of, target_of = tokens_of_pieces(translation, splits)
    best = values[: len(target_of), : len(source_of)].argmax(axis=1)
    return {(source_of[s], target_of[t]) for t, s in enumerate(best.tolist())}


def word_links(found: Attribution, translation: Translation, splits: Splits) -> tuple[set[Link], set[Link]]:
    """The same by whole words, whose values are put together from their tokens; and of these links those that point
    both ways, because no other target word has a larger value for the source word either.

    The second are fewer and more often right: what both directions of an aligner agree on (Och and Ney 2003), of one
    matrix.
    """
    forward, backward = both_directions(found, translation, splits)
    return forward, forward & backward


def both_directions(found: Attribution, translation: Translation, splits: Splits) -> tuple[set[Link], set[Link]]:
    """Where each target word points by its largest value, and where each source word does, of one matrix.

    A word in which no token begins points nowhere, and nothing at it.
    """
    sources, targets = (_tokens_by_word(words) for words in tokens_of_pieces(translation, splits))
    values = found.by_words(list(targets.values()), list(sources.values()))  # (target words, source words)
    source_words, target_words = list(sources), list(targets)
    forward = {(source_words[s], t) for t, s in zip(target_words, values.argmax(axis=1).tolist(), strict=True)}
    backward = {(s, target_words[t]) for s, t in zip(source_words, values.argmax(axis=0).tolist(), strict=True)}
    return forward, backward


def _tokens_by_word(words: Sequence[int]) -> dict[int, list[int]]:
    """Of each word the tokens that are in it."""
    groups: dict[int, list[int]] = {}
    for token, word in enumerate(words):
        groups.setdefault(word, []).append(token)
    return groups


def tokens_of_pieces(translation: Translation, splits: Splits) -> tuple[list[int], list[int]]:
    """The token of a text to which each token of the model belongs, in source and target, without the end tokens."""
    sides = translation.source, translation.target
    source, target = (word_of_each(side.pieces[:-1], split) for side, split in zip(sides, splits, strict=True))
    return source, target


def _hypothesis(hypothesis: Translation | EnsembleTranslation) -> dict[str, Any]:
    told = {
        "text": hypothesis.text,
        "log_prob": hypothesis.log_prob,
        "finished": hypothesis.finished,
        "source": _side(hypothesis.source),
        "target": _side(hypothesis.target),
    }
    if isinstance(hypothesis, Translation):
        return told | {"weights": _weights(hypothesis)}
    return told | {
        "of_each": [
            {
                "model": one.model,
                "log_prob": one.log_prob,
                "log_probs": one.trace.log_probs.astype(float).round(6).tolist(),
                "weights": _weights(one),
            }
            for one in hypothesis.of_each
        ]
    }


def _weights(translation: Translation) -> dict[str, list[list[float]]] | None:
    if translation.trace.weights is None:
        return None
    return {level: _rows(translation.weights(level)) for level in ("words", "pieces")}


def _side(side: Side) -> dict[str, list[str]]:
    return {"words": list(side.words), "pieces": list(side.pieces)}


def _rows(weights: Floats | None) -> list[list[float]]:
    assert weights is not None
    rows: list[list[float]] = weights.astype(float).round(6).tolist()
    return rows
