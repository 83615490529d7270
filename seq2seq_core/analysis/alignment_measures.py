"""What one alignment says, and how far two agree.

An alignment is (T, S): rows are target words, columns are source words.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from seq2seq_core.decoding.trace import Floats

Doubles = NDArray[np.float64]
Real = TypeVar("Real", bound=np.floating[Any])


def normalise_rows(weights: NDArray[Real]) -> NDArray[Real]:
    """Rows (T, S) divided by their sums; a row that holds nothing stays as it is."""
    sums = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)


def coverage(weights: Floats) -> Floats:
    """How much attention each source position got in all, (T, S) -> (S,): sum over t of a_ts.

    About 1 where it was translated once. Tu et al. (2016), "Modeling coverage for neural machine translation".
    """
    total: Floats = weights.sum(axis=0)
    return total


def entropy(weights: Floats) -> Floats:
    """The normalised entropy of each row, (T, S) -> (T,): 0 for one position alone, 1 for all S alike.

    Shannon's entropy (1948) over its largest value: -sum over s of p_ts log p_ts / log S. A row that does not sum to
    one is normalised first; one without any weight has entropy 0.
    """
    size = weights.shape[1]
    if size == 1:
        return np.zeros(len(weights), dtype=np.float32)
    rows = normalise_rows(weights)
    logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
    share: Floats = -(rows * logs).sum(axis=1) / np.float32(np.log(size))
    return share


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


def total_variation(a: Floats, b: Floats) -> Floats:
    """The total variation distance sum_s |a_ts - b_ts| / 2 of every row, (..., S) -> (...).

    For rows that sum to one: 0 for equal rows, 1 for rows that share no source word; the share that has to move.
    """
    distance: Floats = np.abs(a - b).sum(axis=-1) / 2
    return distance


def overlap(a: Floats, b: Floats) -> Floats:
    """One minus the total variation distance of every row (T,): 1 for equal rows, 0 for rows that share no source word.

    A row of local-p attention sums to less
    than one and is taken as it is: attention that one model did not spend counts as a difference.
    """
    shared: Floats = np.clip(1 - total_variation(a, b), 0, 1)  # rounding may lead out of the range
    return shared


def jensen_shannon(a: Floats, b: Floats) -> Floats:
    """The Jensen-Shannon distance of every row (T,): sqrt(KL(p || m) / 2 + KL(q || m) / 2), m = (p + q) / 2, in bits.

    0 for equal rows, 1 for rows that share no source word. The root of the divergence of Lin (1991), "Divergence
    Measures Based on the Shannon Entropy", by which Jain and Wallace (2019), "Attention is not Explanation", compare
    rows of attention; the root is a metric (Endres and Schindelin 2003). It is defined for distributions, so a row that
    sums to less than one (local-p attention) is first divided by its sum. A row that holds nothing is at distance 1
    from any other, and at distance 0 from another such row.
    """
    from_a, from_b = divergences(a, b)
    distance = np.sqrt(np.clip((from_a + from_b) / 2, 0, 1))
    empty_a, empty_b = a.sum(axis=1) == 0, b.sum(axis=1) == 0
    distance[empty_a != empty_b] = 1
    result: Floats = distance.astype(np.float32)
    return result


def divergences(a: Floats, b: Floats) -> tuple[Doubles, Doubles]:
    """KL(p || m) and KL(q || m) of every row (T,) with the middle m of both, as `jensen_shannon` takes them."""
    p, q = (normalise_rows(rows.astype(np.float64)) for rows in (a, b))
    middle = (p + q) / 2
    return kl_divergence(p, middle), kl_divergence(q, middle)


def same_strongest(a: Floats, b: Floats) -> NDArray[np.bool_]:
    """Of every row (T,), whether both weigh the same source word most; of words that weigh alike the first counts."""
    same: NDArray[np.bool_] = a.argmax(axis=1) == b.argmax(axis=1)
    return same


def coverage_difference(a: Floats, b: Floats) -> float:
    """The mean over the source words of |coverage by a - coverage by b|."""
    return float(np.abs(coverage(a) - coverage(b)).mean())


def kl_divergence(p: Doubles, q: Doubles) -> Doubles:
    """The Kullback-Leibler divergence KL(p || q) of every row (T,), in bits; where p is 0 it adds nothing."""
    ratio = np.divide(p, q, out=np.ones_like(p), where=p > 0)
    total: Doubles = (p * np.log2(ratio)).sum(axis=1)
    return total
