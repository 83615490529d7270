"""Processes of the Corpus page: so many at once, the others in the order in which they came."""

import sys
import time
from pathlib import Path

from ui.corpus.jobs import Job, Queue


def a_job(folder: Path, program: str) -> Job:
    folder.mkdir(exist_ok=True)
    return Job([sys.executable, "-c", program], folder)


def wait_for(queue: Queue, job: Job) -> None:
    until = time.monotonic() + 20
    while job.ended is None:
        assert time.monotonic() < until
        time.sleep(0.02)
        queue.look()


def test_they_wait_for_their_turn(tmp_path: Path) -> None:
    queue = Queue(at_once=1)
    first, second, third = (a_job(tmp_path / name, "import time; time.sleep(0.3)") for name in "abc")
    for job in (first, second, third):
        queue.add(job)
    assert [job.running for job in (first, second, third)] == [True, False, False]
    assert [queue.before(job) for job in (first, second, third)] == [0, 1, 2]
    wait_for(queue, first)
    assert [job.running for job in (second, third)] == [True, False]
    assert queue.before(third) == 1
    for job in (second, third):
        wait_for(queue, job)
    assert queue.jobs == []
    assert [job.failure for job in (first, second, third)] == ["", "", ""]


def test_one_that_is_stopped_leaves_what_it_wrote_and_frees_the_place(tmp_path: Path) -> None:
    queue = Queue(at_once=1)
    program = "import pathlib, time; pathlib.Path(r'{}').write_text('half'); time.sleep(60)"
    written = tmp_path / "a" / "written"
    first, second = a_job(tmp_path / "a", program.format(written)), a_job(tmp_path / "b", "pass")
    queue.add(first)
    queue.add(second)
    until = time.monotonic() + 20
    while not written.exists() or not written.read_text():
        assert time.monotonic() < until
        time.sleep(0.02)
    queue.stop(first, "the visitor stopped it")
    assert first.process is not None
    assert first.process.poll() is not None
    assert (written.read_text(), first.stopped, first.failure) == ("half", "the visitor stopped it", "")
    queue.look()
    wait_for(queue, second)


def test_one_that_has_not_begun_can_be_stopped(tmp_path: Path) -> None:
    queue = Queue(at_once=1)
    first, second = a_job(tmp_path / "a", "pass"), a_job(tmp_path / "b", "raise SystemExit(3)")
    queue.add(first)
    queue.add(second)
    queue.stop(second, "left")
    wait_for(queue, first)
    assert (second.process, second.stopped) == (None, "left")


def test_what_went_wrong_is_said_in_its_last_line(tmp_path: Path) -> None:
    queue = Queue()
    job = a_job(tmp_path / "a", "import sys; print('Usage', file=sys.stderr); sys.exit('Error: no such model')")
    queue.add(job)
    wait_for(queue, job)
    assert job.failure == "Error: no such model"
