"""Log-probabilities at chosen steps, against forced decoding of the whole."""

import numpy as np
import pytest

from seq2seq_core.decoding.decode import force
from seq2seq_core.decoding.scoring import log_probabilities_at
from tests.core.papers import FAMILY, small_model

SOURCES = [[5, 9, 4, 7, 3], [6, 3], [8, 8, 5, 3], [5, 9, 3]]
TARGET = [6, 8, 4, 3]
STEPS = [{0, 3}, {1}, set(), {2, 1}]


@pytest.mark.parametrize("batch_tokens", [1000, 12, 1])
@pytest.mark.parametrize("kind", FAMILY)
def test_chosen_log_probabilities_are_those_of_forced_decoding(kind: str, batch_tokens: int) -> None:
    model = small_model(kind)
    found = log_probabilities_at(model, SOURCES, TARGET, STEPS, batch_tokens=batch_tokens)
    assert found.shape == (len(SOURCES), len(TARGET))
    for row, source, steps in zip(found, SOURCES, STEPS, strict=True):
        whole = force(model, [source], [TARGET])[0].trace.log_probs
        for t in range(len(TARGET)):
            if t in steps:
                assert row[t] == pytest.approx(whole[t], rel=1e-4, abs=1e-5)
            else:
                assert np.isnan(row[t])
