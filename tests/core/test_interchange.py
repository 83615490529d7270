"""JSON and Pharaoh alignments against examples worked by hand."""

import json
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.decoding.trace import Side, Trace, Translation
from seq2seq_core.interchange import hard_alignment, pharaoh, translations_json
from tests.tiny_models import NAMES


def side(*words: list[str]) -> Side:
    """A side made of words, each given as its tokens; the end token is added."""
    pieces = [piece for word in words for piece in word]
    groups, start = [], 0
    for word in words:
        groups.append(tuple(range(start, start + len(word))))
        start += len(word)
    text = "".join(pieces).replace("▁", " ").strip()
    return Side(
        text=text,
        ids=(*range(10, 10 + len(pieces)), 3),
        pieces=(*pieces, "</s>"),
        unknown=(False,) * (len(pieces) + 1),
        words=(*("".join(word).replace("▁", "") for word in words), "</s>"),
        groups=(*groups, (len(pieces),)),
    )


def translation(source: Side, target: Side, weights: list[list[float]] | None) -> Translation:
    T = len(target.ids)
    return Translation(
        model="en-fr/x",
        fingerprint="0123456789",
        source=source,
        target=target,
        log_prob=-1.5,
        finished=True,
        trace=Trace(
            query=np.zeros((T, 2), dtype=np.float32),
            log_probs=np.zeros(T, dtype=np.float32),
            candidate_ids=np.zeros((T, 1), dtype=np.int64),
            candidate_log_probs=np.zeros((T, 1), dtype=np.float32),
            scores=None,
            weights=None if weights is None else np.array(weights, dtype=np.float32),
            context=None,
        ),
    )


SOURCE = side(["▁The"], ["▁c", "at"], ["▁sleeps"], ["."])  # tokens between spaces: The cat sleeps.
TARGET = side(["▁L'"], ["ami"], ["▁do", "rt"], ["."])  # L'ami dort.
WEIGHTS = [
    [0.6, 0.1, 0.1, 0.1, 0.05, 0.05],  # L'   -> The
    [0.1, 0.2, 0.4, 0.1, 0.1, 0.1],  # ami  -> at
    [0.0, 0.0, 0.1, 0.7, 0.1, 0.1],  # do   -> sleeps
    [0.0, 0.4, 0.1, 0.3, 0.1, 0.1],  # rt   -> c
    [0.0, 0.0, 0.0, 0.1, 0.2, 0.7],  # .    -> the end, which does not count: then the full stop
    [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],  # the end, which does not count
]


def test_pharaoh_pairs_count_tokens_between_spaces() -> None:
    assert pharaoh(hard_alignment(translation(SOURCE, TARGET, WEIGHTS))) == "0-0 1-0 1-1 2-1"


def test_pharaoh_refuses_a_model_without_attention() -> None:
    with pytest.raises(ValueError, match="en-fr/x has no attention"):
        hard_alignment(translation(SOURCE, TARGET, None))


def test_json_holds_words_pieces_and_both_matrices() -> None:
    given = translation(SOURCE, TARGET, WEIGHTS)
    found = json.loads(json.dumps(translations_json([given])))
    assert found["model"] == "en-fr/x"
    (hypothesis,) = found["hypotheses"]
    assert hypothesis["text"] == "L'ami dort."
    assert hypothesis["log_prob"] == -1.5
    assert hypothesis["source"] == {
        "words": ["The", "cat", "sleeps", ".", "</s>"],
        "pieces": ["▁The", "▁c", "at", "▁sleeps", ".", "</s>"],
    }
    assert hypothesis["target"]["words"] == ["L'", "ami", "dort", ".", "</s>"]
    np.testing.assert_allclose(hypothesis["weights"]["pieces"], WEIGHTS, atol=1e-6)
    np.testing.assert_allclose(
        hypothesis["weights"]["words"],
        [
            [0.6, 0.2, 0.1, 0.05, 0.05],
            [0.1, 0.6, 0.1, 0.1, 0.1],
            [0.0, 0.3, 0.5, 0.1, 0.1],  # columns of "cat" summed, rows of "dort" averaged
            [0.0, 0.0, 0.1, 0.2, 0.7],
            [1.0, 0.0, 0.0, 0.0, 0.0],
        ],
        atol=1e-6,
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_json_of_real_translations_has_the_same_shape_and_survives_json(name: str, tiny_checkpoints: Path) -> None:
    found = s2s.load(f"en-fr/{name}", tiny_checkpoints).translate("The 😀 sleeps.", beam_size=3)
    told = translations_json(found)
    assert json.loads(json.dumps(told)) == told
    assert {"model", "hypotheses"} <= set(told)
    assert len(told["hypotheses"]) == 3
    for hypothesis, one in zip(told["hypotheses"], found, strict=True):
        assert {"text", "log_prob", "source", "target", "weights"} <= set(hypothesis)
        assert hypothesis["text"] == one.text
        assert "😀" in hypothesis["source"]["words"]
        if name == "no-attention":
            assert hypothesis["weights"] is None
            continue
        for level in ("words", "pieces"):
            rows = hypothesis["weights"][level]
            assert len(rows) == len(hypothesis["target"][level])
            assert {len(row) for row in rows} == {len(hypothesis["source"][level])}
            np.testing.assert_allclose(rows, one.weights(level), atol=1e-6)
            np.testing.assert_allclose(np.sum(rows, axis=1), 1.0, atol=1e-4)
