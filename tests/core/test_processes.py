"""Several processes give what one gives: the same files byte for byte, the same training to rounding."""

import json
import re
import shutil
import signal
from pathlib import Path

import pytest
import torch

from seq2seq_core.errors import GroupError
from seq2seq_core.model.batching import make_batch
from seq2seq_core.processes import ALONE, group_size, joined
from seq2seq_core.recipe import RunConfig
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from seq2seq_core.training import loop
from seq2seq_core.training.loop import STATE, train
from seq2seq_core.training.progress import read_state
from tests.core.commands import refused, run
from tests.core.runs import curve, make_run
from tests.core.together import do_together, torchrun
from tests.tiny_models import PAIRS

MODEL = ("--model", "en-fr/luong-general")


def test_one_process_is_a_group_that_does_all_itself() -> None:
    with joined() as group:
        assert group is ALONE
        assert group_size() == 1
        done: list[int] = []
        results = group.stream(lambda i: done.append(i) or i, range(5))
        assert next(results) == 0
        assert done == [0], "nothing is done before it is asked for"
        assert group.map(str, range(3)) == ["0", "1", "2"]
        assert group.first(lambda: 7) == 7
        assert group.may_complain()
        tensor = torch.ones(2)
        group.add([tensor])
        assert tensor.tolist() == [1, 1]


def test_shares_of_a_batch_are_its_sentences_without_needless_padding() -> None:
    pairs = [([5] * n + [3], [6] * (8 - n) + [3]) for n in range(1, 8)]
    batch = make_batch(pairs)
    assert batch.share(0, 1) is batch
    for size in (2, 3, 7):
        for rank in range(size):
            share, expected = batch.share(rank, size), make_batch(pairs[rank::size])
            assert share is not None
            for name in ("source", "lengths", "target"):
                assert torch.equal(getattr(share, name), getattr(expected, name))
    assert batch.share(7, 8) is None


class TestCommands:
    def test_every_file_is_the_one_that_one_process_writes(
        self, tmp_path: Path, tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lines = [f"{source}\t{target}" for source, target in PAIRS] * 92
        lines[1050] = "there is nothing to align here"
        (tmp_path / "pairs.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (tmp_path / "test.tsv").write_text("\n".join(lines[:240]) + "\n", encoding="utf-8")
        gold = [dict(src_words=s.split(), tgt_words=t.split(), alignment=[(0, 0)]) for s, t in PAIRS]
        (tmp_path / "gold.jsonl").write_text("".join(json.dumps(pair) + "\n" for pair in gold), encoding="utf-8")
        data, gold_file = str(tmp_path / "pairs.tsv"), str(tmp_path / "gold.jsonl")
        test = ("--data", str(tmp_path / "test.tsv"))
        few = ("--method", "attention", "--method", "gradient-norm", "--sentences", "13")
        commands = [
            ("align", *MODEL, "--data", data),
            ("align", *MODEL, "--data", data, "--json", "--by", "both-ways"),
            ("align", *MODEL, "--data", data, "--format", "npz", "--output", "NPZ"),
            ("evaluate", *MODEL, *test, "--gold", gold_file, "--beam", "2", "--save", "--json"),
            ("evaluate", *MODEL, "--model", "en-fr/bahdanau", *test, "--joined", "20"),
            ("faithfulness", *MODEL, *test, "--gold", gold_file, *few, "--save", "--json"),
        ]
        written = {}
        for size in (1, 2):
            root = Path(shutil.copytree(tiny_checkpoints, tmp_path / f"models-{size}"))
            npz = str(tmp_path / f"{size}.npz")
            asked = [[npz if word == "NPZ" else word for word in command] for command in commands]
            if size == 1:
                monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(root))
                outputs = [run(*arguments).stdout for arguments in asked]
            else:
                files = [tmp_path / f"output-{i}" for i in range(len(asked))]
                tasks = [dict(command=c, output=str(f)) for c, f in zip(asked, files, strict=True)]
                assert do_together(2, *tasks, **{CHECKPOINTS_VARIABLE: str(root)}) == [0, 0]
                outputs = [file.read_text(encoding="utf-8") for file in files]
            kept = [path.read_bytes() for path in sorted((root / "en-fr" / "luong-general").iterdir())]
            written[size] = [*map(_timeless, [*(o.encode() for o in outputs), *kept]), Path(npz).read_bytes()]
        assert len(written[1][0].splitlines()) == len(lines)
        assert [bool(content) for content in written[1][:6]] == [True, True, False, True, True, True]
        assert written[1] == written[2]

    def test_a_command_for_one_process_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TORCHELASTIC_RUN_ID", "x")
        monkeypatch.setenv("WORLD_SIZE", "2")
        assert "models is the work of one process; several share train, evaluate, align" in refused("models")

    def test_what_is_wrong_is_said_once_and_all_end(self, tmp_path: Path, tiny_checkpoints: Path) -> None:
        command = ("-m", "seq2seq_core", "align", *MODEL, "--data", str(tmp_path / "nowhere"))
        done = torchrun(2, *command, **{CHECKPOINTS_VARIABLE: str(tiny_checkpoints)})
        assert done.returncode != 0
        assert done.stderr.count("Error: ") - done.stderr.count("ChildFailedError: ") == 1
        assert done.stderr.count("nowhere cannot be read") == 1
        assert done.stdout == ""


def _timeless(content: bytes) -> bytes:
    return re.sub(rb'("sentences_per_second": ?|chrF [0-9.]+, )[0-9.]+', rb"\1", content)


class TestTraining:
    @pytest.fixture
    def config(self, tmp_path: Path) -> RunConfig:
        """Of a batch of few sentences, so that a share may be empty; with noise in the data and none in the model."""
        made = make_run(tmp_path, epochs=2, batch_tokens=20, piece_dropout=0.1, validations_per_epoch=2)
        return made.model_copy(update={"model": made.model.model_copy(update={"dropout": 0.0})})

    def test_two_processes_learn_what_one_learns_whoever_goes_on(
        self, tmp_path: Path, config: RunConfig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        train(config, tmp_path / "alone")
        _stopped_at(11, config, tmp_path / "one-then-two", monkeypatch)

        def task(folder: str, stop_after: int = -1, resume: bool = False) -> dict[str, object]:
            where = str(tmp_path / folder)
            return dict(run=config.model_dump(), folder=where, stop_after=stop_after, resume=resume)

        assert do_together(
            2, dict(add=True), task("two"), task("two-then-one", 11), task("one-then-two", resume=True),
            task("two-then-two", 5), task("two-then-two", resume=True),
        ) == [0, 0]  # fmt: skip
        assert read_state(tmp_path / "two-then-one" / STATE)["progress"]["update"] == 11
        assert train(config, tmp_path / "two-then-one", resume=True)
        alone = read_state(tmp_path / "alone" / STATE)
        assert alone["progress"]["update"] > 20
        for name in ("two", "two-then-one", "one-then-two", "two-then-two"):
            state = read_state(tmp_path / name / STATE)
            assert state["progress"]["finished"]
            assert state["progress"]["pieces"] == alone["progress"]["pieces"]
            for part in ("model", "averaged"):
                for key, tensor in state[part].items():
                    torch.testing.assert_close(tensor, alone[part][key], rtol=1e-3, atol=1e-4)
            for here, there in zip(curve(tmp_path / name), curve(tmp_path / "alone"), strict=True):
                assert here["loss"] == pytest.approx(there["loss"], abs=2e-4)
        two, again = (read_state(tmp_path / name / STATE)["model"] for name in ("two", "two-then-two"))
        assert all(torch.equal(two[key], again[key]) for key in two), "the same number of processes: bit for bit"

    def test_with_dropout_a_resumed_run_of_as_many_processes_is_the_unbroken_one(self, tmp_path: Path) -> None:
        config = make_run(tmp_path, epochs=1)
        values = dict(run=config.model_dump(), stop_after=-1, resume=False)
        assert do_together(
            2, values | dict(folder=str(tmp_path / "whole")),
            values | dict(folder=str(tmp_path / "broken"), stop_after=3),
            values | dict(folder=str(tmp_path / "broken"), resume=True),
        ) == [0, 0]  # fmt: skip
        whole, broken = (read_state(tmp_path / name / STATE)["model"] for name in ("whole", "broken"))
        assert all(torch.equal(whole[key], broken[key]) for key in whole)

    def test_where_one_process_is_killed_the_others_do_not_wait_for_it(self) -> None:
        killed, other = sorted(do_together(2, dict(dies=1)))
        assert killed == -signal.SIGKILL
        assert other == 1, "it ended with an error"

    def test_more_processes_than_devices_is_an_error_that_names_both(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
        monkeypatch.setattr(torch.cuda, "set_device", lambda number: None)
        assert loop.pick_device() == torch.device("cuda", 0)
        with pytest.raises(GroupError, match=r"more processes than CUDA devices here \(1\)"):
            loop.pick_device(type(ALONE)(rank=1, size=2, local_rank=1))


def _stopped_at(updates: int, config: RunConfig, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of one process that was interrupted after so many updates."""
    update = loop._Run._update

    def stop_there(self: loop._Run, batch: object) -> None:
        if self.progress.update == updates:
            raise InterruptedError
        update(self, batch)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(loop._Run, "_update", stop_there)
        patch.setattr(loop, "SAVE_EVERY_SECONDS", 0.0)
        with pytest.raises(loop.TrainingError):
            train(config, folder)
