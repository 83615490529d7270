"""All measures: BLEU and chrF of translations (sacrebleu); error rate, coverage and entropy of alignments, and how far
two alignments agree.

An alignment is (T, S): rows are target words, columns are source words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from seq2seq_core.trace import Floats

Links = set[tuple[int, int]]  # (source token, target token)
Samples = NDArray[np.float64]  # (SAMPLES,) scores of samples of the same sentences
SAMPLES, SAMPLES_SEED = 1000, 12345  # of the bootstrap


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


def bootstrap(hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> tuple[Samples, Samples]:
    """The corpus BLEU and the chrF of 1,000 samples of the sentences, each as many sentences, drawn with replacement.

    Koehn (2004), "Statistical Significance Tests for Machine Translation Evaluation". The draws are seeded and the same
    for every model on as many sentences, so the differences of two models' samples are his paired bootstrap. The scores
    come from sacrebleu's own statistics of each sentence, which add up to those of a corpus.
    """
    streams = reference_streams(references)
    samples = []
    for metric in (BLEU(), CHRF()):
        counts = np.array(metric._extract_corpus_statistics(hypotheses, streams), dtype=np.int64)  # (sentences, counts)
        scores = [metric._compute_score_from_stats(total.tolist()).score for total in _totals(counts)]
        samples.append(np.array(scores))
    return samples[0], samples[1]


def bootstrap_alignment(found: Sequence[Links], sure: Sequence[Links]) -> Samples:
    """The alignment error rate of 1,000 samples of the sentences, drawn as those of `bootstrap`."""
    right, all_links = _totals(_link_counts(found, sure, sure)).T  # each (SAMPLES,)
    return 1 - np.divide(right, all_links, out=np.ones(SAMPLES), where=all_links > 0)


def middle_of(samples: Samples) -> tuple[float, float]:
    """The ends of the interval that holds the middle 95% of the samples."""
    low, high = np.percentile(samples, [2.5, 97.5])
    return float(low), float(high)


def reference_streams(references: Sequence[Sequence[str]]) -> list[list[str]]:
    """Turn references by sentence into sacrebleu's streams; a sentence with fewer of them has None at the end."""
    most = max(map(len, references))
    streams = [[given[i] if i < len(given) else None for given in references] for i in range(most)]
    return cast(list[list[str]], streams)  # sacrebleu skips None, though its annotations do not say so


def alignment_error_rate(
    found: Sequence[Links], sure: Sequence[Links], possible: Sequence[Links] | None = None
) -> float:
    """Och and Ney (2003), over a corpus: 1 - (|A and S| + |A and P|) / (|A| + |S|); 0 is best.

    `possible` are the sentences' sets P, which hold the sure links S too; without them P is S.
    """
    right, all_links = _link_counts(found, sure, possible or sure).sum(axis=0).tolist()
    return float(1 - right / all_links)


def coverage(weights: Floats) -> Floats:
    """How much attention each source position got in all, (T, S) -> (S,): sum over t of a_ts.

    About 1 where it was translated once. Tu et al. (2016), "Modeling coverage for neural machine translation".
    """
    total: Floats = weights.sum(axis=0)
    return total


def entropy(weights: Floats) -> Floats:
    """How spread out each row is, (T, S) -> (T,): 0 for one position alone, 1 for all S alike.

    Shannon's entropy (1948) over its largest value: -sum over s of p_ts log p_ts / log S. A row that does not sum to
    one is normalised first; one without any weight has no spread, 0.
    """
    size = weights.shape[1]
    if size == 1:
        return np.zeros(len(weights), dtype=np.float32)
    sums = weights.sum(axis=1, keepdims=True)
    rows = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
    spread: Floats = -(rows * logs).sum(axis=1) / np.float32(np.log(size))
    return spread


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """The measures of every row, each (T,)."""

    overlap: Floats  # 0 to 1, see `overlap`
    distance: Floats  # 0 to 1, see `jensen_shannon`
    same: NDArray[np.bool_]  # see `same_strongest`

    @property
    def mean_overlap(self) -> float:
        """Over all rows; 1 where there are none, as nothing differs."""
        return float(self.overlap.mean()) if self.overlap.size else 1.0

    @property
    def mean_distance(self) -> float:
        """Over all rows; 0 where there are none."""
        return float(self.distance.mean()) if self.distance.size else 0.0

    @property
    def share_same(self) -> float:
        """Share of the rows with the same strongest word; 1 where there are none."""
        return float(self.same.mean()) if self.same.size else 1.0


def compare_alignments(a: Floats, b: Floats) -> Agreement:
    """All measures of two alignments (T, S); ValueError where their axes are not the same."""
    if a.shape != b.shape:
        raise ValueError(f"alignments of {a.shape} and {b.shape} words cannot be laid on each other")
    return Agreement(overlap(a, b), jensen_shannon(a, b), same_strongest(a, b))


def overlap(a: Floats, b: Floats) -> Floats:
    """1 - sum_s |a_ts - b_ts| / 2, of every row (T,): 1 for equal rows, 0 for rows that share no source word.

    For rows that sum to one this is one minus their total variation distance. A row of local-p attention sums to less
    than one and is taken as it is: attention that one model did not spend counts as a difference.
    """
    shared: Floats = np.clip(1 - np.abs(a - b).sum(axis=1) / 2, 0, 1)  # rounding may lead out of the range
    return shared


def jensen_shannon(a: Floats, b: Floats) -> Floats:
    """The Jensen-Shannon distance of every row (T,): sqrt(KL(p || m) / 2 + KL(q || m) / 2), m = (p + q) / 2, in bits.

    0 for equal rows, 1 for rows that share no source word. The root of the divergence of Lin (1991), "Divergence
    Measures Based on the Shannon Entropy", by which Jain and Wallace (2019), "Attention is not Explanation", compare
    rows of attention; the root is a metric (Endres and Schindelin 2003). It is defined for distributions, so a row that
    sums to less than one (local-p attention) is first divided by its sum. A row that holds nothing is at distance 1
    from any other, and at distance 0 from another such row.
    """
    p, q = _distributions(a), _distributions(b)
    middle = (p + q) / 2
    divergence = (_divergence(p, middle) + _divergence(q, middle)) / 2
    distance = np.sqrt(np.clip(divergence, 0, 1))
    empty_a, empty_b = p.sum(axis=1) == 0, q.sum(axis=1) == 0
    distance[empty_a != empty_b] = 1
    result: Floats = distance.astype(np.float32)
    return result


def same_strongest(a: Floats, b: Floats) -> NDArray[np.bool_]:
    """Of every row (T,), whether both weigh the same source word most; of words that weigh alike the first counts."""
    same: NDArray[np.bool_] = a.argmax(axis=1) == b.argmax(axis=1)
    return same


def _totals(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Counts of sentences (N, counts), summed over each of the samples: (SAMPLES, counts)."""
    draws = np.random.default_rng(SAMPLES_SEED).integers(len(counts), size=(SAMPLES, len(counts)))
    return np.array([counts[draw].sum(axis=0) for draw in draws])


def _link_counts(found: Sequence[Links], sure: Sequence[Links], possible: Sequence[Links]) -> NDArray[np.int64]:
    """(N, 2): of each sentence |A and S| + |A and P|, and |A| + |S|."""
    return np.array(
        [(len(a & s) + len(a & (s | p)), len(a) + len(s)) for a, s, p in zip(found, sure, possible, strict=True)],
        dtype=np.int64,
    )


def _distributions(weights: Floats) -> NDArray[np.float64]:
    """Rows (T, S) divided by their sums."""
    rows = weights.astype(np.float64)
    sums = rows.sum(axis=1, keepdims=True)
    divided: NDArray[np.float64] = np.divide(rows, sums, out=np.zeros_like(rows), where=sums > 0)
    return divided


def _divergence(p: NDArray[np.float64], m: NDArray[np.float64]) -> NDArray[np.float64]:
    """KL(p || m) of every row, in bits; where p is 0 it adds nothing."""
    ratio = np.divide(p, m, out=np.ones_like(p), where=p > 0)
    total: NDArray[np.float64] = (p * np.log2(ratio)).sum(axis=1)
    return total
