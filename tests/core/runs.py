"""Small training runs, and what they leave behind."""

import json
from pathlib import Path
from typing import Any

import torch

from seq2seq_core.checkpoint import load_checkpoint
from seq2seq_core.recipe import RunConfig
from seq2seq_core.training.loop import CHECKPOINT, LOG, STATE
from tests.tiny_models import PAIRS

SUBJECTS = [("The cat", "Le chat"), ("The dog", "Le chien"), ("My friend", "Mon ami"), ("A child", "Un enfant")]
VERBS = [("sleeps", "dort"), ("sings", "chante"), ("eats bread", "mange du pain"), ("reads", "lit")]
TEXTS = [*PAIRS, *((f"{s} {v}.", f"{t} {w}.") for s, t in SUBJECTS for v, w in VERBS)]
ATTENTION = {
    "bahdanau": dict(attention="bahdanau", score="additive"),
    "luong-general": dict(attention="luong", score="general", input_feeding=True),
    "no-attention": dict(attention="none"),
}


def write_pairs(path: Path, pairs: list[tuple[str, str]]) -> Path:
    path.write_text("".join(f"{source}\t{target}\n" for source, target in pairs), encoding="utf-8")
    return path


def make_run(folder: Path, kind: str = "bahdanau", *, data: dict[str, Any] | None = None, **schedule: Any) -> RunConfig:
    """A run of 28 pairs in about 7 batches an epoch, with dropout, so that random numbers matter."""
    train_file = write_pairs(folder / "train.tsv", TEXTS)
    valid_file = write_pairs(folder / "valid.tsv", TEXTS[:4])
    places = dict(source_language="English", target_language="French", train=str(train_file), valid=str(valid_file))
    model = dict(vocabulary_size=150, embedding_size=8, encoder_size=12, decoder_size=10, dropout=0.2)
    values = dict(
        epochs=2, batch_tokens=90, learning_rate=1e-2, warmup=3, average=0.7, precision="float32", fused_adam=False
    )
    return RunConfig.model_validate(
        dict(
            name=f"en-fr/{kind}",
            data=places | (data or {}),
            model=model | ATTENTION[kind],
            training=values | schedule,
        )
    )


def final_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The last weights, and their moving average."""
    state = torch.load(folder / STATE, weights_only=True)
    return state["model"] | state["averaged"]


def curve(folder: Path) -> list[dict[str, float]]:
    """training.jsonl without what depends on the clock."""
    lines = [json.loads(line) for line in (folder / CHECKPOINT / LOG).read_text().splitlines()]
    return [{k: v for k, v in line.items() if k not in ("seconds", "pieces_per_second")} for line in lines]


def assert_same_run(one: Path, other: Path) -> None:
    assert curve(one) == curve(other)
    weights = final_weights(other)
    for name, tensor in final_weights(one).items():
        assert torch.equal(tensor, weights[name]), name
    assert load_checkpoint(one / CHECKPOINT).fingerprint == load_checkpoint(other / CHECKPOINT).fingerprint
