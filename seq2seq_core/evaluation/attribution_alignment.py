"""How far what attribution methods say agrees with what people say: the error rate of the links that they make.

It says how useful a method is as an aligner, not how faithful: people link what means the same, whatever a model used.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.decoding.trace import Translation
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.alignment_error import Links, alignment_error_rate, bootstrap_alignment
from seq2seq_core.evaluation.faithful import AT_ONCE
from seq2seq_core.evaluation.gold import GoldPair, force_gold
from seq2seq_core.evaluation.results import AttributionAlignmentScore
from seq2seq_core.evaluation.scores import listed, sha256_of
from seq2seq_core.interchange import Splits, strongest_links, word_links
from seq2seq_core.processes import ALONE, Group
from seq2seq_core.translator import Translator


def evaluate_attribution_alignment(
    translator: Translator,
    rows: Sequence[GoldPair],
    gold: Path,
    *,
    methods: Sequence[str],
    progress: Callable[[], object] = lambda: None,
    group: Group = ALONE,
) -> list[AttributionAlignmentScore]:
    """Force-decode hand-aligned pairs `rows`, of the file `gold`, in natural spelling, and compare the links that each
    method makes; those that are not for this model are left out.

    `progress` is called after every pair.
    """

    def link(forced: tuple[Translation, Splits]) -> dict[str, tuple[Links, Links, Links]]:
        """By each method: by tokens, by words and both ways."""
        translation, splits = forced
        pair = ForcedPair(translator.checkpoint.model, translation.source.ids, translation.target.ids)
        found = {}
        for name in methods:  # of pairs of any length: limits are for those who wait
            try:
                one = METHODS[name].function(pair)
            except InputError:
                continue
            by_tokens = strongest_links(one.source, translation, splits)
            found[name] = (by_tokens, *word_links(one, translation, splits))
        return found

    forced = list(zip(*force_gold(translator, rows), strict=True))
    linked = group.map(link, forced, at_once=AT_ONCE, progress=progress)
    sure = [set(row.alignment) for row in rows]
    return [
        _score(name, [links[name] for links in linked], sure, translator, gold)
        for name in (linked[0] if linked else ())
    ]


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
