"""What one training run is: its data, its model, its schedule, read from a TOML file.

The files of one matched family `extend` a common file and so differ only in the lines they add, which are the lines
about attention.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from seq2seq_core.errors import ConfigError
from seq2seq_core.model.config import ModelConfig, Share
from seq2seq_core.strict import Strict, parse
from seq2seq_core.vocabulary import Spelling


class TrainingConfig(Strict):
    """How the weights are found. Lengths in updates unless said otherwise."""

    epochs: Annotated[int, Field(gt=0)] = 10
    batch_tokens: Annotated[int, Field(gt=0)] = 3000  # padded tokens of the longer side
    learning_rate: Annotated[float, Field(gt=0)] = 1e-3
    warmup: Annotated[int, Field(ge=0)] = 200
    decay_from: Annotated[float, Field(ge=0, le=1)] = (
        0.3  # share of the run after which the rate falls linearly to zero
    )
    clip: Annotated[float, Field(gt=0)] = 1.0  # largest norm of the gradient
    average: Share = 0.0  # what the moving average of the weights keeps of itself at each update; 0: the last weights
    label_smoothing: Share = 0.1
    concatenated: Share = 0.1  # share of the examples that are made of two or three pairs
    piece_dropout: Share = 0.0  # probability with which a merge of tokens is left out (BPE-dropout)
    source_noise: Share = 0.1  # share of the sources typed as visitors do: see `examples.add_noise`
    longest: Annotated[int, Field(gt=0)] = 100  # tokens; longer pairs are left out
    validations_per_epoch: Annotated[int, Field(gt=0)] = 2
    patience: Annotated[int, Field(gt=0)] = 8  # validations without a better BLEU before stopping
    seed: int = 1
    precision: Literal["bfloat16", "float32"] = "bfloat16"
    fused_adam: bool = True


class CorpusConfig(Strict):
    """One of several corpora to learn from: filtered by the rules of `mixture`, named with its terms on the card."""

    file: str
    name: str
    terms: str  # as its source states them
    times: Annotated[int, Field(ge=1, le=20)] = 1  # that each pair is met in an epoch: the proportions of the mix


class DataConfig(Strict):
    """Where the sentences are. A path with no `target` beside it is a tab-separated file.

    Either `train` names the text to learn from, or `corpora` name several, which are filtered.
    """

    source_language: str
    target_language: str
    train: str | None = None
    train_target: str | None = None
    corpora: list[CorpusConfig] = []
    held_out: list[str] = []  # files whose source sentences no corpus may teach
    valid: str | list[str] | None = None  # without it, valid_share of the source sentences are held out
    valid_target: str | None = None
    valid_most: Annotated[int, Field(gt=0)] | None = None  # sentences of each file of `valid`, evenly spread over it
    valid_share: Annotated[float, Field(gt=0, lt=1)] = 0.01
    attribution: str = ""  # who made the data, and its licence: for the model card
    spelling: Spelling = "as written"  # "tokenised": the text comes in tokens and lower case; see train_vocabulary
    watched: str | None = None  # tab-separated pairs whose alignment is recorded while the model learns

    @model_validator(mode="after")
    def _check_sources(self) -> Self:
        if (self.train is None) == (not self.corpora):
            raise ValueError("give either train, one file, or corpora, several that are filtered")
        if isinstance(self.valid, list) and self.valid_target is not None:
            raise ValueError("valid_target belongs to a single file; each of several has both sides")
        return self


class RunConfig(Strict):
    """One training run: a name such as "en-fr/bahdanau", its data, its model and its schedule."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
    data: DataConfig
    model: ModelConfig
    training: TrainingConfig = TrainingConfig()


def read_run(path: Path) -> RunConfig:
    """Read a TOML file; `extends = "other.toml"` takes that file's tables first. Folder and file name the run."""
    tables = _read_toml(path)
    tables.setdefault("name", f"{path.resolve().parent.name}/{path.stem}")
    return parse(RunConfig, tables, where=str(path))


def _read_toml(path: Path, readers: tuple[Path, ...] = ()) -> dict[str, Any]:
    """The tables of a file over those that it extends; `readers` are the files that led to it."""
    if path.resolve() in readers:
        raise ConfigError(f"{path}: extends itself")
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as a TOML configuration: {error}") from error
    base = tables.pop("extends", None)
    if base is None:
        return tables
    if not isinstance(base, str):
        raise ConfigError(f"{path}: extends {base!r}, which is not the name of one file")
    return _merge(_read_toml(path.parent / base, (*readers, path.resolve())), tables)


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both_tables = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _merge(base[key], value) if both_tables else value
    return merged
