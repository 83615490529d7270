"""Folders of files for as long as a process lives, and what is left of those whose process was killed."""

import os
import re
import shutil
import tempfile
from pathlib import Path

PREFIX = "alignscope-kept-"


def make_folder() -> Path:
    """A folder that only this user may read, with the number of this process in its name."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))


def sweep() -> None:
    """Delete the folders of processes that are no longer there: whoever was killed could not do it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        named = re.match(r"(\d+)-", folder.name.removeprefix(PREFIX))
        if named and not _is_there(int(named[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)  # asks, and does nothing
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # it is somebody else's
    return True
