"""Several processes, as torchrun starts them, that do what a test tells them."""

import contextlib
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import torch

from seq2seq_core.cli.group import main
from seq2seq_core.processes import Group, joined
from seq2seq_core.recipe import RunConfig
from seq2seq_core.training import loop

ROOT = Path(__file__).parents[2]
TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node"]


def torchrun(size: int, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in `size` processes of one thread each, found on a free port."""
    return subprocess.run(
        [*TORCHRUN, str(size), "--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:0", *arguments],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)} | environment,
    )


def do_together(size: int, *tasks: dict[str, Any], **environment: str) -> list[int]:
    """Do tasks (`_do`), one after the other, in `size` processes that stay a group; returns their exit statuses.

    They are forked from a process that has imported everything, so that starting them takes no time.
    """
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    everybody = {
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": port,
        "WORLD_SIZE": str(size),
        "TORCHELASTIC_RUN_ID": "test",
    }
    of_each = [environment | everybody | {"RANK": str(rank), "LOCAL_RANK": str(rank)} for rank in range(size)]
    processes = [forks.Process(target=_one, args=(own, tasks)) for own in of_each]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=150)
        if process.is_alive():
            process.kill()
    return [process.exitcode for process in processes]


def _one(environment: dict[str, str], tasks: tuple[dict[str, Any], ...]) -> None:
    os.environ.update(environment)
    os.chdir(ROOT)
    torch.set_num_threads(1)
    with joined() as group:
        for task in tasks:
            _do(task, group)


def _do(task: dict[str, Any], group: Group) -> None:
    match task:
        case {"command": arguments, "output": output}:  # of the command line; the first one's output goes to a file
            file = output if group.is_first else os.devnull
            quiet = contextlib.suppress(SystemExit)
            with open(file, "w", encoding="utf-8") as out, contextlib.redirect_stdout(out), quiet:
                main(arguments, standalone_mode=False, obj=group)
        case {"run": run, "folder": folder, "stop_after": stop_after, "resume": resume}:
            loop.SAVE_EVERY_SECONDS = 0.0
            update = loop._Run._update

            def stop_there(self: Any, batch: Any) -> None:
                if self.progress.update == stop_after:
                    raise InterruptedError
                update(self, batch)

            loop._Run._update = stop_there
            with contextlib.suppress(loop.TrainingError):
                loop.train(RunConfig.model_validate(run), Path(folder), resume=resume, group=group)
            loop._Run._update = update
        case {"add": _}:
            tensors = [torch.tensor([1.0, 2.0]) * (group.rank + 1), torch.tensor(10.0)]
            group.add(tensors)
            assert [t.tolist() for t in tensors] == [[3.0, 6.0], 20.0]
            assert group.first(lambda: group.rank) == 0
            for n in range(8):
                for at_once in (None, 1, 2, 3):
                    assert group.map(lambda i: i * i, range(n), at_once=at_once) == [i * i for i in range(n)]
                    streamed = list(group.stream(str, range(n), at_once=at_once))
                    assert streamed == (list(map(str, range(n))) if group.is_first else [])
        case {"dies": rank}:
            group.map(lambda i: os.kill(os.getpid(), signal.SIGKILL) if group.rank == rank else i, range(4))
