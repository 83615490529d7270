"""A disk that is full at any write, a folder that is closed, a clock that jumps: one clear message, no file in half."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from seq2seq_core.checkpoint import load_checkpoint
from seq2seq_core.training.loop import train
from tests.core.runs import assert_same_run, make_run
from tests.faults.lives import closed, command_of_anybody, command_without_room
from tests.tiny_models import PAIRS
from ui.corpus.kept import Keeper

MODEL = "en-fr/luong-general"


@pytest.fixture
def place(tiny_checkpoints: Path) -> Iterator[Path]:
    """A folder that everybody may read, with models, a test set and results of it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    shutil.copytree(tiny_checkpoints, folder / "models")
    (folder / "test.tsv").write_text("".join(f"{s}\t{t}\n" for s, t in PAIRS), encoding="utf-8")
    (folder / "out").mkdir()
    (folder / "out" / "kept").write_bytes(b"old")
    yield folder
    shutil.rmtree(folder)


def commands(place: Path) -> dict[str, list[str]]:
    """Every command that writes a file, by what it writes."""
    data, old = ["--data", str(place / "test.tsv")], str(place / "out" / "kept")
    few = ["--method", "attention", "--sentences", "2"]
    return {
        "alignment": ["align", "--model", MODEL, *data, "--output", old],
        "alignment of another": ["alignments", str(place / "links"), "--output", old],
        "figures": ["evaluate", "--model", MODEL, *data, "--save"],
        "faithfulness": ["faithfulness", "--model", MODEL, *data, *few, "--save"],
        "challenge": ["evaluate", "--challenge", "--model", MODEL, "--save"],
        "results": ["corpus", "run", *data, "--model", MODEL, "--output", str(place / "out" / "new.jsonl")],
        "report": ["corpus", "report", str(place / "results.jsonl"), "--html", old],
        "words": ["words", str(place / "run.toml")],
        "lexicon": ["lexicon", str(place / "run.toml")],
        "training": ["train", str(place / "run.toml"), "--output", str(place / "out")],
    }


def prepare(place: Path) -> None:
    (place / "links").write_text("0-0\n")
    made = command_without_room(place / "models", 10**9, *commands(place)["results"][:-1], str(place / "results.jsonl"))
    assert made[0] == 0, made[1]
    run = make_run(place, epochs=1)
    values = {"name": "en-fr/luong-general", "data": run.data, "model": run.model, "training": run.training}
    (place / "run.toml").write_text("".join(_table(key, value) for key, value in values.items()), encoding="utf-8")


def _table(key: str, value: object) -> str:
    if isinstance(value, str):
        return f'{key} = "{value}"\n'
    lines = [f"{k} = {_toml(v)}" for k, v in value.model_dump().items() if v not in (None, [])]  # type: ignore[attr-defined]
    return f"[{key}]\n" + "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "room", [0, pytest.param(700, marks=pytest.mark.fuzz), pytest.param(9000, marks=pytest.mark.fuzz)]
)
def test_every_command_says_in_a_line_that_the_disk_is_full_and_leaves_what_was_there(place: Path, room: int) -> None:
    prepare(place)
    before = contents(place)
    refused = 0
    for name, arguments in commands(place).items():
        status, said = command_without_room(place / "models", room, *arguments)
        now = contents(place)
        if name in ("results", "training"):  # these may keep what they had written, and go on from there
            for path in [path for path in now if path not in before]:
                assert not path.name.startswith("."), name
                path.unlink()
        if status == 0:  # there was room enough
            before = contents(place)
            continue
        refused += 1
        assert status in (1, 2), (name, said)
        assert "Traceback" not in said, (name, said)
        assert "File too large" in said, (name, said)
        assert "Exception" not in said, (name, said)
        left = {path for path in contents(place) if path not in before}
        assert all(not path.name.startswith(".") for path in left), (name, left)
        assert {path: content for path, content in contents(place).items() if path in before} == before, name
    assert refused == len(commands(place)) or room


def test_every_command_says_in_a_line_that_it_may_not_write(place: Path) -> None:
    prepare(place)
    before = contents(place)
    with closed(place):
        for name, arguments in commands(place).items():
            status, said = command_of_anybody(place / "models", *arguments)
            assert status in (1, 2), (name, said)
            assert "Permission denied" in said, (name, said)
            assert "Traceback" not in said, (name, said)
    assert contents(place) == before


def test_a_clock_that_jumps_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_run(tmp_path, epochs=1)
    train(run, tmp_path / "usual")
    clock = iter(range(10**9, 0, -(10**6)))
    monkeypatch.setattr(time, "time", lambda: float(next(clock)))
    train(run, tmp_path / "jumping")
    keeper = Keeper(grace=0.2)
    kept = keeper.new()
    keeper.hold(kept)
    keeper.leave(kept)
    assert kept.folder.exists()
    until = time.monotonic() + 10
    while kept.folder.exists() and time.monotonic() < until:
        time.sleep(0.02)
    monkeypatch.undo()
    assert not kept.folder.exists()
    assert_same_run(tmp_path / "usual", tmp_path / "jumping")
    record = load_checkpoint(tmp_path / "jumping" / "checkpoint").config.training
    assert record is not None
    assert 0 <= record.seconds < 100
