"""The How it works page through Streamlit's own test driver: its numbers, its links, every kind, wrong input."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import CONFIG, fingerprint_of, read_config
from seq2seq_core.evaluation.results import EVALUATION_FILE, read_results
from seq2seq_core.parallel_text import Pair
from seq2seq_core.training.watching import WATCHED_FILE, watch
from tests.app.translating import parts
from tests.tiny_models import FAMILY, PAIRS
from ui.how_it_works import state, strip
from ui.how_it_works.state import SECTIONS

ROOT = Path(__file__).parents[2]
SENTENCE = "The cat saw the dog."
Visit = Callable[..., AppTest]


@pytest.fixture
def folder(tiny_family: Path) -> Path:
    """Where the models are; a test may ask for its own copy instead."""
    return tiny_family


@pytest.fixture
def visit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Open the page, by a link if parameters are given."""
    monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(folder))

    def open_page(**parameters: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        page.switch_page("pages/how_it_works.py")
        for key, value in ({"text": SENTENCE} | parameters).items():
            page.query_params[key] = value
        page.run()
        assert not page.exception
        return page

    return open_page


def said(page: AppTest) -> str:
    elements = [*page.text, *page.error, *page.warning, *page.info, *page.caption, *page.markdown]
    return "\n".join(element.value for element in elements).replace("\\", "").replace("\u2060", "")


def go(page: AppTest, **values: object) -> AppTest:
    for key, value in values.items():
        page.session_state[f"lecture_{key}"] = value
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize("name", FAMILY)
def test_every_part_can_be_shown_of_every_kind_of_model(visit: Visit, name: str) -> None:
    page = visit(inside=name, step="2", word="2")
    assert page.selectbox(key="lecture_model").value == f"en-fr/{name}"
    for section in SECTIONS:
        go(page, section=section)
        assert not page.error
        assert not page.warning
        charts = page.get("plotly_chart")
        assert all(chart.proto.alt for chart in charts)
        if section in ("weights", "score"):
            assert ("no attention" in said(page)) == (name == "no-attention")


def test_model_step_and_word_change_the_numbers_and_they_are_the_trace(visit: Visit, folder: Path) -> None:
    page = visit(section="weights", inside="luong-general")
    for name, step, word in (("luong-general", 0, 0), ("luong-general", 2, 3), ("bahdanau", 1, 4)):
        go(page, model=f"en-fr/{name}", step=step, word=word)
        trace = s2s.load(f"en-fr/{name}", folder).translate(SENTENCE)[0].trace
        (strip,) = parts(page, "lecture_strip")
        np.testing.assert_allclose(strip["weights"], trace.weights[step], atol=1e-6)
        (table,) = parts(page, "number_table")
        np.testing.assert_allclose([float(row[3]) for row in table["rows"]], trace.weights[step], atol=6e-5)
        assert table["marked"] == [word]
        assert table["foot"][0][3] == "1.0000"


def test_both_ways_are_drawn_with_numbers_side_by_side(visit: Visit, folder: Path) -> None:
    (view,) = parts(visit(inside="bahdanau", step="2"), "flow_view")
    titles = [flow["title"] for flow in view["flows"]]
    assert [title.split(":")[0] for title in titles] == ["Bahdanau", "Luong"]
    assert all(flow["live"] for flow in view["flows"])
    (found,) = s2s.load("en-fr/bahdanau", folder).translate(SENTENCE)
    asking = [box for flow in view["flows"] for box in flow["boxes"] if box["asks"]]
    assert [box["name"] for box in asking] == ["before", "after"]
    assert asking[0]["norm"] == pytest.approx(np.linalg.norm(found.trace.query[1]), rel=1e-5)


def test_a_click_on_the_strip_moves_and_nonsense_from_it_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session: dict[str, Any] = {}
    monkeypatch.setattr(state.st, "session_state", session)
    for told, kept in (
        ({"step": 2, "word": 1}, {"lecture_step": 2, "lecture_word": 1}),
        ({"step": -1, "word": 0}, {}),
        ({"step": "2", "word": 0}, {}),
        (None, {}),
    ):
        session.clear()
        session[strip.KEY] = {"chosen": told}
        state.note_choice()
        session.pop(strip.KEY)
        assert session == kept


def test_a_link_restores_sentence_model_step_word_and_section(visit: Visit) -> None:
    page = visit(inside="luong-dot", section="score", step="2", word="3")
    link = {key: page.query_params[key] for key in ("text", "inside", "section", "step", "word")}
    again = visit(**link)
    assert parts(again, "number_table") == parts(page, "number_table")
    assert parts(again, "lecture_strip") == parts(page, "lecture_strip")
    again.switch_page("app.py").run()
    again.switch_page("pages/how_it_works.py").run()
    assert parts(again, "number_table") == parts(page, "number_table")


def test_the_word_that_location_reads_instead_is_in_the_link(visit: Visit) -> None:
    page = visit(inside="luong-location", section="location", word="2")
    other = page.selectbox(key="lecture_swap").options[1]
    page.selectbox(key="lecture_swap").set_value(other).run()
    assert page.query_params["swap"] == other
    followed = visit(inside="luong-location", section="location", word="2", swap=other)
    assert followed.selectbox(key="lecture_swap").value == other
    assert not followed.warning
    beyond = visit(inside="luong-location", section="location", word="2", swap="<b>x</b>")
    assert "cannot stand for word 2" in said(beyond)
    assert beyond.selectbox(key="lecture_swap").value == page.selectbox(key="lecture_swap").options[0]


def test_the_dot_score_leads_over_to_transformers(visit: Visit) -> None:
    page = visit(inside="luong-dot", section="score", word="3")
    (table,) = parts(page, "number_table")
    score = float(table["foot"][-1][-2].replace("−", "-"))
    (line,) = [one.value for one in page.text if "Transformers" in one.value]
    told = re.search(r"√(\d+) = (.+?)\. ", line)
    assert told is not None
    assert float(told[2].replace("−", "-")) == pytest.approx(score / int(told[1]) ** 0.5, abs=1e-3)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"inside": "../../etc"}, "“../../etc” is not a model of en-fr"),
        ({"step": "x" * 500}, "is not a number from 1 to 999"),
        ({"step": "1000"}, "is not a number from 1 to 999"),
        ({"step": "999"}, "There is no step 999"),
        ({"word": "99"}, "There is no source token 99"),
        ({"section": "<b>$x$"}, "Section “<b>$x$” is not one of"),
        ({"pair": "xx-yy"}, "Pair “xx-yy” is not one of"),
    ],
)
def test_a_link_that_makes_no_sense_is_said(visit: Visit, parameters: dict[str, str], message: str) -> None:
    page = visit(**parameters)
    assert message in said(page)
    assert parts(page, "flow_view")


STRANGE = "the the <b>x</b> &amp; <s> $x$ :red[y] **z**"


def test_strange_text_reaches_the_page_as_it_is(visit: Visit) -> None:
    page = visit(text=STRANGE, inside="luong-location")
    for section in ("flow", "weights", "output", "location"):
        go(page, section=section, word=1)
        (strip,) = parts(page, "lecture_strip")
        source = "".join(strip["source"])
        assert "⁇" in source, "what is not in the vocabulary is marked"
        assert re.sub("[‑▁⁇]", "", source) == STRANGE.replace(" ", "") + "</s>"
        assert "⁇ marks what is not in the vocabulary" in said(page)
        for markdown in (*page.markdown, *page.caption):
            assert "<b>" not in markdown.value
            assert "red[y]" not in markdown.value


def test_a_shorter_sentence_brings_the_step_back_without_a_word(visit: Visit) -> None:
    page = visit(section="weights", word="7")
    page.text_area(key="text").set_value("The cat.").run()
    assert not page.exception
    assert not page.warning
    (strip,) = parts(page, "lecture_strip")
    assert strip["word"] == len(strip["source"]) - 1


class TestOwnModels:
    """With models that a test may damage or add files to."""

    @pytest.fixture
    def folder(self, own_checkpoints: Path) -> Path:
        return own_checkpoints

    def test_a_damaged_model_is_said_and_the_others_still_work(self, visit: Visit, folder: Path) -> None:
        (folder / "en-fr/luong-general/model.safetensors").write_bytes(b"nonsense")
        page = visit(inside="luong-general")
        assert "SHA-256 differs" in said(page)
        go(page, model="en-fr/bahdanau")
        assert not page.error
        (view,) = parts(page, "flow_view")
        assert [flow["live"] for flow in view["flows"]] == [True, False]
        (folder / "en-fr/luong-general/config.json").write_text("{")
        assert "en-fr/luong-general: its config.json is damaged" in said(go(page, section="family"))

    def test_without_other_kinds_only_their_equations_are_shown(self, visit: Visit) -> None:
        page = visit(inside="bahdanau", section="local")
        assert "No model of this kind is here" in said(page)
        assert "No location model is here" in said(go(page, section="location"))
        assert "only the equations" in said(go(page, section="twice"))

    def test_the_slider_shows_what_was_recorded(self, visit: Visit, folder: Path) -> None:
        name = "luong-general"
        model = s2s.load(f"en-fr/{name}", folder)
        pairs = [Pair(source, (target,)) for source, target in PAIRS[:2]]
        points = [
            asdict(watch(model.checkpoint.model, model.checkpoint.vocabulary, pairs, update)) for update in (0, 5, 9)
        ]
        points[0]["weights"] = [[[0.25 for _ in row] for row in matrix] for matrix in points[0]["weights"]]
        recorded = {"pairs": [[pair.source, *pair.references] for pair in pairs], "points": points}
        (folder / "en-fr" / name / WATCHED_FILE).write_text(json.dumps(recorded))
        page = visit(inside=name, section="training")
        for point in (2, 0):
            page.select_slider(key="lecture_point").set_value(point).run()
            _, chart = page.get("plotly_chart")  # the first is the scale
            z = json.loads(chart.proto.spec)["data"][0]["z"]
            np.testing.assert_allclose(
                decoded(z).reshape(np.shape(points[point]["weights"][0])), points[point]["weights"][0], atol=1e-6
            )
        assert "After 0 updates" in said(page)
        assert page.query_params["point"] == "1"
        page.selectbox(key="lecture_watched").set_value(1).run()
        assert page.query_params["watched"] == "2"
        page.button(key="lecture_play").click().run()
        assert "After 0 updates" in said(page)
        for updates in (5, 9):
            page.run()  # each run shows the next moment, as each tick does in a browser
            assert f"After {updates} updates" in said(page)
        assert [button.label for button in page.button if button.key == "lecture_play"] == ["Play"]
        followed = visit(inside=name, section="training", watched="2", point="2")
        assert "After 5 updates" in said(followed)
        assert followed.selectbox(key="lecture_watched").value == 1
        beyond = visit(inside=name, section="training", watched="7", point="8")
        assert "There is no recorded sentence 7: this is the last of 2" in said(beyond)
        assert "There is no recorded moment 8: this is the last of 3" in said(beyond)
        assert "After 9 updates" in said(beyond)
        beyond.run()
        assert "There is no" not in said(beyond)
        (folder / "en-fr" / name / WATCHED_FILE).write_text("{")
        assert "cannot be read" in said(go(page, section="training"))
        assert "Nothing was recorded while no-attention learnt. It has no" in said(go(page, model="en-fr/no-attention"))

    def test_the_family_is_read_from_the_files_and_a_damaged_one_is_left_out(self, visit: Visit, folder: Path) -> None:
        assert any("evaluate --all" in code.value for code in visit(section="family").code)
        take_figures("bahdanau", folder)
        alone = visit(section="family")
        assert "These models share" not in said(alone), "one model differs from nothing"
        assert "This pair has one evaluated model" in said(alone)
        assert "What the papers say, and what these models say" not in said(alone)
        for name in ("no-attention", "luong-general"):
            take_figures(name, folder)
        page = visit(section="family")
        (table,) = parts(page, "number_table")
        assert len(table["rows"]) == 3
        assert "These models share encoder, sizes" in said(page)
        config = folder / "en-fr" / "bahdanau" / CONFIG
        config.write_text(config.read_text().replace('"dropout": 0.0', '"dropout": 0.5'))
        take_figures("bahdanau", folder)
        otherwise = said(visit(section="family"))
        assert "bahdanau was not trained like the others (dropout 0.5 instead of 0.0)" in otherwise
        assert "These models share" not in otherwise
        results = json.loads((folder / "en-fr/bahdanau" / EVALUATION_FILE).read_text())["translation"]
        (beam,) = [e["bleu"] for e in results if e["beam_size"] == 5 and e["inputs"] == "sentences"]
        assert next(row for row in table["rows"] if row[0] == "bahdanau")[2] == f"{beam:.1f}"
        assert "BLEU ahead of no-attention" in said(page)
        assert "Input feeding helps: global general with input feeding and without" in said(page)
        (folder / "en-fr/no-attention" / EVALUATION_FILE).write_text("{")
        page = visit(section="family")
        assert "no-attention: evaluation.json is not JSON" in said(page)
        assert "ahead of no-attention" not in said(page)
        (table,) = parts(page, "number_table")
        assert len(table["rows"]) == 2

    def test_alignment_errors_are_shown_where_some_are_known(self, visit: Visit, folder: Path) -> None:
        for name in ("bahdanau", "no-attention"):
            take_figures(name, folder)
        page = visit(section="family")
        (table,) = parts(page, "number_table")
        assert table["columns"][-2:] == ["alignment error", "one step later"]
        assert [row[-2] for row in table["rows"] if row[0] == "no-attention"] == ["–"]
        assert "Alignment error" in said(page)
        (folder / "en-fr/bahdanau" / EVALUATION_FILE).unlink()
        page = visit(section="family")
        (table,) = parts(page, "number_table")
        assert table["columns"][-1] == "concatenated"
        assert {len(row) for row in table["rows"]} == {len(table["columns"])}
        assert "Alignment error" not in said(page)


def take_figures(name: str, root: Path) -> None:
    """Give a tiny model the figures of the shipped one of its name, as if they were of its own weights."""
    results = read_results(ROOT / "checkpoints/en-fr" / name)
    folder = root / "en-fr" / name
    ours = fingerprint_of(read_config(folder))
    (folder / EVALUATION_FILE).write_text(results.model_dump_json().replace(results.translation[0].fingerprint, ours))


def decoded(z: Any) -> np.ndarray:
    """Numbers as Plotly writes them: a list, or bytes in base 64."""
    if isinstance(z, dict):
        return np.frombuffer(base64.b64decode(z["bdata"]), dtype=z["dtype"])
    return np.array(z)
