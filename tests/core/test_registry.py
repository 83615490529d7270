"""Names are looked up among the folders that are there, never joined into a path."""

from pathlib import Path

import pytest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import CONFIG, WEIGHTS
from seq2seq_core.errors import CheckpointError
from seq2seq_core.registry import CHECKPOINTS_VARIABLE, checkpoints_folder, find_model, known_models
from tests.tiny_models import NAMES

MODELS = [f"en-fr/{name}" for name in NAMES]


def test_models_are_the_folders_two_levels_down_in_order(tiny_checkpoints: Path) -> None:
    assert list(known_models(tiny_checkpoints)) == MODELS
    assert find_model("en-fr/bahdanau", tiny_checkpoints).folder == tiny_checkpoints / "en-fr" / "bahdanau"


@pytest.mark.parametrize(
    "name",
    [
        "../secret/model",
        "en-fr/../../secret/model",
        "en-fr/../en-fr/bahdanau",
        "./en-fr/bahdanau",
        "en-fr/bahdanau/",
        "en-fr//bahdanau",
        "en-fr/bahdanau/.",
        "en-fr/bahdanau/nested",
        "en-fr",
        "bahdanau",
        "",
        ".",
        "..",
        "EN-FR/bahdanau",
        "en-fr/unknown",
        "en-fr/bahdanau\0",
        "en-fr\\bahdanau",
        "*/*",
        "<script>",
    ],
)
def test_every_other_name_is_refused_with_the_models_that_exist(own_checkpoints: Path, name: str) -> None:
    (own_checkpoints / "en-fr" / "bahdanau" / "nested").mkdir()
    secret = own_checkpoints.parent / "secret" / "model"
    secret.mkdir(parents=True)
    (secret / CONFIG).write_text("{}")
    with pytest.raises(CheckpointError) as caught:
        find_model(name, own_checkpoints)
    assert f"there is no model {name!r}; known models: {', '.join(MODELS)}" == str(caught.value)


def test_an_absolute_path_is_refused_even_to_a_model_that_exists(tiny_checkpoints: Path) -> None:
    with pytest.raises(CheckpointError, match="there is no model"):
        find_model(str(tiny_checkpoints / "en-fr" / "bahdanau"), tiny_checkpoints)


def test_without_any_model_the_message_says_where_one_is_looked_for(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "nowhere"):
        assert known_models(root) == {}
        with pytest.raises(CheckpointError) as caught:
            find_model("en-fr/bahdanau", root)
        assert str(root) in str(caught.value)


def test_files_empty_folders_and_deeper_folders_are_no_models(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("hello")
    (tmp_path / "en-fr" / "empty").mkdir(parents=True)
    (tmp_path / "en-fr" / "notes.txt").write_text("hello")
    assert known_models(tmp_path) == {}


def test_a_damaged_model_is_listed_and_named_while_the_others_work(own_checkpoints: Path) -> None:
    weights = own_checkpoints / "en-fr" / "bahdanau" / WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-1])
    (own_checkpoints / "en-fr" / "luong-general" / CONFIG).unlink()
    assert list(known_models(own_checkpoints)) == MODELS
    with pytest.raises(CheckpointError, match=f"model en-fr/bahdanau: {WEIGHTS} is not the file"):
        s2s.load("en-fr/bahdanau", own_checkpoints)
    with pytest.raises(CheckpointError, match=f"model en-fr/luong-general: {CONFIG} is missing"):
        s2s.load("en-fr/luong-general", own_checkpoints)
    assert s2s.load("en-fr/no-attention", own_checkpoints).translate("The cat sleeps.")


def test_the_folder_of_all_models_can_be_named_by_the_environment(
    tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(tiny_checkpoints))
    assert checkpoints_folder() == tiny_checkpoints
    assert list(s2s.known_models()) == MODELS
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, "")
    assert checkpoints_folder() == Path(s2s.__file__).parent.parent / "checkpoints"


def test_a_linked_model_folder_works_like_any_other(own_checkpoints: Path) -> None:
    (own_checkpoints / "en-fr" / "linked").symlink_to(own_checkpoints / "en-fr" / "bahdanau")
    assert "en-fr/linked" in known_models(own_checkpoints)
    assert find_model("en-fr/linked", own_checkpoints).config.model.attention == "bahdanau"


def test_a_link_that_leads_nowhere_is_no_model_and_hurts_no_other(own_checkpoints: Path) -> None:
    (own_checkpoints / "en-fr" / "broken").symlink_to(own_checkpoints / "gone")
    assert list(known_models(own_checkpoints)) == MODELS
