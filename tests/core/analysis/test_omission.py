"""What a translation leaves out, against leaving words out by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.omission import choose_ensemble, content_words, losses
from seq2seq_core.decoding.decode import force
from seq2seq_core.decoding.scoring import log_probabilities
from seq2seq_core.function_words import FUNCTION_WORDS, kind_of
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.text import split_words
from tests.core.papers import FAMILY, small_model

SOURCES = [[5, 9, 4, 7, 3], [6, 3], [8, 8, 5, 3]]
TARGETS = [[6, 8, 3], [4, 4, 9, 10, 3], [3]]


@pytest.mark.parametrize(
    ("word", "language", "kind"),
    [
        ("The", "en", "function"),
        ("cat", "en", "content"),
        ("don’t", "en", "function"),
        ("L'", "fr", "function"),
        ("chat", "fr", "content"),
        ("jusqu’", "fr", "function"),
        ("t", "fr", "function"),
        ("Nicht", "de", "function"),
        ("Hund", "de", "content"),
        ("the", "xx", "content"),
        (".", "en", None),
        ("</s>", "en", None),
        ("<b>", "en", None),
        ("&amp;", "en", None),
        ("12", "en", None),
    ],
)
def test_words_are_of_grammar_or_of_matter_or_no_words(word: str, language: str, kind: str | None) -> None:
    assert kind_of(word, language) == kind


def test_lists_are_lower_case_so_that_every_word_in_them_can_be_found() -> None:
    for words in FUNCTION_WORDS.values():
        assert all(word == word.lower() and "’" not in word for word in words)
        for word in words:  # as it stands in a sentence, an elided word before another
            text = f"{word}a" if word.endswith("'") else word
            assert word in [text[start:end] for start, end in split_words(text)]


def test_content_words_are_found_where_they_stand() -> None:
    text = "The cat saw the black cat, didn't it?"
    assert [text[start:end] for start, end in content_words(text, "en")] == ["cat", "saw", "black", "cat"]
    assert content_words("it is", "en") == []


@pytest.mark.parametrize("kind", FAMILY)
def test_log_probabilities_are_those_of_forced_decoding(kind: str) -> None:
    model = small_model(kind)
    forced = [one.trace.log_probs for one in force(model, SOURCES, TARGETS)]
    for tokens in (1000, 1):
        found = log_probabilities(model, SOURCES, TARGETS, batch_tokens=tokens)
        for one, expected in zip(found, forced, strict=True):
            np.testing.assert_allclose(one, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["bahdanau", "no-attention"])
def test_losses_are_what_forcing_without_the_word_shows_word_by_word(tiny_checkpoints: Path, name: str) -> None:
    translator = s2s.load(f"en-fr/{name}", tiny_checkpoints)
    target = "Le chat noir dort."
    source = "The black cat sleeps."
    asked = [(source, target, content_words(source, "en")), ("It is.", target, [])]
    (found, empty) = losses(translator, asked)
    assert found.shape == (3, 5)  # black, cat, sleeps; Le, chat, noir, dort and the full stop
    whole = translator.force("The black cat sleeps.", target)
    for row, without in zip(found, ["The cat sleeps.", "The black sleeps.", "The black cat ."], strict=True):
        left = translator.force(without, target)
        for loss, tokens in zip(row, whole.target.groups[:-1], strict=True):
            expected = sum(whole.trace.log_probs[t] - left.trace.log_probs[t] for t in tokens)
            assert loss == pytest.approx(expected, abs=1e-4)
    assert empty.shape == (0, 5)


def test_the_only_word_can_be_left_out_and_a_translation_may_be_empty(tiny_checkpoints: Path) -> None:
    translator = s2s.load("en-fr/bahdanau", tiny_checkpoints)
    found = losses(translator, [("Dogs", "Chiens", [(0, 4)]), ("Dogs bark", "", [(0, 4), (5, 9)])])
    assert [one.shape for one in found] == [(1, 1), (2, 0)]


def test_an_ensemble_has_the_plainest_model_of_each_kind_and_stays_when_the_family_grows() -> None:
    def luong(score: str, **more: Any) -> ModelConfig:
        return ModelConfig(attention="luong", score=score, **{"input_feeding": True} | more)

    none, bahdanau = ModelConfig(attention="none"), ModelConfig(attention="bahdanau", score="additive")
    few = {"bahdanau": bahdanau, "dot": luong("dot"), "general": luong("general"), "none": none}
    assert choose_ensemble(few) == ["bahdanau", "dot", "none"]
    more = {
        "another": bahdanau,
        "concat": luong("concat"),
        "dot-local": luong("dot", scope="local-m", window=4),
        "dot-unfed": luong("dot", input_feeding=False),
    }
    assert choose_ensemble(dict(sorted((few | more).items()))) == ["another", "dot", "none"]
    del few["dot"]
    assert choose_ensemble(more | few) == ["another", "general", "none"]
    assert choose_ensemble({}) == []
