"""The Explain page through Streamlit's own test driver: maps, the test, links, bad input."""

import json
import time
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from figures.words import Word
from seq2seq_core.analysis.probabilities import probabilities
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.leaving_out import occlusion, source_and_prefix
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.evaluation.attribution_alignment import evaluate_attribution_alignment
from seq2seq_core.evaluation.differences import difference
from seq2seq_core.evaluation.faithful import evaluate_faithfulness
from seq2seq_core.evaluation.gold import read_gold
from seq2seq_core.evaluation.results import Results, save_results
from tests.app import comparing
from tests.app.comparing import matrix
from tests.app.translating import Visit, visitor
from tests.tiny_models import PAIRS
from ui.explain import tested
from ui.explain.runs import Explained
from ui.shared.alignment import Alignment
from ui.shared.number_table import number

SENTENCE = "The cat saw the dog."
A = "en-fr/bahdanau"
GOLD = {
    "src_words": ["the", "cat", "sleeps", "."],
    "tgt_words": ["le", "chat", "dort", "."],
    "alignment": [[0, 0], [1, 1], [2, 2], [3, 3]],
}


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch, "pages/explain.py", text=SENTENCE)


def said(page: AppTest) -> str:
    """All plain text, without what keeps alerts from being read as Markdown."""
    return comparing.said(page).replace("\u2060", "")


def link(page: AppTest) -> str:
    """The link to share: of all code on the page the one that is an address."""
    return next(code.value for code in page.code if code.value.startswith("http"))


def maps(page: AppTest) -> list[np.ndarray]:
    """The maps with strips, in the order of the page."""
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return [matrix(spec) for spec in specs if any(trace.get("xaxis") == "x2" for trace in spec["data"])]


def curves(page: AppTest) -> dict[str, np.ndarray]:
    """The curves of the test by name."""
    for chart in page.get("plotly_chart"):
        spec = json.loads(chart.proto.spec)
        if spec["data"][0].get("name") == "band" and spec["data"][0]["fill"] == "toself":
            lines = [trace for trace in spec["data"] if trace["name"] != "band"]
            return {trace["name"]: numbers(trace["y"]) for trace in lines}
    return {}


def numbers(packed: dict[str, str] | list[float]) -> np.ndarray:
    return matrix({"data": [{"z": {"shape": str(-1), **packed}}]}) if isinstance(packed, dict) else np.array(packed)


def own(root: Path, name: str = A, text: str = SENTENCE) -> s2s.Translation:
    return s2s.load(name, root).translate(text)[0]


def pair_of(root: Path, found: s2s.Translation) -> ForcedPair:
    return ForcedPair(s2s.load(found.model, root).checkpoint.model, found.source.ids, found.target.ids)


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


def test_what_stands_first_but_always_stays_is_said() -> None:
    source = (Word("cat"), Word("cat"), Word("</s>", end=True))
    weights = np.array([[0.1, 0.3, 0.6], [0.5, 0.3, 0.2]], dtype=np.float32)
    one = Explained(
        "A",
        cast(s2s.ModelReference, None),
        cast(s2s.Translation, None),
        Alignment(source, (Word("chat"), Word("</s>", end=True)), weights),
        METHODS["shapley"],
        None,
        None,
    )
    assert one.rankings == {"Attention": [[1, 0], [0, 1]]}
    random = np.array([[0.5, 0.002, 0.001]])
    first, last = (
        tested.Tested(
            one, row, {"Attention": order}, {"Attention": np.array([0.5, 0.25, 0.001])}, random, "unknown", "word"
        )
        for row, order in enumerate(one.rankings["Attention"])
    )
    assert tested.in_words(first, 1) == (
        "“chat”, probability 0.50: 0.25 without the word ranked first by attention, after </s>, which stays, "
        "(cat, place 2); 0.002 without a random word, in the mean."
    )
    assert "ranked first by attention (cat, place 1); " in tested.in_words(last, 1)


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


def test_other_weights_say_the_same(visit: Visit) -> None:
    page = visit(method="occlusion", lock="bahdanau:1:1")
    assert "Jensen-Shannon" not in said(page)  # it takes time, so it is asked for
    page.session_state["other-weights"] = True
    page.run()
    assert not page.exception
    assert "random permutations of the weights move" in said(page)


def test_figures_of_test_data_are_drawn_with_a_verdict(
    own_checkpoints: Path, monkeypatch: pytest.MonkeyPatch, data: Path, tmp_path: Path
) -> None:
    translator = s2s.load(A, own_checkpoints)
    methods = ("attention", "occlusion", "gradient-norm")
    scores = evaluate_faithfulness(translator, [source for source, _ in PAIRS], data, methods=methods)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD) + "\n")
    aligned = evaluate_attribution_alignment(translator, read_gold(gold), gold, methods=methods)
    found = Results(translation=[], alignment=[], faithfulness=scores, attribution_alignment=aligned)
    save_results(own_checkpoints / A, found)
    page = visitor(own_checkpoints, monkeypatch, "pages/explain.py", text=SENTENCE)(method="occlusion")
    by_name = {score.method: score for score in scores}
    expected = difference(by_name["attention"], by_name["occlusion"], "comprehensiveness")
    spoken = {
        "attention": f"attention is ahead of occlusion by {number(expected.ahead)}, in 95%",
        "occlusion": f"attention is behind occlusion by {number(-expected.ahead)}, in 95%",
        "undecided": f"undecided between attention and occlusion (attention is ahead by {number(expected.ahead)}, in",
    }
    assert spoken[expected.verdict] in said(page)
    points = _points(page)
    order = ("attention", "gradient-norm", "occlusion", "random")
    assert points[0]["x"] == [by_name[name].comprehensiveness_area for name in order]
    page.segmented_control(key="explain_measure").set_value("alignment").run()
    assert not page.exception
    errors = {score.method: score.aer for score in aligned}
    assert _points(page)[0]["x"] == [errors[name] for name in order[:3]]
    page.segmented_control(key="explain_measure").set_value("both-ways").run()
    both = {score.method: score.aer_both_ways for score in aligned}
    assert _points(page)[0]["x"] == [both[name] for name in order[:3]]


def _points(page: AppTest) -> list[dict[str, Any]]:
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return next(spec["data"] for spec in specs if "error_x" in spec["data"][0])


def test_untested_models_say_how_to_test_them(visit: Visit) -> None:
    page = visit(method="occlusion")
    assert "were not tested on data yet" in said(page)
    assert "faithfulness --all --pair en-fr" in page.code[0].value


def test_how_it_works_and_step_through_lead_here(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lecture = visitor(tiny_checkpoints, monkeypatch, "pages/how_it_works.py", text=SENTENCE)(topic="weights")
    assert "pages/explain.py" in [link.proto.page for link in lecture.get("page_link")] or lecture.get("page_link")
    steps = visitor(tiny_checkpoints, monkeypatch, "pages/step_through.py", text=SENTENCE)(model="luong-general")
    said_there = own(tiny_checkpoints, "en-fr/luong-general").text
    steps.button(key="explain-run-0").click().run()
    assert not steps.exception
    assert steps.selectbox(key="explain_a").value == "en-fr/luong-general"
    assert steps.text_input(key="explain_typed").value == said_there
