"""Model folders that are damaged, gone, or of another language or vocabulary: pages name them and go on."""

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import save_checkpoint
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import Vocabulary, train_vocabulary
from tests.app.translating import APP, SENTENCE, Visit, maps, texts, visitor
from tests.tiny_models import PAIRS, copy_to_german, tiny_config, tiny_model
from ui.shared.examples import examples_for


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch)


def damage_missing(folder: Path) -> None:
    (folder / "vocabulary.model").unlink()


def damage_truncated(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])


def damage_key(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"surprise": 1}))


def damage_shape(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["model"]["decoder_size"] += 2
    (folder / "config.json").write_text(json.dumps(config))


@pytest.mark.parametrize("damage", [damage_missing, damage_truncated, damage_key, damage_shape])
def test_a_damaged_model_is_named_while_the_others_work(
    visit: Visit, own_checkpoints: Path, damage: Callable[[Path], None]
) -> None:
    damage(own_checkpoints / "en-fr" / "bahdanau")
    page = visit(own_checkpoints)
    (error,) = page.error
    assert "bahdanau" in error.value
    assert len(maps(page)) == 1


def test_without_any_model_the_page_says_what_to_run(visit: Visit, tmp_path: Path) -> None:
    page = visit(tmp_path)
    assert "seq2seq_core train" in page.code[0].value


def test_where_nothing_can_be_written_the_page_says_so(
    visit: Visit, own_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/proc/nowhere"])
    (error,) = visit(own_checkpoints).error
    assert "No usable temporary directory found in ['/proc/nowhere']" in error.value.replace("\\", "")
    assert "TMPDIR" in error.value


def test_a_model_that_disappears_is_left_out(visit: Visit, own_checkpoints: Path) -> None:
    page = visit(own_checkpoints)
    shutil.rmtree(own_checkpoints / "en-fr" / "luong-general")
    page.run()
    assert not page.exception
    assert len(maps(page)) == 1


def test_another_language_pair_keeps_what_was_typed_but_not_an_example_of_the_old_pair(
    visit: Visit, own_checkpoints: Path, tiny_vocabulary: Vocabulary
) -> None:
    for name, target in (("en-de/bahdanau", "de"), ("fr-en/bahdanau", "en")):
        source = name[:2]
        folder = own_checkpoints / name
        save_checkpoint(folder, tiny_model(), tiny_vocabulary, source_language=source, target_language=target)
    page = visit(own_checkpoints)
    in_french = page.text_area(key="text").value
    page.selectbox(key="pair").set_value("en-de").run()
    assert page.text_area(key="text").value == examples_for("en-de")[0].text != in_french
    assert page.multiselect(key="models").value == ["en-de/bahdanau"]
    page.text_area(key="text").set_value("The dog sleeps.").run()
    page.selectbox(key="pair").set_value("en-fr").run()
    assert page.text_area(key="text").value == "The dog sleeps."
    page.selectbox(key="pair").set_value("fr-en").run()
    assert page.text_area(key="text").value == "1 2 3"
    assert not page.exception


@pytest.mark.parametrize("page_path", ["pages/compare.py", "pages/how_it_works.py", "pages/bottleneck.py"])
def test_a_language_pair_whose_models_are_gone_is_left_for_another_on_every_page(
    visit: Visit, own_checkpoints: Path, page_path: str
) -> None:
    copy_to_german(own_checkpoints)
    before = visit(own_checkpoints, pair="en-de").session_state
    shutil.rmtree(own_checkpoints / "en-de")
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page(page_path)
    for key in ("text", "pair", "models", "kept", "page"):
        page.session_state[key] = before[key]
    page.run()
    assert not page.exception
    assert page.selectbox(key="pair").value == "en-fr"


def test_a_lock_outside_of_one_models_source_is_dropped(visit: Visit, own_checkpoints: Path) -> None:
    folder = own_checkpoints / "en-fr" / "bahdanau"
    letters = train_vocabulary([text for pair in PAIRS for text in pair], 60)  # many more tokens a sentence
    config = tiny_config().model_copy(update={"vocabulary_size": 60})
    save_checkpoint(folder, Seq2Seq(config), letters, source_language="English", target_language="French")
    longest = len(s2s.load("en-fr/bahdanau", own_checkpoints).translate(SENTENCE)[0].source.ids)
    others = len(s2s.load("en-fr/luong-general", own_checkpoints).translate(SENTENCE)[0].source.ids)
    assert longest > others
    for lock in (f"{others}", f"bahdanau:0:{longest - 1}"):
        page = visit(own_checkpoints, text=SENTENCE, level="pieces", lock=lock)
        assert "The locked cell is not in these maps." in texts(page)


def test_two_folders_of_the_same_languages_can_be_told_apart(visit: Visit, own_checkpoints: Path) -> None:
    copy_to_german(own_checkpoints)
    shutil.copytree(own_checkpoints / "en-fr", own_checkpoints / "en-fr-small")
    choice = visit(own_checkpoints).selectbox(key="pair")
    assert choice.options == ["English → German", "English → French (en-fr)", "English → French (en-fr-small)"]
