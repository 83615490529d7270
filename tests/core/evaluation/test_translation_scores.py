"""BLEU, chrF and bootstrap samples."""

import math
from collections import Counter

import numpy as np
import pytest
import sacrebleu
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from seq2seq_core.evaluation.alignment_error import bootstrap_alignment
from seq2seq_core.evaluation.bootstrap import SAMPLES, SAMPLES_SEED, percentile_interval
from seq2seq_core.evaluation.translation_scores import bootstrap, quality, reference_streams
from tests.tiny_models import PAIRS

HYPOTHESES = ["the cat sat on the red mat", "a dog barks at night loudly", "he reads"]

REFERENCES = [
    ["the cat is on the red mat", "there is a cat on the mat", "the cat sat on a red mat"],
    ["the dog barks at night"],
    ["he reads every evening", "he is reading a book tonight"],
]


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


MEANT = [[target, source] for source, target in PAIRS]  # two references each

SAID = [target if i % 3 else target[: len(target) // 2] for i, (_, target) in enumerate(PAIRS)]


def slow_bootstrap(metric: Metric, hypotheses: list[str], references: list[list[str]], samples: int) -> list[float]:
    """The sentences drawn one by one and scored as a corpus, with the draws that `bootstrap` makes."""
    size = (samples, len(hypotheses))
    draws = np.random.default_rng(SAMPLES_SEED).integers(len(hypotheses), size=size)
    scores = []
    for draw in draws:
        streams = reference_streams([references[i] for i in draw])
        scores.append(metric.corpus_score([hypotheses[i] for i in draw], streams).score)
    return scores


def test_bootstrap_samples_are_those_of_drawing_and_scoring_slowly() -> None:
    bleu, chrf = bootstrap(SAID, MEANT, samples=90)
    assert bleu == pytest.approx(slow_bootstrap(BLEU(), SAID, MEANT, 90))
    assert chrf == pytest.approx(slow_bootstrap(CHRF(), SAID, MEANT, 90))


def test_the_middle_of_samples_leaves_out_a_fortieth_at_each_end() -> None:
    assert percentile_interval(np.random.default_rng(1).permutation(np.arange(1001.0))) == pytest.approx((25.0, 975.0))
    assert percentile_interval(np.arange(5.0)) == pytest.approx(
        (0.1, 3.9)
    )  # between two samples: on the line between them


def test_an_interval_holds_the_score_and_is_the_same_every_time() -> None:
    score, samples = quality(SAID, MEANT), bootstrap(SAID, MEANT)
    for value, some in zip((score.bleu, score.chrf), samples, strict=True):
        low, high = percentile_interval(some)
        assert low < value < high
    np.testing.assert_array_equal(bootstrap(SAID, MEANT), samples)


def test_two_models_are_scored_on_the_same_samples() -> None:
    better = [target for _, target in PAIRS]
    draws = np.random.default_rng(SAMPLES_SEED).integers(len(SAID), size=(SAMPLES, len(SAID)))
    tied = np.array([all(SAID[i] == better[i] for i in draw) for draw in draws])
    (first, _), (second, _) = bootstrap(better, MEANT), bootstrap(SAID, MEANT)
    assert 0 < tied.sum() < len(tied)
    np.testing.assert_array_equal(first == second, tied)


def test_samples_of_the_alignment_error_are_those_of_drawing_and_counting_slowly() -> None:
    found = [{(0, 0), (1, 2)}, {(0, 1)}, set()]
    sure = [{(0, 0), (1, 1)}, {(0, 1), (2, 2)}, set()]
    by_hand = []
    for draw in np.random.default_rng(SAMPLES_SEED).integers(3, size=(200, 3)):
        hits = sum(len(found[i] & sure[i]) for i in draw)
        links = sum(len(found[i]) + len(sure[i]) for i in draw)
        by_hand.append(1 - 2 * hits / links if links else 0.0)  # nothing to be found, and nothing was
    np.testing.assert_allclose(bootstrap_alignment(found, sure, samples=200), by_hand)
    assert 0.0 in by_hand


def test_every_sample_of_one_sentence_has_its_score() -> None:
    score, (bleu, chrf) = quality(SAID[:1], MEANT[:1]), bootstrap(SAID[:1], MEANT[:1])
    assert set(bleu.round(9)) == {round(score.bleu, 9)}
    assert set(chrf.round(9)) == {round(score.chrf, 9)}
