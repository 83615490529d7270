"""BLEU and chrF of translations, by sacrebleu, with bootstrap samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
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
    streams = reference_streams(references)
    bleu, chrf = (_sampled(metric, hypotheses, streams, samples) for metric in (BLEU(), CHRF()))
    return bleu, chrf


def _sampled(metric: Metric, hypotheses: Sequence[str], streams: list[list[str]], samples: int) -> Samples:
    """Scores of samples from sacrebleu's own statistics of each sentence, which add up to those of a corpus.

    The only use of what sacrebleu keeps private, hence its exact version in requirements.txt: scoring every sample anew
    through the public door takes minutes.
    """
    counts = np.array(metric._extract_corpus_statistics(hypotheses, streams), dtype=np.int64)  # (sentences, counts)
    totals = resampled_totals(counts, samples)
    return np.array([metric._compute_score_from_stats(total.tolist()).score for total in totals])


def reference_streams(references: Sequence[Sequence[str]]) -> list[list[str]]:
    """Turn references by sentence into sacrebleu's streams; a sentence with fewer of them has None at the end."""
    most = max(map(len, references))
    streams = [[given[i] if i < len(given) else None for given in references] for i in range(most)]
    return cast(list[list[str]], streams)  # sacrebleu skips None, though its annotations do not say so
