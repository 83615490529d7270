"""Words that were never met, and how sure a model is, counted by hand."""

import gzip
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.familiarity import (
    RARE,
    count_words,
    mean_probability,
    never_met,
    rarely_met,
    read_counts,
    write_counts,
)
from seq2seq_core.analysis.lexicon import LEXICON, read_lexicon
from seq2seq_core.errors import CheckpointError
from tests.core.commands import ok

TEXTS = ["The cat saw the dog.", "It's 3.14, the CAT says."]


def test_words_are_counted_whatever_their_capitals_and_numbers_are_not() -> None:
    assert count_words(TEXTS) == {"the": 3, "cat": 2, "saw": 1, "dog": 1, "it's": 1, "says": 1}


def test_what_was_never_met_is_named_as_it_was_typed_and_once() -> None:
    counts = count_words(TEXTS)
    assert never_met("The Zebra saw 27 zebras, the Zebra and the DOG!", counts) == ["Zebra", "zebras", "and"]
    assert never_met("THE CAT, 99 😀 ...", counts) == []


def test_what_was_hardly_met_is_named_with_how_often() -> None:
    counts = {"the": RARE, "cat": RARE - 1, "dog": 1}
    assert rarely_met("The DOG saw the cat, 3 dogs and the DOG.", counts) == [("DOG", 1), ("cat", RARE - 1)]


def test_counts_are_kept_and_the_file_is_the_same_whenever_they_are(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv.gz"
    write_counts(path, count_words(TEXTS))
    first = path.read_bytes()
    assert read_counts(path) == dict(count_words(TEXTS))
    assert gzip.decompress(first).decode().splitlines()[:3] == ["the\t3", "cat\t2", "dog\t1"]
    write_counts(path, count_words(TEXTS[::-1]))
    assert path.read_bytes() == first


@pytest.mark.parametrize("content", [b"", b"cat", b"cat\tmany", b"cat\t1\t2", b"\xff\t1", b"\x1f\x8bnot"])
def test_a_file_that_is_no_list_of_counts_is_a_named_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "words.tsv.gz"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="words.tsv.gz is not a list of words and counts"):
        read_counts(path)


def test_the_mean_probability_is_the_geometric_mean_over_the_tokens(tiny_checkpoints: Path) -> None:
    found = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate("The zebra sleeps.")[0]
    probabilities = np.exp(found.trace.log_probs.astype(float))
    assert mean_probability(found) == pytest.approx(np.prod(probabilities) ** (1 / len(probabilities)), rel=1e-4)


def test_commands_count_the_source_words_of_the_training_text_and_learn_a_lexicon_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "train.tsv").write_text("The cat.\tLe chat.\nThe dog.\tLe chien.\nA cat!\tUn chat !\n")
    config = tmp_path / "en-fr" / "model.toml"
    config.parent.mkdir()
    config.write_text(
        f'[data]\nsource_language = "en"\ntarget_language = "fr"\nattribution = ""\ntrain = "{tmp_path}/train.tsv"\n'
        f'valid = "{tmp_path}/train.tsv"\n[model]\nattention = "none"\nvocabulary_size = 60\n'
    )
    monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(tmp_path / "checkpoints"))
    assert "4 words of 3 sentences" in ok("words", str(config))[0]
    assert read_counts(tmp_path / "checkpoints/en-fr/source_words.tsv.gz") == {"the": 2, "cat": 2, "dog": 1, "a": 1}
    assert "from 3 sentence pairs" in ok("lexicon", str(config))[0]
    lexicon = read_lexicon(tmp_path / "checkpoints" / "en-fr" / LEXICON)
    assert lexicon.source == {"the": 2, "cat": 2, "dog": 1, "a": 1}
    assert max(lexicon.links["cat"], key=lexicon.links["cat"].__getitem__) == "chat"
