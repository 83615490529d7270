"""What is limited so that many visitors share a server: sentences a minute, jobs, and what operators may set."""

import logging
import math
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ui.corpus import jobs
from ui.corpus.jobs import Job, Queue
from ui.shared import turn
from ui.shared.limits import _limit
from ui.shared.metrics import BOUNDS, JOBS, MEMORY, RUNS, SECONDS, Metrics


@pytest.mark.parametrize(("given", "limit"), [("", 60), ("7", 7), ("0", 60), ("-3", 60), ("many", 60), ("٣", 60)])
def test_a_limit_is_a_whole_number_or_the_usual_one(
    given: str, limit: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ALIGNSCOPE_SENTENCES_A_MINUTE", given)
    with caplog.at_level(logging.WARNING):
        assert _limit("SENTENCES_A_MINUTE", 60) == limit
    assert ("ALIGNSCOPE_SENTENCES_A_MINUTE" in caplog.text) == (given not in ("", "7"))


class Clock:
    """A clock that goes on when somebody sleeps, and what the page said meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.said = 1000.0, list[str]()
        monkeypatch.setattr(turn.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(turn.time, "sleep", self.sleep)
        monkeypatch.setattr(turn, "st", self)
        monkeypatch.setattr(turn, "SENTENCES_A_MINUTE", 3)
        self.session_state: dict[str, Any] = {}

    def sleep(self, seconds: float) -> None:
        self.now += max(seconds, 0.001)

    def empty(self) -> "Clock":
        return self

    def info(self, text: str, icon: str) -> None:
        self.said.append(text)


def test_whoever_asks_for_more_than_the_limit_waits_until_the_oldest_is_a_minute_ago(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    began = []
    for number, pause in enumerate([10, 10, 0, 0, 100, 0]):
        turn.wait_for_turn(f"sentence {number}")
        turn.wait_for_turn(f"sentence {number}")  # the same again, on a rerun, is free
        began.append(clock.now - 1000)
        clock.now += pause
    # Three at once; the fourth a minute after the first, the fifth a minute after the second; then it is quiet again.
    assert began == pytest.approx([0, 10, 20, 60, 70, 170], abs=0.6)
    assert "3 sentences within a minute" in clock.said[0]
    assert "in 40 seconds" in clock.said[0]


def a_job(folder: Path, program: str, owner: str) -> Job:
    folder.mkdir()
    return Job([sys.executable, "-c", program], folder, owner)


def ended(queue: Queue, job: Job) -> Job:
    until = time.monotonic() + 30
    while job.ended is None:
        assert time.monotonic() < until
        time.sleep(0.02)
        queue.look()
    return job


def test_of_each_visitor_one_job_runs_and_others_pass_it(tmp_path: Path) -> None:
    queue, sleep = Queue(at_once=2), "import time; time.sleep(0.3)"
    first, second = (a_job(tmp_path / name, sleep, "one") for name in "ab")
    other, unknown = a_job(tmp_path / "c", sleep, "two"), a_job(tmp_path / "d", sleep, "")
    for job in (first, second, other, unknown):
        queue.add(job)
    assert [job.running for job in (first, second, other, unknown)] == [True, False, True, False]
    assert (queue.own_before(second), queue.before(second), queue.own_before(other)) == (1, 1, 0)
    assert queue.count() == {"running": 2, "waiting": 2}
    for job in (first, other, second, unknown):
        ended(queue, job)
    assert queue.count() == {"running": 0, "waiting": 0}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of another process")
def test_a_job_that_takes_too_much_memory_or_time_ends_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(at_once=2)
    monkeypatch.setattr(jobs, "JOB_MEGABYTES", 300)
    greedy = "import time; time.sleep(0.5); block = bytearray(600 * 2**20)"
    large = a_job(tmp_path / "a", greedy, "")
    small = a_job(tmp_path / "b", greedy.replace("600", "60"), "")
    for job in (large, small):
        queue.add(job)
    assert ended(queue, large).failure == "it needed more than 300 MB of memory"
    assert ended(queue, small).failure == ""
    monkeypatch.setattr(jobs, "JOB_MINUTES", 0.005)
    slow = a_job(tmp_path / "c", "import time; time.sleep(60)", "")
    queue.add(slow)
    assert ended(queue, slow).stopped == "it took more than 0.005 minutes"


def test_figures_for_operators_count_runs_and_put_their_seconds_into_the_right_range() -> None:
    found = Metrics()
    for seconds in (0.02, 0.05, 0.06, 40.0):
        found.begin("Translate")
        found.end("Translate", seconds)
    found.begin("Compare")  # cut short
    found.count_jobs = lambda: {"running": 1, "waiting": 2}
    told = {name: [stat.to_metric_str() for stat in stats] for name, stats in found.get_stats().items()}
    assert told[RUNS] == [f'{RUNS}_total{{page="Translate"}} 4', f'{RUNS}_total{{page="Compare"}} 1']
    assert told[JOBS] == [f'{JOBS}{{state="running"}} 1', f'{JOBS}{{state="waiting"}} 2']
    lines = told[SECONDS][0].splitlines()
    counts = [int(line.split()[-1]) for line in lines if "_bucket" in line]
    assert counts == [sum(seconds <= bound for seconds in (0.02, 0.05, 0.06, 40.0)) for bound in BOUNDS]
    assert BOUNDS[-1] == math.inf
    assert f'{SECONDS}_count{{page="Translate"}} 4' in lines
    if sys.platform == "linux":
        own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
        assert int(told[MEMORY][0].split()[-1]) == pytest.approx(1024 * int(own.split()[1]), rel=0.05)
