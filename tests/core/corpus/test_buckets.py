"""Scores of parts of a test set and pairs of systems, against sacrebleu asked anew and sums by hand."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest

from seq2seq_core.corpus.buckets import Scorer, by_score
from seq2seq_core.corpus.pairs import UNDECIDED, compare
from seq2seq_core.corpus.results import Results
from seq2seq_core.errors import InputError
from tests.core.corpus.made import results_of, row_of
from tests.tiny_models import PAIRS


def worsened(text: str, share: float, draw: random.Random) -> str:
    """A text of which some words are others."""
    return " ".join("xyz" if draw.random() < share else word for word in text.split())


def made(sentences: int = 120, good: float = 0.1, bad: float = 0.4) -> Results:
    draw = random.Random(5)
    rows = []
    for n in range(sentences):
        (source, target), (more, other) = draw.choice(PAIRS), draw.choice(PAIRS)
        both = f"{source} {more}", f"{target} {other}"
        source, target = both if n % 2 else (source, target)
        said = {"good": worsened(target, good, draw), "bad": worsened(target, bad, draw)}
        rows.append(row_of(n + 1, source, target if n % 10 else "", said))
    return results_of(rows)


RESULTS = made()
SCORED = [row for row in RESULTS.rows if row.references]


def score(metric: BLEU | CHRF, system: str, numbers: Sequence[int]) -> float:
    rows = [row for row in SCORED if row.number in set(numbers)]
    return metric.corpus_score([row.said[system].text for row in rows], [[row.references[0] for row in rows]]).score


def test_scores_of_all_and_of_each_bucket_are_those_of_sacrebleu() -> None:
    scorer = Scorer(RESULTS)
    for system, found in scorer.all().items():
        everybody = [row.number for row in SCORED]
        assert found.bleu == pytest.approx(score(BLEU(), system, everybody))
        assert found.chrf == pytest.approx(score(CHRF(), system, everybody))
    for buckets in (scorer.by_length(), scorer.by_length("reference"), scorer.by_frequency()):
        numbers = [number for bucket in buckets.buckets for number in bucket.numbers]
        assert sorted(numbers) == [row.number for row in SCORED], "each sentence with a reference is in one bucket"
        assert len(buckets.buckets) > 1
        for bucket in buckets.buckets:
            for system, found in bucket.scores.items():
                assert found.bleu == pytest.approx(score(BLEU(), system, bucket.numbers))
                assert found.chrf == pytest.approx(score(CHRF(), system, bucket.numbers))
                assert found.bleu_interval[0] <= found.bleu <= found.bleu_interval[1]
                assert found.chrf_interval[0] <= found.chrf <= found.chrf_interval[1]


def test_sentences_are_in_the_buckets_that_their_labels_name() -> None:
    scorer = Scorer(RESULTS)
    rows = {row.number: row for row in SCORED}
    for bucket in scorer.by_length().buckets:
        low, high = map(int, bucket.label.split(" to "))
        assert all(low <= len(rows[number].source.split()) <= high for number in bucket.numbers)
    met = {"the": 3000, "cat": 150, "sleeps": 1, "dog": 7, "saw": 20}
    few = results_of(
        [
            row_of(1, "The cat sleeps.", "x", {"a": "x"}),
            row_of(2, "The cat saw the dog.", "x", {"a": "x"}),
            row_of(3, "The zebra sleeps.", "x", {"a": "x"}),
            row_of(4, "The the 12", "x", {"a": "x"}),
            row_of(5, "THE CAT", "x", {"a": "x"}),
        ]
    )
    found = Scorer(few).by_frequency(met)
    assert [(bucket.label, bucket.numbers) for bucket in found.buckets] == [
        ("never", (3,)),
        ("once", (1,)),
        ("5 to 19 times", (2,)),
        ("100 to 999 times", (5,)),
        ("1,000 or more times", (4,)),
    ]
    assert "training text" in found.about
    assert "these sources themselves" in Scorer(few).by_frequency().about


def test_words_are_right_as_often_as_both_have_them() -> None:
    rows = [
        row_of(1, "s", "le chat le chien", {"a": "le le le chat", "b": "un loup"}),
        row_of(2, "s", "le loup dort", {"a": "le loup", "b": "le loup dort"}),
    ]
    once, often = Scorer(results_of(rows)).words_by_frequency()
    assert (once.label, once.words) == ("once", 4)  # chat, chien, loup, dort
    assert once.f_measure["a"] == pytest.approx(2 * 2 / (2 + 4))  # it says chat and loup, both right
    assert once.f_measure["b"] == pytest.approx(2 * 2 / (3 + 4))  # its first loup is wrong
    assert (often.label, often.words) == ("2 to 4 times", 3)  # le
    assert often.f_measure["a"] == pytest.approx(2 * 3 / (4 + 3))
    assert often.f_measure["b"] == pytest.approx(2 * 1 / (1 + 3))
    assert often.interval["a"][0] <= often.f_measure["a"] <= often.interval["a"][1]


def test_every_sentence_score_is_counted_once() -> None:
    found = by_score(RESULTS, "chrf")
    assert (found.edges[0], found.edges[-1], len(found.edges)) == (0, 100, 11)
    for system in RESULTS.systems:
        values = [row.said[system].measures["chrf"] for row in SCORED]
        by_hand = [0] * 10
        for value in values:
            by_hand[min(9, int(value // 10))] += 1
        assert list(found.counts[system]) == by_hand
    assert sum(by_score(RESULTS, "source_ratio").counts["good"]) == len(RESULTS.rows)
    for unknown in ("beauty", "entropy"):
        with pytest.raises(InputError, match=f"nobody's '{unknown}' was measured"):
            by_score(RESULTS, unknown)


def test_two_systems_win_and_lose_by_their_sentences() -> None:
    found = compare(RESULTS, "good", "bad", "chrf")
    turned = compare(RESULTS, "bad", "good", "chrf")
    assert sorted([*found.wins, *found.ties, *found.losses]) == [row.number for row in SCORED]
    rows = {row.number: row for row in SCORED}
    for number in found.wins:
        assert rows[number].said["good"].measures["chrf"] > rows[number].said["bad"].measures["chrf"]
    for number in found.ties:
        assert rows[number].said["good"].text == rows[number].said["bad"].text
    assert (turned.wins, turned.ties, turned.losses) == (found.losses, found.ties, found.wins)
    assert turned.ahead == pytest.approx(-found.ahead)
    assert turned.interval == pytest.approx((-found.interval[1], -found.interval[0]))
    assert found.verdict == turned.verdict == "good"
    with pytest.raises(InputError, match="no system 'c' in these results; there are good, bad"):
        compare(RESULTS, "good", "c")


@pytest.mark.parametrize("bad", [0.1, 0.12, 0.16, 0.4])
def test_the_paired_bootstrap_decides_as_that_of_sacrebleu(bad: float) -> None:
    results = made(good=0.1, bad=bad)
    rows = [row for row in results.rows if row.references]
    outputs = [(system, [row.said[system].text for row in rows]) for system in ("bad", "good")]
    references = [[row.references[0] for row in rows]]
    _, told = PairedTest(outputs, {"BLEU": BLEU(references=references)}, None, test_type="bs", n_samples=1000)()
    baseline, other = told["BLEU"]
    found = compare(results, "good", "bad")
    assert found.ahead == pytest.approx(other.score - baseline.score)
    p_value = other.p_value
    if not 0.02 < p_value < 0.1:  # ours asks on both sides, theirs by the distance from the mean
        assert (found.verdict == UNDECIDED) == (p_value > 0.05)
    width = found.interval[1] - found.interval[0]
    assert 0 < width < 30
    assert np.mean(found.interval) == pytest.approx(found.ahead, abs=0.15 * width)


def test_nothing_is_scored_without_a_reference() -> None:
    with pytest.raises(InputError, match="no reference"):
        Scorer(results_of([row_of(1, "Hi.", "", {"a": "Salut."})]))
