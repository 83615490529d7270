"""What can be said of yes-or-no answers: an interval for a share, and whether one of two models is ahead."""

from dataclasses import dataclass
from math import comb, sqrt

from seq2seq_core.errors import ChallengeError
from seq2seq_core.evaluation.differences import UNDECIDED
from seq2seq_core.evaluation.results import ChallengeScore

_Z = 1.959964  # the 97.5% point of the normal distribution
LEVEL = 0.05  # what a chance must be under to be taken for a difference


def wilson_interval(passed: int, sentences: int) -> tuple[float, float]:
    """The 95% interval of a share of independent answers: Wilson (1927).

    "Probable Inference, the Law of Succession, and Statistical Inference". Unlike the usual one it stays in 0 to 1.
    """
    share, n = passed / sentences, sentences
    middle = share + _Z**2 / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return max(0.0, (middle - half) / (1 + _Z**2 / n)), min(1.0, (middle + half) / (1 + _Z**2 / n))


@dataclass(frozen=True, slots=True)
class Paired:
    """Two models on the same sentences."""

    first: str  # model names
    second: str
    both: int  # sentences that both pass
    only_first: int
    only_second: int
    neither: int

    @property
    def chance(self) -> float:
        """How often two models that are equally good would be at least so far apart: the exact test of McNemar (1947).

        "Note on the Sampling Error of the Difference between Correlated Proportions". Sentences on which both agree say
        nothing; each of the others is the throw of a coin. Of twenty pairs of equal models about one falls under 0.05.
        """
        thrown, fewer = self.only_first + self.only_second, min(self.only_first, self.only_second)
        return min(1.0, 2 * sum(comb(thrown, k) for k in range(fewer + 1)) / 2**thrown)

    @property
    def verdict(self) -> str:
        """The better model, or "undecided"."""
        if self.chance >= LEVEL:
            return UNDECIDED
        return self.first if self.only_first > self.only_second else self.second


def paired(first: ChallengeScore, second: ChallengeScore) -> Paired:
    """Count who passes what. ChallengeError for scores of different sentences or checks."""
    if first.data_sha256 != second.data_sha256:
        raise ChallengeError(f"{first.model} and {second.model} were asked different questions: measure both anew")
    answers = {answer.id: answer.passed for answer in second.answers}
    pairs = [(answer.passed, answers[answer.id]) for answer in first.answers]
    return Paired(
        first.model,
        second.model,
        both=pairs.count((True, True)),
        only_first=pairs.count((True, False)),
        only_second=pairs.count((False, True)),
        neither=pairs.count((False, False)),
    )
