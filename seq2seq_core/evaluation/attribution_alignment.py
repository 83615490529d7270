"""How far what attribution methods say agrees with what people say: the error rate of the links that they make.

It says how useful a method is as an aligner, not how faithful: people link what means the same, whatever a model used.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from seq2seq_core.attribution.attribution import Attribution
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.decoding.trace import Translation
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.alignment_error import Links, alignment_error_rate, bootstrap_alignment
from seq2seq_core.evaluation.gold import GoldPair, force_gold
from seq2seq_core.evaluation.results import AttributionAlignmentScore
from seq2seq_core.evaluation.scores import listed, sha256_of
from seq2seq_core.interchange import Splits, strongest_links, tokens_of_pieces
from seq2seq_core.translator import Translator


def evaluate_attribution_alignment(
    translator: Translator,
    rows: Sequence[GoldPair],
    gold: Path,
    *,
    methods: Sequence[str],
    progress: Callable[[], object] = lambda: None,
) -> list[AttributionAlignmentScore]:
    """Force-decode hand-aligned pairs `rows`, of the file `gold`, in natural spelling, and compare the links that each
    method makes; those that are not for this model are left out.

    `progress` is called after every pair.
    """
    by_tokens: dict[str, list[Links]] = {}
    by_words: dict[str, list[Links]] = {}
    for translation, splits in zip(*force_gold(translator, rows), strict=True):
        pair = ForcedPair(translator.checkpoint.model, translation.source.ids, translation.target.ids)
        for name in methods:  # of pairs of any length: limits are for those who wait
            try:
                found = METHODS[name].function(pair)
            except InputError:
                continue
            by_tokens.setdefault(name, []).append(strongest_links(found.source, translation, splits))
            by_words.setdefault(name, []).append(strongest_word_links(found, translation, splits))
        progress()
    sure = [set(row.alignment) for row in rows]
    return [
        AttributionAlignmentScore(
            model=translator.name,
            fingerprint=translator.fingerprint,
            data=gold.name,
            data_sha256=sha256_of(gold),
            sentences=len(rows),
            method=name,
            aer=round(alignment_error_rate(by_tokens[name], sure), 4),
            aer_of_words=round(alignment_error_rate(by_words[name], sure), 4),
            aer_samples=listed(bootstrap_alignment(by_tokens[name], sure), 4),
            aer_of_words_samples=listed(bootstrap_alignment(by_words[name], sure), 4),
        )
        for name in by_tokens
    ]


def strongest_word_links(found: Attribution, translation: Translation, splits: Splits) -> Links:
    """Each target word points at the source word of the largest value; the values are put together from the tokens.

    A word in which no token begins points nowhere, and nothing at it.
    """
    source, target = (_groups(words) for words in tokens_of_pieces(translation, splits))
    best = found.by_words(list(target.values()), list(source.values())).argmax(axis=1)
    return {(list(source)[s], t) for t, s in zip(target, best.tolist(), strict=True)}


def _groups(words: Sequence[int]) -> dict[int, list[int]]:
    """Of each word the tokens that are in it."""
    groups: dict[int, list[int]] = {}
    for token, word in enumerate(words):
        groups.setdefault(word, []).append(token)
    return groups
