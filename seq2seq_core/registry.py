"""Which models exist. The only place where a name becomes a path.

A model's full name is "pair/name", for example "en-fr/bahdanau". Names that come from a link or a command line are
looked up among the folders that are there; they are never joined into a path.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from seq2seq_core.checkpoint import CONFIG, CheckpointConfig, read_config
from seq2seq_core.errors import CheckpointError

CHECKPOINTS_VARIABLE = "ALIGNSCOPE_CHECKPOINTS"


@dataclass(frozen=True, slots=True)
class ModelReference:
    """A model that is there to be loaded. Models of one `pair` translate the same languages and share their data."""

    pair: str  # for example "en-fr" or "en-fr-broad"
    name: str  # within its pair, for example "bahdanau"
    folder: Path
    config: CheckpointConfig | None  # None: damaged; loading the model says what is wrong

    @property
    def full_name(self) -> str:
        """What the model is called where those of other pairs are too: "en-fr/bahdanau"."""
        return f"{self.pair}/{self.name}"

    @property
    def attends(self) -> bool:
        """Whether it is known to have attention."""
        return self.config is not None and self.config.model.attention != "none"


Models = Mapping[str, ModelReference]  # by full name


def name_in_pair(full_name: str) -> str:
    """What a model is called among those of its pair: "bahdanau" for "en-fr/bahdanau"."""
    return full_name.partition("/")[2]


def languages_of(pair: str) -> tuple[str, str]:
    """The codes of the languages that a pair's name begins with: "en" and "fr" of "en-fr" and of "en-fr-broad"."""
    source, target, *_ = [*pair.partition("/")[0].split("-"), ""]
    return source, target


def checkpoints_folder() -> Path:
    """Where the models are: the folder named by ALIGNSCOPE_CHECKPOINTS, else checkpoints/ beside the package."""
    return Path(os.environ.get(CHECKPOINTS_VARIABLE) or Path(__file__).resolve().parent.parent / "checkpoints")


def known_models(root: Path | None = None) -> dict[str, ModelReference]:
    """All models by full name, sorted: the folders two levels down that hold at least one file."""
    root = root or checkpoints_folder()
    folders = sorted(path for path in root.glob("*/*") if path.is_dir() and any(path.iterdir()))
    references = [
        ModelReference(_shown(path.parent.name), _shown(path.name), path, _config_of(path)) for path in folders
    ]
    return {reference.full_name: reference for reference in references}


def find_model(full_name: str, root: Path | None = None) -> ModelReference:
    """One model; CheckpointError names the models that exist."""
    models = known_models(root)
    if full_name not in models:
        known = ", ".join(models) or f"none; there is no folder with a {CONFIG} under {root or checkpoints_folder()}"
        raise CheckpointError(f"there is no model {full_name!r}; known models: {known}")
    return models[full_name]


def pairs_of(models: Models) -> list[str]:
    """The language pairs there are, sorted."""
    return sorted({model.pair for model in models.values()})


def of_pair(pair: str, models: Models) -> dict[str, ModelReference]:
    """The models of one language pair, by full name."""
    return {full_name: model for full_name, model in models.items() if model.pair == pair}


def _shown(name: str) -> str:
    """The name of a folder as text that can be printed; what cannot be, or is no text at all, is written as code."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _config_of(folder: Path) -> CheckpointConfig | None:
    try:
        status = (folder / CONFIG).stat()
    except OSError:
        return None
    return _read_config_of(folder, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _read_config_of(folder: Path, changed: int, size: int) -> CheckpointConfig | None:
    """Read again only when the file is another one: a page asks for every model on every rerun."""
    try:
        return read_config(folder)
    except CheckpointError:
        return None
