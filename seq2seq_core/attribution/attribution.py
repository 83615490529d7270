"""What an attribution method says of one sentence pair, in named units."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seq2seq_core.decoding.trace import Floats

NATS = "nats"  # of log-probability: those of a word are the sum over its tokens
WEIGHT = "weight"  # of a mean: that of a word is the mean over its tokens


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """How much every target token (T) owes to every source token (S), and to what was said before it."""

    source: Floats  # (T, S)
    unit: str
    prefix: Floats | None = None  # (T, T) row t owes to target token j < t; where the method can say
    error: Floats | None = (
        None  # (T,) how far the row's sum is from what it should be; (T, S) standard error: see the method
    )

    def by_words(self, target_groups: Sequence[Sequence[int]], source_groups: Sequence[Sequence[int]]) -> Floats:
        """The same (target words, source words) from the tokens of each word.

        A source word has the sum of its tokens. A target word has their sum too if they are nats, else their mean.
        """
        columns = np.stack([self.source[:, list(group)].sum(axis=1) for group in source_groups], axis=1)
        join = np.sum if self.unit == NATS else np.mean
        return np.stack([join(columns[list(group)], axis=0) for group in target_groups])
