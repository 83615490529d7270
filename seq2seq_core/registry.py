"""Which models exist. The only place where a name becomes a path.

A name is "pair/model", for example "en-fr/bahdanau". Names that come from a link or a command line are looked up
among the folders that are there; they are never joined into a path.
"""

import os
from pathlib import Path

from seq2seq_core.checkpoint import CONFIG
from seq2seq_core.errors import CheckpointError

CHECKPOINTS_VARIABLE = "ALIGNSCOPE_CHECKPOINTS"


def checkpoints_folder() -> Path:
    """Where the models are: the folder named by ALIGNSCOPE_CHECKPOINTS, else checkpoints/ beside the package."""
    return Path(os.environ.get(CHECKPOINTS_VARIABLE) or Path(__file__).resolve().parent.parent / "checkpoints")


def model_folders(root: Path | None = None) -> dict[str, Path]:
    """Names of all model folders, sorted, with their paths: those two levels down that hold at least one file."""
    root = root or checkpoints_folder()
    folders = sorted(path for path in root.glob("*/*") if path.is_dir() and any(path.iterdir()))
    return {path.relative_to(root).as_posix(): path for path in folders}


def find_model(name: str, root: Path | None = None) -> Path:
    """The folder of one model; CheckpointError names the models that exist."""
    folders = model_folders(root)
    if name not in folders:
        known = ", ".join(folders) or f"none; there is no folder with a {CONFIG} under {root or checkpoints_folder()}"
        raise CheckpointError(f"there is no model {name!r}; known models: {known}")
    return folders[name]
