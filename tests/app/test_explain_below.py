"""What stands below the maps of Explain, and the ways that lead there: sentences, other weights, test data."""

import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from figures.words import Word
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.evaluation.attribution_alignment import evaluate_attribution_alignment
from seq2seq_core.evaluation.differences import difference
from seq2seq_core.evaluation.faithful import evaluate_faithfulness
from seq2seq_core.evaluation.gold import read_gold
from seq2seq_core.evaluation.results import Results, save_results
from tests.app.explaining import SENTENCE, A, own, said
from tests.app.translating import Visit, visitor
from tests.tiny_models import PAIRS
from ui.explain import tested
from ui.explain.runs import Explained
from ui.shared.alignment import Alignment
from ui.shared.number_table import number

GOLD = {
    "src_words": ["the", "cat", "sleeps", "."],
    "tgt_words": ["le", "chat", "dort", "."],
    "alignment": [[0, 0], [1, 1], [2, 2], [3, 3]],
}


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch, "pages/explain.py", text=SENTENCE)


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
