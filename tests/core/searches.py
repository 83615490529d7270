"""Small opinionated models, sentences for them, and when two hypotheses are the same."""

import dataclasses

import numpy as np
import pytest
import torch

from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.decoding.trace import Trace
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END
from tests.core.papers import small_model

SOURCES = [[5, 9, 4, 7, 12, END], [8, END], [6, 6, 10, END], [13, 4, 9, 9, 9, 5, 11, END], [7, 8, 10, END]]
BEAM = DecodingOptions(beam_size=4, n_best=4)
SMALL_SOURCES = [[5, 8, 4, END], [7, END], [6, 6, 4, 8, 5, END]]
SIZE = 20  # words: more than the ten candidates of a step


def translator(kind: str, *, cell: str = "lstm", layers: int = 1, seed: int = 7, size: int = SIZE) -> Seq2Seq:
    """A random float32 model, opinionated enough that some translations end soon and some never do."""
    model = small_model(kind, cell=cell, layers=layers, seed=seed, spread=0.6, vocabulary_size=size).float()
    with torch.no_grad():
        model.output.bias[END] += 2.0
    return model


def assert_same_trace(one: Trace, other: Trace, *, tolerance: float = 1e-5) -> None:
    for field in dataclasses.fields(Trace):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if a is None or b is None:
            assert a is b, field.name
        else:
            np.testing.assert_allclose(a, b, rtol=0, atol=tolerance, err_msg=field.name)


def assert_same(one: Hypothesis, other: Hypothesis) -> None:
    assert one.ids == other.ids
    assert one.finished == other.finished
    assert one.log_prob == pytest.approx(other.log_prob, abs=1e-4)
    assert_same_trace(one.trace, other.trace)
