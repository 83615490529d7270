"""How far a score could lie elsewhere on other sentences: bootstrap samples (Koehn 2004).

"Statistical Significance Tests for Machine Translation Evaluation". The draws are seeded and the same for every model
on as many sentences, so the differences of two models' samples are his paired bootstrap.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", np.int64, np.float64)
Samples = NDArray[np.float64]  # (SAMPLES,) scores of samples of the same sentences
SAMPLES, SAMPLES_SEED = 1000, 12345


def resampled_totals(counts: NDArray[Number], samples: int = SAMPLES) -> NDArray[Number]:
    """Counts or sums of sentences (N, counts), summed over each of the samples: (samples, counts)."""
    draws = np.random.default_rng(SAMPLES_SEED).integers(len(counts), size=(samples, len(counts)))
    return np.array([counts[draw].sum(axis=0) for draw in draws])


def percentile_interval(samples: Samples) -> tuple[float, float]:
    """The ends of the interval that holds the middle 95% of the samples."""
    low, high = np.percentile(samples, [2.5, 97.5])
    return float(low), float(high)
