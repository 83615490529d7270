"""The Translate page through Streamlit's own test driver: every control, wrong input, links."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.familiarity import SOURCE_WORDS, count_words, write_counts
from seq2seq_core.analysis.probabilities import probabilities
from seq2seq_core.checkpoint import CONFIG, TrainingRecord, save_checkpoint
from seq2seq_core.recipe import TrainingConfig
from seq2seq_core.vocabulary import END, Vocabulary
from tests.app.translating import SENTENCE, Visit, maps, matrix, parts, texts, visitor
from tests.tiny_models import FAMILY, tiny_model
from ui.shared.lock import Lock
from ui.shared.plain import plain
from ui.translate import unsure


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch)


def test_the_first_screen_shows_an_example_translated_by_every_model(visit: Visit) -> None:
    page = visit()
    assert page.text_area(key="text").value
    assert page.multiselect(key="models").value == ["en-fr/bahdanau", "en-fr/luong-general", "en-fr/no-attention"]
    assert len(maps(page)) == 2
    assert "There is no attention to draw" in texts(page)


@pytest.mark.parametrize("level", ["words", "pieces"])
@pytest.mark.parametrize("name", ["en-fr/bahdanau", "en-fr/luong-general"])
def test_the_map_is_what_the_model_computed(visit: Visit, tiny_checkpoints: Path, name: str, level: str) -> None:
    page = visit(text=SENTENCE, model=name.split("/")[1], level=level)
    (expected, *_) = s2s.load(name, tiny_checkpoints).translate(SENTENCE)
    (spec,) = maps(page)
    np.testing.assert_array_equal(matrix(spec), expected.weights(level))
    assert expected.text in texts(page)


def test_every_word_of_a_translation_has_its_probability_on_it_and_in_words(
    visit: Visit, tiny_checkpoints: Path
) -> None:
    page = visit(text=SENTENCE, model=["bahdanau", "no-attention"])
    for name, drawn in zip(["bahdanau", "no-attention"], parts(page, "said"), strict=True):
        (best,) = s2s.load(f"en-fr/{name}", tiny_checkpoints).translate(SENTENCE)
        expected = probabilities(best)[:-1].tolist()
        words = [part for part in drawn["parts"] if "probability" in part]
        assert [part["probability"] for part in words] == pytest.approx(expected, abs=1e-4)
        assert f"probability {expected[0]:.2f}" in words[0]["title"]
        assert f"probability {expected[0]:.2f}" in texts(page)
    assert "underline" in texts(page)


def test_another_sentence_is_translated_and_its_example_noted(visit: Visit) -> None:
    page = visit()
    before = maps(page)[0]
    page.text_area(key="text").set_value(SENTENCE).run()
    assert maps(page)[0] != before
    page.pills(key="example").set_value("Negation").run()
    assert page.text_area(key="text").value == "I do not like cold tea."
    assert any("ne and pas" in caption.value for caption in page.caption)


def test_models_can_be_left_out_and_all_of_them(visit: Visit) -> None:
    page = visit()
    page.multiselect(key="models").set_value(["en-fr/luong-general"]).run()
    assert len(maps(page)) == 1
    page.multiselect(key="models").set_value([]).run()
    assert not maps(page)
    assert "Choose at least one model" in page.info[0].value
    assert not page.exception


def test_every_hypothesis_of_a_beam_has_its_own_map(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(text=SENTENCE, model="bahdanau")
    page.slider(key="beam_size").set_value(3).run()
    hypotheses = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate(SENTENCE, beam_size=3)
    for number, hypothesis in enumerate(hypotheses, start=1):
        page.segmented_control(key="hypothesis").set_value(number).run()
        assert hypothesis.text in texts(page)
        np.testing.assert_array_equal(matrix(maps(page)[0]), hypothesis.weights())
    page.slider(key="beam_size").set_value(2).run()
    assert page.segmented_control(key="hypothesis").value == 1


def test_hiding_the_end_rescales_the_rows_and_says_so(visit: Visit) -> None:
    page = visit(text=SENTENCE)
    whole = matrix(maps(page)[0])
    page.toggle(key="hide_end").set_value(True).run()
    rest = matrix(maps(page)[0])
    assert rest.shape == (whole.shape[0] - 1, whole.shape[1] - 1)
    np.testing.assert_allclose(rest.sum(axis=1), 1, rtol=1e-5)
    assert "rows rescaled to sum to 1" in texts(page)
    assert "</s>" not in "".join(maps(page)[0]["layout"]["xaxis"]["ticktext"])


def test_a_locked_cell_lights_both_maps_and_can_be_cleared(visit: Visit) -> None:
    page = visit(text=SENTENCE)
    assert [len(spec["layout"]["shapes"]) for spec in maps(page)] == [1, 1]
    page.session_state["lock"] = Lock(source=4, target=0, model="en-fr/bahdanau")
    page.run()
    first, second = maps(page)
    assert [shape["x0"] for shape in first["layout"]["shapes"][1:]] == [3.5, -0.5]
    assert second["layout"]["shapes"][1]["x0"] == 3.5
    assert "<b>" in second["layout"]["xaxis"]["ticktext"][4]
    assert "looks at" in texts(page)
    next(button for button in page.button if button.label == "Clear").click().run()
    assert [len(spec["layout"]["shapes"]) for spec in maps(page)] == [1, 1]


def test_a_lock_goes_along_from_words_to_tokens_and_back(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(text="The zebras saw the dogs.", model="bahdanau")
    groups = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate("The zebras saw the dogs.")[0]
    page.session_state["lock"] = Lock(source=4, target=2, model="en-fr/bahdanau")
    page.run()
    page.segmented_control(key="level").set_value("pieces").run()
    source, target = groups.source.groups[4][0], groups.target.groups[2][0]
    assert source > 4, "else the test shows nothing"
    assert page.session_state["lock"] == Lock(source, target, "en-fr/bahdanau")
    assert groups.source.pieces[source].startswith("▁")
    page.toggle(key="hide_end").set_value(True).run()
    assert page.session_state["lock"] == Lock(source, target, "en-fr/bahdanau")
    page.segmented_control(key="level").set_value("words").run()
    assert page.session_state["lock"] == Lock(4, 2, "en-fr/bahdanau")


def test_a_source_word_can_be_followed_without_a_mouse(visit: Visit) -> None:
    page = visit(text=SENTENCE)
    page.selectbox(key="follow").select_index(1).run()
    assert [spec["layout"]["shapes"][1]["x0"] for spec in maps(page)] == [0.5, 0.5]
    page.text_area(key="text").set_value("She gave it to him.").run()
    assert not page.exception
    assert page.session_state["lock"] is None


def test_a_link_restores_the_view(visit: Visit) -> None:
    page = visit(
        text="I do not like cold tea.",
        model=["luong-general", "bahdanau"],
        beam="3",
        hypothesis="2",
        level="pieces",
        end="hidden",
        lock="bahdanau:1:2",
    )
    assert not page.warning
    assert page.multiselect(key="models").value == ["en-fr/luong-general", "en-fr/bahdanau"]
    assert page.slider(key="beam_size").value == 3
    assert page.segmented_control(key="hypothesis").value == 2
    assert page.segmented_control(key="level").value == "pieces"
    assert page.toggle(key="hide_end").value
    assert len(maps(page)[1]["layout"]["shapes"]) == 3
    assert "lock=bahdanau%3A1%3A2" in page.code[0].value


def test_a_link_that_cannot_be_followed_says_why_and_falls_back(visit: Visit) -> None:
    page = visit(model=["nope", "../bahdanau"], pair="xx-yy", beam="99", hypothesis="-1", level="letters", lock="a:b:c")
    (warning,) = page.warning
    for wrong in ("nope", "bahdanau", "xx", "99", "1", "letters", "a"):
        assert wrong in warning.value
    assert page.slider(key="beam_size").value == 1
    assert len(maps(page)) == 2
    page.run()
    assert not page.warning


@pytest.mark.parametrize("lock", ["bahdanau:99:0", "bahdanau:0:99", "nope:0:0", "99", "bahdanau:٣:0"])
def test_a_lock_outside_the_map_is_not_drawn(visit: Visit, lock: str) -> None:
    page = visit(text=SENTENCE, lock=lock)
    assert page.warning or "not in these maps" in texts(page)
    assert [len(spec["layout"]["shapes"]) for spec in maps(page)] == [1, 1]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "nothing to translate"),
        ("  \n ", "nothing to translate"),
        ("a" * 1001, "1,001 characters"),
        ("a " * 201, "201 words"),
        ("a\x00b", "U"),
        ("a\x07b", "U"),
    ],
)
def test_unreadable_input_is_named_kept_and_leaves_the_last_result(visit: Visit, typed: str, said: str) -> None:
    page = visit(text=SENTENCE)
    page.text_area(key="text").set_value(typed).run()
    assert not page.exception
    assert said in page.error[0].value.replace("\\", "")
    assert page.text_area(key="text").value == typed
    assert len(maps(page)) == 2


def test_what_is_typed_survives_as_text(visit: Visit) -> None:
    page = visit(text="the cat saw the dog <s> <b>x</b> &amp; 고양이 😀 قطة")
    labels = maps(page)[0]["layout"]["xaxis"]["ticktext"]
    assert labels[:5] == ["the", "cat", "saw", "the", "dog"]
    assert labels[5:10] == ["&lt;s&gt;⁇", "&lt;b&gt;⁇", "x", "&lt;/b&gt;⁇", "&amp;amp;⁇"]
    assert [label.rstrip("⁇") for label in labels[10:13]] == ["고양이", "😀", "قطة"]
    assert "not in the vocabulary" in texts(page)


def test_one_very_long_word_is_shortened_in_labels(visit: Visit) -> None:
    page = visit(text="a" * 240)
    assert max(map(len, maps(page)[0]["layout"]["xaxis"]["ticktext"])) < 60


def test_a_translation_that_was_cut_off_says_so(
    visit: Visit, own_checkpoints: Path, tiny_vocabulary: Vocabulary
) -> None:
    model = tiny_model()  # untrained, so that it rambles
    model.output.bias.data[END] = -100.0
    folder = own_checkpoints / "en-fr" / "rambling"
    save_checkpoint(folder, model, tiny_vocabulary, source_language="en", target_language="fr")
    page = visit(own_checkpoints, model="rambling", text="The cat sleeps.")
    assert "Unfinished" in texts(page)
    assert len(maps(page)) == 1


def test_a_model_that_says_nothing_is_said_to(visit: Visit, own_checkpoints: Path, tiny_vocabulary: Vocabulary) -> None:
    model = tiny_model()
    model.output.bias.data[END] = 100.0
    folder = own_checkpoints / "en-fr" / "silent"
    save_checkpoint(folder, model, tiny_vocabulary, source_language="en", target_language="fr")
    page = visit(own_checkpoints, model="silent", text="The cat sleeps.", end="hidden")
    assert "said nothing" in texts(page)
    assert not maps(page)


def test_a_display_option_computes_nothing(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visit(text="He reads a book every evening.")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("translated again")

    monkeypatch.setattr(s2s.Translator, "translate", refuse)
    page.segmented_control(key="level").set_value("pieces").run()
    page.toggle(key="hide_end").set_value(True).run()
    page.session_state["lock"] = Lock(source=0)
    page.run()
    assert not page.exception
    assert len(maps(page)) == 2


def test_every_chart_and_table_has_words_for_those_who_cannot_see_it(visit: Visit) -> None:
    page = visit(text=SENTENCE)
    assert all(chart.proto.alt for chart in page.get("plotly_chart"))
    assert "looks mostly at" in texts(page)
    long = visit(text="The black cat sleeps on the red chair and the dog saw the white cat.")
    assert any("once more" in chart.proto.alt for chart in long.get("plotly_chart"))  # the labels of a wide map
    assert all(chart.proto.alt for chart in long.get("plotly_chart"))


@pytest.mark.parametrize("level", ["words", "pieces"])
@pytest.mark.parametrize("name", FAMILY)
def test_every_kind_of_attention_has_the_map_that_it_computed(
    visit: Visit, tiny_family: Path, name: str, level: str
) -> None:
    page = visit(tiny_family, text=SENTENCE, model=name, level=level)
    (best,) = s2s.load(f"en-fr/{name}", tiny_family).translate(SENTENCE)
    expected = best.weights(level)
    if expected is None:
        assert not maps(page)
        return
    (shown,) = maps(page)
    np.testing.assert_allclose(matrix(shown), expected, atol=1e-6)
    assert ("not renormalised" in texts(page)) == (name == "luong-local-p")


def test_words_that_were_never_met_and_models_that_are_unsure_are_named(
    visit: Visit, own_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_counts(own_checkpoints / "en-fr" / SOURCE_WORDS, count_words(["the cat saw the dog"] * 5))
    monkeypatch.setattr(unsure, "UNSURE_BELOW", 0.0)
    page = visit(own_checkpoints, text="The *Zebra* saw the dog.")
    (said,) = [caption.value for caption in page.caption if "Never met" in caption.value]
    assert said.endswith("Never met in training: Zebra.")
    long = visit(own_checkpoints, text="The " + "zebra" * 20)
    (said,) = [caption.value for caption in long.caption if "Never met" in caption.value]
    assert said.endswith(f"Never met in training: {'zebra' * 7}zebr….")
    write_counts(own_checkpoints / "en-fr" / SOURCE_WORDS, count_words(["the cat"] * 5 + ["saw saw dog"]))
    rare = visit(own_checkpoints, text="The cat saw the Dog.")
    (said,) = [caption.value for caption in rare.caption if "Rarely met" in caption.value]
    assert said.endswith(f"Rarely met: {plain('saw (2 times), Dog (once)')}.")
    write_counts(own_checkpoints / "en-fr" / SOURCE_WORDS, count_words(["the cat saw the dog"] * 5))
    monkeypatch.setattr(unsure, "UNSURE_BELOW", 1.1)
    page.run()
    (said,) = [caption.value for caption in page.caption if "unsure" in caption.value]
    assert "bahdanau, luong\\-general and no\\-attention are unsure" in said
    assert "poor" not in said, "nothing was measured of these weights"
    fingerprint = s2s.load("en-fr/bahdanau", own_checkpoints).fingerprint
    row = {"fingerprint": fingerprint, "sentences": 90, "poor_where_unsure": 0.412, "poor_elsewhere": 0.087}
    (own_checkpoints / "unsure.json").write_text(json.dumps({"en-fr": {"rows": [row]}}))
    monkeypatch.setattr("ui.shared.measured.FOLDER", own_checkpoints)
    page.run()
    (said,) = [caption.value for caption in page.caption if "unsure" in caption.value]
    assert "Of 90 test sentences" in said
    assert "in 41% of cases, others in 9%." in said
    monkeypatch.setattr(unsure, "UNSURE_BELOW", 0.0)
    page.text_area(key="text").set_value("The cat saw the dog.").run()
    assert not [caption for caption in page.caption if "unsure" in caption.value or "Never met" in caption.value]
    for name in ("bahdanau", "luong-general"):
        config = own_checkpoints / "en-fr" / name / CONFIG
        record = TrainingRecord(
            config=TrainingConfig(), attribution="*Talks*, news", pairs=1234, updates=1, best_update=1, pieces=1,
            seconds=1.0, device="cpu", command="",
        )  # fmt: skip
        config.write_text(json.dumps(json.loads(config.read_text()) | {"training": record.model_dump()}))
    page = visit(own_checkpoints, text="The Zebra saw the dog.")
    (said,) = [caption.value for caption in page.caption if "Never met" in caption.value]
    assert said.endswith("Trained on 1,234 sentence pairs (\\*Talks\\*\\, news)."), "once for all of them"
    (own_checkpoints / "en-fr" / SOURCE_WORDS).write_bytes(b"damaged")
    page.run()
    assert not page.exception
    assert "is not a list of words and counts" in page.error[0].value.replace("\\", "")
    assert maps(page), "the rest of the page goes on"
    (own_checkpoints / "en-fr" / SOURCE_WORDS).unlink()
    page.run()
    assert not page.error


def test_where_models_are_unsure_a_family_that_learnt_from_more_text_is_offered(
    visit: Visit, own_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(own_checkpoints / "en-fr", own_checkpoints / "en-fr-wide")
    for pair, pairs in (("en-fr", 10), ("en-fr-wide", 20)):
        for name in ("bahdanau", "luong-general", "no-attention"):
            path = own_checkpoints / pair / name / CONFIG
            record = TrainingRecord(
                config=TrainingConfig(), attribution=f"*Text* of {pair}", pairs=pairs, updates=1, best_update=1,
                pieces=1, seconds=1.0, device="cpu", command="",
            )  # fmt: skip
            path.write_text(json.dumps(json.loads(path.read_text()) | {"training": record.model_dump(mode="json")}))
    monkeypatch.setattr(unsure, "UNSURE_BELOW", 1.1)
    page = visit(own_checkpoints, text="The zebra saw the dog.", pair="en-fr")
    (offer,) = [button for button in page.button if "more text" in button.label]
    offer.click().run()
    assert not page.exception
    assert page.session_state["pair"] == "en-fr-wide"
    assert page.session_state["models"][0].startswith("en-fr-wide/")
    assert page.session_state["text"] == "The zebra saw the dog."
    assert not [button for button in page.button if "more text" in button.label], "en-fr learnt from less"
