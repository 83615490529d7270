"""BLEU and chrF of translations, by sacrebleu, with bootstrap samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from seq2seq_core.evaluation.bootstrap import SAMPLES, Samples, resampled_totals


@dataclass(frozen=True, slots=True)
class Quality:
    """Corpus scores of 0 to 100, with the signatures that say exactly how they were computed."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str


def quality(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> Quality:
    """BLEU (Papineni et al. 2002) and chrF (Popovic 2015), cased; every sentence has one or more references."""
    streams = reference_streams(references)
    bleu, chrf = BLEU(), CHRF()
    return Quality(
        bleu=bleu.corpus_score(hypotheses, streams).score,
        chrf=chrf.corpus_score(hypotheses, streams).score,
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
    )


def bootstrap(
    hypotheses: Sequence[str], references: Sequence[Sequence[str]], samples: int = SAMPLES
) -> tuple[Samples, Samples]:
    """The corpus BLEU and the chrF of samples of the sentences, each as many sentences, drawn with replacement."""
    bleu, chrf = (sampled(counts, samples) for counts in count_matches(hypotheses, references))
    return bleu, chrf


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What a metric counts in each sentence: it adds up to that of a corpus."""

    metric: Metric
    of_each: NDArray[np.int64]  # (sentences, counts)

    def of(self, places: Sequence[int]) -> "Counts":
        """Those of some of the sentences."""
        return Counts(self.metric, self.of_each[list(places)])

    def score(self) -> float:
        """Of all of the sentences as a corpus."""
        return _score(self.metric, self.of_each.sum(axis=0))


def count_matches(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> tuple[Counts, Counts]:
    """What BLEU and what chrF count, so that parts of the sentences, and samples, need not be counted anew.

    The only use of what sacrebleu keeps private, hence its exact version in requirements.txt: scoring every sample anew
    through the public door takes minutes.
    """
    streams = reference_streams(references)
    bleu, chrf = (
        Counts(metric, np.array(metric._extract_corpus_statistics(hypotheses, streams), dtype=np.int64))
        for metric in (BLEU(), CHRF())
    )
    return bleu, chrf


def sampled(counts: Counts, samples: int = SAMPLES) -> Samples:
    """Corpus scores of samples of the sentences."""
    return np.array([_score(counts.metric, total) for total in resampled_totals(counts.of_each, samples)])


def _score(metric: Metric, total: NDArray[np.int64]) -> float:
    return float(metric._compute_score_from_stats(total.tolist()).score)


def reference_streams(references: Sequence[Sequence[str]]) -> list[list[str]]:
    """Turn references by sentence into sacrebleu's streams; a sentence with fewer of them has None at the end."""
    most = max(map(len, references))
    streams = [[given[i] if i < len(given) else None for given in references] for i in range(most)]
    return cast(list[list[str]], streams)  # sacrebleu skips None, though its annotations do not say so
