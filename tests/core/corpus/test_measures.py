"""Every measure against a loop written from its equation, on matrices and sentences worked by hand."""

import math
from pathlib import Path

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

import seq2seq_core as s2s
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.leaving_out import source_and_prefix
from seq2seq_core.corpus import text_measures
from seq2seq_core.corpus.attention_measures import (
    absent_in,
    absent_out,
    coverage_deviation,
    end_attention,
    mean_entropy,
    off_diagonal,
)
from seq2seq_core.corpus.measures import MEASURES, OF_ATTENTION, measure_source_share, measure_text, measure_translation
from seq2seq_core.decoding.trace import Floats
from tests.tiny_models import PAIRS

# Three target tokens look at four source tokens; the last of each is the end mark.
MAP = np.array([[0.5, 0.5, 0.0, 0.0], [0.25, 0.25, 0.25, 0.25], [0.0, 0.0, 0.2, 0.8]], dtype=np.float32)


def random_map(seed: int, T: int, S: int) -> Floats:
    weights = np.random.default_rng(seed).random((T, S)) ** 3
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


MAPS = [MAP, random_map(1, 6, 4), random_map(2, 3, 9), random_map(3, 2, 2), np.eye(4, dtype=np.float32), 0.7 * MAP]


@pytest.mark.parametrize("weights", MAPS)
def test_the_coverage_deviation_penalty_is_that_of_the_equation(weights: Floats) -> None:
    J = weights.shape[1]
    total = 0.0
    for j in range(J):
        total += math.log(1 + (1 - sum(float(row[j]) for row in weights)) ** 2)
    assert coverage_deviation(weights) == pytest.approx(-total / J, abs=1e-6)


def test_the_coverage_deviation_of_a_map_worked_by_hand() -> None:
    by_hand = -(2 * math.log(1 + 0.25**2) + math.log(1 + 0.55**2) + math.log(1 + 0.05**2)) / 4
    assert coverage_deviation(MAP) == pytest.approx(by_hand, abs=1e-6)
    assert coverage_deviation(np.eye(5, dtype=np.float32)) == 0


@pytest.mark.parametrize("weights", MAPS)
def test_absent_mindedness_is_minus_the_entropy_of_rows_and_of_columns(weights: Floats) -> None:
    def penalty(rows: list[list[float]]) -> float:
        total = 0.0
        for row in rows:
            for value in row:
                share = value / sum(row)
                total += share * math.log(share) if share else 0.0
        return total / len(rows)

    assert absent_out(weights) == pytest.approx(penalty(weights.tolist()), abs=1e-6)
    assert absent_in(weights) == pytest.approx(penalty(weights.T.tolist()), abs=1e-6)


def test_absent_mindedness_of_a_map_worked_by_hand() -> None:
    last = 0.2 * math.log(0.2) + 0.8 * math.log(0.8)
    assert absent_out(MAP) == pytest.approx((-math.log(2) - math.log(4) + last) / 3, abs=1e-6)
    two, third = -(math.log(3) - 2 / 3 * math.log(2)), 4 / 9 * math.log(4 / 9) + 5 / 9 * math.log(5 / 9)
    fourth = 0.25 / 1.05 * math.log(0.25 / 1.05) + 0.8 / 1.05 * math.log(0.8 / 1.05)
    assert absent_in(MAP) == pytest.approx((2 * two + third + fourth) / 4, abs=1e-6)
    unseen = np.array([[1, 0], [1, 0]], dtype=np.float32)  # nobody looks at the second token
    assert absent_in(unseen) == pytest.approx(-math.log(2) / 2)


@pytest.mark.parametrize("weights", MAPS)
def test_entropy_attention_on_the_end_and_distance_are_those_of_the_equations(weights: Floats) -> None:
    T, S = weights.shape
    rows = [[float(value) / float(sum(row)) for value in row] for row in weights]
    entropies = [-sum(p * math.log(p) for p in row if p) / math.log(S) for row in rows]
    assert mean_entropy(weights) == pytest.approx(sum(entropies) / T, abs=1e-5)
    assert end_attention(weights) == pytest.approx(sum(float(weights[t, S - 1]) for t in range(T - 1)) / (T - 1))
    distances = []
    for t in range(T - 1):
        inside = [float(value) for value in weights[t, : S - 1]]
        if sum(inside):
            place = t / max(1, T - 2)
            distances.append(sum(v / sum(inside) * abs(place - s / max(1, S - 2)) for s, v in enumerate(inside)))
    assert off_diagonal(weights) == pytest.approx(sum(distances) / len(distances), abs=1e-6)


def test_distance_from_the_diagonal_is_0_in_order_and_1_at_the_farthest() -> None:
    assert off_diagonal(np.eye(5, dtype=np.float32)) == 0
    backwards = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=np.float32)
    assert off_diagonal(backwards) == 1


def test_a_sentence_of_end_marks_alone_has_no_distance_and_no_attention_on_the_end() -> None:
    only = np.ones((1, 1), dtype=np.float32)
    assert end_attention(only) is None
    assert off_diagonal(only) is None
    on_the_end = np.array([[0, 1], [0, 1]], dtype=np.float32)  # the one word looks at nothing but the end mark
    assert off_diagonal(on_the_end) is None
    assert end_attention(on_the_end) == 1
    assert all(math.isfinite(value) for value in (coverage_deviation(only), absent_out(only), mean_entropy(only)))


def test_repeated_pairs_of_words_are_counted_by_hand() -> None:
    assert text_measures.repeated("le chat le chat le chat") == pytest.approx(1 - 2 / 5)
    assert text_measures.repeated("Le chat dort, le chat dort") == pytest.approx(1 - 4 / 6)
    for nothing in ("", "chat", "Le chat a vu le chien."):
        assert text_measures.repeated(nothing) == 0


def test_lengths_are_of_letters_without_spaces() -> None:
    assert text_measures.length_ratio("ab cd", "a b") == 2
    assert text_measures.length_ratio("", "a") == 0
    assert text_measures.length_ratio("a", "") is None


def test_sentence_scores_say_by_their_signatures_how_they_are_made() -> None:
    bleu, chrf = BLEU(effective_order=True), CHRF()
    output, references = "Le chat dort sur la chaise.", ["Le chat noir dort sur la chaise rouge.", "Un chat dort."]
    assert text_measures.sentence_bleu(output, references) == bleu.sentence_score(output, references).score
    assert text_measures.sentence_chrf(output, references) == chrf.sentence_score(output, references).score
    for metric, told in ((bleu, text_measures.sentence_bleu.__doc__), (chrf, text_measures.sentence_chrf.__doc__)):
        signature = str(metric.get_signature()).split("|version")[0]
        assert signature.replace("nrefs:2", "nrefs:var") in (told or "")


def test_sentence_bleu_is_the_formula_of_its_docstring() -> None:
    output, reference = "the cat sat down", "the cat sat on the mat"
    shares = [3 / 4, 2 / 3, 1 / 2, 1 / (2 * 1)]  # of four 1-grams, three 2-grams, two 3-grams; no 4-gram of one
    expected = 100 * math.exp(1 - 6 / 4) * math.prod(shares) ** 0.25
    assert text_measures.sentence_bleu(output, [reference]) == pytest.approx(expected)
    assert text_measures.sentence_bleu("", [reference]) == 0


def test_measures_of_text_need_a_reference_only_where_they_say_so() -> None:
    with_reference = measure_text("Le chat dort.", "The cat sleeps.", ["Le chat dort."])
    without = measure_text("Le chat dort.", "The cat sleeps.", [])
    assert with_reference["bleu"] == pytest.approx(100)
    assert {key for key in with_reference.keys() - without.keys()} == {
        key for key, measure in MEASURES.items() if measure.needs == "reference"
    }
    assert without["source_ratio"] == round(11 / 13, 6)


def test_measures_of_a_translation_are_those_of_its_trace(tiny_checkpoints: Path) -> None:
    for name in ("bahdanau", "no-attention"):
        translator = s2s.load(f"en-fr/{name}", tiny_checkpoints)
        (found,) = translator.translate("The cat saw the purple dog.")
        measures = measure_translation(found, {"the": 9, "cat": 2, "saw": 1, "dog": 4})
        assert measures["never_met"] == 1  # purple
        assert measures["log_prob"] == pytest.approx(float(found.trace.log_probs.mean()), abs=1e-5)
        assert measures["log_prob"] <= 0
        if found.trace.weights is None:
            assert not measures.keys() & OF_ATTENTION.keys()
        else:
            assert measures["entropy"] == pytest.approx(mean_entropy(found.trace.weights), abs=1e-6)
            assert measures.keys() >= OF_ATTENTION.keys()
        assert "never_met" not in measure_translation(found, None)
        for key, value in measures.items():
            low, high = MEASURES[key].range
            assert low is None or value >= low, key
            assert high is None or value <= high, key


def test_the_source_share_is_what_the_source_adds_of_all_that_is_added(tiny_checkpoints: Path) -> None:
    translator = s2s.load("en-fr/luong-general", tiny_checkpoints)
    (found,) = translator.translate(PAIRS[1][0])
    pair = ForcedPair(translator.checkpoint.model, found.source.ids, found.target.ids)
    source = said = 0.0
    for by_source, by_said in source_and_prefix(pair).tolist()[1:]:
        source, said = source + max(0.0, by_source), said + max(0.0, by_said)
    assert measure_source_share(pair)["source_share"] == pytest.approx(source / (source + said), abs=1e-5)
    end = ForcedPair(translator.checkpoint.model, found.source.ids, found.target.ids[-1:])
    assert measure_source_share(end) == {}
