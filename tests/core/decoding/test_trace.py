"""From tokens to words, and the two sides of a translation."""

import numpy as np
import pytest

from seq2seq_core.decoding.trace import make_side, merge_words
from seq2seq_core.vocabulary import Vocabulary

TEXTS = {
    "L'ami n'est-il pas là ?": ["L'", "ami", "n'", "est", "-", "il", "pas", "là", "?"],
    "I don't know.": ["I", "don't", "know", "."],
    "<s> <b>x</b> &amp;": ["<s>", "<b>", "x", "</b>", "&amp;"],
    "Hi 😀!": ["Hi", "😀!"],  # what is unknown is one token
    "나는 고양이": ["나는", "고양이"],
    "قطة سوداء": ["قطة", "سوداء"],
    "the cat saw the cat": ["the", "cat", "saw", "the", "cat"],
    "x" * 500: ["x" * 500],
}


@pytest.mark.parametrize("text", TEXTS)
def test_words_of_a_side_are_made_of_all_its_pieces_in_order(tiny_vocabulary: Vocabulary, text: str) -> None:
    side = make_side(tiny_vocabulary, text)
    assert [piece for group in side.groups for piece in group] == list(range(len(side.pieces)))
    assert "".join(side.words[:-1]) == text.replace(" ", "")
    assert side.words[-1] == side.pieces[-1] == "</s>"
    assert side.groups[-1] == (len(side.pieces) - 1,)
    assert side.text == text


@pytest.mark.parametrize("text", TEXTS)
def test_words_of_a_side_are_the_words_a_reader_sees(tiny_vocabulary: Vocabulary, text: str) -> None:
    words = list(make_side(tiny_vocabulary, text).words[:-1])
    assert words == TEXTS[text] or (text == "Hi 😀!" and words == ["Hi", "😀", "!"])


@pytest.mark.parametrize("strange", ["😀", "고양이", "سوداء"])
def test_unknown_pieces_are_flagged_and_keep_their_surface(tiny_vocabulary: Vocabulary, strange: str) -> None:
    side = make_side(tiny_vocabulary, f"The {strange} sleeps.")
    flagged = [piece for piece, unknown in zip(side.pieces, side.unknown, strict=True) if unknown]
    assert flagged == [strange]
    assert strange in side.words


def test_a_decoded_side_that_did_not_end_has_no_end_word(tiny_vocabulary: Vocabulary) -> None:
    ids = tiny_vocabulary.encode("Le chat dort.").ids
    ended, cut = (make_side(tiny_vocabulary, "Le chat dort.", chosen) for chosen in (ids, ids[:-1]))
    assert ended.words == ("Le", "chat", "dort", ".", "</s>")
    assert cut.words == ("Le", "chat", "dort", ".")
    assert cut.ids == ids[:-1]


def test_a_translation_that_says_nothing_is_its_end_alone(tiny_vocabulary: Vocabulary) -> None:
    side = make_side(tiny_vocabulary, "", (3,))
    assert side.words == side.pieces == ("</s>",)
    assert side.groups == ((0,),)


def test_merging_words_sums_columns_and_averages_rows() -> None:
    random = np.random.default_rng(0)
    weights = random.dirichlet(np.ones(7), size=6).astype(np.float32)
    target_groups, source_groups = [[0], [1, 2, 3], [4, 5]], [[0, 1], [2], [3, 4, 5], [6]]
    merged = merge_words(weights, target_groups, source_groups)
    assert merged.shape == (3, 4)
    for i, rows in enumerate(target_groups):
        for j, columns in enumerate(source_groups):
            total = 0.0
            for t in rows:
                for s in columns:
                    total += float(weights[t, s])
            assert merged[i, j] == pytest.approx(total / len(rows), abs=1e-6)


def test_merged_rows_sum_to_what_the_rows_summed_to() -> None:
    random = np.random.default_rng(1)
    weights = random.dirichlet(np.ones(5), size=4).astype(np.float32)
    groups = [[0, 1], [2, 3, 4]]
    np.testing.assert_allclose(merge_words(weights, [[0], [1, 2, 3]], groups).sum(axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(merge_words(weights / 2, [[0, 3], [1, 2]], groups).sum(axis=1), 0.5, atol=1e-6)


def test_one_piece_a_word_merges_to_the_same_matrix() -> None:
    weights = np.random.default_rng(2).dirichlet(np.ones(4), size=3).astype(np.float32)
    np.testing.assert_allclose(merge_words(weights, [[0], [1], [2]], [[0], [1], [2], [3]]), weights)
