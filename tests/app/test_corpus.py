"""The Corpus page through Streamlit's own test driver: our sentences, pictures, systems, errors, the challenge set."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sacrebleu
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from seq2seq_core.challenge.challenge_set import CATEGORIES, read_challenge
from seq2seq_core.registry import checkpoints_folder
from tests.app.comparing import matrix
from tests.app.explaining import link, numbers, said
from tests.app.translating import Visit, visitor
from ui.corpus.opened import SETS

A, B = "en-fr/bahdanau", "en-fr/luong-general"


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(checkpoints_folder(), monkeypatch, "pages/corpus.py", pair="en-fr")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """The sentences of the file of results, read with nothing of ours."""
    lines = gzip.decompress((SETS / "en-fr" / "everyday.results.jsonl.gz").read_bytes()).decode().splitlines()
    return [json.loads(line) for line in lines[1:]]


def table(page: AppTest) -> pd.DataFrame:
    """The table of sentences."""
    return next(frame.value for frame in page.dataframe if "output" in frame.value.columns)


def charts(page: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def chart(page: AppTest, name: str) -> dict[str, Any]:
    """The first trace of a name on the page."""
    return next(trace for spec in charts(page) for trace in spec["data"] if trace.get("name") == name)


def test_the_first_screen_has_every_sentence_the_worst_first(visit: Visit, rows: list[dict[str, Any]]) -> None:
    page = visit()
    shown = table(page)
    scores = {row["number"]: row["said"][A]["measures"]["bleu"] for row in rows}
    assert sorted(shown["number"]) == sorted(scores)
    assert [scores[number] for number in shown["number"]] == sorted(scores.values())
    first = next(row for row in rows if row["number"] == shown["number"].iloc[0])
    assert (shown["source"].iloc[0], shown["output"].iloc[0]) == (first["source"], first["said"][A]["text"])
    assert shown[f"said by {B}"].iloc[0] == first["said"][B]["text"]
    assert f"{len(rows)} of {len(rows)} sentences" in said(page)


def test_text_and_ranges_leave_the_sentences_that_fit(visit: Visit, rows: list[dict[str, Any]]) -> None:
    page = visit(find="not", where="source", range=["bleu:10:40", "words:5:12"])
    wanted = {
        row["number"]
        for row in rows
        if "not" in row["source"].lower()
        and 10 <= row["said"][A]["measures"]["bleu"] <= 40
        and 5 <= len(row["source"].split()) <= 12
    }
    assert wanted
    assert set(table(page)["number"]) == wanted
    page.button("range-bleu").click().run()
    assert len(table(page)) > len(wanted)
    assert "range=words" in link(page)
    assert "bleu" not in link(page).split("range=")[1]


def test_a_regular_expression_that_is_wrong_or_runs_for_ever_is_said(visit: Visit) -> None:
    page = visit(find="(", regex="on")
    assert "regular expression" in " ".join(error.value for error in page.error)
    assert len(table(page)) == 389
    page.text_input("corpus_find").set_value("^(An?|The) .*[0-9]").run()
    assert not page.error
    assert 0 < len(table(page)) < 100


def test_an_open_sentence_has_the_maps_of_these_very_words(visit: Visit, rows: list[dict[str, Any]]) -> None:
    page = visit(sentence="20")
    row = rows[19]
    drawn = [matrix(spec) for spec in charts(page) if any(trace.get("xaxis") == "x2" for trace in spec["data"])]
    for shown, name in zip(drawn, (A, B), strict=True):
        forced = s2s.load(name).force(row["source"], row["said"][name]["text"])
        np.testing.assert_array_equal(shown, forced.weights())
    assert row["references"][0] in said(page)


def test_a_button_opens_the_sentence_on_another_page_with_its_models_and_words(
    visit: Visit, rows: list[dict[str, Any]]
) -> None:
    page = visit(sentence="20", system=B, against=A)
    page.button("elsewhere-row-Compare").click().run()
    assert not page.exception
    session = page.session_state
    assert (session["page"], session["text"]) == ("compare", rows[19]["source"])
    assert (session["compare_a"], session["compare_b"]) == (B, A)
    assert session["compare_typed"] == rows[19]["said"][B]["text"]


def test_pictures_show_the_numbers_of_the_table_and_mark_the_open_sentence(
    visit: Visit, rows: list[dict[str, Any]]
) -> None:
    page = visit(view="pictures", across="words", up="chrf", sentence="20")
    points, mark = chart(page, "sentences"), chart(page, "open")
    found = set(zip(numbers(points["x"]).tolist(), numbers(points["y"]).tolist(), strict=True))
    wanted = {(float(len(row["source"].split())), row["said"][A]["measures"]["chrf"]) for row in rows}
    assert {(x, round(y, 6)) for x, y in found} == {(x, round(y, 6)) for x, y in wanted}
    assert numbers(mark["y"]).tolist() == [rows[19]["said"][A]["measures"]["chrf"]]
    assert numbers(chart(page, "counts")["y"]).sum() == len(rows)


def test_systems_have_the_scores_of_sacrebleu(visit: Visit, rows: list[dict[str, Any]]) -> None:
    page = visit(view="systems")
    shown = next(frame.value for frame in page.dataframe if list(frame.value.columns[:2]) == ["system", "BLEU"])
    for name in (A, B):
        outputs, references = [row["said"][name]["text"] for row in rows], [row["references"][0] for row in rows]
        wanted = sacrebleu.corpus_bleu(outputs, [references]).score
        assert shown.set_index("system").loc[name, "BLEU"] == pytest.approx(wanted, abs=0.006)
    better = sum(row["said"][A]["measures"]["bleu"] > row["said"][B]["measures"]["bleu"] + 0.005 for row in rows)
    page.button("pair-0.005").click().run()
    assert not page.exception
    assert len(table(page)) == better
    assert page.session_state["corpus_view"] == "sentences"


def test_the_error_gallery_tells_how_sure_it_is_and_leads_to_the_map(visit: Visit) -> None:
    page = visit(view="errors", error="number", system=A)
    assert "judged by hand" in said(page)
    opens = [button for button in page.button if button.label == "Show it on the map"]
    assert len(opens) >= 10
    opens[0].click().run()
    assert not page.exception
    assert page.session_state["corpus_row"] is not None
    assert page.session_state["corpus_view"] == "sentences"


def test_the_challenge_set_shows_what_every_model_passes(visit: Visit) -> None:
    page = visit(open="challenge", error="negation", system=B)
    challenge = read_challenge("en-fr")
    kept = json.loads((checkpoints_folder() / B / "evaluation.json").read_text())["challenge"]
    answers = {one["id"]: one for one in next(some for some in kept if some["beam_size"] == 1)["answers"]}
    ids = [item.id for item in challenge.by_category["negation"]]
    written = next(trace["text"] for spec in charts(page) for trace in spec["data"] if "texttemplate" in trace)
    column = [spec for spec in charts(page) if "texttemplate" in spec["data"][0]][0]["layout"]["xaxis"]["ticktext"]
    passed = sum(answers[one]["passed"] for one in ids)
    assert written[CATEGORIES.index("negation")][column.index("luong-general")] == f"{passed}/6"
    for one in ids:
        assert f"{'✓' if answers[one]['passed'] else '✗'}  {answers[one]['text']}" in said(page)


def test_a_link_of_nonsense_is_answered_in_words(visit: Visit) -> None:
    page = visit(
        open="zzz", view="<b>", system="<b>x</b>", sort="zzz", range=["a:b:c", "bleu:9:1"], sentence="-1", error="zzz"
    )
    told = " ".join(warning.value for warning in page.warning).replace("\\", "").replace("\u2060", "")
    for wrong in ("Open “zzz”", "View “<b>”", "Range “a:b:c”", "Range “bleu:9:1”", "Sentence “-1”"):
        assert wrong in told
    for wrong in ("no system “<b>x</b>”", "no column “zzz”"):
        assert wrong in told
    assert len(table(page)) == 389


def test_a_file_that_is_gone_is_said(visit: Visit) -> None:
    page = visit(open="own", file="../../etc")
    assert "is not here" in " ".join(warning.value for warning in page.warning)
    assert page.file_uploader


def test_languages_without_results_say_so(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visitor(checkpoints_folder(), monkeypatch, "pages/corpus.py", pair="en-ja")()
    assert "no results for these languages" in " ".join(info.value for info in page.info)
