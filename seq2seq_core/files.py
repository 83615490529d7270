"""Writing files so that a crash, a kill or a full disk leaves the old file or the new one, never half of one."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def remove_leftovers(folder: Path, names: Iterable[str]) -> None:
    """Remove what writing these files left behind where it was killed; nobody may be writing them now."""
    for name in names:
        for temporary in folder.glob(f".{name}.*"):
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Replace a file in one step. An OSError leaves what was there untouched."""
    write_together(path.parent, {path.name: content})


def write_together(folder: Path, contents: dict[str, bytes]) -> None:
    """Replace files that belong together, in the given order, once all of them are safely on the disk.

    An OSError on the way there, such as a full disk, names the file and leaves all old ones untouched. Only a kill in
    the instant between two of the replacements leaves new files beside old ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporaries: dict[str, Path] = {}
    try:
        for name, content in contents.items():
            with _naming(folder / name):
                descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
                temporaries[name] = Path(temporary)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                temporaries[name].chmod(0o644)  # mkstemp makes it private
        for name, path in temporaries.items():
            with _naming(folder / name):
                path.replace(folder / name)
    except BaseException:
        for path in temporaries.values():
            path.unlink(missing_ok=True)
        raise


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let an OSError name the file that was to be written: of a full disk it names none, else a temporary one."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def write_json(path: Path, value: Any, *, indent: int | None = 2) -> None:
    """Replace a JSON file in one step."""
    write_bytes(path, json_bytes(value, indent=indent))


def json_bytes(value: Any, *, indent: int | None = 2) -> bytes:
    """A value as the content of a JSON file."""
    return (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode()
