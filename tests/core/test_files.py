"""Files are replaced whole or not at all."""

import errno
import json
import os
from pathlib import Path

import pytest

from seq2seq_core.files import write_bytes, write_json, write_together


def disk_full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("broken", ["os.fsync", "os.replace", "pathlib.Path.replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    path = tmp_path / "config.json"
    write_bytes(path, b"old")
    monkeypatch.setattr(broken, disk_full)
    with pytest.raises(OSError, match="No space left"):
        write_bytes(path, b"new and longer")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "config.json"
    write_bytes(path, b"old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_content_reaches_the_disk_before_the_name_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "weights"
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda file: (order.append("sync"), fsync(file)))
    monkeypatch.setattr(Path, "replace", lambda self, other: (order.append("rename"), replace(self, other)))
    write_bytes(path, b"content")
    assert order == ["sync", "rename"]
    assert path.read_bytes() == b"content"


def test_files_that_belong_together_are_all_on_the_disk_before_the_first_name_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda file: (order.append("sync"), fsync(file)))
    monkeypatch.setattr(Path, "replace", lambda self, other: (order.append(other.name), replace(self, other)))
    write_together(tmp_path / "m", {"b": b"1", "a": b"2"})
    assert order == ["sync", "sync", "b", "a"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "m").iterdir()} == {"a": b"2", "b": b"1"}


def test_folders_are_made_and_others_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "en-fr" / "bahdanau" / "config.json"
    write_json(path, {"text": "là", "values": [1, 2.5, None]})
    assert json.loads(path.read_text(encoding="utf-8")) == {"text": "là", "values": [1, 2.5, None]}
    assert "là" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o644
