"""Alignments that are recorded while a model learns."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from seq2seq_core.decoding.decode import force
from seq2seq_core.decoding.trace import make_side
from seq2seq_core.errors import CheckpointError
from seq2seq_core.parallel_text import Pair
from seq2seq_core.training.watching import WATCHED_FILE, read_growth, watch, watch_points
from seq2seq_core.vocabulary import Vocabulary
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


def write_watched(folder: Path, vocabulary: Vocabulary, name: str = "luong-general") -> dict:
    model = tiny_model(name)
    content = {
        "pairs": [[pair.source, *pair.references] for pair in WATCHED],
        "points": [asdict(watch(model, vocabulary, WATCHED, update)) for update in (9, 0)],
    }
    (folder / WATCHED_FILE).write_text(json.dumps(content))
    return content


def test_what_was_recorded_is_read_back_in_the_order_of_training(tmp_path: Path, tiny_vocabulary: Vocabulary) -> None:
    assert read_growth(tmp_path, tiny_vocabulary) == []
    content = write_watched(tmp_path, tiny_vocabulary)
    grown = read_growth(tmp_path, tiny_vocabulary)
    assert [" ".join(growth.source[:2]) for growth in grown] == ["The cat", "The cat", "The dog"]
    for i, growth in enumerate(grown):
        assert growth.updates == (0, 9)
        assert growth.source[-1] == growth.target[-1] == "</s>"
        np.testing.assert_allclose(growth.weights[0], content["points"][1]["weights"][i], atol=1e-6)
    write_watched(tmp_path, tiny_vocabulary, "no-attention")
    assert read_growth(tmp_path, tiny_vocabulary) == []


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda content: "{", "is not JSON"),
        (lambda content: json.dumps(content | {"more": 1}), "more"),
        (lambda content: json.dumps(content | {"pairs": [["a", "b"], *content["pairs"][1:]]}), "do not fit"),
        (lambda content: json.dumps(content | {"pairs": [*content["pairs"], ["a", "b"]]}), "no whole alignment"),
    ],
)
def test_a_damaged_recording_is_said(tmp_path: Path, tiny_vocabulary: Vocabulary, damage, message: str) -> None:
    content = write_watched(tmp_path, tiny_vocabulary)
    (tmp_path / WATCHED_FILE).write_text(damage(content))
    with pytest.raises(CheckpointError, match=message):
        read_growth(tmp_path, tiny_vocabulary)
