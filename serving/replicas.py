"""Processes of the app: each holds its visitors' sessions, and all read the same models."""

import logging
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from serving.ports import ServingError

ROOT = Path(__file__).resolve().parent.parent
HEALTH = "_stcore/health"
STARTS_WITHIN = 120.0  # seconds: a busy machine takes its time
PAUSE = 2.0  # seconds until one that ended is started again
ADDRESS = "127.0.0.1"  # only nginx speaks to them

log = logging.getLogger("serving")


@dataclass(slots=True)
class Replica:
    """One process, and where it listens."""

    number: int
    port: int
    process: "subprocess.Popen[bytes]"
    started: float

    @property
    def server(self) -> str:
        """Address and port."""
        return f"{ADDRESS}:{self.port}"


def start(number: int, port: int) -> Replica:
    """Start the process; it may not answer yet."""
    options = [f"--server.address={ADDRESS}", f"--server.port={port}", "--server.headless=true"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options, "--server.fileWatcherType=none"]
    return Replica(number, port, subprocess.Popen(command, cwd=ROOT), time.monotonic())


def wait_until_healthy(replica: Replica) -> None:
    """Until it answers; ServingError if it ends before."""
    while not healthy(replica.server):
        if replica.process.poll() is not None:
            raise ServingError(f"replica {replica.number} ended before it answered; what it said stands above")
        if time.monotonic() - replica.started > STARTS_WITHIN:
            raise ServingError(f"replica {replica.number} does not answer after {STARTS_WITHIN:.0f} seconds")
        time.sleep(0.1)


def healthy(server: str) -> bool:
    """Whether the app answers there. An address that it does not know gets a page too, so the words are read."""
    try:
        with urllib.request.urlopen(f"http://{server}/{HEALTH}", timeout=2) as answer:
            return bool(answer.read(8) == b"ok")
    except OSError:
        return False


def stop(replica: Replica) -> None:
    """End it, by force where it does not end by itself."""
    replica.process.terminate()
    try:
        replica.process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        replica.process.kill()
        replica.process.wait()


def revive(replica: Replica) -> Replica:
    """The same one, or another in its place if it ended. Its visitors are on others meanwhile."""
    status = replica.process.poll()
    if status is None or time.monotonic() - replica.started < PAUSE:
        return replica
    log.warning("replica %d ended with status %d and is started again", replica.number, status)
    return start(replica.number, replica.port)


def replace(replica: Replica) -> Replica:
    """End it and start another one in its place, with the program and the models as they are now."""
    stop(replica)
    successor = start(replica.number, replica.port)
    wait_until_healthy(successor)
    log.info("replica %d is a new process, %d", successor.number, successor.process.pid)
    return successor
