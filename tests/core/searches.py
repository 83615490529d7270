"""Small opinionated models, sentences for them, when two hypotheses are the same, and slow searches.

The slow searches take one model or several, whose log-probabilities they average (`decoding.run`).
"""

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
import pytest
import torch

from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.decoding.trace import Trace
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, PAD, START, UNKNOWN
from tests.core.papers import Array, small_model, translate_slowly

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


def mean_log_probs(models: Sequence[Seq2Seq], source: list[int], target: Sequence[int]) -> Array:
    """What may be said at each step of a target, (T, V): 1/M sum_m log p_m."""
    return sum(translate_slowly(model, source, list(target)).log_probs for model in models) / len(models)


def greedy_by_hand(
    models: Sequence[Seq2Seq], source: list[int], prefix: tuple[int, ...] = ()
) -> tuple[list[int], list[float]]:
    """The best word of every step, and its log-probability."""
    ids: list[int] = []
    gains: list[float] = []
    while ids[-1:] != [END] and len(ids) < 2 * len(source) + 10:
        values = mean_log_probs(models, source, [*ids, PAD])[-1].tolist()
        allowed = [i for i in range(len(values)) if i not in (PAD, UNKNOWN, START)]
        word = prefix[len(ids)] if len(ids) < len(prefix) else max(allowed, key=values.__getitem__)
        ids.append(word)
        gains.append(values[word])
    return ids, gains


def beam_by_hand(models: Sequence[Seq2Seq], source: list[int], options: DecodingOptions) -> list[tuple[int, ...]]:
    """Beam search over lists: the K best continuations of all hypotheses, until K have ended or there is no room."""
    hypotheses, ended = [(0.0, ())], []
    for _ in range(options.limit(len(source))):
        continued = []
        for total, ids in hypotheses:
            gains = mean_log_probs(models, source, [*ids, PAD])[-1]
            continued += [(total + gain, (*ids, i)) for i, gain in enumerate(gains) if i not in (PAD, UNKNOWN, START)]
        continued.sort(reverse=True)
        for total, ids in continued[: options.beam_size]:
            if ids[-1] == END:
                ended.append((True, total / len(ids) ** options.length_penalty, ids))
        hypotheses = [(total, ids) for total, ids in continued if ids[-1] != END][: options.beam_size]
        if len(ended) >= options.beam_size:
            break
    else:
        ended += [(False, total / len(ids) ** options.length_penalty, ids) for total, ids in hypotheses]
    return [ids for _, _, ids in sorted(ended, reverse=True)][: options.n_best]


def every_translation(
    models: Sequence[Seq2Seq], source: list[int], limit: int, penalty: float
) -> list[tuple[bool, float, list[int]]]:
    """Finished first, then the best rank: (finished, rank, ids) of every translation of at most `limit` tokens."""
    words = [i for i in range(models[0].config.vocabulary_size) if i not in (PAD, UNKNOWN, START, END)]
    found = []
    for length in range(1, limit + 1):
        for said in itertools.product(words, repeat=length - 1):
            for last in [END] if length < limit else [END, *words]:
                ids = [*said, last]
                gains = mean_log_probs(models, source, ids)
                log_prob = sum(gains[t, word] for t, word in enumerate(ids))
                found.append((last == END, log_prob / length**penalty, ids))
    return sorted(found, reverse=True)
