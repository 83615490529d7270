"""Configurations are read strictly, and their errors name the key."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from seq2seq_core.errors import ConfigError
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.recipe import RunConfig, TrainingConfig, read_run
from seq2seq_core.strict import parse

FAMILY = """
[data]
source_language = "English"
target_language = "French"
train = "train.tsv"

[model]
attention = "none"
encoder_size = 64

[training]
epochs = 3
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / "en-fr" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def model(**values: object) -> ModelConfig:
    return parse(ModelConfig, {"attention": "luong", "score": "general", **values}, where="config.json")


def test_folder_and_file_name_a_run(tmp_path: Path) -> None:
    run = read_run(write(tmp_path, "plain.toml", FAMILY))
    assert run.name == "en-fr/plain"
    assert run.model.encoder_size == 64
    assert run.training == TrainingConfig(epochs=3)


def test_an_extending_file_adds_to_the_tables_of_its_base_and_overrides_them(tmp_path: Path) -> None:
    write(tmp_path, "family.toml", FAMILY)
    write(tmp_path, "middle.toml", 'extends = "family.toml"\n[training]\nseed = 7\n')
    run = read_run(
        write(tmp_path, "top.toml", 'extends = "middle.toml"\n[model]\nattention = "bahdanau"\nscore = "additive"\n')
    )
    assert (run.model.attention, run.model.score, run.model.encoder_size) == ("bahdanau", "additive", 64)
    assert (run.training.epochs, run.training.seed) == (3, 7)


@pytest.mark.parametrize(("extends", "message"), [("3", "3, which is not"), ('["a", "b"]', "which is not"), ("''", "")])
def test_what_extends_no_file_is_named(tmp_path: Path, extends: str, message: str) -> None:
    with pytest.raises(ConfigError, match=rf"odd\.toml.*{message}|cannot be read"):
        read_run(write(tmp_path, "odd.toml", f"extends = {extends}\n"))


def test_files_that_extend_each_other_are_named(tmp_path: Path) -> None:
    write(tmp_path, "one.toml", 'extends = "two.toml"\n')
    with pytest.raises(ConfigError, match=r"one\.toml: extends itself"):
        read_run(write(tmp_path, "two.toml", 'extends = "one.toml"\n') and tmp_path / "en-fr" / "one.toml")


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        ("[training]\nepocs = 3\n", "training.epocs: Extra inputs are not permitted"),
        ('[training]\nepochs = "3"\n', "training.epochs: Input should be a valid integer"),
        ("[training]\nepochs = 0\n", "training.epochs: Input should be greater than 0"),
        ("[training]\nepochs = 2.5\n", "training.epochs"),
        ("[training]\nlearning_rate = -1.0\n", "training.learning_rate"),
        ("[training]\ndropout = 0.1\n", "training.dropout: Extra"),
        ('[training]\nprecision = "float16"\n', "training.precision: Input should be 'bfloat16' or 'float32'"),
        ("[model]\ndropout = 1.0\n", "model.dropout"),
        ("[model]\nlayers = 0\n", "model.layers"),
        ("[model]\nlayers = 9\n", "model.layers"),
        ("[model]\nencoder_size = 63\n", "encoder_size 63 must be even"),
        ("[model]\nencoder_size = 70000\n", "model.encoder_size"),
        ('[model]\ncell = "rnn"\n', "model.cell: Input should be 'lstm' or 'gru'"),
        ('[model]\nattention = "self"\n', "model.attention"),
        ('[model]\nscore = "general"\n', "attention 'none' cannot use score 'general'; allowed: None"),
        ("[model]\ninput_feeding = true\n", "input_feeding is part of Luong's decoder; attention 'none' has none"),
        ("[model]\ninput_feeding = 1\n", "model.input_feeding: Input should be a valid boolean"),
        ("[modell]\nlayers = 1\n", "modell: Extra inputs are not permitted"),
        ("[data]\nvalid_share = 1.0\n", "data.valid_share"),
    ],
)
def test_a_wrong_value_is_an_error_that_names_file_and_key(tmp_path: Path, addition: str, message: str) -> None:
    write(tmp_path, "family.toml", FAMILY)
    path = write(tmp_path, "wrong.toml", f'extends = "family.toml"\n{addition}')
    with pytest.raises(ConfigError) as caught:
        read_run(path)
    assert message in str(caught.value)
    assert "wrong.toml" in str(caught.value)


@pytest.mark.parametrize("name", ["../luong", "en-fr", "en-fr/a/b", "EN/x", "/en/fr"])
def test_a_run_may_not_be_named_like_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="name"):
        read_run(write(tmp_path, "named.toml", f'name = "{name}"\n{FAMILY}'))


@pytest.mark.parametrize("content", [b"[model", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_not_toml_is_a_config_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"broken\.toml: cannot be read as a TOML configuration"):
        read_run(path)


def test_a_missing_file_or_base_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        read_run(tmp_path / "nowhere.toml")
    with pytest.raises(ConfigError, match=r"nobody\.toml: cannot be read"):
        read_run(write(tmp_path, "orphan.toml", 'extends = "nobody.toml"'))


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"model: Field required.*|data\.train"):
        read_run(write(tmp_path, "short.toml", '[data]\nsource_language = "a"\ntarget_language = "b"\n'))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ConfigError, match=r"layers.*dropout|dropout.*layers"):
        model(layers=0, dropout=2.0)


@pytest.mark.parametrize(
    ("attention", "score"),
    [("none", "general"), ("none", "additive"), ("bahdanau", None), ("bahdanau", "general"), ("luong", None),
     ("luong", "additive")],
)  # fmt: skip
def test_an_illegal_combination_of_attention_and_score_is_refused(attention: str, score: str | None) -> None:
    with pytest.raises(ConfigError, match=f"attention '{attention}' cannot use score {score!r}; allowed"):
        parse(ModelConfig, {"attention": attention, "score": score}, where="config.json")


def test_a_config_survives_json() -> None:
    config = model(cell="gru", layers=2, input_feeding=True)
    assert ModelConfig.model_validate_json(config.model_dump_json()) == config


def test_a_config_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        model().layers = 2  # type: ignore[misc]


@pytest.mark.parametrize("pair", ["en-fr", "en-fr-broad", "en-de", "en-ja"])
def test_every_configuration_of_the_project_can_be_read_and_a_family_differs_in_attention_alone(pair: str) -> None:
    folder = Path(__file__).parents[2] / "configs" / pair
    runs = [read_run(path) for path in sorted(folder.glob("*.toml"))]
    assert {f"{pair}/bahdanau", f"{pair}/luong-general", f"{pair}/no-attention"} <= {run.name for run in runs}

    def shared(run: RunConfig) -> object:
        of_attention = {"attention", "score", "scope", "window", "input_feeding", "reverse_source", "coverage"}
        return run.data, run.training, run.model.model_dump(exclude=of_attention)

    assert all(shared(run) == shared(runs[0]) for run in runs)
