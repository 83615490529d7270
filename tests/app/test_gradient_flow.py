"""Gradient flow on the Bottleneck page: maps, profiles, and what is said of them."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from figures.gradient import shared_scale
from seq2seq_core.analysis.gradients import gradients, norms, path_lengths, profile
from tests.app.bottleneck import charts, numbers, texts
from tests.app.translating import SENTENCE, Visit, visitor
from tests.tiny_models import FAMILY, NAMES

GROWN = "The cat sleeps here,\nthe dog saw the cat"


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch, "pages/bottleneck.py")


def expected_norms(model: s2s.Translator, target: str, path: bool, level: str, to: str) -> np.ndarray:
    """The norms that a map should show."""
    forced = model.force(SENTENCE, target)
    found = gradients(model.checkpoint.model, forced.source.ids, forced.target.ids, attention_path=path)
    groups = [
        side.groups if level == "words" else [(i,) for i in range(len(side.ids))]
        for side in (forced.target, forced.source)
    ]
    return norms(found.states if to == "states" else found.embeddings, *groups)


@pytest.mark.parametrize("to", ["states", "words"])
@pytest.mark.parametrize("level", ["words", "pieces"])
def test_maps_are_the_norms_of_gradients_on_a_scale_for_each_model(
    visit: Visit, tiny_checkpoints: Path, level: str, to: str
) -> None:
    page = visit(text=SENTENCE, experiment="shortcut", level=level, to=to)
    said = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate(SENTENCE)[0].text
    maps = charts(page, "gradient")
    assert len(maps) == 3
    for spec, (name, path) in zip(maps, [("bahdanau", True), ("bahdanau", False), ("no-attention", True)], strict=True):
        expected = expected_norms(s2s.load(f"en-fr/{name}", tiny_checkpoints), said, path, level, to)
        np.testing.assert_allclose(10 ** numbers(spec["data"][0]["z"]), expected, rtol=1e-4)
    ends = [(spec["data"][0]["zmin"], spec["data"][0]["zmax"]) for spec in maps]
    positive = [10 ** numbers(spec["data"][0]["z"]) for spec in maps]
    assert ends[0] == ends[1] == shared_scale(positive[:2])
    assert ends[2] == shared_scale(positive[2:]), "a scale of its own"
    assert len(charts(page, "log-scale")) == 2
    assert any("has a scale of its own" in caption.value for caption in page.caption)
    (profiles,) = charts(page, "profile")
    assert [line["name"] for line in profiles["data"]] == ["bahdanau", "bahdanau, cut", "no-attention"]
    whole, cut, blind = (numbers(line["y"]) for line in profiles["data"])
    assert whole[0] == blind[0] == 1, "each relative to its own at the shortest distance"
    pieces = [
        expected_norms(s2s.load("en-fr/bahdanau", tiny_checkpoints), said, path, "pieces", to) for path in (True, False)
    ]
    first = [profile(one, path_lengths(*one.shape))[1][0] for one in pieces]
    assert cut[0] == pytest.approx(first[1] / first[0], rel=1e-4)
    assert "of the gradient is left" in texts(page)


def test_what_holds_of_test_sentences_is_told_of_these_weights_alone(
    visit: Visit, tiny_checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.shared.measured.FOLDER", tmp_path)
    fingerprints = [s2s.load(f"en-fr/{name}", tiny_checkpoints).fingerprint for name in ("bahdanau", "no-attention")]
    found = {"left": [0.042, 0.211], "cut_falls_faster": 1.0, "blind_falls_faster": 0.775}
    row = {"fingerprints": fingerprints, "sentences": 150, "states": found, "words": found | {"left": [0.5, 0.6]}}
    (tmp_path / "gradients.json").write_text(json.dumps({"en-fr": {"rows": [row]}}))
    page = visit(text=SENTENCE, experiment="shortcut", to="states")
    assert "On 150 test sentences: 4% to 21% of the gradient is left" in texts(page)
    assert "no-attention falls faster than bahdanau in 78%" in texts(page)
    page.segmented_control(key="to").set_value("words").run()
    assert "50% to 60% of the gradient is left" in texts(page)
    page.selectbox(key="looker").set_value("en-fr/luong-general").run()
    assert "test sentences:" not in texts(page)


def test_another_attention_model_can_be_looked_at_and_the_link_keeps_it(visit: Visit) -> None:
    page = visit(text=SENTENCE, experiment="shortcut")
    page.selectbox(key="looker").set_value("en-fr/luong-general").run()
    assert "luong-general, cut" in texts(page)
    assert "looker=luong-general" in page.code[-1].value
    again = visit(text=SENTENCE, experiment="shortcut", looker="luong-general")
    assert "luong-general, cut" in texts(again)


@pytest.mark.parametrize(
    ("parameter", "name", "said"),
    [
        ("looker", "no-attention", "Attention model “no-attention” has no attention"),
        ("blind", "bahdanau", "Model without attention “bahdanau” has attention"),
    ],
)
def test_a_model_of_the_wrong_kind_in_a_link_is_said(visit: Visit, parameter: str, name: str, said: str) -> None:
    page = visit(text=SENTENCE, experiment="shortcut", **{parameter: name})
    assert said in page.warning[0].value.replace("\\", "")
    assert len(charts(page, "gradient")) == 3


def test_a_sentence_too_long_to_go_back_through_is_said_to_be(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seq2seq_core.analysis.gradients.MOST_CELLS", 40)
    page = visit(text="They will come back when the rain stops.", experiment="shortcut")
    assert "too many to go back through" in page.error[0].value.replace("\\", "")


@pytest.mark.parametrize("name", FAMILY[:-1])
def test_every_kind_of_attention_has_its_gradients(visit: Visit, tiny_family: Path, name: str) -> None:
    page = visit(tiny_family, text=SENTENCE, experiment="shortcut", to="states", looker=name)
    shown = charts(page, "gradient")
    looker = s2s.load(f"en-fr/{name}", tiny_family)
    (said,) = looker.translate(SENTENCE)
    for spec, path in zip(shown[:2], (True, False), strict=True):
        expected = expected_norms(looker, said.text, path, "words", "states")
        np.testing.assert_allclose(10 ** numbers(spec["data"][0]["z"]), expected, rtol=1e-4)
    assert len(shown) == 3


def test_without_attention_models_the_shortcut_says_so(visit: Visit, own_checkpoints: Path) -> None:
    for name in NAMES[:2]:
        shutil.rmtree(own_checkpoints / "en-fr" / name)
    page = visit(own_checkpoints, text=SENTENCE, experiment="shortcut")
    assert "no attention path to cut" in page.info[0].value
    assert len(charts(page, "gradient")) == 1
