"""Alignments that are recorded while a model learns."""

import numpy as np

from seq2seq_core.corpus import Pair
from seq2seq_core.decoding import force
from seq2seq_core.trace import make_side
from seq2seq_core.vocabulary import Vocabulary
from seq2seq_core.watching import watch, watch_points
from tests.tiny_models import PAIRS, tiny_model

WATCHED = [Pair(source, (target,)) for source, target in PAIRS[:3]]


def test_a_watched_alignment_is_the_forced_one_by_words(tiny_vocabulary: Vocabulary) -> None:
    model = tiny_model("luong-general")
    found = watch(model, tiny_vocabulary, WATCHED, update=7)
    assert found.update == 7
    for pair, matrix in zip(WATCHED, found.weights, strict=True):
        source, target = make_side(tiny_vocabulary, pair.source), make_side(tiny_vocabulary, pair.target)
        (hypothesis,) = force(model, [source.ids], [target.ids])
        for i, rows in enumerate(target.groups):
            for j, columns in enumerate(source.groups):
                cells = [hypothesis.trace.weights[t, s] for t in rows for s in columns]
                np.testing.assert_allclose(matrix[i][j], sum(cells) / len(rows), atol=6e-4)


def test_a_model_without_attention_leaves_nothing_to_watch(tiny_vocabulary: Vocabulary) -> None:
    assert watch(tiny_model("no-attention"), tiny_vocabulary, WATCHED, update=0).weights == []


def test_about_ten_points_are_watched_and_they_crowd_at_the_start() -> None:
    points = sorted(watch_points(5000))
    assert points[0] == 0
    assert 8 <= len(points) <= 12
    assert points[-1] < 5000
    gaps = [b - a for a, b in zip(points, points[1:], strict=False)]
    assert gaps == sorted(gaps)
    assert watch_points(3) <= {0, 1, 2}
