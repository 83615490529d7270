"""Models translate a file in a process of their own, so that the page and other visitors need not wait for it.

The process is the command `corpus run`: it adds line after line to a file of results, which the page reads meanwhile.
Some run at once, one of each visitor; those who come later wait for their turn in the order in which they came. Time
and memory of each are limited.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

import streamlit as st

from ui.shared.limits import JOB_MEGABYTES, JOB_MINUTES, JOBS_AT_ONCE
from ui.shared.metrics import metrics

if sys.platform == "linux":
    import resource

COURTESY = 5  # how much later than the pages its process gets a core


@dataclass(slots=True)
class Job:
    """One run of the command, waiting, running or over."""

    command: Sequence[str]
    folder: Path
    owner: str = ""  # whoever asked for it, of whose jobs one runs at a time; "" for somebody who has only this one
    process: subprocess.Popen[bytes] | None = None  # None while it waits
    began: float = 0.0  # when it did
    ended: float | None = None
    stopped: str = ""  # why it ended before its time

    @property
    def running(self) -> bool:
        """Whether its process is at work."""
        return self.process is not None and self.ended is None

    @property
    def seconds(self) -> float:
        """How long it has been at work."""
        return (self.ended or time.monotonic()) - self.began if self.process else 0.0

    @property
    def failure(self) -> str:
        """What the command said when it ended with an error by itself; else nothing."""
        if self.ended is None or self.stopped or self.process is None or not self.process.returncode:
            return ""
        said = (self.folder / "errors").read_text(encoding="utf-8", errors="replace").strip()
        if "MemoryError" in said or "allocate memory" in said:
            return f"it needed more than {JOB_MEGABYTES:,} MB of memory"
        return said.splitlines()[-1][:500] if said else f"the process ended with status {self.process.returncode}"


@dataclass(slots=True)
class Queue:
    """The jobs of a server that are not over. Threads may share it."""

    at_once: int = JOBS_AT_ONCE
    jobs: list[Job] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)

    def add(self, job: Job) -> None:
        """Line up."""
        with self.lock:
            self.jobs.append(job)
            self.look()

    def look(self) -> None:
        """See which ones ended, and start those whose turn it is."""
        with self.lock:
            for job in [job for job in self.jobs if job.process is not None]:
                assert job.process is not None
                if job.process.poll() is None and job.seconds > 60 * JOB_MINUTES:
                    self.stop(job, f"it took more than {JOB_MINUTES} minutes")
                elif job.process.poll() is not None:
                    job.ended = time.monotonic()
                    self.jobs.remove(job)
            for job in [job for job in self.jobs if job.process is None]:
                if sum(one.running for one in self.jobs) < self.at_once and not self.own_before(job):
                    _start(job)

    def before(self, job: Job) -> int:
        """How many have to end before it begins."""
        with self.lock:
            place = self.jobs.index(job) if job in self.jobs and job.process is None else 0
            return max(0, place + 1 - self.at_once, self.own_before(job))

    def own_before(self, job: Job) -> int:
        """How many of them are of the same visitor."""
        with self.lock:
            earlier = self.jobs[: self.jobs.index(job)] if job in self.jobs and job.owner and not job.process else []
            return sum(one.owner == job.owner for one in earlier)

    def count(self) -> dict[str, int]:
        """How many there are, by their state."""
        with self.lock:
            running = sum(job.running for job in self.jobs)
            return {"running": running, "waiting": len(self.jobs) - running}

    def stop(self, job: Job, why: str) -> None:
        """End it; what is done so far stays in its file."""
        with self.lock:
            if job.ended is not None:
                return
            job.stopped, job.ended = why, time.monotonic()
            if job.process is not None:
                job.process.terminate()
                try:
                    job.process.wait(timeout=5)
                except subprocess.TimeoutExpired:
                    job.process.kill()
                    job.process.wait()
            if job in self.jobs:
                self.jobs.remove(job)


@st.cache_resource(show_spinner=False)
def queue() -> Queue:
    """That of this server."""
    found = Queue()
    metrics().count_jobs = found.count
    return found


def run_models(arguments: Sequence[str], folder: Path, owner: str) -> Job:
    """Line up the command `corpus run` with such arguments, in a folder that its errors go to."""
    command = [sys.executable, "-m", "seq2seq_core", "--threads", "1", "corpus", "run", *arguments]
    job = Job(command, folder, owner)
    queue().add(job)
    return job


def run_again(job: Job) -> Job:
    """Line up the same command once more: it goes on where the first one was ended."""
    again = Job(job.command, job.folder, job.owner)
    queue().add(again)
    return again


def _start(job: Job) -> None:
    with (job.folder / "errors").open("wb") as errors:
        job.process = subprocess.Popen(  # a list, no shell: nothing in it is read as a command
            job.command,
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )
    job.began = time.monotonic()
    if sys.platform == "linux":
        with suppress(ProcessLookupError):  # it may have ended
            os.setpriority(os.PRIO_PROCESS, job.process.pid, COURTESY)
            resource.prlimit(job.process.pid, resource.RLIMIT_DATA, (JOB_MEGABYTES * 2**20,) * 2)
