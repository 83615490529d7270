"""The pairs that a run learns from and those that it is validated on."""

from collections.abc import Sequence
from pathlib import Path

from seq2seq_core.checkpoint import CorpusRecord
from seq2seq_core.parallel_text import Pair, read_pairs
from seq2seq_core.recipe import RunConfig
from seq2seq_core.training.examples import hold_out
from seq2seq_core.training.mixture import read_mixture


def read_data(run: RunConfig) -> tuple[list[Pair], list[Pair], list[CorpusRecord]]:
    """The pairs to learn from, those to validate on, and what each corpus of a mixture gave.

    Without a validation file some sources are held out.
    """
    data = run.data
    if data.train is None:
        pairs, corpora = read_mixture(run)
    else:
        pairs, corpora = read_pairs(Path(data.train), _path(data.train_target)), []
    if data.valid is None:
        return *hold_out(pairs, data.valid_share, run.training.seed), corpora
    files = data.valid if isinstance(data.valid, list) else [data.valid]
    valid = [evenly(read_pairs(Path(file), _path(data.valid_target)), data.valid_most) for file in files]
    return pairs, [pair for some in valid for pair in some], corpora


def evenly(pairs: Sequence[Pair], most: int | None) -> list[Pair]:
    """At most `most` of the pairs, evenly spread over them."""
    if most is None or len(pairs) <= most:
        return list(pairs)
    return [pairs[len(pairs) * n // most] for n in range(most)]


def _path(name: str | None) -> Path | None:
    return None if name is None else Path(name)
