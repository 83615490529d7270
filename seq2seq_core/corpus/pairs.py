"""Two systems on the same sentences: who wins where, and whether one is better on the whole."""

from dataclasses import dataclass
from typing import Literal

from seq2seq_core.corpus.buckets import Interval, Scorer
from seq2seq_core.corpus.results import Results
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.bootstrap import percentile_interval
from seq2seq_core.evaluation.translation_scores import sampled

Metric = Literal["bleu", "chrf"]
UNDECIDED = "undecided"
TIE = 0.005  # sentence scores that are nearer to each other are alike


@dataclass(frozen=True, slots=True)
class Compared:
    """The first system against the second by one metric."""

    first: str
    second: str
    metric: Metric
    wins: tuple[int, ...]  # numbers of the sentences that the first says better, by their own scores
    ties: tuple[int, ...]
    losses: tuple[int, ...]
    ahead: float  # the corpus score of the first less that of the second
    interval: Interval  # of `ahead`, in 95% of the bootstrap samples

    @property
    def verdict(self) -> str:
        """The name of the better system, or "undecided" where the interval holds 0."""
        low, high = self.interval
        if low > 0:
            return self.first
        return self.second if high < 0 else UNDECIDED


def compare(
    results: Results, first: str, second: str, metric: Metric = "bleu", scorer: Scorer | None = None
) -> Compared:
    """Compare two systems by paired bootstrap resampling (Koehn 2004): both on the same samples of the sentences.

    A `scorer` of the same results that is there already saves counting. InputError for a system that is not there.
    """
    for name in (first, second):
        if name not in results.systems:
            raise InputError(f"there is no system {name!r} in these results; there are {', '.join(results.systems)}")
    scorer = scorer or Scorer(results)
    which = 0 if metric == "bleu" else 1
    one, other = scorer.counts[first][which], scorer.counts[second][which]
    sides: dict[str, list[int]] = {"wins": [], "ties": [], "losses": []}
    for row in scorer.rows:
        difference = row.said[first].measures.get(metric, 0.0) - row.said[second].measures.get(metric, 0.0)
        side = "ties" if abs(difference) < TIE else "wins" if difference > 0 else "losses"
        sides[side].append(row.number)
    return Compared(
        first,
        second,
        metric,
        **{side: tuple(numbers) for side, numbers in sides.items()},
        ahead=one.score() - other.score(),
        interval=percentile_interval(sampled(one) - sampled(other)),
    )
