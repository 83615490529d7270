"""Which of two attribution methods is the better one for a model, or that it cannot be told.

Both were measured on the same sentences, so their bootstrap samples are of the same draws: the differences of the
samples are the paired bootstrap of Koehn (2004). It speaks of other sentences like these, and of this model alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from seq2seq_core.evaluation.bootstrap import Samples, percentile_interval
from seq2seq_core.evaluation.results import AttributionAlignmentScore, FaithfulnessScore

UNDECIDED = "undecided"
Measure = Literal["comprehensiveness", "sufficiency", "alignment error", "alignment error both ways"]
Score = FaithfulnessScore | AttributionAlignmentScore
# Of each measure the field of a score, the field of its samples, and whether more of it is better.
FIELDS: dict[Measure, tuple[str, str, bool]] = {
    "comprehensiveness": ("comprehensiveness_area", "comprehensiveness_samples", True),
    "sufficiency": ("sufficiency_area", "sufficiency_samples", False),
    "alignment error": ("aer", "aer_samples", False),
    "alignment error both ways": ("aer_both_ways", "aer_both_ways_samples", False),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much one method is ahead of another."""

    first: str  # names of methods
    second: str
    ahead: float  # in the unit of the measure; above 0 where the first is better
    interval: tuple[float, float]  # of `ahead`, in 95% of the samples

    @property
    def verdict(self) -> str:
        """The better method, or "undecided" where the interval holds zero."""
        low, high = self.interval
        if low > 0:
            return self.first
        return self.second if high < 0 else UNDECIDED


def difference(first: Score, second: Score, measure: Measure) -> Difference:
    """By how much the first is ahead: more of comprehensiveness, less of everything else.

    ValueError for scores that are not of one model on the same sentences, or that kept no samples.
    """
    for name in ("fingerprint", "data_sha256", "sentences", "taken"):
        if getattr(first, name, None) != getattr(second, name, None):
            raise ValueError(f"{first.method} and {second.method} have another {name}: they cannot be compared")
    sign = 1 if FIELDS[measure][2] else -1
    ahead = sign * (value(first, measure) - value(second, measure))
    drawn = sign * (samples(first, measure) - samples(second, measure))
    return Difference(first.method, second.method, round(ahead, 4), percentile_interval(drawn))


def value(score: Score, measure: Measure) -> float:
    """What was measured; of comprehensiveness and sufficiency the area, the mean over shares."""
    found: float = getattr(score, FIELDS[measure][0])
    return found


def samples(score: Score, measure: Measure) -> Samples:
    """The same of every bootstrap sample, whose percentiles are its interval. ValueError if none were kept."""
    told: str = getattr(score, FIELDS[measure][1])
    if not told:
        raise ValueError(f"no samples were kept of {score.method}: measure it anew")
    return np.array(told.split(), dtype=np.float64)


def compare_all(method: str, scores: Sequence[Score], measure: Measure) -> list[Difference]:
    """By how much one method is ahead of each other that was measured, of the one it is furthest ahead of first.

    Each interval is for itself: of twenty true ties about one will not look undecided. Nothing without the method.
    """
    own = next((score for score in scores if score.method == method), None)
    if own is None:
        return []
    found = [difference(own, other, measure) for other in scores if other is not own]
    return sorted(found, key=lambda one: -one.ahead)
