"""Intervals, the sign test and the table, against scipy and counting."""

import re

import pytest
from scipy.stats import binomtest

from seq2seq_core.challenge.challenge_set import CATEGORIES, read_challenge
from seq2seq_core.challenge.counts import Paired, paired, wilson_interval
from seq2seq_core.challenge.table import challenge_table, comparisons, rows_of
from seq2seq_core.errors import ChallengeError
from seq2seq_core.evaluation.results import ChallengeAlignment, ChallengeAnswer, ChallengeScore, Results

CHALLENGE = read_challenge("en-fr")


def score_of(model: str, passed: set[str], *, sha256: str = CHALLENGE.sha256, beam_size: int = 1) -> ChallengeScore:
    """What a model would get that passes the sentences of these names."""
    answers = [ChallengeAnswer(id=item.id, text="", passed=item.id in passed) for item in CHALLENGE.items]
    return ChallengeScore(
        model=f"en-fr/{model}",
        fingerprint="0123456789",
        data=CHALLENGE.data,
        data_sha256=sha256,
        beam_size=beam_size,
        sentences=len(answers),
        passed=len(passed),
        answers=answers,
        alignment=ChallengeAlignment(aer=0.25, aer_one_step_later=0.5) if model == "good" else None,
    )


def category(name: str) -> set[str]:
    return {item.id for item in CHALLENGE.items if item.category == name}


GOOD = score_of("good", category("negation") | category("questions") | category("tense") | {"idiom-1"})
POOR = score_of("poor", category("negation") | {"numbers-2", "numbers-3"})


@pytest.mark.parametrize(("passed", "sentences"), [(0, 108), (1, 6), (54, 108), (70, 108), (108, 108)])
def test_the_interval_of_a_share_is_that_of_scipy(passed: int, sentences: int) -> None:
    theirs = binomtest(passed, sentences).proportion_ci(method="wilson")
    assert wilson_interval(passed, sentences) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (5, 5), (6, 5), (13, 2), (2, 13), (30, 8)])
def test_the_chance_of_a_difference_is_that_of_scipys_sign_test(first: int, second: int) -> None:
    found = Paired("a", "b", both=40, only_first=first, only_second=second, neither=20)
    expected = binomtest(first, first + second).pvalue if first + second else 1.0
    assert found.chance == pytest.approx(expected)
    assert found.verdict == ("undecided" if expected >= 0.05 else "a" if first > second else "b")


def test_two_models_are_compared_sentence_by_sentence() -> None:
    found = paired(GOOD, POOR)
    assert (found.both, found.only_first, found.only_second, found.neither) == (6, 13, 2, 87)
    assert found.verdict == "en-fr/good"
    assert paired(POOR, GOOD).verdict == "en-fr/good"
    with pytest.raises(ChallengeError, match="en-fr/good and en-fr/old were asked different questions"):
        paired(GOOD, score_of("old", set(), sha256="0" * 64))


def test_the_table_counts_each_category_and_leaves_out_what_was_asked_other_questions() -> None:
    scores = {
        "en-fr/poor": [POOR],
        "en-fr/good": [GOOD, score_of("good", {"idiom-1"}, beam_size=5)],
        "en-fr/old": [score_of("old", {"idiom-1"}, sha256="0" * 64)],
        "en-fr/unasked": [],
    }
    results = {name: Results(translation=[], alignment=[], challenge=one) for name, one in scores.items()}
    rows = rows_of(results, CHALLENGE)
    assert [row.score.model for row in rows] == ["en-fr/good", "en-fr/poor"]
    assert rows[0].by_category == dict.fromkeys(CATEGORIES, 0) | {
        "negation": 6,
        "questions": 6,
        "tense": 6,
        "idiom": 1,
    }
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in challenge_table(rows).splitlines()]
    assert cells[0] == ["of 6 sentences each", "good", "poor"]
    by_name = {name: rest for name, *rest in cells}
    assert by_name["negation"] == ["6", "6"]
    assert by_name["numbers"] == ["0", "2"]
    assert by_name["all 108"] == ["19", "8"]
    assert re.fullmatch(r"18% \(\d+% to \d+%\)", by_name["share, 95% interval"][0])
    assert by_name["alignment error"] == ["0.250", ""]
    assert [len(rows_of(results, CHALLENGE, beam_size=size)) for size in (5, 2)] == [1, 0]


def test_comparisons_tell_the_sure_ones_and_count_the_others() -> None:
    results = {
        score.model: Results(translation=[], alignment=[], challenge=[score])
        for score in (POOR, GOOD, score_of("other", category("negation")))
    }
    first, second, last = comparisons(rows_of(results, CHALLENGE)).splitlines()
    assert first == "en-fr/good is ahead of en-fr/other: 13 sentences to 0, p = 0.000244"
    assert second == "en-fr/good is ahead of en-fr/poor: 13 sentences to 2, p = 0.00739"
    assert last == "1 of 3 comparisons are undecided."


def test_many_comparisons_ask_for_surer_ones() -> None:
    """9 sentences to 1 has p = 0.021: enough for one comparison, not for the first of three."""
    better = category("negation") | category("tense")
    worse = (better - set(sorted(better)[:9])) | {"idiom-1"}
    scores = [score_of("better", better), score_of("worse", worse), score_of("again", worse)]

    def told(some: list[ChallengeScore]) -> list[str]:
        results = {score.model: Results(translation=[], alignment=[], challenge=[score]) for score in some}
        return comparisons(rows_of(results, CHALLENGE)).splitlines()

    assert binomtest(1, 10).pvalue == pytest.approx(0.0215, abs=1e-4)
    assert told(scores[:2])[-1] == "0 of 1 comparisons are undecided."
    assert told(scores) == ["3 of 3 comparisons are undecided."]
