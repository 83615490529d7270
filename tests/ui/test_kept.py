"""What visitors opened lasts as long as their session and a little longer, and nothing of it stays."""

import sys
import time
from pathlib import Path

from ui.corpus.jobs import Job, queue
from ui.corpus.kept import MOST_KEPT, Keeper


def test_a_folder_is_found_by_its_name_and_by_no_other() -> None:
    keeper = Keeper()
    kept = keeper.new()
    (kept.folder / "a.txt").write_text("text")
    assert keeper.find(kept.name) is kept
    for other in ("", "..", "../" + kept.name, str(kept.folder), kept.name + "x"):
        assert keeper.find(other) is None


def test_it_goes_with_its_last_session_and_stays_where_another_comes_in_time() -> None:
    keeper = Keeper(grace=0.3)
    lost, found = keeper.new(), keeper.new()
    for kept in (lost, found):
        (kept.folder / "a.txt").write_text("text")
        keeper.hold(kept)
        keeper.leave(kept)
    keeper.hold(found)  # a reload
    assert lost.folder.exists()
    _wait_until_gone(lost.folder)
    assert keeper.find(lost.name) is None
    time.sleep(0.2)
    assert (found.folder / "a.txt").read_text() == "text"
    assert keeper.find(found.name) is found


def test_two_sessions_must_both_go() -> None:
    keeper = Keeper(grace=0.05)
    kept = keeper.new()
    keeper.hold(kept)
    keeper.hold(kept)
    keeper.leave(kept)
    time.sleep(0.2)
    assert kept.folder.exists()
    keeper.leave(kept)
    _wait_until_gone(kept.folder)


def test_of_very_many_those_go_that_nobody_looks_at() -> None:
    keeper = Keeper()
    looked_at = keeper.new()
    keeper.hold(looked_at)
    others = [keeper.new() for _ in range(MOST_KEPT + 3)]
    assert keeper.find(looked_at.name) is looked_at
    assert [keeper.find(one.name) is None for one in others[:4]] == [True] * 4
    assert all(keeper.find(one.name) is one for one in others[4:])


def test_a_job_ends_before_its_folder_goes() -> None:
    keeper, jobs = Keeper(), queue()
    kept = keeper.new()
    kept.job = Job([sys.executable, "-c", "import time; time.sleep(60)"], kept.folder)
    jobs.add(kept.job)
    keeper.remove(kept)
    keeper.remove(kept)
    assert kept.job.process is not None
    assert kept.job.process.poll() is not None
    assert (kept.folder.exists(), kept.job in jobs.jobs) == (False, False)


def _wait_until_gone(folder: Path) -> None:
    until = time.monotonic() + 5
    while folder.exists():
        assert time.monotonic() < until
        time.sleep(0.02)
