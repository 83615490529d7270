"""Weights that processes share: the same numbers in the same order, in memory once, and never in anybody's way."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from seq2seq_core import shared_weights
from seq2seq_core.checkpoint import load_checkpoint
from tests.core.test_checkpoint import logits
from tests.tiny_models import NAMES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", NAMES)
def test_a_mapped_model_says_the_same(
    tiny_checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    own = load_checkpoint(tiny_checkpoints / "en-fr" / name).model
    monkeypatch.setenv(shared_weights.VARIABLE, str(tmp_path / "weights"))
    first = load_checkpoint(tiny_checkpoints / "en-fr" / name).model
    (file,) = (tmp_path / "weights").iterdir()
    written = file.stat().st_mtime_ns
    second = load_checkpoint(tiny_checkpoints / "en-fr" / name).model
    assert file.stat().st_mtime_ns == written
    for model in (first, second):
        torch.testing.assert_close(logits(model), logits(own))  # where numbers lie decides how sums are rounded
        assert all(map(torch.equal, model.parameters(), own.parameters()))
        for one, other in zip(model.parameters(), own.parameters(), strict=True):
            assert one.stride() == other.stride()  # a decoder's matrices lie column by column
            assert not one.requires_grad


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells how memory is shared")
def test_two_processes_have_the_weights_in_memory_once(tmp_path: Path) -> None:
    code = """
import sys, torch
from seq2seq_core.shared_weights import shared
weights = shared("large", lambda: {"a": torch.ones(4000, 2500), "b": torch.ones(2500, 4000).t()})
print(float(sum(weight.sum() for weight in weights.values())), flush=True)  # every page was touched
sys.stdin.read()
"""
    environment = os.environ | {shared_weights.VARIABLE: str(tmp_path)}
    pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment)
    processes = [subprocess.Popen([sys.executable, "-c", code], **pipes)]  # type: ignore[call-overload]
    try:
        assert float(processes[0].stdout.readline()) == 2e7
        processes.append(subprocess.Popen([sys.executable, "-c", code], **pipes))  # type: ignore[call-overload]
        assert float(processes[1].stdout.readline()) == 2e7
        for process in processes:
            maps = Path(f"/proc/{process.pid}/smaps").read_text()
            (entry,) = re.findall(r"large\.safetensors\n((?:[A-Z].*\n)+)", maps)
            sizes = {name: int(size) for name, size in re.findall(r"(\w+): +(\d+) kB", entry)}
            assert sizes["Rss"] > 78_000  # 80 MB of float32
            assert sizes["Pss"] < 0.55 * sizes["Rss"]  # half of each page is the other's
            assert sizes["Private_Dirty"] == 0
    finally:
        for process in processes:
            process.communicate()


def fill(folder: Path) -> None:
    (folder / "name.safetensors").write_bytes(b"not a file of weights")


def make_a_file(folder: Path) -> None:
    folder.rmdir()
    folder.write_text("in the way")


@pytest.mark.parametrize("damage", [fill, make_a_file])
def test_what_is_in_the_way_is_replaced_or_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "weights"
    folder.mkdir()
    damage(folder)
    monkeypatch.setenv(shared_weights.VARIABLE, str(folder))
    weights = shared_weights.shared("name", lambda: {"a": torch.arange(6.0).reshape(2, 3)})
    assert weights["a"].tolist() == [[0, 1, 2], [3, 4, 5]]
