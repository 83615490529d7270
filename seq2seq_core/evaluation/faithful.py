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
)
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.bootstrap import Samples, resampled_totals
from seq2seq_core.evaluation.results import FaithfulnessScore, Taken
from seq2seq_core.evaluation.scores import listed, sha256_of
from seq2seq_core.translator import Translator

RANDOM = "random"  # beside the methods: what a ranking that knows nothing reaches
USUAL = tuple(name for name in METHODS if name != "shapley")  # which takes longer than most others together
Totals = dict[str, list[NDArray[np.float64]]]  # of each method, of each sentence: sums over its tokens


def evaluate_faithfulness(
    translator: Translator,
    sources: Sequence[str],
    data: Path,
    *,
    methods: Sequence[str] = USUAL,
    taken: Taken = "unknown",
    progress: Callable[[], object] = lambda: None,
) -> list[FaithfulnessScore]:
    """Rank the source tokens of each of the model's greedy translations by every method that it has, and at random.

    `progress` is called after every sentence. Tokens count alike, whichever sentence they are in.
    """
    totals: Totals = {}
    for number, source in enumerate(sources):
        found = translator.translate(source)[0]
        pair = ForcedPair(translator.checkpoint.model, found.source.ids, found.target.ids)
        rankings = _rankings(pair, methods)
        rankings[RANDOM] = random_ranking(len(pair.target_ids), len(pair.source_ids), seed=number)
        measured = faithfulness(pair, list(rankings.values()), delete=taken == "deleted")
        for (name, order), one in zip(rankings.items(), measured, strict=True):
            totals.setdefault(name, []).append(_totals(one, order, rankings.get("attention")))
        progress()
    return [_score(name, np.stack(rows), translator, data, taken) for name, rows in totals.items()]


def _rankings(pair: ForcedPair, methods: Sequence[str]) -> dict[str, Ranking]:
    found = {}
    for name in methods:
        try:
            found[name] = ranking(METHODS[name].compute(pair).source)
        except InputError:  # not for this model
            continue
    return found


def _totals(one: Faithfulness, order: Ranking, attention: Ranking | None) -> NDArray[np.float64]:
    """Over the tokens of a sentence: how many, the sums by share, twice, and that of the agreement with attention."""
    agreement = np.nan if attention is None else kendall_tau(order, attention).sum()
    sums = [one.comprehensiveness.sum(axis=0), one.sufficiency.sum(axis=0)]
    return np.concatenate([[len(order)], *sums, [agreement]])


def _score(name: str, rows: NDArray[np.float64], translator: Translator, data: Path, taken: Taken) -> FaithfulnessScore:
    K = len(SHARES)
    tokens, gone, alone, agreement = np.split(rows.sum(axis=0), [1, 1 + K, 1 + 2 * K])
    drawn = resampled_totals(rows)

    def samples(first: int) -> Samples:
        return drawn[:, first : first + K].mean(axis=1) / drawn[:, 0]

    return FaithfulnessScore(
        model=translator.name,
        fingerprint=translator.fingerprint,
        data=data.name,
        data_sha256=sha256_of(data),
        sentences=len(rows),
        method=name,
        taken=taken,
        shares=list(SHARES),
        comprehensiveness=(gone / tokens).round(4).tolist(),
        sufficiency=(alone / tokens).round(4).tolist(),
        comprehensiveness_area=round(float((gone / tokens).mean()), 4),
        sufficiency_area=round(float((alone / tokens).mean()), 4),
        agreement=None if np.isnan(agreement[0]) else round(float(agreement[0] / tokens[0]), 4),
        comprehensiveness_samples=listed(samples(1), 4),
        sufficiency_samples=listed(samples(1 + K), 4),
    )
