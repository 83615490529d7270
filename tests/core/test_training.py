"""Training: the loss and the schedule by hand, and runs that are killed, resumed, starved of disk or driven mad."""

import errno
import json
import math
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.nn import functional as F

from seq2seq_core import objective
from seq2seq_core.checkpoint import load_checkpoint, read_config
from seq2seq_core.config import RunConfig, TrainingConfig
from seq2seq_core.corpus import Pair, make_batch
from seq2seq_core.errors import CorpusError, TrainingError
from seq2seq_core.objective import schedule, smoothed_loss
from seq2seq_core.training import CHECKPOINT, LOG, STATE, is_finished, read_data, train
from seq2seq_core.vocabulary import END, PAD
from tests.core.papers import KINDS, small_model, translate_slowly
from tests.tiny_models import PAIRS

SUBJECTS = [("The cat", "Le chat"), ("The dog", "Le chien"), ("My friend", "Mon ami"), ("A child", "Un enfant")]
VERBS = [("sleeps", "dort"), ("sings", "chante"), ("eats bread", "mange du pain"), ("reads", "lit")]
TEXTS = [*PAIRS, *((f"{s} {v}.", f"{t} {w}.") for s, t in SUBJECTS for v, w in VERBS)]
ATTENTION = {
    "bahdanau": dict(attention="bahdanau", score="additive"),
    "luong-general": dict(attention="luong", score="general", input_feeding=True),
    "no-attention": dict(attention="none"),
}


def write_pairs(path: Path, pairs: list[tuple[str, str]]) -> Path:
    path.write_text("".join(f"{source}\t{target}\n" for source, target in pairs), encoding="utf-8")
    return path


def make_run(folder: Path, kind: str = "bahdanau", *, data: dict[str, Any] | None = None, **schedule: Any) -> RunConfig:
    """A run of 28 pairs in about 7 batches an epoch, with dropout, so that random numbers matter."""
    train_file = write_pairs(folder / "train.tsv", TEXTS)
    valid_file = write_pairs(folder / "valid.tsv", TEXTS[:4])
    places = dict(source_language="English", target_language="French", train=str(train_file), valid=str(valid_file))
    model = dict(vocabulary_size=150, embedding_size=8, encoder_size=12, decoder_size=10, dropout=0.2)
    values = dict(epochs=2, batch_tokens=90, learning_rate=1e-2, warmup=3, precision="float32", fused_adam=False)
    return RunConfig.model_validate(
        dict(
            name=f"en-fr/{kind}",
            data=places | (data or {}),
            model=model | ATTENTION[kind],
            training=values | schedule,
        )
    )


def final_weights(folder: Path) -> dict[str, torch.Tensor]:
    return torch.load(folder / STATE, weights_only=True)["model"]


def curve(folder: Path) -> list[dict[str, float]]:
    """training.jsonl without what depends on the clock."""
    lines = [json.loads(line) for line in (folder / CHECKPOINT / LOG).read_text().splitlines()]
    return [{k: v for k, v in line.items() if k not in ("seconds", "pieces_per_second")} for line in lines]


def assert_same_run(one: Path, other: Path) -> None:
    assert curve(one) == curve(other)
    weights = final_weights(other)
    for name, tensor in final_weights(one).items():
        assert torch.equal(tensor, weights[name]), name
    assert load_checkpoint(one / CHECKPOINT).fingerprint == load_checkpoint(other / CHECKPOINT).fingerprint


# The loss and the schedule


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.4])
def test_the_loss_is_label_smoothed_cross_entropy_over_the_real_pieces(
    kind: str, smoothing: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objective, "LOGITS_AT_ONCE", 3)  # so that it is summed over several parts
    model = small_model(kind).float()
    batch = make_batch([([5, 9, 4, END], [7, 8, END]), ([6, END], [4, 4, 9, 10, END]), ([7, 7, END], [END])])
    source, state = model.encode(batch.source, batch.lengths)
    unrolled = model.unroll(batch.previous, state, source)
    loss, pieces = smoothed_loss(model, unrolled, batch.target, smoothing)

    logits = model.logits(unrolled.features)
    reference = F.cross_entropy(
        logits.flatten(0, 1), batch.target.flatten(), ignore_index=PAD, label_smoothing=smoothing, reduction="sum"
    )
    torch.testing.assert_close(loss, reference, rtol=1e-5, atol=1e-5)

    by_hand = 0.0  # -sum over words of wanted probability times log-probability
    V = model.config.vocabulary_size
    for source_ids, target_ids in [([5, 9, 4, END], [7, 8, END]), ([6, END], [4, 4, 9, 10, END]), ([7, 7, END], [END])]:
        for wanted, row in zip(target_ids, translate_slowly(model, source_ids, target_ids).log_probs, strict=True):
            for word in range(V):
                by_hand -= (smoothing / V + (1 - smoothing) * (word == wanted)) * row[word]
    assert loss.item() == pytest.approx(by_hand, rel=1e-5)
    assert pieces == 9


def test_the_gradient_of_the_loss_is_that_of_label_smoothed_cross_entropy() -> None:
    model = small_model("bahdanau").float()
    batch = make_batch([([5, 9, 4, END], [7, 8, END]), ([6, END], [4, 4, 9, 10, END])])

    def gradients(loss_of: Any) -> list[torch.Tensor]:
        source, state = model.encode(batch.source, batch.lengths)
        return list(torch.autograd.grad(loss_of(model.unroll(batch.previous, state, source)), list(model.parameters())))

    ours = gradients(lambda unrolled: smoothed_loss(model, unrolled, batch.target, 0.1)[0])
    theirs = gradients(
        lambda unrolled: F.cross_entropy(
            model.logits(unrolled.features).flatten(0, 1),
            batch.target.flatten(),
            ignore_index=PAD,
            label_smoothing=0.1,
            reduction="sum",
        )
    )
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_the_learning_rate_warms_up_stays_and_falls_to_zero() -> None:
    config = TrainingConfig(warmup=4, decay_from=0.5)
    found = [schedule(update, 20, config) for update in range(21)]
    by_hand = [0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1, 1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0]
    assert found == pytest.approx(by_hand)


def test_a_schedule_without_warm_up_or_decay_is_constant_and_never_negative() -> None:
    config = TrainingConfig(warmup=0, decay_from=1.0)
    assert [schedule(update, 10, config) for update in range(10)] == [1.0] * 10
    assert schedule(25, 10, TrainingConfig(warmup=0, decay_from=0.0)) == 0.0


# Whole runs


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
        joined=0.0,
        careless=0.0,
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
    assert is_finished(tmp_path / "run")
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
    learn, held = read_data(run)
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


# Killed and resumed

DRIVER = """
    import os, resource, signal, sys, torch
    from pathlib import Path
    torch.set_num_threads(1)
    from seq2seq_core import training
    from seq2seq_core.config import RunConfig
    from seq2seq_core.errors import TrainingError
    folder, action, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    run = RunConfig.model_validate_json((folder / "run.json").read_text())
    if action == "kill":
        update, updates = training._Run._update, []
        def die_in_the_middle(self, batch):
            if len(updates) == count:
                os.kill(os.getpid(), signal.SIGKILL)
            updates.append(batch)
            update(self, batch)
        training._Run._update = die_in_the_middle
        training.SAVE_EVERY_SECONDS = float(sys.argv[4])
    else:
        validate, validations = training._Run._validate, []
        def fill_the_disk(self):
            if len(validations) == count:  # no file may grow beyond 3,000 bytes any more
                resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
            validations.append(self)
            validate(self)
        training._Run._validate = fill_the_disk
    try:
        training.train(run, folder / "run")
    except TrainingError as error:
        print(error)
        sys.exit(3)
"""


def drive(folder: Path, run: RunConfig, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Train in another process, which comes to a bad end."""
    (folder / "run.json").write_text(run.model_dump_json())
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(DRIVER), str(folder), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.parametrize(
    ("updates", "save_every"),
    [(5, "0"), (11, "1000")],
    ids=["saved after every update", "saved at validations alone, in the second epoch"],
)
def test_a_run_killed_and_resumed_equals_one_that_was_never_stopped(
    tmp_path: Path, updates: int, save_every: str
) -> None:
    watched = write_pairs(tmp_path / "watched.tsv", TEXTS[:1])
    run = make_run(tmp_path, data=dict(watched=str(watched)), epochs=3, validations_per_epoch=2)
    killed = drive(tmp_path, run, "kill", str(updates), save_every)
    assert killed.returncode == -9, killed.stderr
    saved = torch.load(tmp_path / "run" / STATE, weights_only=True)["progress"]["update"]
    assert 0 < saved <= updates
    with pytest.raises(TrainingError, match=r"has not finished: go on with --resume, or remove the folder"):
        train(run, tmp_path / "run")
    assert train(run, tmp_path / "run", resume=True)
    assert train(run, tmp_path / "unbroken")
    assert_same_run(tmp_path / "run", tmp_path / "unbroken")
    for folder in ("run", "unbroken"):
        assert not list((tmp_path / folder).rglob(".*"))  # nothing half-written lies around
    watched_files = [(tmp_path / folder / CHECKPOINT / "watched.json").read_text() for folder in ("run", "unbroken")]
    assert watched_files[0] == watched_files[1]


def test_a_run_cannot_be_resumed_with_another_configuration(tmp_path: Path) -> None:
    run = make_run(tmp_path, epochs=1)
    train(run, tmp_path / "run")
    state = torch.load(tmp_path / "run" / STATE, weights_only=True)
    state["progress"]["finished"] = False
    torch.save(state, tmp_path / "run" / STATE)
    with pytest.raises(TrainingError, match="a run of another configuration"):
        train(make_run(tmp_path, epochs=2), tmp_path / "run", resume=True)


def test_a_damaged_state_is_named_and_a_finished_run_of_another_configuration_is_not_skipped(tmp_path: Path) -> None:
    train(make_run(tmp_path, epochs=1), tmp_path / "run")
    with pytest.raises(TrainingError, match="a run of another configuration"):
        train(make_run(tmp_path, epochs=2), tmp_path / "run")
    (tmp_path / "run" / STATE).write_bytes((tmp_path / "run" / STATE).read_bytes()[:1000])
    with pytest.raises(TrainingError, match="state.pt is damaged"):
        train(make_run(tmp_path, epochs=1), tmp_path / "run", resume=True)


# Full disk


def test_a_really_full_disk_stops_training_and_leaves_what_was_saved(tmp_path: Path) -> None:
    run = make_run(tmp_path, epochs=3, validations_per_epoch=1)
    starved = drive(tmp_path, run, "starve", "1")
    assert starved.returncode == 3, starved.stderr
    assert "could not save (File too large); what was saved before is intact" in starved.stdout
    assert load_checkpoint(tmp_path / "run" / CHECKPOINT)
    assert train(run, tmp_path / "run", resume=True)
    assert train(run, tmp_path / "unbroken")
    assert_same_run(tmp_path / "run", tmp_path / "unbroken")


@pytest.mark.parametrize("writes", range(4))
def test_whichever_file_meets_the_full_disk_the_error_is_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    fsync, calls = os.fsync, []

    def disk_full_later(file: int) -> None:
        calls.append(file)
        if len(calls) > writes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(file)

    monkeypatch.setattr(os, "fsync", disk_full_later)
    with pytest.raises(TrainingError, match="could not save .No space left on device"):
        train(make_run(tmp_path, epochs=1), tmp_path / "run")


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
    with pytest.raises(CorpusError, match="no vocabulary of 8000 pieces can be learnt"):
        train(run, tmp_path / "run")


def test_the_vocabulary_is_learnt_from_the_training_part_alone(tmp_path: Path) -> None:
    write = write_pairs(tmp_path / "odd.tsv", [("The ω sleeps.", "Le ω dort.")])
    run = make_run(tmp_path, data=dict(valid=str(write)), epochs=1)
    train(run, tmp_path / "run")
    vocabulary = load_checkpoint(tmp_path / "run" / CHECKPOINT).vocabulary
    assert any(vocabulary.encode("ω").unknown)
    assert read_data(run)[1] == [Pair("The ω sleeps.", ("Le ω dort.",))]
