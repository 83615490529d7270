"""Runs that are killed, resumed, or starved of disk."""

import errno
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import torch

from seq2seq_core.checkpoint import load_checkpoint
from seq2seq_core.errors import TrainingError
from seq2seq_core.recipe import RunConfig
from seq2seq_core.training.loop import CHECKPOINT, STATE, train
from tests.core.runs import TEXTS, assert_same_run, make_run, write_pairs

DRIVER = """
    import os, resource, signal, sys, torch
    from pathlib import Path
    torch.set_num_threads(1)
    from seq2seq_core.training import loop as training
    from seq2seq_core.recipe import RunConfig
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
    elif action == "kill while writing":
        writes = []
        def die_with_a_file_half_done(descriptor):
            if len(writes) == count:
                os.kill(os.getpid(), signal.SIGKILL)
            writes.append(descriptor)
        os.fsync = die_with_a_file_half_done
        training.SAVE_EVERY_SECONDS = 0.0
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
        cwd=Path(__file__).parents[3],
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
    watched_files = [(tmp_path / folder / CHECKPOINT / "watched.json").read_text() for folder in ("run", "unbroken")]
    assert watched_files[0] == watched_files[1]


@pytest.mark.parametrize("writes", [3, 8, 9])
def test_a_run_killed_while_it_writes_goes_on_and_leaves_nothing_half_written(tmp_path: Path, writes: int) -> None:
    run = make_run(tmp_path, epochs=2)
    assert drive(tmp_path, run, "kill while writing", str(writes)).returncode == -9
    assert list((tmp_path / "run").rglob(".*"))
    assert train(run, tmp_path / "run", resume=True)
    assert not list((tmp_path / "run").rglob(".*"))
    assert train(run, tmp_path / "unbroken")
    assert_same_run(tmp_path / "run", tmp_path / "unbroken")


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
