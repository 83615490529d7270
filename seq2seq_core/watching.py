"""Watching an alignment emerge: what a model looks at in a few fixed sentence pairs, at some points of its training."""

from collections.abc import Sequence
from dataclasses import dataclass

from seq2seq_core.corpus import Pair
from seq2seq_core.decoding import force
from seq2seq_core.model import Seq2Seq
from seq2seq_core.trace import make_side, merge_words
from seq2seq_core.vocabulary import Vocabulary

WATCHED_FILE = "watched.json"


@dataclass(frozen=True, slots=True)
class Watched:
    """The alignments of all watched pairs after `update` updates, by words, rounded to three digits."""

    update: int
    weights: list[list[list[float]]]  # per pair (target words, source words); empty without attention


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
