"""Integrated gradients of the models that are shipped: what is missing in the sums of their rows."""

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.decoding.decode import force
from seq2seq_core.vocabulary import UNKNOWN

SENTENCES = ["The little girl was singing a song.", "Where are you going?"]


@pytest.mark.parametrize("name", ["en-fr/bahdanau", "en-fr/luong-general", "en-fr/no-attention", "en-de/bahdanau"])
def test_rows_add_up_to_what_forced_decoding_finds_to_one_percent(name: str) -> None:
    model = s2s.load(name)
    missing = owed = 0.0
    for text in SENTENCES:
        translation, found = model.attribute(text, method="integrated-gradients")
        source, target = list(translation.source.ids), list(translation.target.ids)
        known, unknown = (
            force(model.checkpoint.model, [ids], [target])[0].trace.log_probs
            for ids in (source, [UNKNOWN] * len(source))
        )
        missing += float(np.abs(found.source.sum(axis=1) - (known - unknown)).sum())
        owed += float(np.abs(known - unknown).sum())
    assert missing <= 0.01 * owed
