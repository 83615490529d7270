"""Training: whole runs, and those that are fed bad data or driven mad."""

import json
import math
from pathlib import Path

import pytest
import torch

from seq2seq_core.checkpoint import load_checkpoint, read_config
from seq2seq_core.errors import CorpusError, TrainingError
from seq2seq_core.parallel_text import Pair
from seq2seq_core.training.data import read_data
from seq2seq_core.training.loop import CHECKPOINT, STATE, read_state, train
from tests.core.papers import KINDS
from tests.core.runs import TEXTS, assert_same_run, curve, make_run, write_pairs


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_can_learn_a_handful_of_pairs_by_heart(kind: str, tmp_path: Path) -> None:
    pairs = write_pairs(tmp_path / "few.tsv", TEXTS[-8:])
    run = make_run(
        tmp_path,
        kind,
        data=dict(train=str(pairs), valid=str(pairs)),
        epochs=35,
        validations_per_epoch=1,
        patience=35,
        batch_tokens=25,
        learning_rate=2e-2,
        concatenated=0.0,
        source_noise=0.0,
        decay_from=0.5,
        label_smoothing=0.0,
    )
    run = run.model_copy(
        update={"model": run.model.model_copy(update=dict(vocabulary_size=60, dropout=0.0, encoder_size=24))}
    )
    assert train(run, tmp_path / "run")
    lines = curve(tmp_path / "run")
    assert lines[-1]["loss"] < 0.2 < lines[0]["loss"]
    assert max(line["valid_bleu"] for line in lines) > 95


def test_a_run_leaves_a_checkpoint_a_curve_and_a_record(tmp_path: Path) -> None:
    run = make_run(tmp_path, validations_per_epoch=2, epochs=2)
    assert train(run, tmp_path / "run", command="python -m seq2seq_core train x.toml")
    assert read_state(tmp_path / "run" / STATE)["progress"]["finished"]
    lines = curve(tmp_path / "run")
    record = read_config(tmp_path / "run" / CHECKPOINT).training
    assert record is not None
    assert record.config == run.training
    assert record.pairs == len(TEXTS)
    assert record.command == "python -m seq2seq_core train x.toml"
    best = max(lines, key=lambda line: line["valid_bleu"])
    assert record.best_update == next(l["update"] for l in lines if l["valid_bleu"] == best["valid_bleu"])  # noqa: E741
    assert [line["update"] for line in lines] == sorted({line["update"] for line in lines})
    assert all(math.isfinite(value) for line in lines for value in line.values())
    assert lines[-1]["pieces"] == final_pieces(tmp_path / "run") > 0


def final_pieces(folder: Path) -> int:
    return torch.load(folder / STATE, weights_only=True)["progress"]["pieces"]


def test_what_is_kept_is_the_average_of_the_weights_and_not_the_last_ones(tmp_path: Path) -> None:
    train(make_run(tmp_path, validations_per_epoch=1, epochs=1), tmp_path / "run")
    state = torch.load(tmp_path / "run" / STATE, weights_only=True)
    for name, kept in load_checkpoint(tmp_path / "run" / CHECKPOINT).model.named_parameters():
        assert torch.equal(kept, state["averaged"][f"module.{name}"].half().float())
        assert not torch.equal(kept, state["model"][name].half().float())


def test_a_finished_run_is_skipped_and_left_as_it_is(tmp_path: Path) -> None:
    run = make_run(tmp_path, epochs=1)
    assert train(run, tmp_path / "run")
    before = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    assert not train(run, tmp_path / "run")
    assert not train(run, tmp_path / "run", resume=True)
    assert {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()} == before


def test_the_same_seed_gives_the_same_run_and_another_seed_another(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        train(make_run(tmp_path, epochs=1, seed=seed), tmp_path / name)
    assert_same_run(tmp_path / "one", tmp_path / "same")
    assert curve(tmp_path / "one") != curve(tmp_path / "other")


def test_training_stops_when_validation_no_longer_improves(tmp_path: Path) -> None:
    run = make_run(tmp_path, epochs=50, patience=2, learning_rate=1e-9, validations_per_epoch=1)
    train(run, tmp_path / "run")
    assert [line["epoch"] for line in curve(tmp_path / "run")] == pytest.approx([1, 2, 3], abs=0.5)


def test_without_a_validation_file_sources_are_held_out(tmp_path: Path) -> None:
    run = make_run(tmp_path, data=dict(valid=None, valid_share=0.2), epochs=1)
    learn, held, _ = read_data(run)
    assert len(held) == round(0.2 * len({source for source, _ in TEXTS}))
    assert not {pair.source for pair in held} & {pair.source for pair in learn}
    assert train(run, tmp_path / "run")
    assert curve(tmp_path / "run")
    assert read_config(tmp_path / "run" / CHECKPOINT).training.pairs == len(learn)  # type: ignore[union-attr]


def test_two_files_are_trained_on_like_one(tmp_path: Path) -> None:
    for side, name in enumerate(("en", "fr")):
        text = "".join(pair[side] + "\n" for pair in TEXTS)
        (tmp_path / f"train.{name}").write_text(text, encoding="utf-8")
        (tmp_path / f"valid.{name}").write_text("".join(pair[side] + "\n" for pair in TEXTS[:4]), encoding="utf-8")
    places = dict(
        train=str(tmp_path / "train.en"),
        train_target=str(tmp_path / "train.fr"),
        valid=str(tmp_path / "valid.en"),
        valid_target=str(tmp_path / "valid.fr"),
    )
    train(make_run(tmp_path, epochs=1), tmp_path / "one")
    train(make_run(tmp_path, epochs=1, data=places), tmp_path / "two")
    assert curve(tmp_path / "one") == curve(tmp_path / "two")
    assert load_checkpoint(tmp_path / "one" / CHECKPOINT).fingerprint == (
        load_checkpoint(tmp_path / "two" / CHECKPOINT).fingerprint
    )


def test_watched_pairs_are_recorded_while_the_model_learns(tmp_path: Path) -> None:
    watched = write_pairs(tmp_path / "watched.tsv", TEXTS[:2])
    train(make_run(tmp_path, data=dict(watched=str(watched)), epochs=1), tmp_path / "run")
    told = json.loads((tmp_path / "run" / CHECKPOINT / "watched.json").read_text())
    assert told["pairs"] == [list(pair) for pair in TEXTS[:2]]
    updates = [point["update"] for point in told["points"]]
    assert updates[0] == 0
    assert updates == sorted(set(updates))
    for point in told["points"]:
        assert len(point["weights"]) == 2
        for matrix in point["weights"]:
            assert all(sum(row) == pytest.approx(1, abs=0.02) for row in matrix)


def test_validations_are_spread_evenly_and_the_last_comes_with_the_last_update(tmp_path: Path) -> None:
    train(make_run(tmp_path, epochs=3, validations_per_epoch=2), tmp_path / "run")
    state = torch.load(tmp_path / "run" / STATE, weights_only=True)
    updates = [line["update"] for line in curve(tmp_path / "run")]
    assert len(updates) == 6
    assert updates[-1] == state["progress"]["update"]
    steps = [later - earlier for earlier, later in zip([0, *updates], updates, strict=False)]
    assert max(steps) - min(steps) <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_bfloat16_with_fused_adam_and_dropout_learns_too(tmp_path: Path, kind: str) -> None:
    train(make_run(tmp_path, kind, epochs=3, precision="bfloat16", fused_adam=True), tmp_path / "run")
    lines = curve(tmp_path / "run")
    assert lines[-1]["loss"] < lines[0]["loss"]


# Divergence and bad data


def test_a_loss_that_is_no_number_is_an_error_that_names_the_learning_rate(tmp_path: Path) -> None:
    run = make_run(tmp_path, learning_rate=1e30, warmup=0, epochs=3)
    with pytest.raises(TrainingError, match=r"try a lower learning_rate \(now 1e\+30\)"):
        train(run, tmp_path / "run")


def test_a_loss_worse_than_guessing_is_divergence(tmp_path: Path) -> None:
    run = make_run(tmp_path, learning_rate=30.0, warmup=0, epochs=3, validations_per_epoch=1)
    with pytest.raises(TrainingError, match=r"diverged: a loss of \d+.* is worse than guessing \(5\.01\)"):
        train(run, tmp_path / "run")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is empty"), (b"caf\xe9\tcafe\n", "is not UTF-8 text"), (b"no tab\n", "no line with a tab")],
)
def test_bad_data_is_refused_before_anything_is_written(tmp_path: Path, content: bytes, message: str) -> None:
    run = make_run(tmp_path)
    (tmp_path / "train.tsv").write_bytes(content)
    with pytest.raises(CorpusError, match=message):
        train(run, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_more_pieces_than_the_data_can_give_is_a_named_error(tmp_path: Path) -> None:
    run = make_run(tmp_path)
    run = run.model_copy(update={"model": run.model.model_copy(update={"vocabulary_size": 8000})})
    with pytest.raises(CorpusError, match="no vocabulary of 8000 tokens can be learnt"):
        train(run, tmp_path / "run")


def test_the_vocabulary_is_learnt_from_the_training_part_alone(tmp_path: Path) -> None:
    write = write_pairs(tmp_path / "odd.tsv", [("The ω sleeps.", "Le ω dort.")])
    run = make_run(tmp_path, data=dict(valid=str(write)), epochs=1)
    train(run, tmp_path / "run")
    vocabulary = load_checkpoint(tmp_path / "run" / CHECKPOINT).vocabulary
    assert any(vocabulary.encode("ω").unknown)
    assert read_data(run)[1] == [Pair("The ω sleeps.", ("Le ω dort.",))]
