"""What a process that was killed left behind is swept away, and what belongs to somebody who is there is not."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ui.shared.leftovers import PREFIX, make_folder, sweep


def test_folders_of_processes_that_are_gone_are_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = "from ui.shared.leftovers import make_folder; import os; (make_folder() / 'a').touch(); os._exit(9)"
    subprocess.run(
        [sys.executable, "-c", code], env={"TMPDIR": str(tmp_path)}, cwd=Path(__file__).parents[2], check=False
    )
    (left,) = tmp_path.iterdir()
    assert (left / "a").exists()
    own, others = make_folder(), [tmp_path / f"{PREFIX}mine", tmp_path / f"{PREFIX}1-first", tmp_path / "alignscope-x"]
    for folder in others:
        folder.mkdir()
    sweep()
    assert not left.exists()
    assert {own, *others} == set(tmp_path.iterdir())
