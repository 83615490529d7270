"""Processes with a short life: they do something and are killed, or find the disk full or closed to them.

They are forked from a process that has imported everything, so that a life takes no longer than what is done in it.
"""

import contextlib
import ctypes
import multiprocessing
import os
import random
import resource
import signal
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from click.testing import CliRunner

from seq2seq_core.cli.group import main
from seq2seq_core.registry import CHECKPOINTS_VARIABLE

ROOT = Path(__file__).parents[2]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.faults.doing"])


@dataclass(frozen=True)
class End:
    """How a life ends: after a time, in the middle of its n-th file, or before the n-th file gets its name."""

    after: float | None = None
    within_file: int | None = None
    before_name: int | None = None


def some_end(chance: random.Random, seconds: float, files: int) -> End:
    """Any end of a life that would take so many seconds and write so many files."""
    match chance.randrange(4):
        case 0:
            return End(within_file=chance.randrange(files))
        case 1:
            return End(before_name=chance.randrange(files))
        case _:
            return End(after=chance.uniform(0, seconds))


def live(
    action: Callable[..., object],
    *arguments: Any,
    end: End | None = None,
    watch: Callable[[], object] = int,
    begun: Callable[[], bool] = lambda: True,
) -> int:
    """Do it in a process of its own; returns its exit status.

    `watch` is called again and again meanwhile. The time to its end counts from when it has `begun`.
    """
    process = FORKS.Process(target=_life, args=(action, arguments, end or End()))
    process.start()
    until: float | None = None
    while process.is_alive():
        if end is not None and end.after is not None:
            if until is None and begun():
                until = time.monotonic() + end.after
            if until is not None and time.monotonic() >= until:
                process.kill()
        watch()
        process.join(0.01)
    assert process.exitcode is not None
    return process.exitcode


def _life(action: Callable[..., object], arguments: tuple[Any, ...], end: End) -> None:
    torch.set_num_threads(1)
    os.chdir(ROOT)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere), contextlib.redirect_stdout(nowhere):
        if end.within_file is not None:
            os.fsync = _dying(end.within_file, _halve)
        if end.before_name is not None:
            Path.replace = _dying(end.before_name, lambda *_: None, Path.replace)  # type: ignore[method-assign]
        action(*arguments)


def _dying(count: int, last: Callable[..., None], usual: Callable[..., Any] = os.fsync) -> Callable[..., Any]:
    """What does as usual `count` times, then does a last thing and is killed."""
    calls: list[None] = []

    def call(*arguments: Any) -> Any:
        if len(calls) == count:
            last(*arguments)
            os.kill(os.getpid(), signal.SIGKILL)
        calls.append(None)
        return usual(*arguments)

    return call


def _halve(descriptor: int) -> None:
    os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)


# A disk that is full, or closed


def command_without_room(models: Path, room: int, *arguments: str) -> tuple[int, str]:
    """Exit status and output of a command whose files may have no more than `room` bytes."""
    return _told(_without_room, models, room, arguments)


def command_of_anybody(models: Path, *arguments: str) -> tuple[int, str]:
    """The same of a user who may do nothing that a file's mode does not allow."""
    return _told(_of_anybody, models, arguments)


def _told(action: Callable[..., None], *arguments: Any) -> tuple[int, str]:
    here, there = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=action, args=(there, *arguments))
    process.start()
    there.close()
    try:
        told: tuple[int, str] = here.recv()
    except EOFError:
        told = (-1, "nothing was said")
    process.join()
    return told


def _without_room(there: Any, models: Path, room: int, arguments: tuple[str, ...]) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    _run(there, models, arguments)


def _of_anybody(there: Any, models: Path, arguments: tuple[str, ...]) -> None:
    if os.geteuid() == 0:  # root may write everywhere: it gives up all that it may do beyond other users (capset(2))
        ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
    _run(there, models, arguments)


def _run(there: Any, models: Path, arguments: tuple[str, ...]) -> None:
    os.chdir(ROOT)
    torch.set_num_threads(1)
    os.environ[CHECKPOINTS_VARIABLE] = str(models)
    result = CliRunner().invoke(main, arguments)
    there.send((result.exit_code, result.output + (repr(result.exception) if result.exit_code == 1 else "")))


@contextlib.contextmanager
def closed(folder: Path) -> Iterator[None]:
    """A folder and what is in it, which nobody may write while this lasts."""
    everything = [folder, *folder.rglob("*")]
    for path in everything:
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH | (0o111 if path.is_dir() else 0))
    try:
        yield
    finally:
        for path in everything:
            path.chmod(0o755 if path.is_dir() else 0o644)
