"""The Bottleneck page through Streamlit's own test driver: three experiments, wrong input, damaged models, links."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.lexicon import LEXICON, read_lexicon
from seq2seq_core.analysis.omission import losses
from seq2seq_core.analysis.verdicts import Verdict, judge, look_up
from seq2seq_core.checkpoint import CONFIG, WEIGHTS
from seq2seq_core.evaluation.results import EVALUATION_FILE, Results, save_results
from seq2seq_core.evaluation.scores import evaluate, join_pairs
from seq2seq_core.parallel_text import Pair
from tests.app.bottleneck import charts, numbers, texts
from tests.app.translating import SENTENCE, Visit, visitor
from tests.tiny_models import NAMES, PAIRS, copy_to_german
from ui.bottleneck.growth import GROWING
from ui.bottleneck.trust import WAY
from ui.shared.examples import examples_for
from ui.shared.plain import plain

GROWN = "The cat sleeps here,\nthe dog saw the cat"


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch, "pages/bottleneck.py")


@pytest.fixture(scope="module")
def evaluated(tiny_checkpoints: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny models with figures on sentences and on joined inputs."""
    root = Path(shutil.copytree(tiny_checkpoints, tmp_path_factory.mktemp("evaluated") / "checkpoints"))
    data = root.parent / "test.tsv"
    pairs = [Pair(source, (target,)) for source, target in PAIRS]
    data.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS), encoding="utf-8")
    joined, _ = join_pairs(pairs, 5)
    for name in NAMES:
        model = s2s.load(f"en-fr/{name}", root)
        found = [evaluate(model, pairs, data), evaluate(model, joined, data, inputs="5 joined inputs of two sentences")]
        save_results(root / "en-fr" / name, Results(translation=found, alignment=[]))
    return root


def test_the_first_screen_shows_a_sentence_of_our_own_that_has_grown(visit: Visit) -> None:
    page = visit()
    assert page.text_area(key="text").value.startswith("The old woman")
    assert page.segmented_control(key="clauses").value == 5
    assert len(charts(page, "growth")) == 1
    assert texts(page).count("content words · not found: ") == 3
    assert "evaluate --all --pair en-fr" in page.code[0].value


def test_translations_and_coverage_are_those_of_the_models_and_of_the_other_two(
    visit: Visit, tiny_checkpoints: Path
) -> None:
    page = visit(text=GROWN)
    sentences = ["The cat sleeps here", "The cat sleeps here, the dog saw the cat"]
    models = {name: s2s.load(f"en-fr/{name}", tiny_checkpoints) for name in NAMES}
    lexicon = read_lexicon(tiny_checkpoints / "en-fr" / LEXICON)
    (chart,) = charts(page, "growth")
    for line, (name, model) in zip(chart["data"][len(NAMES) :], models.items(), strict=True):
        shares = []
        for sentence in sentences:
            said = model.translate(sentence)[0].text
            looked_up = look_up(sentence, said, lexicon, ("en", "fr"))
            asked = [(sentence, said, looked_up.left_open)]
            judges = [losses(models[n], asked)[0] for n in NAMES if n != name]
            found = [one.verdict for one in judge(looked_up, said, judges)]
            shares.append(found.count(Verdict.TRANSLATED) / len(found))
        np.testing.assert_allclose(numbers(line["y"]), shares)
        assert said in texts(page)
    page.segmented_control(key="clauses").set_value(1).run()
    assert models["bahdanau"].translate(sentences[0])[0].text in texts(page)
    assert "clauses=1" in page.code[-1].value
    page.text_area(key="text").set_value("The cat sleeps and the dog saw the cat and they come back.").run()
    assert page.segmented_control(key="clauses").value == 3  # another sentence is shown whole


def test_how_far_to_trust_the_verdicts_is_told_where_they_stand(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "How often these verdicts are right has not been measured" in texts(visit(text="The cat sleeps."))
    row = {"translated": 0.9, "cannot tell": 0.0}
    rows = [
        row | {"words": "held out, by models: translated", "number": 200, "not found": 0.015},
        row | {"words": "held out, by models: lost", "number": 50, "not found": 0.82},
    ]
    found: dict[str, Any] = {"sentences": 30, "ways": {WAY: rows}}
    monkeypatch.setattr("ui.bottleneck.trust.measured_of", lambda *asked: found)
    said = texts(visit(text="The cat sleeps."))
    assert "in 30 translations" in said
    assert "of the 200 words that models did translate 1.5% are called not found" in said
    assert "of the 50 that they lost 82%" in said
    found["ways"][WAY] = []
    assert "on joined test sentences alone" in texts(visit(text="The cat sleeps."))


def test_a_sentence_of_one_clause_forgets_the_clause_of_the_one_before(visit: Visit) -> None:
    page = visit(text=GROWN)
    for typed in ("The cat sleeps.", "word " * 300):  # the second cannot be read, so the first is shown again
        page.text_area(key="text").set_value(typed).run()
    assert not [warning for warning in page.warning if "clause" in warning.value]


def test_a_corrected_verdict_counts_at_once_stays_in_the_link_and_goes_with_the_sentence(visit: Visit) -> None:
    page = visit(text="The cat sleeps.")
    assert "translated: 2 of 2 content words · not found: 0" in texts(page)
    page = visit(text="The cat sleeps.", corrected="bahdanau:1:2:not-found")
    assert "translated: 1 of 2 content words · not found: 1 · cannot tell: 0 · 1 as you corrected ◆" in texts(page)
    assert "corrected=bahdanau%3A1%3A2%3Anot-found" in page.code[-1].value
    page.text_area(key="text").set_value("The cat saw the dog.").run()
    assert "as you corrected" not in texts(page)
    assert "corrected=" not in page.code[-1].value


def test_a_correction_of_a_link_that_cannot_be_used_is_named(visit: Visit) -> None:
    for given in ("bahdanau:1:2:perhaps", "nobody:1:2:not-found", "bahdanau:0:2:not-found", "x"):
        page = visit(text="The cat sleeps.", corrected=given)
        assert plain(f"Correction “{given}” is not MODEL:CLAUSES:WORD:VERDICT") in page.warning[0].value
    page = visit(text="The cat sleeps.", corrected="bahdanau:1:9:not-found")
    assert "no content word 9" in page.warning[0].value


def test_a_family_without_a_lexicon_shows_translations_and_says_how_to_make_one(
    visit: Visit, own_checkpoints: Path
) -> None:
    (own_checkpoints / "en-fr" / LEXICON).unlink()
    page = visit(own_checkpoints, text=GROWN)
    said = s2s.load("en-fr/bahdanau", own_checkpoints).translate("The cat sleeps here, the dog saw the cat")[0].text
    assert said in texts(page)
    assert "has no lexicon" in texts(page)
    assert "seq2seq_core lexicon" in page.code[0].value
    (own_checkpoints / "en-fr" / LEXICON).write_bytes(b"nothing")
    damaged = visit(own_checkpoints, text=GROWN)
    assert plain("lexicon.json.gz is not a lexicon") in damaged.error[0].value
    assert "has no lexicon" not in texts(damaged)


def test_of_a_long_sentence_the_beginning_is_grown_and_that_is_said(visit: Visit) -> None:
    page = visit(text="The cat sleeps and the dog saw the cat,\n" * 20)
    (said,) = [caption.value for caption in page.caption if "Only the beginning" in caption.value]
    (chart,) = charts(page, "growth")
    words = [int(x) for x in numbers(chart["data"][0]["x"])]
    assert max(words) < 50
    assert re.search(r"grown, \d+ of its 799 characters", said)
    assert words[0] == 9, "clauses are still the lines that were typed"
    assert not any("Only the beginning" in caption.value for caption in visit(text=GROWN).caption)


def test_choices_survive_the_other_experiments(visit: Visit, evaluated: Path) -> None:
    page = visit(evaluated, text=SENTENCE)
    page.segmented_control(key="measure").set_value("chrf").run()
    page.segmented_control(key="experiment").set_value("shortcut").run()
    page.segmented_control(key="to").set_value("words").run()
    page.segmented_control(key="experiment").set_value("trade").run()
    assert page.segmented_control(key="measure").value == "chrf"
    page.segmented_control(key="experiment").set_value("shortcut").run()
    assert page.segmented_control(key="to").value == "words"
    assert page.text_area(key="text").value == SENTENCE
    assert not page.exception


def test_figures_on_test_data_are_those_of_the_files_with_their_bands(visit: Visit, evaluated: Path) -> None:
    page = visit(evaluated, text=SENTENCE)
    found = json.loads((evaluated / "en-fr" / "bahdanau" / EVALUATION_FILE).read_text())["translation"]
    for spec, inputs in zip(charts(page, "length"), ["sentences", "5 joined inputs of two sentences"], strict=True):
        one = next(e for e in found if e["inputs"] == inputs)
        bands, lines = spec["data"][:3], spec["data"][3:]
        assert list(numbers(lines[0]["y"])) == [b["bleu"] for b in one["by_length"]]
        lows = [b["bleu_interval"]["low"] for b in one["by_length"]]
        assert list(numbers(bands[0]["y"]))[-len(lows) :] == lows[::-1]
    assert any("95% of 1,000 bootstrap samples" in caption.value for caption in page.caption)


def test_figures_without_bands_are_shown_without_and_said_to_be(visit: Visit, evaluated: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(evaluated, tmp_path / "older"))
    for name in NAMES:
        path = root / "en-fr" / name / EVALUATION_FILE
        older = json.loads(path.read_text())
        for one in older["translation"]:
            for part in (one, *one["by_length"]):
                del part["bleu_interval"], part["chrf_interval"]
        path.write_text(json.dumps(older))
    page = visit(root, text=SENTENCE)
    assert len(charts(page, "length")[0]["data"]) == 3
    assert any("evaluate again" in caption.value for caption in page.caption)
    assert not visit(root, experiment="trade").error


def test_every_model_of_the_pair_is_a_row_of_what_attention_buys_the_best_first(visit: Visit, evaluated: Path) -> None:
    page = visit(evaluated, experiment="trade", model="bahdanau")
    page.segmented_control(key="measure").set_value("chrf").run()
    chrf = {}
    for name in NAMES:
        found = json.loads((evaluated / "en-fr" / name / EVALUATION_FILE).read_text())["translation"]
        chrf[name] = next(e["chrf"] for e in found if e["inputs"] == "sentences" and e["beam_size"] == 1)
    ordered = sorted(chrf, key=lambda name: -chrf[name])
    quality, size, speed = charts(page, "trade")
    assert list(numbers(quality["data"][0]["x"])) == [chrf[name] for name in ordered]
    megabytes = [(evaluated / "en-fr" / name / WEIGHTS).stat().st_size / 1e6 for name in ordered]
    np.testing.assert_allclose(numbers(size["data"][0]["x"]), megabytes)
    for spec in (quality, size, speed):
        assert spec["layout"]["yaxis"]["ticktext"] == ordered
    assert page.dataframe[0].value["model"].tolist() == ordered


def test_figures_of_other_weights_are_not_shown_as_these(visit: Visit, evaluated: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(evaluated, tmp_path / "stale"))
    path = root / "en-fr" / "bahdanau" / EVALUATION_FILE
    older = json.loads(path.read_text())
    path.write_text(json.dumps(older).replace(older["translation"][0]["fingerprint"], "0123456789"))
    page = visit(root, experiment="trade")
    assert "en-fr/bahdanau was evaluated with other weights" in texts(page)
    assert sorted(page.dataframe[0].value["model"]) == ["luong-general", "no-attention"]


@pytest.mark.parametrize("experiment", ["fixed-vector", "shortcut", "trade"])
@pytest.mark.parametrize("file", [CONFIG, "model.safetensors", EVALUATION_FILE])
def test_a_damaged_model_is_named_while_the_others_work(
    visit: Visit, evaluated: Path, tmp_path: Path, file: str, experiment: str
) -> None:
    root = Path(shutil.copytree(evaluated, tmp_path / "damaged"))
    path = root / "en-fr" / "bahdanau" / file
    path.write_bytes(path.read_bytes()[:-5])
    page = visit(root, text=SENTENCE, experiment=experiment)
    told = [error.value for error in page.error]
    if (file, experiment) not in [("model.safetensors", "trade"), (EVALUATION_FILE, "shortcut")]:
        assert any("bahdanau" in error for error in told)
    if (file, experiment) == ("model.safetensors", "fixed-vector"):
        assert "Ensemble: en-fr/luong-general, en-fr/no-attention." in texts(page)
    assert page.get("plotly_chart")


def test_letters_are_those_of_the_choice_whatever_is_damaged(visit: Visit, evaluated: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(evaluated, tmp_path / "damaged"))
    (root / "en-fr" / "bahdanau" / WEIGHTS).unlink()
    page = visit(root, text="The cat sleeps, and the dog saw the cat.")
    assert "B  luong-general" in texts(page)
    for key in ("growth", "length"):
        assert {"B  luong-general", "C  no-attention"} <= {
            line["name"] for line in charts(page, key)[0]["data"] if "name" in line
        }


def test_what_attention_buys_shows_every_model_and_keeps_what_was_chosen(visit: Visit, evaluated: Path) -> None:
    page = visit(evaluated, model="no-attention", experiment="trade")
    assert not page.multiselect
    assert sorted(page.dataframe[0].value["model"]) == sorted(NAMES)
    page.segmented_control(key="experiment").set_value("fixed-vector").run()
    assert page.multiselect(key="models").value == ["en-fr/no-attention"]


def test_a_link_names_no_model_of_another_pair(visit: Visit, own_checkpoints: Path) -> None:
    copy_to_german(own_checkpoints)
    page = visit(own_checkpoints, pair="en-fr", text=SENTENCE, experiment="shortcut", looker="luong-general")
    page.segmented_control(key="experiment").set_value("trade").run()
    page.selectbox(key="pair").set_value("en-de").run()
    assert "looker" not in page.query_params
    page = visit(text=SENTENCE, experiment="shortcut", looker="nobody")
    assert "Attention model “nobody” is not a model of en-fr (there is" in page.warning[0].value.replace("\\", "")


def test_a_model_without_its_weights_is_named_and_has_no_row(visit: Visit, evaluated: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(evaluated, tmp_path / "missing"))
    (root / "en-fr" / "bahdanau" / WEIGHTS).unlink()
    page = visit(root, experiment="trade")
    assert any("model\\.safetensors is missing" in error.value for error in page.error)
    assert sorted(page.dataframe[0].value["model"]) == ["luong-general", "no-attention"]
    for name in ("luong-general", "no-attention"):
        (root / "en-fr" / name / WEIGHTS).unlink()
    page = visit(root, experiment="trade")
    assert len(page.error) == 3
    assert not page.exception


@pytest.mark.parametrize(
    ("typed", "said"), [("", "nothing to translate"), ("a " * 300, "300 words"), ("a\x07b", "control character")]
)
def test_unreadable_input_is_named_and_leaves_the_last_result(visit: Visit, typed: str, said: str) -> None:
    page = visit(text=SENTENCE, experiment="shortcut")
    page.text_area(key="text").set_value(typed).run()
    assert not page.exception
    assert said in page.error[0].value.replace("\\", "")
    assert len(charts(page, "gradient")) == 3


def test_a_link_that_cannot_be_followed_says_why_and_falls_back(visit: Visit) -> None:
    page = visit(text=SENTENCE, experiment="nope", to="moon", clauses="-1", looker="../x", measure="ter", pair="xx")
    (warning,) = page.warning
    for wrong in ("nope", "moon", "1", "x", "ter", "xx"):
        assert wrong in warning.value
    assert page.segmented_control(key="experiment").value == "fixed-vector"
    page.run()
    assert not page.warning


def test_one_model_alone_still_has_what_needs_no_other(visit: Visit, own_checkpoints: Path) -> None:
    for name in NAMES[1:]:
        shutil.rmtree(own_checkpoints / "en-fr" / name)
    page = visit(own_checkpoints, text=GROWN)
    assert "no other model of this pair to judge" in texts(page)
    page = visit(own_checkpoints, text=SENTENCE, experiment="shortcut")
    assert len(charts(page, "gradient")) == 2


def test_what_is_typed_is_never_markup_and_every_chart_has_words(visit: Visit, evaluated: Path) -> None:
    for experiment in ("fixed-vector", "shortcut", "trade"):
        page = visit(evaluated, text="the cat <b>x</b> &amp; **y**", experiment=experiment)
        assert all(chart.proto.alt for chart in page.get("plotly_chart"))
        assert page.dataframe
        assert all(table.proto.alt for table in page.dataframe)
        assert not any("**y**" in element.value for element in [*page.caption, *page.markdown])


def test_no_model_chosen_is_said(visit: Visit) -> None:
    page = visit(text=SENTENCE)
    page.multiselect(key="models").set_value([]).run()
    assert "Choose at least one model" in page.info[0].value


def test_the_sentence_that_the_page_begins_with_stays_on_the_page(visit: Visit) -> None:
    page = visit()
    own = page.session_state["text"]
    assert own == GROWING.text
    page.switch_page("app.py").run()
    assert page.session_state["text"] == examples_for("en-fr")[0].text
    page.text_area(key="text").set_value("The dog sleeps.").run()
    page.switch_page("pages/bottleneck.py").run()
    assert page.session_state["text"] == "The dog sleeps.", "what a visitor typed goes along"
    page.text_area(key="text").set_value(own).run()
    page.switch_page("app.py").run()
    assert page.session_state["text"] == "The dog sleeps."
