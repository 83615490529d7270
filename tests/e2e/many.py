"""`python -m serving` with the tiny models: what the browser tests of several processes start."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.browsing import ROOT

STARTS_WITHIN = 120  # seconds


@dataclass(frozen=True)
class Served:
    """A running command, and what it wrote."""

    url: str
    command: "subprocess.Popen[bytes]"
    log: Path

    def wrote(self) -> str:
        """Everything so far, nginx's log among it."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def processes(self) -> list[int]:
        """Those of the replicas at the start."""
        return [int(number) for number in re.findall(r"\d+", re.findall("replicas: processes (.*)", self.wrote())[0])]

    def wait_for(self, pattern: str, times: int = 1) -> None:
        """Until it has written that."""
        deadline = time.monotonic() + STARTS_WITHIN
        while len(re.findall(pattern, self.wrote())) < times:
            if self.command.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{pattern!r} was not written:\n{self.wrote()}")
            time.sleep(0.1)


@contextmanager
def many(checkpoints: Path, *options: str) -> Iterator[Served]:
    """Two replicas behind nginx."""
    port, first = free_ports()
    command = [sys.executable, "-m", "serving", f"--port={port}", f"--first-replica-port={first}", *options]
    environment = os.environ | {"ALIGNSCOPE_CHECKPOINTS": str(checkpoints)}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        with log.open("wb") as written:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=written)
        served = Served(f"http://127.0.0.1:{port}", process, log)
        try:
            served.wait_for("replicas: processes")
            yield served
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def free_ports() -> tuple[int, int]:
    """A port for nginx, and the first of two for the replicas."""
    while True:
        with ExitStack() as held:
            probes = [held.enter_context(socket.socket()) for _ in range(3)]
            try:
                for probe in probes[:2]:
                    probe.bind(("127.0.0.1", 0))
                port, first = (probe.getsockname()[1] for probe in probes[:2])
                probes[2].bind(("127.0.0.1", first + 1))
            except (OSError, OverflowError):
                continue
            return port, first
