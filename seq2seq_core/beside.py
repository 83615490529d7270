"""Long work of pure Python in a process of its own, so that the interpreter of the pages stays free for other visitors.

The standard library's pools start their processes by running the main program again, which in a page of Streamlit is
the page itself. So here it is a plain command, `python -m seq2seq_core.beside`: a pickled call goes in, what it
returned or raised comes out. Both ends are this program; nothing that anybody else wrote is ever unpickled.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import ParamSpec, TypeVar

from seq2seq_core.wanted import check_wanted

P = ParamSpec("P")
T = TypeVar("T")
COURTESY = 5  # how much later than the pages it gets a core
MOMENT = 0.1  # seconds between two looks whether somebody still wants it


def beside(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What `work` returns or raises, worked out elsewhere. All of it can be pickled; `work` is found by its name.

    Unwanted where nobody waits any longer (seq2seq_core.wanted): the process ends then. RuntimeError where it ended by
    itself, for want of memory for example.
    """
    command = [sys.executable, "-m", "seq2seq_core.beside"]
    with TemporaryFile() as asked, TemporaryFile() as answer:
        pickle.dump((work, arguments, named), asked)
        asked.seek(0)
        with subprocess.Popen(command, cwd=Path(__file__).parents[1], stdin=asked, stdout=answer) as process:
            try:
                while process.poll() is None:
                    check_wanted()
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(MOMENT)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise RuntimeError(f"the process of {work.__name__} ended with status {process.returncode}")
        answer.seek(0)
        raised, result = pickle.load(answer)
    if raised:
        raise result
    return result


def _serve() -> None:
    """The other end."""
    os.nice(COURTESY)
    work, arguments, named = pickle.load(sys.stdin.buffer)
    try:
        answer = False, work(*arguments, **named)
    except Exception as error:
        answer = True, error
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _serve()
