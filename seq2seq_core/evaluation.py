"""How well a checkpoint translates held-out text, kept in its folder as evaluation.json and told by its card."""

import hashlib
import itertools
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seq2seq_core.config import Strict
from seq2seq_core.corpus import Pair
from seq2seq_core.decoding import DecodingOptions
from seq2seq_core.errors import CorpusError
from seq2seq_core.files import write_json
from seq2seq_core.metrics import quality
from seq2seq_core.translator import Translator

EVALUATION_FILE = "evaluation.json"
LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 1000))  # source words, both ends counted
JOIN_SEED = 1
MOST_REFERENCES = 16  # of a joined input


class Bucket(Strict):
    """The score of the sentences of one range of lengths."""

    words: str
    sentences: int
    bleu: float
    chrf: float


class Evaluation(Strict):
    """One checkpoint on one file with one way of searching."""

    model: str
    fingerprint: str
    data: str  # file name
    data_sha256: str
    inputs: str  # "sentences", or how they were made of them
    sentences: int
    beam_size: int
    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str
    by_length: list[Bucket]
    sentences_per_second: float


def evaluate(
    translator: Translator, pairs: Sequence[Pair], data: Path, *, beam_size: int = 1, inputs: str = "sentences"
) -> Evaluation:
    """Translate the sources of `pairs`, which come from the file `data`, and score them against all references."""
    started = time.monotonic()
    options = DecodingOptions(beam_size, candidates=1)
    found = [best.text for best, *_ in translator.translate_many([pair.source for pair in pairs], options)]
    seconds = time.monotonic() - started
    references = [pair.references for pair in pairs]
    score = quality(found, references)
    by_length = []
    for shortest, longest in LENGTHS:
        chosen = [i for i, pair in enumerate(pairs) if shortest <= len(pair.source.split()) <= longest]
        if chosen:
            part = quality([found[i] for i in chosen], [references[i] for i in chosen])
            label = f"{shortest}-{longest}" if longest < 1000 else f"{shortest} or more"
            by_length.append(Bucket(words=label, sentences=len(chosen), bleu=_round(part.bleu), chrf=_round(part.chrf)))
    return Evaluation(
        model=translator.name,
        fingerprint=translator.fingerprint,
        data=data.name,
        data_sha256=hashlib.sha256(data.read_bytes()).hexdigest(),
        inputs=inputs,
        sentences=len(pairs),
        beam_size=beam_size,
        bleu=_round(score.bleu),
        chrf=_round(score.chrf),
        bleu_signature=score.bleu_signature,
        chrf_signature=score.chrf_signature,
        by_length=by_length,
        sentences_per_second=_round(len(pairs) / seconds),
    )


def join_pairs(pairs: Sequence[Pair], count: int) -> tuple[list[Pair], list[Pair]]:
    """Make `count` inputs of two sentences each, drawn without repetition; returns them and their sentences.

    The references of a joined input are all combinations of its parts' references, at most 16.
    """
    if 2 * count > len(pairs):
        raise CorpusError(f"{count} joined inputs need {2 * count} sentences; there are {len(pairs)}")
    drawn = random.Random(JOIN_SEED).sample(pairs, 2 * count)
    joined = [
        Pair(
            f"{first.source} {second.source}",
            tuple(
                " ".join(parts)
                for parts in itertools.islice(itertools.product(first.references, second.references), MOST_REFERENCES)
            ),
        )
        for first, second in zip(drawn[::2], drawn[1::2], strict=True)
    ]
    return joined, drawn


def save_evaluations(folder: Path, evaluations: Sequence[Evaluation]) -> None:
    """Put evaluations into the folder's evaluation.json, in place of older ones of the same data, inputs and beam."""

    def place(evaluation: Evaluation) -> tuple[str, str, int]:
        return evaluation.data, evaluation.inputs, evaluation.beam_size

    kept = {place(e): e for e in [*read_evaluations(folder), *evaluations]}
    current = evaluations[0].fingerprint  # figures of other weights are no longer true
    values = [kept[key].model_dump() for key in sorted(kept) if kept[key].fingerprint == current]
    write_json(folder / EVALUATION_FILE, values)


def read_evaluations(folder: Path) -> list[Evaluation]:
    """What evaluation.json of a model folder holds; nothing if it has none."""
    path = folder / EVALUATION_FILE
    if not path.exists():
        return []
    values: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return [Evaluation.model_validate(value) for value in values]


def _round(value: float) -> float:
    return round(value, 2)
