"""Whatever is wrong with a model folder costs that folder only: a few hundred seeded damages, and some known ones."""

import hashlib
import json
import math
import random
import shutil
import struct
from pathlib import Path
from typing import Any

import pytest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import CONFIG, VOCABULARY, WEIGHTS
from seq2seq_core.evaluation.card import family_table, write_card
from seq2seq_core.evaluation.results import EVALUATION_FILE, read_results
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from seq2seq_core.training.watching import WATCHED_FILE, read_growth
from seq2seq_core.vocabulary import Vocabulary
from tests.core.commands import run

HOSTILE = [
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, -0.0, 1.5, float("nan"), float("inf"), "", "x", "\ud800",
    "a" * 100_000, "../../etc", "<b>x</b>", "\0", [], {}, [[]], {"": None}, ["en"],
]  # fmt: skip
DEEP = b"[" * 5000 + b"]" * 5000
BITS = {"F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "BF16": 16, "F64": 64, "I64": 64,
        "U8": 8, "I16": 16, "BOOL": 8, "C64": 64, "nonsense": 16}  # fmt: skip


@pytest.fixture
def folder(own_checkpoints: Path) -> Path:
    return own_checkpoints / "en-fr" / "bahdanau"


def rehash(folder: Path) -> None:
    """Let config.json name the files as they are now, so that they are read."""
    config = json.loads((folder / CONFIG).read_text())
    config["sha256"] = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (WEIGHTS, VOCABULARY)
    }
    (folder / CONFIG).write_text(json.dumps(config))


def survives(folder: Path) -> bool:
    """Whether the model loads; nothing but CheckpointError may come of it, and the others stay as they are."""
    root = folder.parents[1]
    models = s2s.known_models(root)
    assert "en-fr/luong-general" in models
    assert models["en-fr/luong-general"].config is not None
    try:
        translator = s2s.load("en-fr/bahdanau", root)
        translator.translate("The cat.")
    except s2s.CheckpointError as error:
        str(error).encode()  # a message that can be shown
        return False
    return True


def replaced(values: Any, chance: random.Random, hostile: object) -> Any:
    """The same JSON with one value, one key or one item somewhere in it replaced."""
    if isinstance(values, dict) and values and chance.random() < 0.9:
        key = chance.choice(sorted(values))
        if chance.random() < 0.1:
            return {k: v for k, v in values.items() if k != key} | {f"{key}{hostile!s:.5}": values[key]}
        return values | {key: replaced(values[key], chance, hostile)}
    if isinstance(values, list) and values and chance.random() < 0.9:
        i = chance.randrange(len(values))
        return [*values[:i], replaced(values[i], chance, hostile), *values[i + 1 :]]
    return hostile


def damaged_bytes(content: bytes, chance: random.Random) -> bytes:
    start, size = chance.randrange(len(content)), chance.choice([1, 1, 2, 8, 100])
    match chance.randrange(4):
        case 0:
            return content[:start]
        case 1:
            return content[:start] + chance.randbytes(size) + content[start + size :]
        case 2:
            return content[:start] + chance.randbytes(size) + content[start:]
        case _:
            return content[:start] + content[start + size :]


def damaged_header(content: bytes, chance: random.Random) -> bytes:
    (size,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + size])
    tensor = header[chance.choice(sorted(header))]
    if chance.random() < 0.5:
        tensor["dtype"] = chance.choice(sorted(BITS))
    else:
        key = chance.choice(["shape", "data_offsets", "dtype"])
        tensor[key] = chance.choice([*HOSTILE[:15], [0, 0], [2**40, 2**40], [-1, 4]])
    try:
        made = json.dumps(header).encode()
    except UnicodeEncodeError:
        return content
    return struct.pack("<Q", len(made)) + made + content[8 + size :]


@pytest.mark.parametrize("seed", range(120))
def test_one_value_of_the_configuration_is_another(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    config = json.loads((folder / CONFIG).read_text())
    (folder / CONFIG).write_text(json.dumps(replaced(config, chance, chance.choice(HOSTILE))))
    survives(folder)


@pytest.mark.parametrize("name", [CONFIG, WEIGHTS, VOCABULARY])
@pytest.mark.parametrize("seed", range(40))
def test_bytes_of_a_file_are_others(folder: Path, name: str, seed: int) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(damaged_bytes(content, random.Random(seed)))
    if name != CONFIG:
        assert not survives(folder), "its hash differs"
        rehash(folder)
    survives(folder)


@pytest.mark.parametrize("seed", range(60))
def test_the_weights_say_that_they_are_something_else(folder: Path, seed: int) -> None:
    (folder / WEIGHTS).write_bytes(damaged_header((folder / WEIGHTS).read_bytes(), random.Random(seed)))
    rehash(folder)
    survives(folder)


@pytest.mark.parametrize("dtype", BITS)
@pytest.mark.parametrize("byte", [b"\0", b"\x01", b"\xff"])
def test_every_weight_has_another_type(folder: Path, dtype: str, byte: bytes) -> None:
    content = (folder / WEIGHTS).read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    header, end = json.loads(content[8 : 8 + size]), 0
    for tensor in header.values():
        start, end = end, end + math.prod(tensor["shape"]) * BITS[dtype] // 8
        tensor.update(dtype=dtype, data_offsets=[start, end])
    made = json.dumps(header).encode()
    (folder / WEIGHTS).write_bytes(struct.pack("<Q", len(made)) + made + byte * end)
    rehash(folder)
    survives(folder)


@pytest.mark.parametrize("name", [CONFIG, EVALUATION_FILE, WATCHED_FILE, "training.jsonl", "README.md"])
@pytest.mark.parametrize(
    "content",
    [DEEP, b"", b"\xff\xfe", b'"\\ud800"', b"NaN", b"1e999", b"9" * 5000, b"{" * 9999],
    ids=lambda content: content[:6].hex(),
)
def test_a_file_is_something_else_altogether(
    folder: Path, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(folder.parents[1]))
    (folder / name).write_bytes(content)
    survives(folder)
    vocabulary = Vocabulary((folder / VOCABULARY).read_bytes())
    readers = (
        lambda: read_results(folder),
        lambda: read_growth(folder, vocabulary),
        lambda: write_card("en-fr/bahdanau", folder),
    )
    for read in readers:
        try:
            read()
        except s2s.UserError as error:
            str(error).encode()
    assert any(line.startswith("en-fr/luong-general: en to fr") for line in run("models").output.splitlines())


@pytest.mark.parametrize("name", ["half \udc80 a character", "\udce9", "line\nbreak", "<b>", "a" * 200], ids=ascii)
@pytest.mark.parametrize("level", ["pair", "model"])
def test_a_folder_with_a_strange_name_leaves_the_others_alone(
    folder: Path, name: str, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder.parents[1]
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(root))
    strange = root / name / "model" if level == "pair" else folder.parent / name
    shutil.copytree(folder, strange)
    for damaged in (False, True):
        if damaged:
            (strange / CONFIG).write_bytes(DEEP)
        assert survives(folder)
        output = run("models").output
        output.encode()  # it can be printed
        assert any(line.startswith("en-fr/luong-general: en to fr") for line in output.splitlines())
        if not damaged:
            family_table(s2s.known_models(root)).encode()
