"""Links from weights, against cells looked at one by one; and the error rate, whatever file the links come from."""

import numpy as np
import pytest

from seq2seq_core.alignments import AlignedPair, read_alignments, with_links, write_alignments
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.alignment_error import alignment_error_rate
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from tests.core.alignments.pairs import hard_pairs, text_of

WEIGHTS = np.array(
    [
        [0.6, 0.3, 0.0, 0.1],
        [0.5, 0.1, 0.2, 0.2],
        [0.1, 0.1, 0.2, 0.6],  # the end weighs most, which does not count
        [0.0, 0.0, 0.1, 0.9],
    ],
    dtype=np.float32,
)
PAIR = AlignedPair(("a", "b", "c", "</s>"), ("x", "y", "z", "</s>"), WEIGHTS)


def links(pair: AlignedPair) -> set[tuple[int, int]]:
    assert pair.links is not None
    return set(pair.links.sure)


def test_each_target_token_points_at_its_largest_weight_the_end_apart() -> None:
    assert links(with_links(PAIR)) == {(0, 0), (0, 1), (2, 2)}


def test_both_directions_of_one_matrix() -> None:
    # Columns point: a at x, b at x, c at y and z alike, which is y, the first.
    assert links(with_links(PAIR, "intersection")) == {(0, 0)}
    assert links(with_links(PAIR, "union")) == {(0, 0), (0, 1), (2, 2), (1, 0), (2, 1)}
    assert links(with_links(PAIR, "grow-diag")) == {(0, 0), (0, 1), (1, 0)} | {(2, 1), (2, 2)}
    assert links(with_links(PAIR, "grow-diag-final-and")) == {(0, 0), (0, 1), (1, 0), (2, 1), (2, 2)}


@pytest.mark.parametrize("threshold", [0.0, 0.1, 0.2, 0.5, 0.7])
def test_a_threshold_takes_every_cell_from_there_on(threshold: float) -> None:
    expected = {(s, t) for t in range(3) for s in range(3) if WEIGHTS[t, s] >= np.float32(threshold)}
    assert links(with_links(PAIR, at_least=threshold)) == expected


def test_a_sentence_of_only_an_end_has_no_links() -> None:
    pair = AlignedPair(("a", "</s>"), ("</s>",), WEIGHTS[:1, :2])
    assert links(with_links(pair)) == links(with_links(pair, "union")) == set()


def test_links_that_are_there_stay_and_nothing_is_an_error() -> None:
    pair = AlignedPair(("a",), ("x",), links=HandAlignment(frozenset({(0, 0)})))
    assert with_links(pair, "union") is pair
    with pytest.raises(InputError, match="neither weights nor links"):
        with_links(AlignedPair((), ()))
    with pytest.raises(InputError, match="not of both at once"):
        with_links(PAIR, "union", at_least=0.5)


def test_the_error_rate_from_a_talp_file_is_that_from_ours() -> None:
    """By hand: 5 links are found, 3 of them right and sure, 1 more possible; 7 are sure: 1 - (3 + 4) / (5 + 7)."""
    gold = hard_pairs()
    found = [{(0, 0), (1, 1), (2, 2)}, {(1, 2), (5, 5)}, set(), set()]
    rates = {}
    for format in ("talp", "pharaoh", "json", "npz", "fairseq", "marian"):
        read = read_alignments(write_alignments(gold, format), "gold", text=text_of(gold)).pairs
        sure = [set(pair.links.sure) for pair in read if pair.links is not None]
        possible = [set(pair.links.possible) for pair in read if pair.links is not None]
        rates[format] = alignment_error_rate(found, sure, possible)
    assert set(rates.values()) == {rates["talp"]}
    assert rates["talp"] == pytest.approx(1 - (3 + 4) / (5 + 7))
