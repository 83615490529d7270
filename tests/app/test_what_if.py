"""What if, on the Step through page: words forced, attention replaced, edited and found."""

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from seq2seq_core import ReplaceWeights
from tests.app.stepping import A, button, edit, said, shown, stepper
from tests.app.translating import SENTENCE, Visit
from tests.tiny_models import FAMILY


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return stepper(tiny_checkpoints, monkeypatch)


def choose_tool(page: AppTest, tool: str) -> AppTest:
    page.session_state["tool"] = tool
    return page.run()


def test_a_typed_word_is_shown_in_tokens_and_then_said(visit: Visit, tiny_checkpoints: Path) -> None:
    page = choose_tool(visit(), "Say another word")
    page.text_input(key="word").set_value("zèbres").run()
    tokens = s2s.load(A, tiny_checkpoints).force_word(0, "zèbres")
    assert f"in {len(tokens)} tokens" in said(page)
    button(page, "Say it").click().run()
    run = shown(page)["models"][0]["runs"][1]
    assert run["ids"][: len(tokens)] == [token.id for token in tokens]
    assert all(piece["forced"] for piece in run["target"][: len(tokens)])


@pytest.mark.parametrize("word", ["x" * 300, "two words", "漢"])
def test_a_word_that_cannot_be_said_is_refused(visit: Visit, word: str) -> None:
    page = choose_tool(visit(), "Say another word")
    page.text_input(key="word").set_value(word).run()
    assert page.error
    assert not any(one.label == "Say it" for one in page.button)


def test_attention_is_replaced_heated_and_the_source_changed(visit: Visit) -> None:
    page = choose_tool(visit(), "Replace attention")
    button(page, "Replace").click().run()
    S = len(shown(page)["models"][0]["runs"][0]["source"])
    np.testing.assert_allclose(shown(page)["models"][0]["runs"][1]["weights"], 1 / S, atol=1e-6)
    choose_tool(page, "Temperature")
    button(page, "Apply").click().run()
    choose_tool(page, "Change the source")
    button(page, "Leave out").click().run()
    assert not page.exception
    assert len(shown(page)["models"][0]["runs"][1]["source"]) < S
    assert said(page).count("◆ bahdanau") == 3


def test_the_attention_it_would_take_is_found_and_used(visit: Visit, tiny_checkpoints: Path) -> None:
    page = choose_tool(visit(model="bahdanau"), "What would it take?")
    best, second = shown(page)["models"][0]["runs"][0]["alternatives"][0][:2]
    page.text_input(key="wanted").set_value(best["text"])
    button(page, "Find the attention").click().run()
    assert "It works after 0 updates" in said(page)
    assert second["id"] != best["id"]
    button(page, "Use this attention").click().run()
    assert shown(page)["models"][0]["runs"][1]["ids"][0] == best["id"]


@pytest.mark.parametrize("name", FAMILY)
def test_every_kind_of_attention_can_be_stepped_through_and_changed(visit: Visit, tiny_family: Path, name: str) -> None:
    page = visit(tiny_family, model=name, beam="2")
    (model,) = shown(page)["models"]
    best = s2s.load(f"en-fr/{name}", tiny_family).translate(SENTENCE, beam_size=2)[0]
    (run,) = model["runs"]
    assert run["ids"] == list(best.target.ids)
    if best.trace.weights is None:
        assert run["weights"] is None
        assert model["compares"].startswith("compares nothing")
        return
    np.testing.assert_allclose(run["weights"], best.trace.weights, atol=1e-6)
    scores = np.array(run["scores"], dtype=float)  # none outside of the window
    np.testing.assert_allclose(np.nan_to_num(scores, nan=-np.inf), best.trace.scores, atol=1e-5)
    assert (run["center"] is None) == ("local" not in name)
    assert ("position" in model["compares"]) == (name == "luong-location")
    assert ("window" in model["compares"]) == ("local" in name)
    lines = [text.value for text in page.text if f"en-fr/{name}" in text.value and "log-probability" in text.value]
    assert any(("not renormalised" in line) == (name == "luong-local-p") for line in lines)
    edit(page, ReplaceWeights("uniform"), model=f"en-fr/{name}")
    changed = shown(page)["models"][0]["runs"][1]
    np.testing.assert_allclose(changed["weights"], 1 / len(best.source.ids), atol=1e-6)


def test_a_replacement_cites_what_was_measured_with_these_weights(
    visit: Visit, tiny_checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"model": A, "fingerprint": s2s.load(A, tiny_checkpoints).fingerprint, "replacement": "uniform"}
    other = row | {"fingerprint": "0", "function": 1.0, "content": 2.0}
    table = tmp_path / "replacements.json"
    rows = [other, row | {"function": 71.4, "content": 22.6}]
    french, german = ({"data": f"{name}.tsv", "sentences": 1500} for name in ("held-out", "others"))
    table.write_text(json.dumps({"en-de": german | {"rows": [other]}, "en-fr": french | {"rows": rows}}))
    monkeypatch.setattr("ui.shared.measured.FOLDER", table.parent)
    page = visit(model="bahdanau")
    next(pills for pills in page.pills if pills.label == "What if").select("Replace attention").run()
    cited = "71% of its function words and 23% of its content words stay, in 1,500 sentences of held-out.tsv"
    assert cited in said(page)
    next(box for box in page.selectbox if box.label == "At every step, use").select("diagonal").run()
    assert "content words stay" not in said(page)
