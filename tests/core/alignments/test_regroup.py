"""A model's weights on the tokens of another system, against sums and means by hand."""

from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.alignments import of_translation, regroup
from seq2seq_core.alignments.regroup import regrouped
from seq2seq_core.errors import InputError

SOURCE = ["▁The", "▁c", "at", "▁sleeps", ".", "</s>"]
TARGET = ["▁L'", "ami", "▁do", "rt", ".", "</s>"]
WEIGHTS = np.array(
    [
        [0.6, 0.1, 0.1, 0.1, 0.05, 0.05],
        [0.1, 0.2, 0.4, 0.1, 0.1, 0.1],
        [0.0, 0.0, 0.1, 0.7, 0.1, 0.1],
        [0.0, 0.4, 0.1, 0.3, 0.1, 0.1],
        [0.0, 0.0, 0.0, 0.1, 0.2, 0.7],
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    ],
    dtype=np.float32,
)


def regrouped_to(source: str, target: str) -> list[list[float]]:
    found = regrouped(WEIGHTS, SOURCE, TARGET, source.split(), target.split())
    rows: list[list[float]] = found.round(6).tolist()
    return rows


def test_columns_of_a_token_are_summed_and_rows_averaged() -> None:
    np.testing.assert_allclose(
        regrouped_to("the cat sleeps . </s>", "l'ami dort . </s>"),
        [
            [0.35, 0.4, 0.1, 0.075, 0.075],
            [0.0, 0.3, 0.5, 0.1, 0.1],
            [0.0, 0.0, 0.1, 0.2, 0.7],
            [1.0, 0.0, 0.0, 0.0, 0.0],
        ],
        atol=1e-6,
    )


def test_a_piece_in_two_tokens_counts_for_each_by_its_characters() -> None:
    found = regrouped_to("Th ec ats leeps . </s>", "L' ami do rt . </s>")
    # The (3 letters): 2/3 in Th, 1/3 in ec, which has all of c, too; at and the s of sleeps (1/6) in ats.
    np.testing.assert_allclose(found[4], [0, 0, 0.1 / 6, 0.1 * 5 / 6, 0.2, 0.7], atol=1e-6)
    np.testing.assert_allclose(found[1], [0.1 * 2 / 3, 0.1 / 3 + 0.2, 0.4 + 0.1 / 6, 0.1 * 5 / 6, 0.1, 0.1], atol=1e-6)
    # L'a is all of L' and a third of ami.
    whole = np.array(regrouped_to("the cat sleeps . </s>", "L' ami dort . </s>"))
    part = np.array(regrouped_to("the cat sleeps . </s>", "L'a mi dort . </s>"))
    np.testing.assert_allclose(part[0], (whole[0] + whole[1] / 3) / (4 / 3), atol=1e-6)
    np.testing.assert_allclose(part[1], whole[1], atol=1e-6)


@pytest.mark.parametrize(
    "source",
    ["The cat sleeps . </s>", "▁the ▁cat ▁sleeps . </s>", "The c@@ at sleep@@ s . </s>", "the cat sleeps . <eos>",
     "The cat sleep ##s . </s>", "The cat￭ sleeps ￭. </s>", "The cat sleeps . [SEP]"],
)  # fmt: skip
def test_marks_of_sub_words_case_and_names_of_the_end_do_not_count(source: str) -> None:
    found = np.array(regrouped_to(source, "L&apos; ami dort . </s>"))
    assert found.shape == (5, len(source.split()))
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_without_an_end_token_ours_is_left_out_and_rows_sum_to_less() -> None:
    found = np.array(regrouped_to("the cat sleeps .", "l' ami dort ."))
    assert found.shape == (4, 4)
    np.testing.assert_allclose(found.sum(axis=1), [0.95, 0.9, 0.9, 0.3], atol=1e-6)


@pytest.mark.parametrize("name", ["bahdanau", "luong-general"])
def test_words_of_our_own_get_what_our_words_have(name: str, tiny_checkpoints: Path) -> None:
    model = s2s.load(f"en-fr/{name}", tiny_checkpoints)
    for sentence in ("The black cat sleeps on the red chair.", "Where did you put my keys?", "😀 sleeps."):
        best = model.translate(sentence)[0]
        pair = of_translation(best)
        assert pair.weights is not None
        assert pair.weights.shape == (len(pair.target), len(pair.source))
        np.testing.assert_allclose(regroup(best, pair.source, pair.target), pair.weights, atol=1e-6)
        pieces = of_translation(best, "pieces")
        np.testing.assert_allclose(regroup(best, pieces.source, pieces.target), best.trace.weights, atol=1e-6)


def test_another_sentence_is_refused_where_it_begins_to_differ(tiny_checkpoints: Path) -> None:
    best = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate("The cat sleeps.")[0]
    with pytest.raises(
        InputError, match="the source sentences differ: where ours goes on “catsleeps.”, the other has “dog"
    ):
        regroup(best, ["the", "dog"], best.target.words)


def test_a_model_without_attention_has_nothing_to_put_together(tiny_checkpoints: Path) -> None:
    best = s2s.load("en-fr/no-attention", tiny_checkpoints).translate("The cat sleeps.")[0]
    for call in (lambda: of_translation(best), lambda: regroup(best, best.source.words, best.target.words)):
        with pytest.raises(InputError, match="has no attention"):
            call()
