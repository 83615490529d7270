"""The Step through page through Streamlit's own test driver: the trace on the screen, changes, links, wrong input."""

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from seq2seq_core import ForceToken, ReplaceWeights, SetWeights
from tests.app.stepping import BOTH, A, button, edit, said, shown, stepper
from tests.app.translating import SENTENCE, Visit
from ui.step_through.edits import Edit
from ui.step_through.history import History
from ui.step_through.intervention_link import write_edit


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return stepper(tiny_checkpoints, monkeypatch)


def test_the_view_gets_the_numbers_of_both_traces(visit: Visit, tiny_checkpoints: Path) -> None:
    view = shown(visit())
    for part, name in zip(view["models"], BOTH, strict=True):
        (expected,) = s2s.load(f"en-fr/{name}", tiny_checkpoints).translate(SENTENCE)
        assert part["title"] == name
        state = {"bahdanau": "previous state sₜ₋₁", "luong-general": "current state hₜ"}[name]
        assert part["compares"].startswith(f"compares its {state} with every source token")
        (run,) = part["runs"]
        np.testing.assert_allclose(run["weights"], expected.trace.weights, atol=1e-6)
        assert run["ids"] == list(expected.target.ids)


def test_a_model_without_attention_can_be_stepped_through(visit: Visit) -> None:
    (part,) = shown(visit(model="no-attention"))["models"]
    assert part["runs"][0]["weights"] is None


def test_a_forced_word_stands_below_the_original_and_undo_brings_back_the_same_run(visit: Visit) -> None:
    page = visit()
    before = shown(page)
    now = page.session_state["history"].now
    edit(page, ForceToken(1, before["models"][0]["runs"][0]["alternatives"][1][1]["id"]))
    original, changed = shown(page)["models"][0]["runs"]
    assert original == before["models"][0]["runs"][0]
    assert changed["target"][1]["forced"]
    assert "◆ bahdanau: say" in said(page)
    page.session_state["comparison"] = True  # unfold it
    page.run()
    (table,) = page.dataframe
    assert table.value["now"].tolist() == [piece["plain"] for piece in changed["target"]]
    assert table.value["log-probability"].astype(float).tolist() == pytest.approx(
        [piece["logProb"] for piece in changed["target"]], abs=1e-3
    )
    rises = [piece["rise"] for piece in changed["target"]]
    assert None in rises, "of the forced word at least"
    assert table.value["change in log-probability"].tolist() == [
        "–" if rise is None else f"{rise:+.3f}" for rise in rises
    ], "never None, which says nothing"
    button(page, "Undo").click().run()
    assert page.session_state["history"].now is now
    assert shown(page)["models"] == before["models"]
    button(page, "Redo").click().run()
    assert shown(page)["models"][0]["runs"][1] == changed
    button(page, "Reset").click().run()
    assert shown(page)["models"] == before["models"]


def test_a_link_restores_the_same_state(visit: Visit) -> None:
    page = visit(step="2", view="links")
    assert page.session_state["step"] == 1
    S = len(shown(page)["models"][0]["runs"][0]["source"])
    edit(page, SetWeights(0, tuple(float(s == 1) for s in range(S))))
    edit(page, ReplaceWeights("shuffled", 3), model="en-fr/luong-general")
    link = {key: page.query_params[key] for key in ("text", "model", "step", "view", "change")}
    again = visit(**link)
    assert shown(again)["models"] == shown(page)["models"]
    assert again.session_state["step"] == 1
    assert shown(again)["view"] == "links"
    assert again.session_state["history"] == History(page.session_state["history"].now)
    assert not again.warning


def test_two_sessions_do_not_see_each_others_edits(visit: Visit) -> None:
    one, other = visit(), visit()
    edit(one, ForceToken(0, 30))
    other.run()
    assert len(shown(one)["models"][0]["runs"]) == 2
    assert len(shown(other)["models"][0]["runs"]) == 1


def test_changes_go_with_their_sentence(visit: Visit) -> None:
    page = edit(visit(), ForceToken(0, 30))
    page.text_area(key="text").set_value("The black cat sleeps.").run()
    assert not page.session_state["history"].now
    assert len(shown(page)["models"][0]["runs"]) == 1


def test_the_edit_of_a_model_that_is_taken_away_is_kept_and_returns_with_it_to_its_place(visit: Visit) -> None:
    page = edit(visit(), ForceToken(0, 30))
    changed = shown(page)["models"]
    page.multiselect(key="models").set_value(["en-fr/luong-general"]).run()
    assert [part["title"] for part in shown(page)["models"]] == ["luong-general"]
    assert "◆ bahdanau: 1 change kept until the model is shown again" in said(page)
    again = visit(**{key: page.query_params[key] for key in ("text", "model", "change")})
    assert "◆ bahdanau: 1 change kept" in said(again), "a link keeps it too"
    page.multiselect(key="models").set_value([]).run()
    assert "◆ bahdanau: 1 change kept" in said(page)
    page.multiselect(key="models").set_value(["en-fr/luong-general"]).run()
    page.multiselect(key="models").set_value(["en-fr/luong-general", A]).run()
    assert shown(page)["models"] == changed
    assert "kept" not in said(page)


def test_of_three_models_the_visitor_chooses_which_two_are_shown(visit: Visit) -> None:
    page = visit()
    assert not [box for box in page.selectbox if box.label in ("A", "B")]
    page.multiselect(key="models").set_value([f"en-fr/{name}" for name in (*BOTH, "no-attention")]).run()
    assert "Chosen, but not shown: no-attention." in said(page)
    edit(page, ForceToken(0, 30))
    page.selectbox(key="step_A").set_value("en-fr/no-attention").run()
    assert [part["title"] for part in shown(page)["models"]] == ["no-attention", "luong-general"]
    assert "Chosen, but not shown: bahdanau." in said(page)
    assert "◆ bahdanau: 1 change kept" in said(page)
    assert page.multiselect(key="models").value == ["en-fr/no-attention", "en-fr/luong-general", A]
    page.selectbox(key="step_B").set_value(A).run()
    assert len(shown(page)["models"][1]["runs"]) == 2


def entries(page: AppTest) -> int:
    """How many entries of the browser's history the page has asked for."""
    told = [one.proto for one in page.get("bidi_component") if one.proto.component_name.endswith("browser_history")]
    return next(json.loads(one.json)["count"] for one in told if one.json)


def test_sentences_models_and_edits_are_entries_of_the_browsers_history_and_looks_are_none(visit: Visit) -> None:
    page = visit(step="2", foo="1")
    assert entries(page) == 0, "the link that led here is no new one"
    assert "This page has no parameter “foo”" in page.warning[0].value
    page.session_state["step"], page.session_state["view"] = 2, "links"
    page.run()
    assert not page.warning
    assert entries(page) == 0
    edit(page, ForceToken(0, 30))
    assert entries(page) == 1
    button(page, "Undo").click().run()
    assert entries(page) == 2
    page.multiselect(key="models").set_value([A]).run()
    assert entries(page) == 3
    page.text_area(key="text").set_value("The black cat sleeps.").run()
    assert entries(page) == 4
    page.switch_page("app.py").run()
    assert entries(page) == 4, "a page is an entry by itself"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"change": "rubbish"}, "model that is not here"),
        ({"change": "bahdanau~00000000~say-1-30"}, "another sentence or another version"),
        ({"change": "nothing~00000000~say-1-30"}, "model that is not here"),
        ({"step": "-3"}, "not a number from 1 to 999"),
        ({"step": "x" * 5000}, "not a number from 1 to 999"),
        ({"step": "99"}, "There is no step 99"),
        ({"view": "<b>"}, "is not one of"),
        ({"model": "../../etc"}, "There is no model"),
    ],
)
def test_a_link_that_makes_no_sense_is_said_and_shows_the_free_run(
    visit: Visit, parameters: dict[str, str], message: str
) -> None:
    page = visit(**parameters)
    assert message in said(page).replace("\\", "").replace("\u2060", "")
    assert all(len(model["runs"]) == 1 for model in shown(page)["models"])


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("look-0-0_0_0", "all zero"),
        ("look-0--1_2", "must be a number of at least 0"),
        ("look-0-nan_1", "must be a number of at least 0"),
        ("look-0-0.5_0.5", "2 attention weights were given"),
        ("say-400-30", "step 400 is not in this translation"),
        ("say-0-99999", "token 99999"),
        ("drop-77", "source position 77"),
    ],
)
def test_a_change_that_does_not_fit_leaves_the_free_run(
    visit: Visit, tiny_checkpoints: Path, part: str, message: str
) -> None:
    fingerprint = s2s.load(A, tiny_checkpoints).fingerprint
    check = write_edit(Edit(A, (ForceToken(0, 30),)), SENTENCE, fingerprint).split("~")[1]
    page = visit(change=f"bahdanau~{check}~{part}")
    assert message in said(page).replace("\\", "").replace("\u2060", "")
    assert len(shown(page)["models"][0]["runs"]) == 1


def test_the_beam_has_a_tree_hypotheses_and_a_verdict(visit: Visit) -> None:
    page = visit(model="bahdanau", beam="3")
    trees = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    assert any(trace.get("name") == "nodes" for tree in trees for trace in tree["data"])
    page.text_input(key="reference").set_value("Le thé froid.").run()
    assert "error:" in said(page)
    nodes = page.selectbox(key="node-0")
    nodes.select_index(0).run()
    assert not page.exception
    free, changed = shown(page)["models"][0]["runs"]
    assert changed["target"][0]["forced"]
    assert not free["target"][0]["forced"]


def test_one_control_chooses_the_hypothesis_of_both_models(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(beam="3")
    page.segmented_control(key="hypothesis-1").set_value(3).run()
    for name, model in zip((A, "en-fr/luong-general"), shown(page)["models"], strict=True):
        expected = s2s.load(name, tiny_checkpoints).translate(SENTENCE, beam_size=3)[2]
        assert model["runs"][0]["ids"] == list(expected.target.ids)
    assert page.segmented_control(key="hypothesis-3").value == 3


def test_a_hypothesis_of_the_beam_has_its_own_map(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(model="bahdanau", beam="3", hypothesis="2")
    expected = s2s.load(A, tiny_checkpoints).translate(SENTENCE, beam_size=3)[1]
    (run,) = shown(page)["models"][0]["runs"]
    assert run["ids"] == list(expected.target.ids)
    np.testing.assert_allclose(run["weights"], expected.trace.weights, atol=1e-6)


def test_what_is_chosen_on_one_page_holds_on_the_other(visit: Visit) -> None:
    page = visit(model="luong-general", beam="2")
    page.switch_page("app.py").run()
    assert page.text_area(key="text").value == SENTENCE
    assert page.multiselect(key="models").value == ["en-fr/luong-general"]
    assert page.slider(key="beam_size").value == 2
    page.switch_page("pages/step_through.py").run()
    assert page.text_area(key="text").value == SENTENCE
    assert not page.exception


def test_more_changes_than_a_link_can_hold_are_said_and_the_link_stays_short(visit: Visit) -> None:
    page = edit(visit(), *(ForceToken(0, 5 + i % 2) for i in range(9000)))
    assert "more changes than a link can hold" in said(page)
    assert "change" not in page.query_params
