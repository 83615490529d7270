"""Watching an alignment emerge: what a model looks at in a few fixed sentence pairs, at some points of its training."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seq2seq_core.checkpoint import read_json
from seq2seq_core.decoding.decode import force
from seq2seq_core.decoding.trace import Floats, make_side, merge_words
from seq2seq_core.errors import CheckpointError
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.parallel_text import Pair
from seq2seq_core.strict import Strict
from seq2seq_core.vocabulary import Vocabulary

WATCHED_FILE = "watched.json"


@dataclass(frozen=True, slots=True)
class Watched:
    """The alignments of all watched pairs after `update` updates, by words, rounded to three digits."""

    update: int
    weights: list[list[list[float]]]  # per pair (target words, source words); empty without attention


class _Point(Strict):
    update: int
    weights: list[list[list[float]]]


class _Content(Strict):
    """What watched.json holds."""

    pairs: list[tuple[str, str]]
    points: list[_Point]


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """How the alignment of one sentence pair came to be while a model learnt."""

    source: tuple[str, ...]  # words, the end of the sentence among them
    target: tuple[str, ...]
    updates: tuple[int, ...]  # P points of the training, in order
    weights: Floats  # (P, target words, source words)


def read_growth(folder: Path, vocabulary: Vocabulary) -> list[Growth]:
    """What watched.json of a model folder recorded, pair by pair; nothing if it has none, CheckpointError if it is
    damaged.
    """
    if not (folder / WATCHED_FILE).exists():
        return []
    content = read_json(folder, WATCHED_FILE, _Content, strict=False)
    points = sorted((point for point in content.points if point.weights), key=lambda point: point.update)
    found = []
    for i, (source_text, target_text) in enumerate(content.pairs if points else []):
        source, target = make_side(vocabulary, source_text).words, make_side(vocabulary, target_text).words
        try:
            weights = np.array([point.weights[i] for point in points], dtype=np.float32)
        except (IndexError, ValueError) as error:
            raise CheckpointError(f"{WATCHED_FILE} has no whole alignment of pair {i + 1} at every point") from error
        if weights.shape != (len(points), len(target), len(source)):
            raise CheckpointError(
                f"{WATCHED_FILE}, pair {i + 1}: weights of shape {weights.shape[1:]} do not fit "
                f"{len(target)} target and {len(source)} source words"
            )
        found.append(Growth(source, target, tuple(point.update for point in points), weights))
    return found


def watch_points(updates: int) -> set[int]:
    """About ten updates of a run, closer together at the start, where most happens; 0 is the untrained model."""
    return {0, *(round(updates * share) for share in (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.55))}


def watch(model: Seq2Seq, vocabulary: Vocabulary, pairs: Sequence[Pair], update: int) -> Watched:
    """Force-decode the pairs and keep what the model looked at."""
    sources = [make_side(vocabulary, pair.source) for pair in pairs]
    targets = [make_side(vocabulary, pair.target) for pair in pairs]
    hypotheses = force(model, [source.ids for source in sources], [target.ids for target in targets])
    weights = [
        merge_words(hypothesis.trace.weights, target.groups, source.groups).astype(float).round(3).tolist()
        for hypothesis, source, target in zip(hypotheses, sources, targets, strict=True)
        if hypothesis.trace.weights is not None
    ]
    return Watched(update, weights)
