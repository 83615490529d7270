"""How far what attribution methods say agrees with what people say: the error rate of the links that they make.

It says how useful a method is as an aligner, not how faithful: people link what means the same, whatever a model used.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.alignment_error import Links, alignment_error_rate, bootstrap_alignment
from seq2seq_core.evaluation.gold import GoldPair, force_gold
from seq2seq_core.evaluation.results import AttributionAlignmentScore
from seq2seq_core.evaluation.scores import listed, sha256_of
from seq2seq_core.interchange import strongest_links, word_links
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
    found: dict[str, list[tuple[Links, Links, Links]]] = {}  # by tokens, by words and both ways
    for translation, splits in zip(*force_gold(translator, rows), strict=True):
        pair = ForcedPair(translator.checkpoint.model, translation.source.ids, translation.target.ids)
        for name in methods:  # of pairs of any length: limits are for those who wait
            try:
                one = METHODS[name].function(pair)
            except InputError:
                continue
            by_tokens = strongest_links(one.source, translation, splits)
            found.setdefault(name, []).append((by_tokens, *word_links(one, translation, splits)))
        progress()
    sure = [set(row.alignment) for row in rows]
    return [_score(name, links, sure, translator, gold) for name, links in found.items()]


def _score(
    name: str,
    links: Sequence[tuple[Links, Links, Links]],
    sure: Sequence[Links],
    translator: Translator,
    gold: Path,
) -> AttributionAlignmentScore:
    kinds = list(zip(*links, strict=True))
    by_tokens, by_words, both_ways = (round(alignment_error_rate(kind, sure), 4) for kind in kinds)
    return AttributionAlignmentScore(
        model=translator.name,
        fingerprint=translator.fingerprint,
        data=gold.name,
        data_sha256=sha256_of(gold),
        sentences=len(sure),
        method=name,
        aer=by_tokens,
        aer_of_words=by_words,
        aer_both_ways=both_ways,
        aer_samples=listed(bootstrap_alignment(kinds[0], sure), 4),
        aer_both_ways_samples=listed(bootstrap_alignment(kinds[2], sure), 4),
    )
