"""References to models that are not there, for what needs to know only their names and kinds."""

from pathlib import Path

from seq2seq_core import ModelReference
from seq2seq_core.checkpoint import CheckpointConfig
from tests.tiny_models import tiny_config


def references(*full_names: str) -> dict[str, ModelReference]:
    """By full name; all have attention but those called "no-attention"."""

    def config(name: str) -> CheckpointConfig:
        shape = tiny_config("no-attention" if name == "no-attention" else "bahdanau")
        return CheckpointConfig(source_language="en", target_language="fr", model=shape, sha256={})

    parts = [full_name.split("/") for full_name in full_names]
    return {f"{pair}/{name}": ModelReference(pair, name, Path(pair, name), config(name)) for pair, name in parts}
