"""The Explain page through Streamlit's own test driver: maps, the test, links, bad input."""

import json
import time
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.probabilities import probabilities
from seq2seq_core.attribution.leaving_out import occlusion, source_and_prefix
from seq2seq_core.attribution.methods import METHODS
from tests.app.explaining import SENTENCE, A, curves, link, maps, numbers, own, pair_of, said
from tests.app.translating import Visit, visitor
from ui.explain import tested


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch, "pages/explain.py", text=SENTENCE)


@pytest.mark.parametrize("level", ["words", "pieces"])
def test_the_first_screen_has_attention_beside_integrated_gradients(
    visit: Visit, tiny_checkpoints: Path, level: str
) -> None:
    page = visit(level=level)
    found = own(tiny_checkpoints)
    attribution = METHODS["integrated-gradients"].compute(pair_of(tiny_checkpoints, found))
    values = attribution.source
    if level == "words":
        values = np.stack([values[list(group)].sum(axis=0) for group in found.target.groups])
        values = np.stack([values[:, list(group)].sum(axis=1) for group in found.source.groups], axis=1)
    attention, shown = maps(page)
    np.testing.assert_array_equal(attention, found.weights(level))
    np.testing.assert_allclose(shown, values, rtol=1e-4, atol=1e-5)
    assert "what rows lack of their sum is" in said(page)
    assert link(page).endswith("?pair=en-fr&text=The+cat+saw+the+dog." + "&level=pieces" * (level == "pieces"))


@pytest.mark.parametrize("method", [name for name in METHODS if name not in ("attention", "shapley")])
def test_every_method_is_drawn_as_the_core_computes_it(visit: Visit, tiny_checkpoints: Path, method: str) -> None:
    page = visit(method=method)
    found = own(tiny_checkpoints)
    expected = METHODS[method].compute(pair_of(tiny_checkpoints, found), found.source.groups)
    shown = maps(page)[1]
    np.testing.assert_allclose(shown, expected.by_words(found.target.groups, found.source.groups), rtol=1e-5, atol=1e-6)
    assert METHODS[method].paper in " ".join(caption.value for caption in page.caption)
    assert expected.unit in said(page)


def test_the_difference_is_one_of_shares(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(method="occlusion", show="difference")
    found = own(tiny_checkpoints)
    by_tokens = occlusion(pair_of(tiny_checkpoints, found), groups=found.source.groups)
    values = by_tokens.by_words(found.target.groups, found.source.groups)
    shares = np.abs(values) / np.abs(values).sum(axis=1, keepdims=True)
    weights = found.weights()
    assert weights is not None
    (shown,) = maps(page)
    np.testing.assert_allclose(shown, weights - shares, atol=1e-5)


def test_the_test_begins_at_the_probability_and_its_first_step_is_an_occlusion(
    visit: Visit, tiny_checkpoints: Path
) -> None:
    page = visit(method="occlusion", lock="bahdanau:1:1")
    found = own(tiny_checkpoints)
    pair = pair_of(tiny_checkpoints, found)
    lost = occlusion(pair, groups=found.source.groups).by_words(found.target.groups, found.source.groups)[1]
    whole = float(probabilities(found, "words")[1])
    weights = found.weights()
    assert weights is not None
    words = len(found.source.words) - 1  # the end of the sentence does not go
    first = int(np.argmax(weights[1, :words]))
    curve = curves(page)["Attention"]
    assert len(curve) == words + 1
    assert curve[0] == pytest.approx(whole, rel=1e-4)
    assert curve[1] == pytest.approx(whole * np.exp(-lost[first]), rel=1e-3)
    assert f"probability {tested.said(whole)}: {tested.said(curve[1])} without the word ranked first by" in said(page)
    assert f"({found.source.words[first]}); " in said(page)
    page.slider(key="explain_struck").set_value(2).run()
    assert f": {tested.said(curve[2])} without the 2 words ranked first by attention" in said(page)
    assert "struck=2" in link(page)
    page.segmented_control(key="explain_taken").set_value("deleted").run()
    assert not np.allclose(curves(page)["Attention"], curve)


def test_the_bars_are_what_source_and_prefix_add(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(level="pieces")
    nats = source_and_prefix(pair_of(tiny_checkpoints, own(tiny_checkpoints)))
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    (bars,) = [spec["data"] for spec in specs if spec["data"][0].get("name") == "source"]
    added = np.maximum(nats, 0)
    np.testing.assert_allclose(numbers(bars[0]["y"]), added[:, 0] / added.sum(axis=1), atol=1e-5)


def test_a_model_without_attention_has_the_other_side(visit: Visit) -> None:
    page = visit(a="no-attention", method="occlusion")
    assert len(maps(page)) == 1
    assert "There is no attention to draw" in said(page)
    assert list(curves(page)) == ["random order, mean of 10", "Occlusion"]
    page.segmented_control(key="explain_view").set_value("difference").run()
    assert "nothing to subtract from" in said(page)
    page.selectbox(key="explain_method").set_value("attention-norm").run()
    page.segmented_control(key="explain_view").set_value("maps").run()
    assert "This model has no attention; gradients, occlusion and Shapley values need none." in said(page)
    assert not page.exception


def test_two_models_have_two_maps_each_and_the_same_word_is_followed(visit: Visit) -> None:
    page = visit(b="luong-general", method="occlusion", lock="bahdanau:1:1")
    assert len(maps(page)) == 4
    page.selectbox(key="explain_follow").select_index(0).run()
    assert "lock=bahdanau%3A0%3A" in link(page)
    page.selectbox(key="explain_b").set_value("en-fr/no-attention").run()
    assert "lock=bahdanau%3A0%3A" in link(page)  # it goes with its model alone
    page.selectbox(key="explain_a").set_value("en-fr/luong-general").run()
    assert "lock=" not in link(page)
    assert not page.exception


def test_the_same_word_is_tested_whatever_the_method(visit: Visit, tiny_checkpoints: Path) -> None:
    words = own(tiny_checkpoints).target.words[:-1]
    longest = max(words, key=len)
    for method in ("occlusion", "attention-norm", "gradient-norm"):
        assert f"“{longest}”, probability " in said(visit(method=method))


def test_a_typed_translation_is_forced(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(output="typed", said="Le chien dort.", method="occlusion")
    forced = s2s.load(A, tiny_checkpoints).force(SENTENCE, "Le chien dort.")
    np.testing.assert_allclose(maps(page)[0], forced.weights(), atol=1e-6)
    assert "forced decoding" in said(page)
    page.text_input(key="explain_typed").set_value(" ").run()
    assert "The translation is empty: type what is to be explained. Below is what each model says by itself." in said(
        page
    )
    np.testing.assert_allclose(maps(page)[0], own(tiny_checkpoints).weights(), atol=1e-6)
    page.text_input(key="explain_typed").set_value("<b>x</b> 🙂").run()
    assert not page.exception
    assert len(maps(page)) == 2


def test_a_hypothesis_of_the_beam_is_explained(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(beam="3", hypothesis="2", method="occlusion")
    second = s2s.load(A, tiny_checkpoints).translate(SENTENCE, beam_size=3)[1]
    np.testing.assert_allclose(maps(page)[0], second.weights(), atol=1e-6)
    assert "hypothesis 2" in said(page)


def test_a_link_says_what_it_cannot_give(visit: Visit) -> None:
    page = visit(method="guess", b="guess", taken="burnt", struck="none", lock="bahdanau:99:99")
    wrong = page.warning[0].value.replace("\\", "")
    assert "Method “guess” is not one of attention-norm" in wrong
    assert "B “guess” is not a model of en-fr" in wrong
    assert "Taken “burnt” is not one of unknown, deleted" in wrong
    assert "Struck “none” is not a number from 1" in wrong
    assert "The locked cell is not in these maps." in said(page)
    assert len(maps(page)) == 2


def test_one_word_has_nothing_to_rank(visit: Visit) -> None:
    page = visit(text="Cat", method="occlusion")
    assert "There is one source word: nothing to rank" in said(page)
    assert not page.exception


def test_a_sentence_of_which_nothing_is_known_has_nothing_to_take_away(visit: Visit) -> None:
    page = visit(text="字 字 字", method="occlusion")
    assert "The model knows no word of this sentence" in said(page)
    assert not page.exception


def test_a_long_sentence_leaves_what_is_too_long_out_and_shows_the_rest(visit: Visit) -> None:
    page = visit(text=" ".join(["The cat saw the dog and"] * 12))
    assert "Integrated gradients: for at most 40 subword tokens a side; the source has " in said(page)
    assert "This test is for at most 40 source words; here are 72." in said(page)
    assert "explain_struck" not in [slider.key for slider in page.slider]
    assert len(maps(page)) == 1
    assert not page.exception


def test_shapley_values_come_in_while_the_page_goes_on(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(method="shapley", text="They will come back when the rain stops.")
    assert list(curves(page))[:2] == ["random order, mean of 10", "Attention"]
    for _ in range(100):
        time.sleep(0.2)
        page.run()
        if len(maps(page)) == 2:
            break
    assert not page.exception
    found = own(tiny_checkpoints, text="They will come back when the rain stops.")
    expected = METHODS["shapley"].compute(pair_of(tiny_checkpoints, found))
    np.testing.assert_array_equal(maps(page)[1], expected.by_words(found.target.groups, found.source.groups))
    assert "standard error" in said(page)


def test_two_visitors_get_the_same_numbers(visit: Visit) -> None:
    first, second = visit(method="smooth-gradient"), visit(method="smooth-gradient")
    for one, other in zip(maps(first), maps(second), strict=True):
        assert np.array_equal(one, other)
    assert all(np.array_equal(curves(first)[name], curve) for name, curve in curves(second).items())
