"""Which of two attribution methods is the better one for a model, or that it cannot be told.

Both were measured on the same sentences, so their bootstrap samples are of the same draws: the differences of the
samples are the paired bootstrap of Koehn (2004). It speaks of other sentences like these, and of this model alone.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from seq2seq_core.evaluation.bootstrap import Samples, percentile_interval
from seq2seq_core.evaluation.results import FaithfulnessScore

UNDECIDED = "undecided"
Measure = Literal["comprehensiveness", "sufficiency"]  # their areas


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


def difference(first: FaithfulnessScore, second: FaithfulnessScore, measure: Measure) -> Difference:
    """By how much the first is ahead: of comprehensiveness more is better, of sufficiency less.

    ValueError for scores that are not of one model on the same sentences, or that kept no samples.
    """
    for name in ("fingerprint", "data_sha256", "sentences", "taken"):
        if getattr(first, name) != getattr(second, name):
            raise ValueError(f"{first.method} and {second.method} have another {name}: they cannot be compared")
    sign = -1 if measure == "sufficiency" else 1
    ahead = sign * (area(first, measure) - area(second, measure))
    samples = sign * (area_samples(first, measure) - area_samples(second, measure))
    return Difference(first.method, second.method, round(ahead, 4), percentile_interval(samples))


def area(score: FaithfulnessScore, measure: Measure) -> float:
    """The mean over shares of what probability is lost."""
    return score.comprehensiveness_area if measure == "comprehensiveness" else score.sufficiency_area


def area_samples(score: FaithfulnessScore, measure: Measure) -> Samples:
    """The area of every bootstrap sample; their percentiles are its interval. ValueError if none were kept."""
    told = score.comprehensiveness_samples if measure == "comprehensiveness" else score.sufficiency_samples
    if not told:
        raise ValueError(f"no samples were kept of {score.method}: measure it anew")
    return np.array(told.split(), dtype=np.float64)
