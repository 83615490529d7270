"""Measures of agreement against worked examples and loops written from their definitions."""

import math

import numpy as np
import pytest

from seq2seq_core.agreement import compare_alignments, jensen_shannon, overlap, same_strongest


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
