"""Serve the app with several processes behind nginx. Ctrl-C ends all; SIGHUP renews one process after another.

What a visitor sees is in the link, so a process that dies costs its visitors one reload at most. One that ends is
started again.
"""

import logging
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

import click

from seq2seq_core import shared_weights
from serving import proxy, replicas
from serving.ports import ServingError, check_free
from serving.replicas import ADDRESS, Replica

LOOK = 0.5  # seconds between two looks at the processes

log = logging.getLogger("serving")


class Wishes:
    """What signals asked for since the last look."""

    def __init__(self) -> None:
        self.end = self.renew = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        signal.signal(signal.SIGHUP, self._renew)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.end = True

    def _renew(self, number: int, frame: FrameType | None) -> None:
        self.renew = True


@click.command()
@click.option("--replicas", "count", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.option("--address", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option("--first-replica-port", type=click.IntRange(1024, 65000), default=8601, show_default=True)
@click.option(
    "--frame-ancestors", default=proxy.SELF, show_default=True, help="Who may show the app in a page of theirs."
)
def serve(count: int, address: str, port: int, first_replica_port: int, frame_ancestors: str) -> None:
    """Serve the app with several processes behind nginx."""
    logging.basicConfig(level=logging.INFO, format="serving: %(message)s")
    try:
        proxy.find_nginx()
        proxy.check_ancestors(frame_ancestors)
        check_free(address, port, "--port")
        ports = range(first_replica_port, first_replica_port + count)
        if port in ports:
            raise ServingError(
                f"port {port} is also that of a replica, {ports[0]} to {ports[-1]}: choose another with "
                "--first-replica-port"
            )
        for each in ports:
            check_free(ADDRESS, each, "--first-replica-port")
        with tempfile.TemporaryDirectory(prefix="alignscope-nginx-") as folder:
            _run(
                Path(folder),
                f"{address}:{port}" if ":" not in address else f"[{address}]:{port}",
                ports,
                frame_ancestors,
            )
    except (ServingError, OSError) as error:
        helps = "; TMPDIR names a folder that can be written" if "temporary directory" in str(error) else ""
        sys.exit(f"serving: {error}{helps}")


def _run(folder: Path, listen: str, ports: range, frame_ancestors: str) -> None:
    """Start everything, look after it until somebody ends it, and end it."""
    wishes = Wishes()
    os.environ.setdefault(shared_weights.VARIABLE, str(folder / "weights"))  # for the replicas
    running = [replicas.start(number, port) for number, port in enumerate(ports, 1)]
    nginx = None
    try:
        for replica in running:
            replicas.wait_until_healthy(replica)
        main = proxy.write_configuration(folder, listen, [replica.server for replica in running], frame_ancestors)
        nginx = proxy.start_nginx(main)
        processes = ", ".join(str(replica.process.pid) for replica in running)
        log.info("http://%s, process %d, %d replicas: processes %s", listen, os.getpid(), len(running), processes)
        while not wishes.end:
            time.sleep(LOOK)
            if wishes.end:  # nginx may have been told, too
                break
            if nginx.poll() is not None:
                raise ServingError(f"nginx ended with status {nginx.returncode}; what it said stands above")
            running = [replicas.revive(replica) for replica in running]
            if wishes.renew:
                wishes.renew = False
                _renew(running)
                proxy.reload_nginx(nginx)
    finally:
        if nginx is not None:
            nginx.terminate()
        for replica in running:
            replica.process.terminate()
        for replica in running:
            replicas.stop(replica)
        if nginx is not None:
            nginx.wait()


def _renew(running: list[Replica]) -> None:
    """One process after another, so that the others answer meanwhile."""
    for place, replica in enumerate(running):
        running[place] = replicas.replace(replica)


if __name__ == "__main__":
    serve()
