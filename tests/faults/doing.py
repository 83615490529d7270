"""What the processes with a short life do: train, keep figures, translate a test set."""

from itertools import cycle
from pathlib import Path
from typing import Any

from seq2seq_core.checkpoint import save_checkpoint
from seq2seq_core.corpus import run as corpus_run
from seq2seq_core.corpus.lines import read_test_set
from seq2seq_core.evaluation.card import write_card
from seq2seq_core.evaluation.results import Results, save_results
from seq2seq_core.files import write_together
from seq2seq_core.recipe import RunConfig
from seq2seq_core.training import loop
from seq2seq_core.vocabulary import Vocabulary
from tests.tiny_models import tiny_model


def train(run: dict[str, Any], folder: Path) -> None:
    """Train or go on, and save after every update."""
    loop.SAVE_EVERY_SECONDS = 0.0
    loop.train(RunConfig.model_validate(run), folder, resume=True)


def keep_figures(folder: Path, figures: list[dict[str, Any]]) -> None:
    """Put one and the other figures into a model's folder, for ever."""
    for number, values in enumerate(cycle(figures)):
        save_results(folder, Results.model_validate(values))
        write_card("en-fr/bahdanau", folder)
        write_together(folder, {"a": b"%d" % number * 5000, "b": b"%d" % number * 5000})


def keep_models(folder: Path, vocabulary: bytes) -> None:
    """Put one and the other model into a folder, for ever."""
    models = [tiny_model(seed=seed) for seed in (1, 2)]
    for model in cycle(models):
        save_checkpoint(folder, model, Vocabulary(vocabulary), source_language="en", target_language="fr")


def translate_test_set(data: bytes, output: Path, root: Path) -> None:
    """Translate a test set in small parts, or go on."""
    corpus_run.FIRST_PART, corpus_run.PART = 1, 2  # type: ignore[misc]
    test_set = read_test_set(data, "test.tsv")
    corpus_run.run(test_set, ["en-fr/bahdanau", "en-fr/luong-general"], output=output, root=root)
