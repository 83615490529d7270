"""The best tokens of a step against sorting the whole vocabulary."""

import math

import pytest
import torch

from seq2seq_core.decoding.stepper import BLOCK, best_tokens, largest
from seq2seq_core.vocabulary import FORBIDDEN_IDS


@pytest.mark.parametrize("size", [5, BLOCK, 3 * BLOCK, 10 * BLOCK, 10 * BLOCK + 7, 30 * BLOCK - 1])
@pytest.mark.parametrize("count", [1, 3, 5])
def test_the_largest_are_the_first_of_all_in_order(size: int, count: int) -> None:
    values = torch.randn(6, size, generator=torch.Generator().manual_seed(size))
    values[0, : size // 2] = -torch.inf
    values[1] = values[1].sort(descending=True).values  # all in one block
    found, places = largest(values, count)
    for row, some, where in zip(values.tolist(), found.tolist(), places.tolist(), strict=True):
        assert some == sorted(row, reverse=True)[:count]
        assert [row[i] for i in where] == some
        assert len(set(where)) == count


def test_equal_values_are_found_at_places_of_their_own() -> None:
    values = torch.zeros(2, 20 * BLOCK)
    values[1, ::BLOCK] = 1.0
    found, places = largest(values, 12)
    assert found.tolist() == [[0.0] * 12, [1.0] * 12]
    assert [len(set(row)) for row in places.tolist()] == [12, 12]
    assert all(place % BLOCK == 0 for place in places[1].tolist())


@pytest.mark.parametrize("size", [20, 12 * BLOCK + 1])
def test_candidates_have_the_log_probabilities_of_the_whole_vocabulary(size: int) -> None:
    logits = torch.randn(3, size, generator=torch.Generator().manual_seed(1))
    logits[:, FORBIDDEN_IDS] += 9.0  # they would win, and they take probability from all others
    rows = logits.double().tolist()
    found = best_tokens(logits, 4, forced=7)
    assert found.forced is not None
    for b, row in enumerate(rows):
        log_sum = math.log(sum(map(math.exp, row)))
        allowed = sorted((i for i in range(size) if i not in FORBIDDEN_IDS), key=row.__getitem__, reverse=True)[:4]
        assert found.ids[b].tolist() == allowed
        assert found.log_probs[b].tolist() == pytest.approx([row[i] - log_sum for i in allowed], abs=1e-5)
        assert float(found.forced[1][b]) == pytest.approx(row[7] - log_sum, abs=1e-5)
