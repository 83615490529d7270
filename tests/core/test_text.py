"""Cleaning, input limits and words, on examples worked by hand."""

from typing import Any

import pytest

from seq2seq_core.errors import InputError
from seq2seq_core.text import (
    check_sentence,
    clean,
    group_pieces,
    split_at_spaces,
    split_words,
    tokens_of_line,
    word_of_each,
)


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in split_words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'ami n'est-il pas là ?", ["L'", "ami", "n'", "est", "-", "il", "pas", "là", "?"]),
        ("Qu’est-ce qu'il a jusqu'ici ?", ["Qu’", "est", "-", "ce", "qu'", "il", "a", "jusqu'", "ici", "?"]),
        ("Aujourd'hui, c’est lundi.", ["Aujourd'hui", ",", "c’", "est", "lundi", "."]),
        ("I don't know.", ["I", "don't", "know", "."]),
        ("The cat’s milk", ["The", "cat’s", "milk"]),
        ("<s> <b>x</b> &amp;", ["<s>", "<b>", "x", "</b>", "&amp;"]),
        ("1 < 2 & 3", ["1", "<", "2", "&", "3"]),
        ("나는 고양이", ["나는", "고양이"]),
        ("قطة سوداء؟", ["قطة", "سوداء", "؟"]),
        ("Hi 😀!", ["Hi", "😀", "!"]),
        ("the cat saw the cat", ["the", "cat", "saw", "the", "cat"]),
        ("x" * 500, ["x" * 500]),
        ("", []),
        ("Pi is 3.14, or 1,000.5.", ["Pi", "is", "3.14", ",", "or", "1,000.5", "."]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),  # vowel signs are no words
        ("a\u200bb \u200b c", ["a", "b", "c"]),  # nor is a zero-width space
        ("👩\u200d👩\u200d👧 🇫🇷", ["👩\u200d👩\u200d👧", "🇫🇷"]),
        ("e\u0323\u0308 x", ["e\u0323\u0308", "x"]),
        ("猫 が 眠る 。", ["猫", "が", "眠る", "。"]),
        ("猫が眠る。", ["猫が眠る", "。"]),
        ("สวัสดี ครับ", ["สวัสดี", "ครับ"]),
    ],
)
def test_words_of_a_sentence(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["L'ami n'est-il pas là ?", "<s> <b>x</b> &amp;", "a😀b, c…", "قطة سوداء", "'' ’ l' "])
def test_no_visible_character_is_outside_all_words_or_in_two(text: str) -> None:
    covered = [position for start, end in split_words(text) for position in range(start, end)]
    assert covered == [position for position, character in enumerate(text) if not character.isspace()]


def test_tokens_between_spaces_are_those_of_split() -> None:
    text = "L'ami n'est-il pas là ?"
    assert [text[start:end] for start, end in split_at_spaces(text)] == text.split()


@pytest.mark.parametrize(
    ("surfaces", "expected"),
    [
        (["▁L", "'", "ami", "▁dort", "."], [[0, 1], [2], [3], [4]]),
        (["▁", "L", "'a", "mi"], [[0, 1, 2], [3]]),  # a token over two words belongs to the one where it starts
        (["▁don", "'", "t", "▁go"], [[0, 1, 2], [3]]),
        (["▁the", "▁cat", "▁the"], [[0], [1], [2]]),
        (["▁a", "▁", "😀", "▁b"], [[0], [1, 2], [3]]),  # a lone space goes to the word after it,
        (["▁a", "▁"], [[0, 1]]),  # or to the last word
        (["▁"], [[0]]),
        (["\u200b", "▁a", "\u200b", "b"], [[0, 1], [2, 3]]),  # as does what nobody sees
        (["▁ह", "ि", "न", "▁a"], [[0, 1, 2], [3]]),
        ([], []),
        (["▁", "<", "b", ">", "x"], [[0, 1, 2, 3], [4]]),
    ],
)
def test_pieces_belong_to_the_word_where_their_first_character_lies(
    surfaces: list[str], expected: list[list[int]]
) -> None:
    assert group_pieces(surfaces) == expected


@pytest.mark.parametrize(
    ("line", "text", "tokens"),
    [
        ("Où es-tu\u00a0?", "Où es-tu ?", ["Où", "es-tu ?"]),
        (" a\t b ", "a b", ["a", "b"]),
        ("a \u00a0 b", "a b", ["a", "", "b"]),
        ("a \u2003", "a", ["a", ""]),
        ("cafe\u0301 \u200bici", "café \u200bici", ["café", "\u200bici"]),
        ("", "", [""]),
    ],
)
def test_a_token_of_a_line_ends_at_a_space_or_a_tab_and_nowhere_else(line: str, text: str, tokens: list[str]) -> None:
    found = tokens_of_line(line)
    assert found.text == text == clean(line)
    assert [text[start:end] for start, end in found.spans] == tokens
    assert [f" {text}"[start:end] for start, end in found.split(f" {text}")] == tokens


@pytest.mark.parametrize(
    ("line", "written", "tokens"),
    [
        ("C’est l’été.", " C'est l'été.", ["C'est", "l'été."]),
        ('She said "Don’t."', " she said '' don 't . ''", ["she", "said", "'' don 't . ''"]),
        ("He \"sees\" 2\" ''now''", " he '' sees '' 2 '' '' now ''", ["he", "'' sees ''", "2 ''", "'' now ''"]),
        ("猫が 眠る。", " 猫が 眠る 。", ["猫が", "眠る 。"]),
    ],
)
def test_tokens_are_found_in_the_text_as_a_vocabulary_writes_it(line: str, written: str, tokens: list[str]) -> None:
    assert [written[start:end] for start, end in tokens_of_line(line).split(written)] == tokens


def test_pieces_grouped_by_spaces_are_the_tokens_of_pharaoh() -> None:
    assert group_pieces(["▁L", "'", "ami", "▁dort", "."], split_at_spaces) == [[0, 1, 2], [3, 4]]


def test_cleaning_composes_characters_and_collapses_white_space() -> None:
    assert clean("  e\u0301te\u0301 \t\n\u00a0 a\u2003b ") == "\u00e9t\u00e9 a b"


def test_a_good_sentence_comes_back_clean() -> None:
    assert check_sentence(" The  cafe\u0301\tis open.\r\n") == "The caf\u00e9 is open."


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0\u2003 ", "\u200b", "\ufeff\u2060 \u200d"])
def test_blank_text_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="nothing to translate: type a sentence"):
        check_sentence(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 1001, "1,001 characters are too many; at most 1,000"),
        (" ".join(["ab"] * 201), "201 words are too many; at most 200"),
        ("a\0b", r"character 2 \(U\+0000\) is a control character"),
        ("ab\x07", r"character 3 \(U\+0007\)"),
        ("\x1b[31mred", r"character 1 \(U\+001B\)"),
        ("a\x7f", r"U\+007F"),
        ("a\u202eb", r"character 2 \(U\+202E\)"),
        ("ok \ud800", r"character 4 \(U\+D800\) is .*half of a character"),
        ("\udc80", r"U\+DC80"),
        ("▁", r"character 1 \(▁, U\+2581\) is how subword tokens show a space"),
        ("The ▁cat", r"character 5 \(▁"),
        (None, r"text \(str\), not NoneType"),
        (b"The cat.", r"text \(str\), not bytes"),
        (["The cat."], r"text \(str\), not list"),
    ],
)
def test_what_cannot_be_translated_is_refused_with_what_is_wrong_and_what_is_allowed(text: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_sentence(text)


@pytest.mark.parametrize("text", ["x" * 1000, " ".join(["ab"] * 200), "x" * 500, "😀", "나는", "مرحبا", "👩‍👩‍👧"])
def test_what_is_just_within_the_limits_or_in_another_script_is_let_through(text: str) -> None:
    assert check_sentence(text) == text


def test_limits_count_what_is_left_after_cleaning() -> None:
    assert check_sentence(" " * 5000 + "e\u0301" * 1000) == "\u00e9" * 1000


def test_a_word_in_which_no_token_begins_keeps_its_number() -> None:
    def letters(text: str) -> list[tuple[int, int]]:
        return [(i, i + 1) for i, letter in enumerate(text) if letter != " "]

    assert word_of_each(["▁ab", "c", "▁", "de"], letters) == [0, 2, 3, 3]
    assert group_pieces(["▁ab", "c", "▁", "de"], letters) == [[0], [1], [2, 3]]
    assert word_of_each(["▁a", "▁"], letters) == [0, 0]
    assert word_of_each([], letters) == []
