"""The Compare page through Streamlit's own test driver: maps, the same output, the grid, alignments, links."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from seq2seq_core.agreement import compare_alignments
from seq2seq_core.checkpoint import save_checkpoint
from seq2seq_core.config import ModelConfig
from seq2seq_core.hand_alignment import read_links, score_links
from seq2seq_core.interchange import hard_alignment
from seq2seq_core.model import Seq2Seq
from seq2seq_core.text import split_words
from seq2seq_core.vocabulary import Vocabulary
from tests.tiny_models import VOCABULARY_SIZE, tiny_model
from ui.compare.hand_aligned import HAND_ALIGNED
from ui.lock import Lock

ROOT = Path(__file__).parents[2]
SENTENCE = "The cat saw the dog."
OUTPUT = "Le chien a vu le chat."
A, B, NONE = "en-fr/bahdanau", "en-fr/luong-general", "en-fr/no-attention"
HOSTILE = "the <b>x</b> &amp; <s> the the **a** :smile:"
Visit = Callable[..., AppTest]


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Open the page, by a link if parameters are given, with the tiny models or those under another root."""

    def open_page(root: Path = tiny_checkpoints, **parameters: str | list[str]) -> AppTest:
        monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(root))
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=240)
        page.switch_page("pages/compare.py")
        for key, value in ({"text": SENTENCE} | parameters).items():
            page.query_params[key.replace("_", "-")] = value
        page.run()
        assert not page.exception
        return page

    return open_page


def typed(page: AppTest, output: str) -> AppTest:
    page.text_input(key="compare_typed").set_value(output).run()
    assert not page.exception
    return page


def charts(page: AppTest, traces: int) -> list[dict[str, Any]]:
    """The specifications of the charts with so many traces, in the order of the page."""
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return [spec for spec in specs if len(spec["data"]) == traces and spec["data"][0]["type"] == "heatmap"]


def matrix(spec: dict[str, Any]) -> np.ndarray:
    """The numbers inside a heatmap, which travel as base64."""
    z = spec["data"][0]["z"]
    shape = [int(size) for size in z["shape"].split(",")]
    return np.frombuffer(base64.b64decode(z["bdata"]), dtype=z["dtype"]).reshape(shape)


def said(page: AppTest) -> str:
    """All plain text on the page, alerts without their escapes."""
    alerts = [*page.error, *page.warning, *page.info]
    return "\n".join([*(e.value for e in page.text), *(e.value.replace("\\", "") for e in alerts)])


def link(page: AppTest) -> str:
    return page.code[0].value


def force(root: Path, name: str, output: str = OUTPUT, text: str = SENTENCE) -> s2s.Translation:
    return s2s.load(name, root).force(text, output)


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
    markdown = "".join(element.value for element in page.markdown)
    for name in (A, B):
        (own,) = s2s.load(name, tiny_checkpoints).translate(SENTENCE)
        assert own.text.split()[0] in markdown
    assert len(charts(page, 2)) == 2  # the small maps of the two models that attend
    assert "No attention, so no map" in said(page)
    assert link(page).endswith("?text=The+cat+saw+the+dog.")


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
        assert (f"Only {letter} says:" in said(page)) == bool(count)
    assert any(":blue-background[" in element.value for element in page.markdown)


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


def test_the_grid_is_sorted_by_agreement_and_opens_a_model_as_b(visit: Visit, kinds: Path) -> None:
    page = visit(kinds, mode="same", output="typed", said=OUTPUT, b="location")
    translations = {name: force(kinds, name) for name in s2s.model_folders(kinds)}
    attending = {name: t.weights() for name, t in translations.items() if t.weights() is not None}
    overlaps = {name: compare_alignments(attending[A], one).mean_overlap for name, one in attending.items()}
    titles = [
        e.value.split(" · ")[0] for e in page.text if e.value.split(" · ")[0] in {n.split("/")[1] for n in translations}
    ]
    order = sorted(overlaps, key=lambda name: -overlaps[name])
    assert titles[-len(translations) :] == [name.split("/")[1] for name in [*order, NONE]]
    for spec, name in zip(charts(page, 2), order, strict=True):
        np.testing.assert_array_equal(matrix(spec), attending[name])
        assert (spec["data"][0]["zmin"], spec["data"][0]["zmax"]) == (0, 1)
    position = sorted(translations).index("en-fr/local-p")
    page.button(key=f"open-{position}").click().run()
    assert page.selectbox(key="compare_b").value == "en-fr/local-p"
    np.testing.assert_array_equal(matrix(charts(page, 4)[0]), attending[A] - attending["en-fr/local-p"])
    assert "the Gaussian is not renormalised" in said(page)
    page.selectbox(key="compare_by").set_value(NONE).run()
    assert "no-attention has no attention to compare with" in said(page)


@pytest.fixture
def kinds(own_checkpoints: Path, tiny_vocabulary: Vocabulary) -> Path:
    """The tiny models and untrained ones with other kinds of attention."""
    sizes = dict(vocabulary_size=VOCABULARY_SIZE, embedding_size=16, encoder_size=20, decoder_size=24, dropout=0.0)
    for name, settings in {
        "concat": {"score": "concat"},
        "location": {"score": "location"},
        "local-m": {"score": "general", "scope": "local-m", "window": 2},
        "local-p": {"score": "general", "scope": "local-p", "window": 2},
    }.items():
        model = Seq2Seq(ModelConfig(attention="luong", **settings, **sizes)).eval()
        folder = own_checkpoints / "en-fr" / name
        save_checkpoint(folder, model, tiny_vocabulary, source_language="en", target_language="fr")
    return own_checkpoints


def test_links_of_your_own_are_drawn_and_every_model_is_measured(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT)
    assert "No links yet" in said(page)
    written = "0-0 1-5 2?2 2-3 3-4 4-1"
    page.text_input(key="compare_own").set_value(written).run()
    _, _, _, _, sure, possible = charts(page, 6)[0]["data"]
    assert sorted(zip(sure["x"], sure["y"], strict=True)) == [(0, 0), (1, 5), (2, 3), (3, 4), (4, 1)]
    assert list(zip(possible["x"], possible["y"], strict=True)) == [(2, 2)]
    gold, _ = read_links(written, 6, 7)
    table = page.dataframe[0].value.set_index("model")
    for name in (A, B):
        score = score_links(hard_alignment(force(tiny_checkpoints, name), split=split_words), gold)
        row = table.loc[name.split("/")[1]]
        assert (row["precision"], row["recall"]) == (f"{score.precision:.3f}", f"{score.recall:.3f}")
        assert row["alignment error rate"] == f"{score.error_rate:.3f}"
    assert table.loc["no-attention"].iloc[-1] == "no attention, aligns nothing"
    assert "links=0-0+1-5+2%3F2" in link(page)


def test_a_wrong_link_is_named_and_the_others_hold(visit: Visit) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT, links="0-0 9-9 <b>x</b> 1-1")
    assert "link 2, “9-9”" in said(page)
    assert "there is no source word 9; they are 0 to 5" in said(page)
    assert "link 3, “<b>x</b>”" in said(page)
    assert len(charts(page, 5)[0]["data"][4]["x"]) == 2
    assert page.text_input(key="compare_own").value == "0-0 9-9 <b>x</b> 1-1"


def test_an_alignment_stays_with_its_output(visit: Visit) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT, links="0-0")
    typed(page, "Le chat dort.")
    assert page.text_input(key="compare_own").value == ""
    typed(page, OUTPUT)
    assert page.text_input(key="compare_own").value == "0-0"


def test_our_examples_come_with_an_alignment(visit: Visit) -> None:
    page = visit(text="I do not like cold tea.", mode="same", output="ours")
    ours = HAND_ALIGNED["en-fr", "Negation"]
    assert page.text_input(key="compare_own").value == ours.links
    assert ours.text in said(page)
    assert len(charts(page, 6)) == 1
    assert "links=" not in link(page)
    page.text_area(key="text").set_value(SENTENCE).run()  # not an example: there is no translation of ours
    assert page.segmented_control(key="compare_output").value == "a"
    assert not page.exception


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
    assert "is a model of en-de, and this page compares those of en-fr" in said(page)
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


def test_other_pages_keep_what_was_chosen(visit: Visit) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT, b="no-attention")
    page.switch_page("app.py").run()
    assert not page.exception
    page.switch_page("pages/compare.py").run()
    assert not page.exception
    assert page.selectbox(key="compare_b").value == NONE
    assert page.text_input(key="compare_typed").value == OUTPUT
