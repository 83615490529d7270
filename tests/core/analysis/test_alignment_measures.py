"""The measures of alignments."""

import math

import numpy as np
import pytest
import scipy.spatial
import scipy.stats

from seq2seq_core.analysis.alignment_measures import (
    compare_alignments,
    coverage,
    coverage_difference,
    divergences,
    entropy,
    jensen_shannon,
    kl_divergence,
    normalise_rows,
    overlap,
    same_strongest,
    total_variation,
)


def test_measures_of_rows_equal_those_of_scipy() -> None:
    rows = np.random.default_rng(3).dirichlet(np.full(7, 0.4), size=(2, 50))
    rows[0, 0], rows[1, 0] = np.eye(7)[2], np.eye(7)[5]  # rows that share no word
    expected = scipy.spatial.distance.jensenshannon(*rows, base=2, axis=1)
    np.testing.assert_allclose(jensen_shannon(*rows), expected, atol=1e-7)
    np.testing.assert_allclose(entropy(rows[0]), scipy.stats.entropy(rows[0], axis=1) / math.log(7), atol=1e-7)


def test_distances_of_rows_equal_those_of_scipy() -> None:
    p, q = np.random.default_rng(3).dirichlet(np.full(7, 0.4), size=(2, 50))
    np.testing.assert_allclose(kl_divergence(p, q), scipy.stats.entropy(p, q, base=2, axis=1), rtol=1e-9)
    middle = scipy.stats.entropy(p, (p + q) / 2, base=2, axis=1), scipy.stats.entropy(q, (p + q) / 2, base=2, axis=1)
    np.testing.assert_allclose(divergences(0.7 * p, q), middle, rtol=1e-9)  # a row that sums to less is divided
    expected = [scipy.spatial.distance.cityblock(*rows) / 2 for rows in zip(p, q, strict=True)]
    np.testing.assert_allclose(total_variation(p, q), expected, rtol=1e-12)
    assert total_variation(p[0], q[0]) == pytest.approx(expected[0])
    np.testing.assert_allclose(overlap(p, q), 1 - np.array(expected), rtol=1e-9)


def test_a_row_is_divided_by_its_sum_unless_it_holds_nothing() -> None:
    rows = np.array([[0.0, 0.0], [0.2, 0.2], [0.3, 0.1]], dtype=np.float32)
    found = normalise_rows(rows)
    np.testing.assert_allclose(found, [[0, 0], [0.5, 0.5], [0.75, 0.25]], rtol=1e-6)
    assert found.dtype == np.float32
    assert rows.tolist() == np.array([[0.0, 0.0], [0.2, 0.2], [0.3, 0.1]], dtype=np.float32).tolist()  # not changed


def test_the_difference_of_coverage_is_the_mean_over_source_words() -> None:
    a, b = np.array([[0.7, 0.3], [0.5, 0.5]]), np.array([[0.1, 0.9], [0.5, 0.5]])
    assert coverage_difference(a, b) == pytest.approx((abs(1.2 - 0.6) + abs(0.8 - 1.4)) / 2)


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
