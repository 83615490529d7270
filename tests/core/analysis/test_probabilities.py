"""How probable a model finds what is said."""

from math import exp, log, prod
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.probabilities import probabilities


def test_the_probability_of_a_word_is_the_product_over_its_pieces(tiny_checkpoints: Path) -> None:
    said = s2s.load("en-fr/bahdanau", tiny_checkpoints).force("The cat saw the dog.", "Le chatvu lechien.")
    pieces = [exp(value) for value in said.trace.log_probs.tolist()]
    words = [prod(pieces[i] for i in group) for group in said.target.groups]
    assert len(words) < len(pieces)
    np.testing.assert_allclose(probabilities(said, "pieces"), pieces, rtol=1e-5)
    np.testing.assert_allclose(probabilities(said), words, rtol=1e-3)  # one is as small as numbers get
    assert sum(map(log, words)) == pytest.approx(said.log_prob, 1e-4)
