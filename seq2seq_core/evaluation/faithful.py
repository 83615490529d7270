"""Which attribution tells what a model used: comprehensiveness and sufficiency on its own translations of test data."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seq2seq_core.attribution.faithfulness import (
    SHARES,
    Faithfulness,
    Ranking,
    faithfulness,
    kendall_tau,
    random_ranking,
    ranking,
    taken_tokens,
    top_overlap,
)
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.bootstrap import Samples, percentile_interval, resampled_totals
from seq2seq_core.evaluation.results import FaithfulnessScore, Interval, Taken
from seq2seq_core.evaluation.scores import listed, sha256_of
from seq2seq_core.processes import ALONE, Group
from seq2seq_core.translator import Translator

RANDOM = "random"  # beside the methods: what a ranking that knows nothing reaches
USUAL = tuple(name for name in METHODS if name != "shapley")  # which takes longer than most others together
TOP = 0.2  # of the source tokens: those whose overlap with attention's is told
Totals = dict[str, NDArray[np.float64]]  # of each method: sums over the tokens of a sentence
AT_ONCE = 10  # sentences of each process before the results are put together


def evaluate_faithfulness(
    translator: Translator,
    sources: Sequence[str],
    data: Path,
    *,
    methods: Sequence[str] = USUAL,
    taken: Taken = "unknown",
    progress: Callable[[], object] = lambda: None,
    group: Group = ALONE,
) -> list[FaithfulnessScore]:
    """Rank the source tokens of each of the model's greedy translations by every method that it has, and at random.

    `progress` is called after every sentence. Tokens count alike, whichever sentence they are in.
    """

    def measure(numbered: tuple[int, str]) -> Totals:
        number, source = numbered
        found = translator.translate(source)[0]
        pair = ForcedPair(translator.checkpoint.model, found.source.ids, found.target.ids)
        rankings = _rankings(pair, methods)
        rankings[RANDOM] = random_ranking(len(pair.target_ids), len(pair.source_ids), seed=number)
        measured = faithfulness(pair, list(rankings.values()), delete=taken == "deleted")
        attention = rankings.get("attention")
        return {
            name: _totals(one, order, attention) for (name, order), one in zip(rankings.items(), measured, strict=True)
        }

    rows = group.map(measure, list(enumerate(sources)), at_once=AT_ONCE, progress=progress)
    return [
        _score(name, np.stack([row[name] for row in rows]), translator, data, taken)
        for name in (rows[0] if rows else ())
    ]


def _rankings(pair: ForcedPair, methods: Sequence[str]) -> dict[str, Ranking]:
    found = {}
    for name in methods:  # of sentences of any length: limits are for those who wait
        try:
            found[name] = ranking(METHODS[name].function(pair).source)
        except InputError:  # not for this model
            continue
    return found


def _totals(one: Faithfulness, order: Ranking, attention: Ranking | None) -> NDArray[np.float64]:
    """Over the tokens of a sentence: how many, the sums by share, twice, and those of what agrees with attention."""
    agreement = [np.nan, np.nan]
    if attention is not None:
        overlap = top_overlap(order, attention, taken_tokens(TOP, order.shape[1]))
        agreement = [kendall_tau(order, attention).sum(), overlap.sum()]
    return np.concatenate([[len(order)], one.comprehensiveness.sum(axis=0), one.sufficiency.sum(axis=0), agreement])


def _score(name: str, rows: NDArray[np.float64], translator: Translator, data: Path, taken: Taken) -> FaithfulnessScore:
    K = len(SHARES)
    (gone, alone, agreed), drawn = (
        np.split(totals[:, 1:] / totals[:, :1], [K, 2 * K], axis=1)
        for totals in (rows.sum(axis=0, keepdims=True), resampled_totals(rows))
    )
    known = not np.isnan(agreed).any()
    agreement, overlap = (float(mean) if known else None for mean in agreed[0].round(4))
    intervals = [_interval(samples) if known else None for samples in drawn[2].T]
    return FaithfulnessScore(
        model=translator.name,
        fingerprint=translator.fingerprint,
        data=data.name,
        data_sha256=sha256_of(data),
        sentences=len(rows),
        method=name,
        taken=taken,
        shares=list(SHARES),
        comprehensiveness=gone[0].round(4).tolist(),
        sufficiency=alone[0].round(4).tolist(),
        comprehensiveness_area=round(float(gone.mean()), 4),
        sufficiency_area=round(float(alone.mean()), 4),
        agreement=agreement,
        agreement_interval=intervals[0],
        top_overlap=overlap,
        top_overlap_interval=intervals[1],
        comprehensiveness_samples=listed(drawn[0].mean(axis=1), 4),
        sufficiency_samples=listed(drawn[1].mean(axis=1), 4),
    )


def _interval(samples: Samples) -> Interval:
    low, high = percentile_interval(samples)
    return Interval(low=round(low, 4), high=round(high, 4))
