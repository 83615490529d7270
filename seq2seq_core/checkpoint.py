"""One folder per model: weights as float16 safetensors, the rest as JSON. Read strictly, written atomically.

    model.safetensors    the weights
    config.json          ModelConfig, languages, how it was trained, and the SHA-256 of the other two
    vocabulary.model     SentencePiece

Beside them lie files for people, which loading does not need: training.jsonl, watched.json, evaluation.json, README.md.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load as read_tensors
from safetensors.torch import save as write_tensors

from seq2seq_core.errors import CheckpointError, ConfigError
from seq2seq_core.files import json_bytes, write_together
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.recipe import TrainingConfig
from seq2seq_core.shared_weights import shared
from seq2seq_core.strict import Strict, parse
from seq2seq_core.vocabulary import Vocabulary

T = TypeVar("T", bound=Strict)

WEIGHTS, CONFIG, VOCABULARY = "model.safetensors", "config.json", "vocabulary.model"
_TYPES = {"torch.float16", "torch.bfloat16", "torch.float32", "torch.float64"}
_ALLOWED_TYPES = "weights are of float16, bfloat16, float32 or float64"


class CorpusRecord(Strict):
    """What one of several corpora gave, and what the filter left out: for the model card."""

    name: str
    terms: str
    times: int  # that each pair was met in an epoch
    read: int  # lines
    kept: int  # pairs
    left_out: dict[str, int]  # lines by the name of the rule


class TrainingRecord(Strict):
    """How the weights came to be: what a model card tells."""

    config: TrainingConfig
    attribution: str
    pairs: int  # sentence pairs learnt from
    updates: int  # of the whole run as planned; training.jsonl tells where it stopped
    best_update: int  # of these weights
    pieces: int  # target tokens seen up to these weights
    seconds: float  # until then
    device: str
    command: str
    corpora: list[CorpusRecord] = []  # of a mixture; empty when one file was learnt from


class CheckpointConfig(Strict):
    """The content of config.json."""

    format: Literal[2] = 2
    source_language: str
    target_language: str
    model: ModelConfig
    training: TrainingRecord | None = None
    sha256: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A loaded model, ready to use on the CPU in float32."""

    model: Seq2Seq
    vocabulary: Vocabulary
    config: CheckpointConfig
    fingerprint: str  # ten characters that change when the weights, the vocabulary or the shape do


def save_checkpoint(
    folder: Path,
    model: Seq2Seq,
    vocabulary: Vocabulary,
    *,
    source_language: str,
    target_language: str,
    training: TrainingRecord | None = None,
) -> None:
    """Write weights (float16), vocabulary and config into `folder`; the config, naming their hashes, comes last."""
    tensors = {name: tensor.detach().cpu().half().contiguous() for name, tensor in _distinct(model).items()}
    weights = write_tensors(tensors)
    config = CheckpointConfig(
        source_language=source_language,
        target_language=target_language,
        model=model.config,
        training=training,
        sha256={WEIGHTS: _sha256(weights), VOCABULARY: _sha256(vocabulary.model)},
    )
    write_together(folder, {WEIGHTS: weights, VOCABULARY: vocabulary.model, CONFIG: json_bytes(config.model_dump())})


def read_config(folder: Path) -> CheckpointConfig:
    """Read config.json alone: cheap, for lists of models. What an older format calls otherwise is converted."""
    values = _read_values(folder, CONFIG)
    if isinstance(values, dict):
        match values.get("format"):
            case 2:
                pass
            case 1:
                values = _from_format_1(values)
            case other:
                raise CheckpointError(f"{CONFIG} is of format {other!r}; this version of the program reads 1 and 2")
    return _parse(CONFIG, CheckpointConfig, values)


def read_json(folder: Path, name: str, kind: type[T], *, strict: bool | None = None) -> T:
    """A JSON file of a model folder (`strict` as in `config.parse`); CheckpointError if it is missing or damaged."""
    return _parse(name, kind, _read_values(folder, name), strict=strict)


def _read_values(folder: Path, name: str) -> Any:
    raw = _read(folder, name)
    try:
        values = json.loads(raw)
        json.dumps(values, ensure_ascii=False).encode()  # fails where an escape stands for half of a character
    except UnicodeEncodeError as error:
        raise CheckpointError(f"{name} holds text that is none: {error.reason}") from error
    except ValueError as error:
        raise CheckpointError(f"{name} is not JSON: {error}") from error
    except RecursionError as error:
        raise CheckpointError(f"{name} is nested too deep") from error
    return values


def _parse(name: str, kind: type[T], values: Any, *, strict: bool | None = None) -> T:
    try:
        return parse(kind, values, where=name, strict=strict)
    except ConfigError as error:
        raise CheckpointError(str(error)) from error


def _from_format_1(values: dict[str, Any]) -> dict[str, Any]:
    """Format 1 had two other names in the training's configuration."""
    renamed = {"joined": "concatenated", "careless": "source_noise"}
    training = values.get("training")
    if isinstance(training, dict) and isinstance(training.get("config"), dict):
        config = {renamed.get(key, key): value for key, value in training["config"].items()}
        values = values | {"training": training | {"config": config}}
    return values | {"format": 2}


def read_files(folder: Path) -> tuple[CheckpointConfig, dict[str, bytes]]:
    """The configuration, and the weights and vocabulary that it names; CheckpointError if they are not those files."""
    config = read_config(folder)
    contents = {name: _read(folder, name) for name in (WEIGHTS, VOCABULARY)}
    for name, content in contents.items():
        if _sha256(content) != config.sha256.get(name):
            raise CheckpointError(f"{name} is not the file that {CONFIG} names: its SHA-256 differs")
    return config, contents


def load_checkpoint(folder: Path) -> Checkpoint:
    """Load a model folder; CheckpointError says which file is missing, damaged or does not fit, and how."""
    config, contents = read_files(folder)
    try:
        tensors = read_tensors(contents[WEIGHTS])
    except SafetensorError as error:
        raise CheckpointError(f"{WEIGHTS} is not a safetensors file: {error}") from error
    except KeyError as error:  # a type of number that the format knows and this version of safetensors does not read
        raise CheckpointError(f"{WEIGHTS} holds numbers of the type {error}; {_ALLOWED_TYPES}") from error
    if others := {str(tensor.dtype) for tensor in tensors.values()} - _TYPES:
        raise CheckpointError(f"{WEIGHTS} holds numbers of the type {min(others)}; {_ALLOWED_TYPES}")
    vocabulary = Vocabulary(contents[VOCABULARY])
    if len(vocabulary) != config.model.vocabulary_size:
        raise CheckpointError(
            f"{VOCABULARY} has {len(vocabulary)} tokens but {CONFIG} says {config.model.vocabulary_size}"
        )
    with torch.device("meta"):  # the shape only: no time is spent on weights that are replaced at once
        model = Seq2Seq(config.model)
    expected = {name: tuple(tensor.shape) for name, tensor in _distinct(model).items()}
    found = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    if expected != found:
        wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
        name = wrong[0]
        raise CheckpointError(
            f"{WEIGHTS} does not fit {CONFIG}: {name} has shape {found.get(name, 'nothing')} "
            f"instead of {expected.get(name, 'nothing')} ({len(wrong)} such)"
        )
    if any(not bool(torch.isfinite(tensor).all()) for tensor in tensors.values()):
        raise CheckpointError(f"{WEIGHTS} holds values that are not finite numbers")

    def as_used() -> dict[str, torch.Tensor]:
        return {name: _for_single_rows(name, tensor.float()) for name, tensor in tensors.items()}

    model.load_state_dict(shared(config.sha256[WEIGHTS], as_used), strict=False, assign=True)
    if config.model.tied_embeddings:
        model.output.weight = model.embedding.weight
    model.eval().requires_grad_(False)
    return Checkpoint(model, vocabulary, config, fingerprint_of(config))


def fingerprint_of(config: CheckpointConfig) -> str:
    """Ten characters that change when the weights, the vocabulary or the shape do."""
    shape = config.model.model_dump()
    if not shape["coverage"]:
        del shape["coverage"]  # a setting that came later must not rename the weights that were there before
    identity = json.dumps([config.sha256, shape], sort_keys=True)
    return _sha256(identity.encode())[:10]


def _for_single_rows(name: str, weight: torch.Tensor) -> torch.Tensor:
    """The same weight, a matrix of the decoder stored column by column.

    One sentence at a time multiplies matrices with single rows, which takes half as long again and more in the order
    that torch.nn.Linear stores (`benchmarks/decode.py`). The encoder reads all words at once, by a kernel that
    wants that order.
    """
    return weight if weight.dim() != 2 or name.startswith("encoder.") else weight.t().contiguous().t()


def _distinct(model: Seq2Seq) -> dict[str, torch.Tensor]:
    """The parameters by name, a shared one once."""
    return dict(model.named_parameters())


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise CheckpointError(f"{name} is missing") from error
    except OSError as error:
        raise CheckpointError(f"{name} cannot be read: {error.strerror}") from error


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
