"""BPE-dropout: with none it is SentencePiece's encoding; with some, the distribution worked out by hand."""

import random
from collections import Counter

import pytest

from seq2seq_core.bpe_dropout import split_roughly, without_repeats, words_of
from seq2seq_core.vocabulary import END, UNKNOWN, Vocabulary
from tests.core.runs import TEXTS
from tests.tiny_models import PAIRS

STRANGE = ["", " ", "猫が 眠る x😀😀 a", "😀 😀", "a" * 40, "The  cat.", "qu'il"]


def test_without_dropout_it_is_what_sentencepiece_does(tiny_vocabulary: Vocabulary) -> None:
    texts = [text for pair in TEXTS for text in pair] + STRANGE
    assert tiny_vocabulary.encode_roughly(texts, 0.0, seed=1) == tiny_vocabulary.encode_ids(texts)


def test_with_dropout_the_text_stays_and_the_seed_decides_how_it_is_split(tiny_vocabulary: Vocabulary) -> None:
    texts = [text for pair in PAIRS for text in pair]  # which the vocabulary has all letters of
    one, same, other = (tiny_vocabulary.encode_roughly(texts, 0.3, seed=seed) for seed in (1, 1, 2))
    assert one == same != other
    assert one != tiny_vocabulary.encode_ids(texts)
    assert [tiny_vocabulary.decode(ids) for ids in one] == texts
    assert all(ids[-1] == END for ids in one)
    letters = tiny_vocabulary.encode_roughly(texts, 1.0, seed=1)
    assert {len(tiny_vocabulary.surface(i)) for ids in letters for i in ids[:-1] if i != UNKNOWN} == {1}


def test_each_merge_is_left_out_with_its_probability() -> None:
    chance, dropout, draws = random.Random(5), 0.3, 20_000
    found = Counter(
        " ".join(split_roughly("abc", {"ab": 0.0, "bc": 1.0, "abc": 2.0}, dropout, chance)) for _ in range(draws)
    )
    kept = 1 - dropout
    expected = {
        "a b c": dropout**2,
        "ab c": kept * dropout,
        "a bc": dropout * kept * dropout,
        "abc": kept * kept + dropout * kept * kept,
    }
    assert sum(expected.values()) == pytest.approx(1)
    for split, share in expected.items():
        assert found[split] / draws == pytest.approx(share, abs=4 * (share * (1 - share) / draws) ** 0.5), split


def test_words_begin_with_the_sign_for_a_space_and_unknown_neighbours_are_one() -> None:
    assert list(words_of(["▁the", "▁", "c", "at"])) == ["▁the", "▁cat"]
    assert list(words_of(["x", "▁y"])) == ["x", "▁y"]
    assert list(words_of([])) == []
    assert without_repeats([1, 1, 5, 5, 1, 6, 1, 1], 1) == [1, 5, 5, 1, 6, 1]
