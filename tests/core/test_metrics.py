"""Scores against sacrebleu called directly, and against counting by hand; measures of alignments by their formulas."""

import math
from collections import Counter

import numpy as np
import pytest
import sacrebleu
import scipy.spatial
import scipy.stats
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from seq2seq_core import metrics
from seq2seq_core.metrics import (
    SAMPLES_SEED,
    bootstrap,
    bootstrap_alignment,
    compare_alignments,
    coverage,
    entropy,
    jensen_shannon,
    middle_of,
    overlap,
    quality,
    reference_streams,
    same_strongest,
)
from tests.tiny_models import PAIRS

HYPOTHESES = ["the cat sat on the red mat", "a dog barks at night loudly", "he reads"]
REFERENCES = [
    ["the cat is on the red mat", "there is a cat on the mat", "the cat sat on a red mat"],
    ["the dog barks at night"],
    ["he reads every evening", "he is reading a book tonight"],
]


def test_measures_of_rows_equal_those_of_scipy() -> None:
    rows = np.random.default_rng(3).dirichlet(np.full(7, 0.4), size=(2, 50))
    rows[0, 0], rows[1, 0] = np.eye(7)[2], np.eye(7)[5]  # rows that share no word
    expected = scipy.spatial.distance.jensenshannon(*rows, base=2, axis=1)
    np.testing.assert_allclose(jensen_shannon(*rows), expected, atol=1e-7)
    np.testing.assert_allclose(entropy(rows[0]), scipy.stats.entropy(rows[0], axis=1) / math.log(7), atol=1e-7)


def ngrams(words: list[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def bleu_by_hand(hypotheses: list[str], references: list[list[str]]) -> float:
    """Papineni et al. (2002): clipped n-gram precisions over all references and the brevity penalty."""
    logs = 0.0
    for n in range(1, 5):
        right = total = 0
        for hypothesis, some in zip(hypotheses, references, strict=True):
            counts = ngrams(hypothesis.split(), n)
            most = Counter()
            for reference in some:
                most |= ngrams(reference.split(), n)
            right += sum((counts & most).values())
            total += sum(counts.values())
        logs += math.log(right / total) / 4
    said = sum(len(hypothesis.split()) for hypothesis in hypotheses)
    wanted = 0
    for hypothesis, some in zip(hypotheses, references, strict=True):
        wanted += min((abs(len(r.split()) - len(hypothesis.split())), len(r.split())) for r in some)[1]
    brevity = 1.0 if said > wanted else math.exp(1 - wanted / said)
    return 100 * brevity * math.exp(logs)


def test_bleu_equals_counting_by_hand_with_several_references() -> None:
    assert quality(HYPOTHESES, REFERENCES).bleu == pytest.approx(bleu_by_hand(HYPOTHESES, REFERENCES), abs=1e-9)


def test_bleu_and_chrf_equal_sacrebleu_where_all_sentences_have_equally_many_references() -> None:
    references = [some[:1] * 2 for some in REFERENCES]
    streams = [[some[i] for some in references] for i in range(2)]
    found = quality(HYPOTHESES, references)
    assert found.bleu == pytest.approx(sacrebleu.corpus_bleu(HYPOTHESES, streams).score)
    assert found.chrf == pytest.approx(sacrebleu.corpus_chrf(HYPOTHESES, streams).score)


def test_chrf_takes_the_best_reference_of_each_sentence() -> None:
    """A sentence with fewer references scores as if its last one were given again."""
    repeated = [(some * 3)[:3] for some in REFERENCES]
    streams = [[some[i] for some in repeated] for i in range(3)]
    assert quality(HYPOTHESES, REFERENCES).chrf == pytest.approx(sacrebleu.corpus_chrf(HYPOTHESES, streams).score)


def test_a_short_translation_pays_the_brevity_penalty() -> None:
    whole = ["the cat sat on the red mat today"]
    assert quality(whole, [whole]).bleu == pytest.approx(100)
    short = quality(["the cat sat on the red"], [whole]).bleu
    assert short == pytest.approx(100 * math.exp(1 - 8 / 6))


def test_signatures_say_that_case_counts_and_how_text_was_cut() -> None:
    found = quality(HYPOTHESES, REFERENCES)
    assert "case:mixed" in found.bleu_signature
    assert "tok:13a" in found.bleu_signature
    assert f"version:{sacrebleu.__version__}" in found.bleu_signature
    assert "case:mixed" in found.chrf_signature
    assert quality(["The Cat Sat Down"], [["the cat sat down"]]).bleu < 100


def test_reference_streams_are_the_transpose_with_gaps_at_the_end() -> None:
    assert reference_streams([["a", "b"], ["c"]]) == [["a", "c"], ["b", None]]


def test_coverage_is_what_a_source_position_got_in_all() -> None:
    weights = np.array([[0.7, 0.2, 0.1], [0.1, 0.9, 0.0]], dtype=np.float32)
    np.testing.assert_allclose(coverage(weights), [0.8, 1.1, 0.1], atol=1e-6)


def test_entropy_is_zero_for_one_position_and_one_for_all_alike() -> None:
    weights = np.array([[1, 0, 0, 0], [0.25] * 4, [0.5, 0.5, 0, 0]], dtype=np.float32)
    np.testing.assert_allclose(entropy(weights), [0.0, 1.0, 0.5], atol=1e-6)


def test_entropy_equals_its_formula() -> None:
    weights = np.random.default_rng(3).dirichlet(np.ones(6), size=5).astype(np.float32)
    by_hand = [-sum(w * math.log(w) for w in row if w > 0) / math.log(6) for row in weights.tolist()]
    np.testing.assert_allclose(entropy(weights), by_hand, atol=1e-6)


def test_entropy_normalises_a_row_that_sums_to_less_than_one() -> None:
    weights = np.array([[0.2, 0.2, 0.0], [0.1, 0.05, 0.3]], dtype=np.float32)
    np.testing.assert_allclose(entropy(weights), entropy(weights * 2), atol=1e-6)


def test_a_sentence_of_one_piece_has_no_entropy() -> None:
    assert entropy(np.ones((3, 1), dtype=np.float32)).tolist() == [0.0, 0.0, 0.0]


MEANT = [[target, source] for source, target in PAIRS]  # two references each
SAID = [target if i % 3 else target[: len(target) // 2] for i, (_, target) in enumerate(PAIRS)]


def slow_bootstrap(metric: Metric, hypotheses: list[str], references: list[list[str]]) -> list[float]:
    """The sentences drawn one by one and scored as a corpus, with the draws that `bootstrap` makes."""
    size = (metrics.SAMPLES, len(hypotheses))
    draws = np.random.default_rng(SAMPLES_SEED).integers(len(hypotheses), size=size)
    scores = []
    for draw in draws:
        streams = reference_streams([references[i] for i in draw])
        scores.append(metric.corpus_score([hypotheses[i] for i in draw], streams).score)
    return scores


def test_bootstrap_samples_are_those_of_drawing_and_scoring_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "SAMPLES", 90)
    bleu, chrf = bootstrap(SAID, MEANT)
    assert bleu == pytest.approx(slow_bootstrap(BLEU(), SAID, MEANT))
    assert chrf == pytest.approx(slow_bootstrap(CHRF(), SAID, MEANT))


def test_the_middle_of_samples_leaves_out_a_fortieth_at_each_end() -> None:
    assert middle_of(np.random.default_rng(1).permutation(np.arange(1001.0))) == pytest.approx((25.0, 975.0))
    assert middle_of(np.arange(5.0)) == pytest.approx((0.1, 3.9))  # between two samples: on the line between them


def test_an_interval_holds_the_score_and_is_the_same_every_time() -> None:
    score, samples = quality(SAID, MEANT), bootstrap(SAID, MEANT)
    for value, some in zip((score.bleu, score.chrf), samples, strict=True):
        low, high = middle_of(some)
        assert low < value < high
    np.testing.assert_array_equal(bootstrap(SAID, MEANT), samples)


def test_two_models_are_scored_on_the_same_samples() -> None:
    better = [target for _, target in PAIRS]
    draws = np.random.default_rng(SAMPLES_SEED).integers(len(SAID), size=(metrics.SAMPLES, len(SAID)))
    tied = np.array([all(SAID[i] == better[i] for i in draw) for draw in draws])
    (first, _), (second, _) = bootstrap(better, MEANT), bootstrap(SAID, MEANT)
    assert 0 < tied.sum() < len(tied)
    np.testing.assert_array_equal(first == second, tied)


def test_samples_of_the_alignment_error_are_those_of_drawing_and_counting_slowly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "SAMPLES", 200)
    found = [{(0, 0), (1, 2)}, {(0, 1)}, set()]
    sure = [{(0, 0), (1, 1)}, {(0, 1), (2, 2)}, set()]
    by_hand = []
    for draw in np.random.default_rng(SAMPLES_SEED).integers(3, size=(200, 3)):
        hits = sum(len(found[i] & sure[i]) for i in draw)
        links = sum(len(found[i]) + len(sure[i]) for i in draw)
        by_hand.append(1 - 2 * hits / links if links else 0.0)  # nothing to be found, and nothing was
    np.testing.assert_allclose(bootstrap_alignment(found, sure), by_hand)
    assert 0.0 in by_hand


def test_every_sample_of_one_sentence_has_its_score() -> None:
    score, (bleu, chrf) = quality(SAID[:1], MEANT[:1]), bootstrap(SAID[:1], MEANT[:1])
    assert set(bleu.round(9)) == {round(score.bleu, 9)}
    assert set(chrf.round(9)) == {round(score.chrf, 9)}


def rows(*values: list[float]) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def random_rows(seed: int, T: int = 6, S: int = 9) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.full(S, 0.3), size=T).astype(np.float32)


def distance_by_hand(a: list[float], b: list[float]) -> float:
    """The Jensen-Shannon distance of two rows in bits, term by term."""
    p, q = [x / sum(a) for x in a], [x / sum(b) for x in b]
    total = 0.0
    for x, y in zip(p, q, strict=True):
        m = (x + y) / 2
        total += (x * math.log2(x / m) if x else 0) / 2 + (y * math.log2(y / m) if y else 0) / 2
    return math.sqrt(max(total, 0))


def test_a_row_against_itself_overlaps_fully_at_no_distance() -> None:
    agreement = compare_alignments(random_rows(0), random_rows(0))
    assert agreement.overlap.tolist() == [1] * 6
    assert agreement.distance.tolist() == [0] * 6
    assert agreement.same.all()
    assert (agreement.mean_overlap, agreement.mean_distance, agreement.share_same) == (1, 0, 1)


def test_rows_that_share_no_word_are_as_far_apart_as_can_be() -> None:
    agreement = compare_alignments(rows([0.4, 0.6, 0, 0]), rows([0, 0, 0.5, 0.5]))
    assert agreement.overlap == pytest.approx(0)
    assert agreement.distance == pytest.approx(1)
    assert not agreement.same.any()


def test_a_worked_example() -> None:
    a, b = rows([0.5, 0.5, 0.0]), rows([0.5, 0.0, 0.5])
    assert overlap(a, b) == pytest.approx(0.5)
    # the middle is (1/2, 1/4, 1/4); each row is at 1/2 log2 1 + 1/2 log2 2 = 1/2 bit from it
    assert jensen_shannon(a, b) == pytest.approx(math.sqrt(0.5))
    assert same_strongest(a, b).tolist() == [True]  # the first of two that weigh alike


def test_measures_equal_their_definitions_on_random_rows() -> None:
    a, b = random_rows(1), random_rows(2)
    shared = [sum(min(x, y) for x, y in zip(p, q, strict=True)) for p, q in zip(a.tolist(), b.tolist(), strict=True)]
    np.testing.assert_allclose(overlap(a, b), shared, atol=1e-6)
    by_hand = [distance_by_hand(p, q) for p, q in zip(a.tolist(), b.tolist(), strict=True)]
    np.testing.assert_allclose(jensen_shannon(a, b), by_hand, atol=1e-5)
    np.testing.assert_allclose(jensen_shannon(a, b), jensen_shannon(b, a), atol=1e-7)


def test_the_distance_is_a_metric() -> None:
    a, b, c = random_rows(3, 50), random_rows(4, 50), random_rows(5, 50)
    assert (jensen_shannon(a, c) <= jensen_shannon(a, b) + jensen_shannon(b, c) + 1e-6).all()


def test_a_row_that_sums_to_less_than_one_is_normalised_for_the_distance_alone() -> None:
    a, faded = rows([0.5, 0.5]), rows([0.3, 0.3])
    assert jensen_shannon(a, faded) == pytest.approx(0, abs=1e-6)
    assert overlap(a, faded) == pytest.approx(0.8)  # 0.2 + 0.2 was left out, half of it counts


def test_a_row_that_holds_nothing_is_far_from_all_but_another() -> None:
    nothing, something = rows([0, 0]), rows([0.5, 0.5])
    assert jensen_shannon(nothing, something).tolist() == [1]
    assert jensen_shannon(nothing, nothing).tolist() == [0]


def test_no_rows_agree_and_other_axes_are_refused() -> None:
    none = compare_alignments(np.zeros((0, 3), dtype=np.float32), np.zeros((0, 3), dtype=np.float32))
    assert (none.mean_overlap, none.mean_distance, none.share_same) == (1, 0, 1)
    with pytest.raises(ValueError, match=r"\(2, 3\) and \(3, 3\)"):
        compare_alignments(np.zeros((2, 3), dtype=np.float32), np.zeros((3, 3), dtype=np.float32))
