"""Models by category: how many of its six sentences each gets right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile

from seq2seq_core.challenge.challenge_set import CATEGORIES, SENTENCES_EACH, Category, Challenge
from seq2seq_core.challenge.counts import LEVEL, paired, wilson_interval
from seq2seq_core.evaluation.results import ChallengeScore, Results
from seq2seq_core.registry import name_in_pair


@dataclass(frozen=True, slots=True)
class Row:
    """What one model passes."""

    score: ChallengeScore
    by_category: Mapping[Category, int]  # of SENTENCES_EACH
    interval: tuple[float, float]  # of the share of all sentences that it passes (Wilson)


def rows_of(results: Mapping[str, Results], challenge: Challenge, *, beam_size: int = 1) -> list[Row]:
    """The models that were asked these very questions, the best first; others are left out."""
    scores = [
        score
        for one in results.values()
        for score in one.challenge
        if score.data_sha256 == challenge.sha256 and score.beam_size == beam_size
    ]
    return [row_of(score, challenge) for score in sorted(scores, key=lambda score: (-score.passed, score.model))]


def row_of(score: ChallengeScore, challenge: Challenge) -> Row:
    """What one model passes of each category."""
    passed = {answer.id: answer.passed for answer in score.answers}
    by_category = {
        category: sum(passed[item.id] for item in items) for category, items in challenge.by_category.items()
    }
    return Row(score, by_category, wilson_interval(score.passed, score.sentences))


def challenge_table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, a column for each model."""
    lines = [
        f"| of {SENTENCES_EACH} sentences each | {' | '.join(name_in_pair(row.score.model) for row in rows)} |",
        f"| --- |{' ---: |' * len(rows)}",
        *(f"| {one} | {' | '.join(str(row.by_category[one]) for row in rows)} |" for one in CATEGORIES),
        f"| all {len(CATEGORIES) * SENTENCES_EACH} | {' | '.join(str(row.score.passed) for row in rows)} |",
        f"| share, 95% interval | {' | '.join(_share(row) for row in rows)} |",
    ]
    if any(row.score.alignment for row in rows):
        lines.append(f"| alignment error | {' | '.join(_error(row) for row in rows)} |")
    return "\n".join(lines)


def comparisons(rows: Sequence[Row]) -> str:
    """Every two models that can be told apart by a sign test on the sentences, the surest first, as lines of text.

    All tests together: Holm (1979), "A Simple Sequentially Rejective Multiple Test Procedure", so that of equal models
    one table in twenty tells a difference, not one comparison in twenty.
    """
    found = sorted((paired(one.score, other.score) for one, other in combinations(rows, 2)), key=lambda one: one.chance)
    sure = list(takewhile(lambda one: one[1].chance < LEVEL / (len(found) - one[0]), enumerate(found)))
    lines = [
        f"{p.verdict} is ahead of {p.second if p.verdict == p.first else p.first}: "
        f"{max(p.only_first, p.only_second)} sentences to {min(p.only_first, p.only_second)}, p = {p.chance:.3g}"
        for _, p in sure
    ]
    return "\n".join([*lines, f"{len(found) - len(sure)} of {len(found)} comparisons are undecided."])


def _share(row: Row) -> str:
    low, high = row.interval
    return f"{row.score.passed / row.score.sentences:.0%} ({low:.0%} to {high:.0%})"


def _error(row: Row) -> str:
    return "" if row.score.alignment is None else f"{row.score.alignment.aer:.3f}"
