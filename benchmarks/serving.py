"""What several processes of the app give: answers under load, memory, and how a visitor fares whose process dies.

python -m benchmarks.serving load [--replicas 1 --replicas 2] [--visitors 50 --visitors 100] [--seconds 60]
python -m benchmarks.serving memory [--replicas 1 --replicas 2 --replicas 4]
python -m benchmarks.serving death [--replicas 2] [--visitors 50]

Every command starts `python -m serving` itself, with the models that are there, and asks it on this machine.
Milliseconds say what to expect of one like it; what holds elsewhere is how the settings of one run differ.
"""

import asyncio
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from benchmarks.visitors import Seen, visit
from seq2seq_core.registry import known_models, of_pair, pairs_of

ROOT = Path(__file__).resolve().parent.parent
PORT, FIRST = 8795, 8801
MIB = 1024


@contextmanager
def serving(replicas: int) -> Iterator[list[int]]:
    """The command, running; gives the processes of the replicas."""
    command = [
        sys.executable,
        "-m",
        "serving",
        f"--replicas={replicas}",
        f"--port={PORT}",
        f"--first-replica-port={FIRST}",
    ]
    with tempfile.NamedTemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            while not (started := re.search("replicas: processes (.*)", Path(log.name).read_text())):
                if process.poll() is not None:
                    raise click.ClickException(f"the app did not start:\n{Path(log.name).read_text()}")
                time.sleep(0.2)
            yield [int(number) for number in started[1].split(", ")]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def memory_of(processes: Sequence[int]) -> dict[str, float]:
    """MiB of all together: resident (Rss counts what is shared in each), and with what is shared divided (Pss)."""
    sizes = {"Rss": 0.0, "Pss": 0.0, "Pss_Anon": 0.0}
    for process in processes:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        for name in sizes:
            sizes[name] += int(re.findall(rf"^{name}: +(\d+) kB", rollup, re.M)[0]) / MIB
    return sizes


def percentile(values: Sequence[float], share: float) -> float:
    """In milliseconds; nan where there are none."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] * 1000 if values else float("nan")


@click.group()
def cli() -> None:
    """What several processes of the app give."""


@cli.command()
@click.option("--replicas", multiple=True, type=int, default=(1, 2), show_default=True)
@click.option("--visitors", multiple=True, type=int, default=(50, 100), show_default=True)
@click.option("--seconds", default=60.0, show_default=True)
def load(replicas: tuple[int, ...], visitors: tuple[int, ...], seconds: float) -> None:
    """Visitors who type a sentence every 4 to 8 seconds: how long they wait for its translations and maps."""
    for number in replicas:
        with serving(number) as processes:
            asyncio.run(visit(f"127.0.0.1:{PORT}", 10, 2 * number))  # models are loaded, the first time
            for many in visitors:
                seen = asyncio.run(visit(f"127.0.0.1:{PORT}", seconds, many))
                _tell(f"{number} replicas, {many} visitors", seen, processes)


def _tell(what: str, seen: Seen, processes: Sequence[int]) -> None:
    size = memory_of(processes)
    first, later = ([percentile(times, share) for share in (0.5, 0.95)] for times in (seen.first, seen.later))
    click.echo(
        f"{what}: a new sentence {later[0]:.0f} ms (median), {later[1]:.0f} ms (p95) of {len(seen.later)}; first view "
        f"{first[0]:.0f} and {first[1]:.0f} ms; {len(seen.lost)} lost, {len(seen.errors)} errors; "
        f"{size['Rss']:.0f} MiB resident, {size['Pss']:.0f} MiB shared out; the machine's load {os.getloadavg()[0]:.1f}"
    )
    for error in seen.errors[:3]:
        click.echo(f"  {error}")


@cli.command()
@click.option("--replicas", multiple=True, type=int, default=(1, 2, 4), show_default=True)
def memory(replicas: tuple[int, ...]) -> None:
    """MiB of all processes when they have started, after the first visit, and with every model there is."""
    click.echo("replicas\twhen\tresident\tshared out\tof it their own")
    for number in replicas:
        with serving(number) as processes:
            _row(number, "started", processes)
            each = [f"127.0.0.1:{FIRST + place}" for place in range(number)]
            for address in each:
                asyncio.run(visit(address, 1, 1))
            _row(number, "three models", processes)
            for address in each:
                for pair in pairs_of(known_models()):
                    names = [name.partition("/")[2] for name in of_pair(pair, known_models())]
                    asyncio.run(visit(address, 1, 1, [("pair", pair), *(("model", name) for name in names)]))
            _row(number, "all models", processes)


def _row(number: int, when: str, processes: Sequence[int]) -> None:
    time.sleep(1)
    size = memory_of(processes)
    click.echo(f"{number}\t{when}\t{size['Rss']:.0f}\t{size['Pss']:.0f}\t{size['Pss_Anon']:.0f}")


@cli.command()
@click.option("--replicas", default=2, show_default=True)
@click.option("--visitors", default=50, show_default=True)
@click.option("--seconds", default=60.0, show_default=True)
def death(replicas: int, visitors: int, seconds: float) -> None:
    """One of the processes is killed half way through: how many visitors notice, and for how long."""
    with serving(replicas) as processes:
        asyncio.run(visit(f"127.0.0.1:{PORT}", 10, 2 * replicas))

        async def both() -> Seen:
            stay = asyncio.create_task(visit(f"127.0.0.1:{PORT}", seconds, visitors))
            await asyncio.sleep(seconds / 2)
            os.kill(processes[0], signal.SIGKILL)
            return await stay

        seen = asyncio.run(both())
    middle, longest = statistics.median(seen.lost or [0]), max(seen.lost, default=0)
    click.echo(
        f"{replicas} replicas, {visitors} visitors, one process killed: {len(seen.lost)} lost their connection; their "
        f"view was back after {middle:.1f} s (median), {longest:.1f} s (longest); {len(seen.errors)} errors; a new "
        f"sentence took {percentile(seen.later, 0.5):.0f} ms (median), {percentile(seen.later, 0.95):.0f} ms (p95)"
    )


if __name__ == "__main__":
    cli()
