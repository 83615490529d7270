"""A translation in parts: every word with its probability, and nothing of the text lost or changed."""

from pathlib import Path

import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.probabilities import probabilities
from ui.shared.said import said_parts, word_spans

HOSTILE = "<b>x</b> &amp; le *le* :smile: qu'il"


@pytest.fixture(scope="module")
def hostile(tiny_checkpoints: Path) -> s2s.Translation:
    return s2s.load("en-fr/bahdanau", tiny_checkpoints).force("The cat saw the dog.", HOSTILE)


def test_every_word_has_its_probability_and_the_text_is_whole(hostile: s2s.Translation) -> None:
    parts = said_parts(hostile)
    assert "".join(str(part["text"]) for part in parts) == HOSTILE
    words = [part for part in parts if "probability" in part]
    assert [part["text"] for part in words] == list(hostile.target.words[:-1]), "the end has no place in the text"
    assert [part["probability"] for part in words] == pytest.approx(probabilities(hostile)[:-1].tolist(), abs=1e-4)
    assert words[0]["title"].startswith("<b>: probability ")


def test_words_are_boxed_by_their_place(hostile: s2s.Translation) -> None:
    second = [place for place, word in enumerate(hostile.target.words) if word == "le"][1]
    (boxed,) = [i for i, part in enumerate(said_parts(hostile, {second})) if part.get("boxed")]
    assert said_parts(hostile)[boxed]["text"] == "le"
    assert said_parts(hostile)[boxed - 1]["text"] == "*"


def test_a_word_that_is_not_in_the_text_moves_no_other() -> None:
    assert word_spans("le chat le", ["le", "là", "chat", "", "le"]) == {0: (0, 2), 2: (3, 7), 4: (8, 10)}
