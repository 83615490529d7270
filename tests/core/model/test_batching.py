"""Padding, and groups of similar length."""

import pytest

from seq2seq_core.model.batching import by_length, make_batch, pad
from seq2seq_core.vocabulary import END, PAD, START


def test_padding_goes_to_the_end() -> None:
    assert pad([[5, 6], [7], [8, 9, 4]]).tolist() == [[5, 6, PAD], [7, PAD, PAD], [8, 9, 4]]
    batch = make_batch([([5, 6, END], [7, END]), ([8, END], [9, 4, END])])
    assert batch.source.tolist() == [[5, 6, END], [8, END, PAD]]
    assert batch.previous.tolist() == [[START, 7, PAD], [START, 9, 4]]
    assert batch.target.tolist() == [[7, END, PAD], [9, 4, END]]


@pytest.mark.parametrize("limit", [1, 10, 33, 1000])
def test_groups_of_similar_length_hold_every_position_once_within_the_limit(limit: int) -> None:
    lengths = [3, 9, 1, 4, 4, 8, 2, 7, 9, 5]
    groups = list(by_length(lengths, limit))
    assert sorted(position for group in groups for position in group) == list(range(10))
    for group in groups:
        assert len(group) == 1 or len(group) * max(lengths[i] for i in group) <= limit
    assert list(by_length([], limit)) == []
