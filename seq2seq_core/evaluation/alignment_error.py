"""The error rate of alignments against hand-aligned links."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seq2seq_core.evaluation.bootstrap import SAMPLES, Samples, resampled_totals

Links = set[tuple[int, int]]  # (source token, target token)


def bootstrap_alignment(
    found: Sequence[Links],
    sure: Sequence[Links],
    samples: int = SAMPLES,
    *,
    possible: Sequence[Links] | None = None,
) -> Samples:
    """The alignment error rate of samples of the sentences, drawn as those of `bootstrap`."""
    right, all_links = resampled_totals(_link_counts(found, sure, possible or sure), samples).T  # each (samples,)
    return 1 - np.divide(right, all_links, out=np.ones(samples), where=all_links > 0)


def alignment_error_rate(
    found: Sequence[Links], sure: Sequence[Links], possible: Sequence[Links] | None = None
) -> float:
    """Och and Ney (2003), over a corpus: 1 - (|A and S| + |A and P|) / (|A| + |S|); 0 is best.

    `possible` are the sentences' sets P, which hold the sure links S too; without them P is S.
    """
    right, all_links = _link_counts(found, sure, possible or sure).sum(axis=0).tolist()
    return float(1 - right / all_links)


def _link_counts(found: Sequence[Links], sure: Sequence[Links], possible: Sequence[Links]) -> NDArray[np.int64]:
    """(N, 2): of each sentence |A and S| + |A and P|, and |A| + |S|."""
    return np.array(
        [(len(a & s) + len(a & (s | p)), len(a) + len(s)) for a, s, p in zip(found, sure, possible, strict=True)],
        dtype=np.int64,
    )
