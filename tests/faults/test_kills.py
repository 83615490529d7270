"""Processes that are killed at random moments: what they had written is whole, and what goes on ends at the same."""

import json
import random
import shutil
import time
from pathlib import Path

import pytest

from seq2seq_core.checkpoint import CONFIG, load_checkpoint, read_files
from seq2seq_core.corpus.results import read_results_file
from seq2seq_core.errors import CheckpointError
from seq2seq_core.evaluation.card import CARD
from seq2seq_core.evaluation.results import read_results
from seq2seq_core.training.loop import CHECKPOINT, LOG, STATE
from seq2seq_core.training.progress import read_state
from seq2seq_core.vocabulary import Vocabulary
from tests.core.runs import TEXTS, assert_same_run, make_run, write_pairs
from tests.faults import doing
from tests.faults.lives import live, some_end
from tests.tiny_models import PAIRS

KILLED = -9
MANY = pytest.mark.fuzz


@pytest.mark.parametrize(("kills", "seed"), [(2, 0), *(pytest.param(5, s, marks=MANY) for s in range(1, 11))])
def test_a_training_run_that_is_killed_again_and_again_ends_as_one_that_never_was(
    tmp_path: Path, kills: int, seed: int
) -> None:
    chance = random.Random(seed)
    watched = write_pairs(tmp_path / "watched.tsv", TEXTS[:1])
    config = make_run(tmp_path, data=dict(watched=str(watched)), epochs=2, validations_per_epoch=2, piece_dropout=0.1)
    run, folder = config.model_dump(), tmp_path / "killed"
    live(len, ())  # imports
    started = time.monotonic()
    assert live(doing.train, run, tmp_path / "unbroken") == 0
    seconds = time.monotonic() - started
    updates: list[int] = []
    refused: set[str] = set()

    def read_all() -> None:
        if (folder / CHECKPOINT / LOG).exists():
            for line in (folder / CHECKPOINT / LOG).read_text().splitlines():
                json.loads(line)
        if (folder / CHECKPOINT / CONFIG).exists():
            try:
                read_files(folder / CHECKPOINT)
            except CheckpointError as error:  # between two names: noticed, and not read
                refused.add(str(error).split(" is not ")[1])

    killed = 0
    while killed < kills:
        ended = live(doing.train, run, folder, end=some_end(chance, seconds / 2, 20), watch=read_all)
        if ended == 0:  # it came to its end before: another one is begun
            assert_same_run(folder, tmp_path / "unbroken")
            shutil.rmtree(folder)
            updates.clear()
            continue
        assert ended == KILLED
        killed += 1
        read_all()
        updates.append(read_state(folder / STATE)["progress"]["update"] if (folder / STATE).exists() else 0)
    assert refused <= {"the file that config.json names: its SHA-256 differs"}
    assert updates == sorted(updates), "nothing that was saved is lost"
    assert live(doing.train, run, folder) == 0
    assert not list(folder.rglob(".*"))
    assert_same_run(folder, tmp_path / "unbroken")
    assert (folder / CHECKPOINT / "watched.json").read_bytes() == (
        tmp_path / "unbroken" / CHECKPOINT / "watched.json"
    ).read_bytes()


@pytest.mark.parametrize("seed", [0, 1, 2, *(pytest.param(seed, marks=MANY) for seed in range(3, 53))])
def test_figures_and_card_of_a_killed_evaluation_are_the_old_or_the_new(own_checkpoints: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = own_checkpoints / "en-fr" / "bahdanau"
    figures = [_figures(load_checkpoint(folder).fingerprint, passed) for passed in (3, 4)]
    seen = []
    end = some_end(chance, 0.2, 12)

    def look() -> None:
        kept = read_results(folder).model_dump()
        assert kept in [_nothing(), *figures]
        card = (folder / CARD).read_text() if (folder / CARD).exists() else "#"
        assert card.startswith("#")
        assert card.endswith(("#", ".\n"))
        for name in "ab":
            content = (folder / name).read_bytes() if (folder / name).exists() else b""
            assert content == content[: len(content) // 5000] * 5000
        seen.append(kept)

    assert live(doing.keep_figures, folder, figures, end=end, watch=look, begun=(folder / "b").exists) == KILLED
    look()
    if end.after is not None:
        assert any(kept in figures for kept in seen)


@pytest.mark.parametrize("seed", [0, 1, 2, *(pytest.param(seed, marks=MANY) for seed in range(3, 53))])
def test_a_model_that_was_being_saved_is_the_old_the_new_or_refused(
    tmp_path: Path, tiny_vocabulary: Vocabulary, seed: int
) -> None:
    read: list[str] = []
    refused: list[str] = []

    def look() -> None:
        try:
            read.append(load_checkpoint(tmp_path / "m").fingerprint)
        except CheckpointError as error:
            refused.append(str(error))

    end, begun = some_end(random.Random(seed), 0.3, 12), (tmp_path / "m" / CONFIG).exists
    assert live(doing.keep_models, tmp_path / "m", tiny_vocabulary.model, end=end, watch=look, begun=begun) == KILLED
    look()
    assert all(said.endswith(("is missing", "its SHA-256 differs")) for said in refused)
    assert len(set(read)) in ((1, 2) if end.after is not None else (0, 1, 2))


@pytest.mark.parametrize(("kills", "seed"), [(2, 0), *(pytest.param(5, s, marks=MANY) for s in range(1, 11))])
def test_a_test_set_whose_translation_is_killed_again_and_again_ends_as_one_that_never_was(
    tmp_path: Path, tiny_checkpoints: Path, kills: int, seed: int
) -> None:
    chance = random.Random(seed)
    data = "".join(f"{source}\t{target}\n" for source, target in PAIRS).encode()
    whole, output = tmp_path / "whole.jsonl", tmp_path / "killed.jsonl"
    live(len, ())  # imports
    started = time.monotonic()
    assert live(doing.translate_test_set, data, whole, tiny_checkpoints) == 0
    seconds = time.monotonic() - started
    for _ in range(kills):
        end = some_end(chance, seconds, 1)
        assert live(doing.translate_test_set, data, output, tiny_checkpoints, end=end) in (0, KILLED)
    assert live(doing.translate_test_set, data, output, tiny_checkpoints) == 0
    found, expected = read_results_file(output), read_results_file(whole)
    assert found.complete
    assert found.header == expected.header
    for here, there in zip(found.rows, expected.rows, strict=True):
        for name, said in here.said.items():
            assert said.text == there.said[name].text
            # Sentences were decoded in other company, which changes the last digit.
            assert said.log_prob == pytest.approx(there.said[name].log_prob, abs=1e-5)
            assert said.measures == pytest.approx(there.said[name].measures, abs=1e-4)


def _nothing() -> dict[str, object]:
    return {"translation": [], "alignment": [], "faithfulness": [], "attribution_alignment": [], "challenge": []}


def _figures(fingerprint: str, passed: int) -> dict[str, object]:
    answers = [dict(id=str(i), text="Le chat dort. " * 50, passed=i < passed) for i in range(6)]
    score = dict(
        model="en-fr/bahdanau", fingerprint=fingerprint, data="en-fr", data_sha256="0" * 64, beam_size=1, sentences=6,
        passed=passed, alignment=None, answers=answers,
    )  # fmt: skip
    return _nothing() | {"challenge": [score]}
