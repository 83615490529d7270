"""Saving and loading: nothing changes but the rounding to float16, and every kind of damage has a name."""

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load as read_tensors
from safetensors.torch import save as write_tensors

from seq2seq_core.checkpoint import (
    CONFIG,
    VOCABULARY,
    WEIGHTS,
    TrainingRecord,
    load_checkpoint,
    read_config,
    save_checkpoint,
)
from seq2seq_core.errors import CheckpointError
from seq2seq_core.model.batching import pad
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.recipe import TrainingConfig
from seq2seq_core.vocabulary import END, START, Vocabulary, train_vocabulary
from tests.tiny_models import NAMES, PAIRS, tiny_config, tiny_model

SOURCES = [[40, 12, 77, END], [9, END]]


@torch.no_grad()
def logits(model: Seq2Seq) -> torch.Tensor:
    source, state = model.encode(pad(SOURCES), torch.tensor([4, 2]))
    return model.logits(model.unroll(torch.tensor([[START, 5, 9], [START, 50, 60]]), state, source).features)


def save(folder: Path, model: Seq2Seq, vocabulary: Vocabulary, record: TrainingRecord | None = None) -> None:
    save_checkpoint(folder, model, vocabulary, source_language="en", target_language="fr", training=record)


@pytest.fixture
def folder(own_checkpoints: Path) -> Path:
    """The folder of one good model, which a test may damage."""
    return own_checkpoints / "en-fr" / "bahdanau"


def change_config(folder: Path, change: Callable[[dict], object]) -> None:
    values = json.loads((folder / CONFIG).read_text())
    change(values)
    (folder / CONFIG).write_text(json.dumps(values))


def replace_weights(folder: Path, content: bytes) -> None:
    """Other weights, with the hash that belongs to them."""
    (folder / WEIGHTS).write_bytes(content)
    change_config(folder, lambda c: c["sha256"].update({WEIGHTS: hashlib.sha256(content).hexdigest()}))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tied", [True, False])
def test_a_loaded_model_is_the_saved_one_rounded_to_float16_bit_by_bit(
    name: str, tied: bool, tiny_vocabulary: Vocabulary, tmp_path: Path
) -> None:
    model = Seq2Seq(tiny_config(name).model_copy(update={"tied_embeddings": tied})).eval()
    save(tmp_path / "m", model, tiny_vocabulary)
    first, second = load_checkpoint(tmp_path / "m").model, load_checkpoint(tmp_path / "m").model
    assert torch.equal(logits(first), logits(second))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())
            parameter.requires_grad_(False)  # as in a loaded model: torch has other kernels for training
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), model.parameters(), strict=True))
    assert torch.allclose(logits(first), logits(model), atol=1e-6)  # sums in another order, as the matrices lie
    assert (first.output.weight is first.embedding.weight) == tied
    assert not first.training
    assert not any(parameter.requires_grad for parameter in first.parameters())


def test_saving_what_was_loaded_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    checkpoint = load_checkpoint(folder)
    save(tmp_path / "again", checkpoint.model, checkpoint.vocabulary)
    for name in (WEIGHTS, CONFIG, VOCABULARY):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()
    assert load_checkpoint(tmp_path / "again").fingerprint == checkpoint.fingerprint


def test_weights_are_stored_once_as_float16(folder: Path) -> None:
    tensors = read_tensors((folder / WEIGHTS).read_bytes())
    assert {tensor.dtype for tensor in tensors.values()} == {torch.float16}
    parameters = sum(p.numel() for p in load_checkpoint(folder).model.parameters())
    assert sum(tensor.numel() for tensor in tensors.values()) == parameters


def test_the_hashes_are_those_of_the_files(folder: Path) -> None:
    for name, digest in read_config(folder).sha256.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_training_record_survives(tmp_path: Path, tiny_vocabulary: Vocabulary) -> None:
    record = TrainingRecord(
        config=TrainingConfig(epochs=2),
        attribution="ours",
        pairs=12,
        updates=100,
        best_update=50,
        pieces=1000,
        seconds=3.0,
        device="cpu",
        command="python -m seq2seq_core train x.toml",
    )
    save(tmp_path / "m", tiny_model(), tiny_vocabulary, record)
    assert read_config(tmp_path / "m").training == record


def test_what_format_1_called_otherwise_is_read_under_its_new_name(folder: Path) -> None:
    written = json.loads((folder / CONFIG).read_text())
    training = TrainingConfig(concatenated=0.25, source_noise=0.5).model_dump()
    training["joined"], training["careless"] = training.pop("concatenated"), training.pop("source_noise")
    record = {"config": training, "attribution": "", "pairs": 1, "updates": 1, "best_update": 1, "pieces": 1}
    record |= {"seconds": 1.0, "device": "cpu", "command": ""}
    (folder / CONFIG).write_text(json.dumps(written | {"format": 1, "training": record}))
    read = load_checkpoint(folder).config
    assert read.format == 2
    assert read.training is not None
    assert (read.training.config.concatenated, read.training.config.source_noise) == (0.25, 0.5)


def test_the_fingerprint_changes_with_weights_vocabulary_and_shape(tmp_path: Path, tiny_vocabulary: Vocabulary) -> None:
    other_vocabulary = train_vocabulary([*[text for pair in PAIRS for text in pair], "zebra " * 9], 160)
    reversed_model = Seq2Seq(tiny_config().model_copy(update={"reverse_source": True}))
    reversed_model.load_state_dict(tiny_model().state_dict())
    fingerprints = []
    for number, (model, vocabulary) in enumerate(
        [
            (tiny_model(), tiny_vocabulary),
            (tiny_model(seed=1), tiny_vocabulary),
            (tiny_model(), other_vocabulary),
            (reversed_model, tiny_vocabulary),
        ]
    ):
        save(tmp_path / str(number), model, vocabulary)
        fingerprints.append(load_checkpoint(tmp_path / str(number)).fingerprint)
    assert len(set(fingerprints)) == 4
    assert all(len(fingerprint) == 10 for fingerprint in fingerprints)


@pytest.mark.parametrize("name", [WEIGHTS, CONFIG, VOCABULARY])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CheckpointError, match=f"{name} is missing"):
        load_checkpoint(folder)


@pytest.mark.parametrize("name", [WEIGHTS, CONFIG, VOCABULARY])
def test_a_folder_in_place_of_a_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    with pytest.raises(CheckpointError, match=f"{name} cannot be read"):
        load_checkpoint(folder)


@pytest.mark.parametrize("name", [WEIGHTS, VOCABULARY])
@pytest.mark.parametrize("damage", ["one bit", "truncated", "empty", "longer"])
def test_a_file_that_is_not_the_one_named_by_the_config_is_refused(folder: Path, name: str, damage: str) -> None:
    content = bytearray((folder / name).read_bytes())
    if damage == "one bit":
        content[len(content) // 2] ^= 1
    changed = {"one bit": content, "truncated": content[:-100], "empty": b"", "longer": content + b"x"}[damage]
    (folder / name).write_bytes(bytes(changed))
    with pytest.raises(CheckpointError, match=f"{name} is not the file that {CONFIG} names: its SHA-256 differs"):
        load_checkpoint(folder)


@pytest.mark.parametrize("keep", [0, 4, 7, 100, -1])
def test_truncated_weights_with_a_matching_hash_are_no_safetensors_file(folder: Path, keep: int) -> None:
    replace_weights(folder, (folder / WEIGHTS).read_bytes()[:keep])
    with pytest.raises(CheckpointError, match=f"{WEIGHTS} is not a safetensors file"):
        load_checkpoint(folder)


def test_weights_of_another_shape_are_refused_by_name(folder: Path) -> None:
    change_config(folder, lambda c: c["model"].update(decoder_size=26))
    with pytest.raises(CheckpointError, match=rf"{WEIGHTS} does not fit {CONFIG}: \S+ has shape .* instead of"):
        load_checkpoint(folder)


@pytest.mark.parametrize("kind", ["missing", "extra", "transposed"])
def test_missing_extra_and_transposed_tensors_are_refused_by_name(folder: Path, kind: str) -> None:
    tensors = read_tensors((folder / WEIGHTS).read_bytes())
    name = "decoder.score.project_key.weight"
    if kind == "missing":
        del tensors[name]
    elif kind == "extra":
        tensors["surprise"] = torch.zeros(2)
        name = "surprise"
    else:
        tensors[name] = tensors[name].T.contiguous()
    replace_weights(folder, write_tensors(tensors))
    with pytest.raises(CheckpointError, match=name):
        load_checkpoint(folder)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_weights_that_are_not_numbers_are_refused(folder: Path, value: float) -> None:
    tensors = read_tensors((folder / WEIGHTS).read_bytes())
    tensors["output.bias"][7] = value
    replace_weights(folder, write_tensors(tensors))
    with pytest.raises(CheckpointError, match="not finite numbers"):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.update(surprise=1), "surprise: Extra inputs are not permitted"),
        (lambda c: c["model"].update(surprise=1), "model.surprise: Extra inputs are not permitted"),
        (lambda c: c["model"].update(layers="1"), "model.layers: Input should be a valid integer"),
        (lambda c: c["model"].update(score="general"), "attention 'bahdanau' cannot use score 'general'"),
        (lambda c: c["model"].update(vocabulary_size=10**9), "model.vocabulary_size"),
        (lambda c: c.update(format=3), "config.json is of format 3; this version of the program reads 1 and 2"),
        (lambda c: c.pop("format"), "config.json is of format None"),
        (lambda c: c.pop("model"), "model: Field required"),
        (lambda c: c.update(sha256={}), "its SHA-256 differs"),
    ],
)
def test_a_config_that_is_wrong_is_refused_with_the_key(
    folder: Path, change: Callable[[dict], object], message: str
) -> None:
    change_config(folder, change)
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(folder)
    assert message in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"no", b'{"format": 1'])
def test_a_config_that_is_not_json_is_refused(folder: Path, content: bytes) -> None:
    (folder / CONFIG).write_bytes(content)
    with pytest.raises(CheckpointError, match=f"{CONFIG} is not JSON"):
        load_checkpoint(folder)


@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"1"])
def test_a_config_that_is_json_but_no_object_is_refused(folder: Path, content: bytes) -> None:
    (folder / CONFIG).write_bytes(content)
    with pytest.raises(CheckpointError, match=CONFIG):
        load_checkpoint(folder)


def test_a_vocabulary_of_another_size_is_refused(folder: Path) -> None:
    other = train_vocabulary([text for pair in PAIRS for text in pair], 150)
    (folder / VOCABULARY).write_bytes(other.model)
    change_config(folder, lambda c: c["sha256"].update({VOCABULARY: hashlib.sha256(other.model).hexdigest()}))
    with pytest.raises(CheckpointError, match=f"{VOCABULARY} has 150 tokens but {CONFIG} says 160"):
        load_checkpoint(folder)


def test_a_vocabulary_that_is_none_is_refused(folder: Path) -> None:
    (folder / VOCABULARY).write_bytes(b"junk")
    change_config(folder, lambda c: c["sha256"].update({VOCABULARY: hashlib.sha256(b"junk").hexdigest()}))
    with pytest.raises(CheckpointError, match="not a SentencePiece model"):
        load_checkpoint(folder)


def test_weights_too_large_for_float16_are_not_saved_unnoticed(tmp_path: Path, tiny_vocabulary: Vocabulary) -> None:
    model = tiny_model()
    with torch.no_grad():
        model.output.bias[0] = 1e6
    save(tmp_path / "m", model, tiny_vocabulary)
    with pytest.raises(CheckpointError, match="not finite numbers"):
        load_checkpoint(tmp_path / "m")


@pytest.mark.parametrize("files_written", [0, 1, 2])
def test_a_full_disk_while_saving_leaves_the_old_model_and_nothing_else(
    folder: Path, tiny_vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch, files_written: int
) -> None:
    fsync, calls = os.fsync, []

    def disk_full_later(file: int) -> None:
        calls.append(file)
        if len(calls) > files_written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(file)

    before = load_checkpoint(folder).fingerprint
    monkeypatch.setattr(os, "fsync", disk_full_later)
    with pytest.raises(OSError, match="No space left"):
        save(folder, tiny_model(seed=9), tiny_vocabulary)
    monkeypatch.undo()
    assert load_checkpoint(folder).fingerprint == before
    assert sorted(path.name for path in folder.iterdir()) == sorted([WEIGHTS, CONFIG, VOCABULARY])
