"""The Compare page through Streamlit's own test driver: maps, the same output, links, damaged models."""

from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import save_checkpoint
from seq2seq_core.vocabulary import Vocabulary
from tests.app.comparing import (
    HOSTILE,
    NONE,
    OUTPUT,
    SENTENCE,
    A,
    B,
    Visit,
    charts,
    force,
    link,
    matrix,
    said,
    typed,
    visitor,
)
from tests.app.translating import parts, translations
from tests.tiny_models import copy_to_german, tiny_model
from ui.shared.lock import Lock


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch)


@pytest.mark.parametrize("level", ["words", "pieces"])
def test_in_the_same_output_the_map_is_a_minus_b_of_the_forced_traces(
    visit: Visit, tiny_checkpoints: Path, level: str
) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT, level=level)
    a, b = (force(tiny_checkpoints, name).weights(level) for name in (A, B))
    (spec,) = charts(page, 4)
    np.testing.assert_array_equal(matrix(spec), a - b)
    heat = spec["data"][0]
    assert heat["zmax"] == -heat["zmin"] == pytest.approx(np.abs(a - b).max(), abs=0.01)
    for shown, expected in (("A", a), ("B", b)):
        page.segmented_control(key="compare_shown").set_value(shown).run()
        np.testing.assert_array_equal(matrix(charts(page, 4)[0]), expected)


def test_the_first_screen_compares_two_free_translations_with_attention(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit()
    assert page.selectbox(key="compare_a").value == A
    assert page.selectbox(key="compare_b").value == B
    assert page.segmented_control(key="compare_mode").value == "free"
    assert translations(page) == [s2s.load(n, tiny_checkpoints).translate(SENTENCE)[0].text for n in (A, B)]
    assert len(charts(page, 2)) == 2  # the small maps of the two models that attend
    assert "No attention, so no map" in said(page)
    assert link(page).endswith("?pair=en-fr&text=The+cat+saw+the+dog.")


def test_a_against_itself_is_zero_and_under_another_beam_it_is_another_run(
    visit: Visit, tiny_checkpoints: Path
) -> None:
    page = visit(a="bahdanau", b="bahdanau")
    assert not np.any(matrix(charts(page, 4)[0]))
    assert "Both say the same, word by word." in said(page)
    assert page.table[0].value.iloc[:3, -1].tolist()[:2] == ["1.000", "0.000"]
    page.slider(key="compare_beam_b").set_value(3).run()
    assert "beam-b=3" in link(page)
    best = s2s.load(A, tiny_checkpoints).translate(SENTENCE, beam_size=3)[0]
    assert f"beam 3, log-probability {best.log_prob:.2f}" in said(page)


def test_free_rows_are_paired_and_the_others_listed(visit: Visit, own_checkpoints: Path) -> None:
    page = visit(own_checkpoints, text="Do you want six foxes?")
    found = [s2s.load(name, own_checkpoints).translate("Do you want six foxes?")[0] for name in (A, B)]
    assert found[0].target.words != found[1].target.words
    shape = matrix(charts(page, 4)[0]).shape
    alone = [len(one.target.words) - shape[0] for one in found]
    assert shape[1] == len(found[0].source.words)
    for letter, count in zip("AB", alone, strict=True):
        assert (f"Rows of {letter} without a partner:" in said(page)) == bool(count)
    boxed = [[part["text"] for part in one["parts"] if part.get("boxed")] for one in parts(page, "said")]
    assert any(boxed)
    assert all(word in one.target.words for one, words in zip(found, boxed, strict=True) for word in words)


def test_both_can_be_made_to_say_the_words_of_either_or_typed_ones(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(b="no-attention")
    page.segmented_control(key="compare_mode").set_value("same").run()
    outputs = {"a": A, "b": NONE}
    for whose, name in outputs.items():
        page.segmented_control(key="compare_output").set_value(whose).run()
        (own,) = s2s.load(name, tiny_checkpoints).translate(SENTENCE)
        assert own.text in [element.value for element in page.text]
    page.segmented_control(key="compare_output").set_value("typed").run()
    (own,) = s2s.load(A, tiny_checkpoints).translate(SENTENCE)
    assert page.text_input(key="compare_typed").value == own.text  # to begin with
    typed(page, OUTPUT)
    for name in (A, NONE):
        assert f"log-probability {force(tiny_checkpoints, name).log_prob:.2f}" in said(page)
    assert "B has no attention, so there is nothing to subtract" in said(page)
    page.segmented_control(key="compare_shown").set_value("A").run()
    assert "Le: looks mostly at" in said(page)


@pytest.mark.parametrize(
    ("output", "why"),
    [("", "output is empty"), ("  ", "output is empty"), ("a " * 201, "201 words"), ("a" * 1001, "1,001 characters")],
)
def test_an_output_that_cannot_be_said_is_named_and_the_rest_works(visit: Visit, output: str, why: str) -> None:
    page = typed(visit(mode="same", output="typed", said=OUTPUT), output)
    assert why in said(page)
    assert "Below is A's own" in said(page)
    assert len(charts(page, 4)) == 1
    assert len(charts(page, 2)) == 2
    typed(page, OUTPUT)
    assert not page.error


def test_an_output_full_of_unknown_pieces_is_said_to_be(visit: Visit) -> None:
    page = visit(mode="same", output="typed", said="고양이 <b>x</b>")
    assert "A and B cannot say 고양이, <b>" in said(page)
    assert len(charts(page, 4)) == 1


def test_hostile_words_stay_words(visit: Visit) -> None:
    page = visit(text=HOSTILE, mode="same", output="typed", said=HOSTILE)
    labels = charts(page, 4)[0]["layout"]["xaxis"]["ticktext"]
    assert [label.rstrip("⁇") for label in labels[:8]] == [
        "the", "&lt;b&gt;", "x", "&lt;/b&gt;", "&amp;amp;", "&lt;s&gt;", "the", "the",
    ]  # fmt: skip
    assert HOSTILE in said(page)
    page.segmented_control(key="compare_mode").set_value("free").run()
    assert not page.exception
    assert not any("<b>x" in element.value for element in page.markdown)


def test_a_link_restores_everything(visit: Visit) -> None:
    page = visit(
        a="luong-general", b="no-attention", beam_a="3", mode="same", output="typed", said="Le <b>x</b>", show="a",
        by="bahdanau", links="0-0 1?1", lock="luong-general:1:2", level="pieces", end="hidden",
    )  # fmt: skip
    assert not page.warning
    assert [page.selectbox(key=key).value for key in ("compare_a", "compare_b", "compare_by")] == [B, NONE, A]
    assert page.slider(key="compare_beam_a").value == 3
    assert page.text_input(key="compare_typed").value == "Le <b>x</b>"
    assert page.text_input(key="compare_own").value == "0-0 1?1"
    for part in (
        "a=luong-general",
        "b=no-attention",
        "beam-a=3",
        "mode=same",
        "output=typed",
        "said=Le+%3Cb%3Ex%3C%2Fb%3E",
        "show=a",
        "by=bahdanau",
        "links=0-0+1%3F1",
        "lock=luong-general%3A1%3A2",
        "level=pieces",
        "end=hidden",
    ):
        assert part in link(page)


def test_a_link_that_cannot_be_followed_says_why(visit: Visit) -> None:
    page = visit(a="en-de/bahdanau", b="nope", mode="both", beam_a="0", lock="bahdanau:99:0")
    (warning,) = page.warning
    for part in ("en-de", "nope", "both", "0"):
        assert part in warning.value.replace("\\", "")
    assert "not in these maps" in said(page)
    assert len(charts(page, 4)) == 1


def test_a_model_of_another_language_pair_cannot_be_compared(
    visit: Visit, own_checkpoints: Path, tiny_vocabulary: Vocabulary
) -> None:
    folder = own_checkpoints / "en-de" / "luong-general"
    save_checkpoint(folder, tiny_model("luong-general"), tiny_vocabulary, source_language="en", target_language="de")
    page = visit(own_checkpoints, pair="en-fr", b="en-de/luong-general")
    assert "is a model of en-de, and this page shows those of en-fr" in said(page)
    assert "en-de/luong-general" not in page.selectbox(key="compare_b").options
    page.selectbox(key="pair").set_value("en-de").run()
    assert not page.exception
    assert page.selectbox(key="compare_a").value == page.selectbox(key="compare_b").value == "en-de/luong-general"


def test_one_cursor_lies_in_every_map_and_its_numbers_are_explained(visit: Visit) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT)
    page.session_state["lock"] = Lock(source=4, target=1, model=A)
    page.run()
    for shown in ("A", "B", "A − B"):
        page.segmented_control(key="compare_shown").set_value(shown).run()
        boxes = [shape for shape in charts(page, 4)[0]["layout"]["shapes"] if shape["type"] == "rect"]
        assert {(box["x0"], box["y0"]) for box in boxes} == {(3.5, -0.5), (-0.5, 0.5)}
    assert page.table[0].value.columns[0] == "locked"
    for measure in page.pills(key="compare_explain").options:
        page.pills(key="compare_explain").set_value(measure).run()
        assert not page.exception
    page.selectbox(key="compare_follow").set_value(0).run()
    assert page.session_state["lock"].target == 0


def test_a_damaged_model_is_named_while_the_others_work(visit: Visit, own_checkpoints: Path) -> None:
    (own_checkpoints / "en-fr" / "luong-general" / "vocabulary.model").unlink()
    page = visit(own_checkpoints, b="luong-general", mode="same", output="typed", said=OUTPUT)
    assert "luong-general" in page.error[0].value.replace("\\", "")
    assert "cannot be used, so there is nothing to subtract" in said(page)
    assert len(charts(page, 2)) == 1


def test_what_is_known_is_not_computed_again(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visit(text="He reads a book every evening.", mode="same")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("decoded again")

    for method in ("translate", "force"):
        monkeypatch.setattr(s2s.Translator, method, refuse)
    page.segmented_control(key="compare_shown").set_value("B").run()
    page.segmented_control(key="level").set_value("pieces").run()
    page.toggle(key="hide_end").set_value(True).run()
    page.selectbox(key="compare_by").set_value(B).run()
    page.selectbox(key="compare_b").set_value(NONE).run()
    assert not page.exception


def test_every_chart_and_table_has_words_for_those_who_cannot_see_it(visit: Visit) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT, links="0-0")
    assert all(chart.proto.alt for chart in page.get("plotly_chart"))
    assert page.dataframe
    assert all(table.proto.alt for table in page.dataframe)


def test_other_pages_keep_what_was_chosen(visit: Visit) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT, b="no-attention")
    page.switch_page("app.py").run()
    assert not page.exception
    page.switch_page("pages/compare.py").run()
    assert not page.exception
    assert page.selectbox(key="compare_b").value == NONE
    assert page.text_input(key="compare_typed").value == OUTPUT


def test_a_typed_output_is_forgotten_with_its_language(visit: Visit, own_checkpoints: Path) -> None:
    copy_to_german(own_checkpoints)
    page = visit(own_checkpoints, pair="en-fr", mode="same", output="typed", said=OUTPUT)
    page.selectbox(key="pair").set_value("en-de").run()
    assert not page.exception
    own = s2s.load("en-de/bahdanau", own_checkpoints).translate(page.text_area(key="text").value)[0].text
    assert page.text_input(key="compare_typed").value == own != OUTPUT
