"""The same from text, in Python and on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.attribution.backward import integrated_gradients
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from tests.core.commands import ok, refused
from tests.tiny_models import NAMES

TEXT = "The black cat sleeps."


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("target", [None, "Un chien dort."])
def test_a_model_explains_its_translation_or_another(tiny_checkpoints: Path, name: str, target: str | None) -> None:
    model = s2s.load(f"en-fr/{name}", tiny_checkpoints)
    translation, found = model.attribute(TEXT, target=target)
    assert translation.text == (target or model.translate(TEXT)[0].text)
    pair = ForcedPair(model.checkpoint.model, translation.source.ids, translation.target.ids)
    np.testing.assert_allclose(found.source, integrated_gradients(pair).source, atol=1e-6)


def test_every_method_is_there_and_json_has_tokens_and_words(
    tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(tiny_checkpoints))
    for method in METHODS:
        (line,) = ok("attribute", "--model", "en-fr/bahdanau", "--method", method, "--json", TEXT)
        told = json.loads(line)
        for level in ("tokens", "words"):
            shape = len(told["target"][level]), len(told["source"][level])
            assert np.array(told[f"by_{level}"]).shape == shape


def test_lines_name_the_words_that_most_is_owed_to(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(tiny_checkpoints))
    head, *lines = ok("attribute", "--model", "en-fr/bahdanau", "--method", "attention", "--target", "Le chat.", TEXT)
    assert head == "Attention (weight; Bahdanau et al. 2015; Luong et al. 2015): Le chat."
    weights = s2s.load("en-fr/bahdanau", tiny_checkpoints).force(TEXT, "Le chat.")
    rows = weights.weights()
    assert rows is not None
    for line, word, row in zip(lines, weights.target.words, rows, strict=True):
        best = weights.source.words[int(row.argmax())]
        assert line.startswith(f"{word}\t{best} {row.max():.3f}")


def test_what_cannot_be_explained_is_said(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(tiny_checkpoints))
    assert "no attention" in refused("attribute", "--model", "en-fr/no-attention", "--method", "attention", TEXT)
    assert "is not one of" in refused("attribute", "--model", "en-fr/bahdanau", "--method", "guess", TEXT)
    assert "Shapley values: for at most" in refused(
        "attribute", "--model", "en-fr/bahdanau", "--method", "shapley", " ".join(["cat"] * 60)
    )
    with pytest.raises(s2s.InputError, match="there is no attribution method"):
        s2s.load("en-fr/bahdanau", tiny_checkpoints).attribute(TEXT, method="guess")
