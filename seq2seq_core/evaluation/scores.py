"""How well a model translates held-out text, overall and by source length."""

import hashlib
import itertools
import random
import time
from collections.abc import Sequence
from pathlib import Path

from seq2seq_core.decoding.decode import batches_of
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.ensemble import Ensemble
from seq2seq_core.errors import CorpusError, InputError
from seq2seq_core.evaluation.bootstrap import Samples, percentile_interval
from seq2seq_core.evaluation.results import SENTENCES, Bucket, Evaluation, Interval
from seq2seq_core.evaluation.translation_scores import bootstrap, quality
from seq2seq_core.parallel_text import Pair
from seq2seq_core.processes import ALONE, Group
from seq2seq_core.text import check_sentence
from seq2seq_core.translator import Translator

# Source words, both ends counted.
LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 25), (26, 30), (31, 40), (41, 1000))
JOIN_SEED = 1
MOST_REFERENCES = 16  # of a joined input


def evaluate(
    translator: Translator | Ensemble,
    pairs: Sequence[Pair],
    data: Path,
    *,
    beam_size: int = 1,
    inputs: str = SENTENCES,
    group: Group = ALONE,
) -> Evaluation:
    """Translate the sources of `pairs`, which come from the file `data`, and score them against all references.

    The speed that is told is that of one process, however many share the work.
    """
    found, seconds = translate_in(group, translator, [pair.source for pair in pairs], beam_size)
    references = [pair.references for pair in pairs]
    score, (bleus, chrfs) = quality(found, references), bootstrap(found, references)
    by_length = []
    for shortest, longest in LENGTHS:
        chosen = [i for i, pair in enumerate(pairs) if shortest <= len(pair.source.split()) <= longest]
        if chosen:
            label = f"{shortest}-{longest}" if longest < 1000 else f"{shortest} or more"
            by_length.append(_bucket(label, [found[i] for i in chosen], [references[i] for i in chosen]))
    return Evaluation(
        model=translator.name,
        fingerprint=translator.fingerprint,
        data=data.name,
        data_sha256=sha256_of(data),
        inputs=inputs,
        sentences=len(pairs),
        beam_size=beam_size,
        bleu=_round(score.bleu),
        chrf=_round(score.chrf),
        bleu_signature=score.bleu_signature,
        chrf_signature=score.chrf_signature,
        by_length=by_length,
        sentences_per_second=_round(len(pairs) / seconds),
        bleu_interval=_interval(bleus),
        chrf_interval=_interval(chrfs),
        bleu_samples=listed(bleus, 2),
    )


def translate_in(
    group: Group, translator: Translator | Ensemble, sources: Sequence[str], beam_size: int
) -> tuple[list[str], float]:
    """The best translation of each source, and the seconds that took, of all processes together.

    The batches are those of one process, so the translations are, too.
    """
    options = DecodingOptions(beam_size, candidates=1)
    batches = batches_of([translator.read(source).ids for source in sources], options)

    def translate(batch: list[int]) -> tuple[list[str], float]:
        started = time.monotonic()
        found = translator.translate_many([sources[i] for i in batch], options)
        return [best.text for best, *_ in found], time.monotonic() - started

    texts: dict[int, str] = {}
    seconds = 0.0
    for batch, (found, taken) in zip(batches, group.map(translate, batches), strict=True):
        texts.update(zip(batch, found, strict=True))
        seconds += taken
    return [texts[i] for i in range(len(sources))], seconds


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


def check_sources(pairs: Sequence[Pair], data: Path) -> None:
    """CorpusError for a source that no model translates, before any time is spent on the others."""
    for pair in pairs:
        try:
            check_sentence(pair.source)
        except InputError as error:
            raise CorpusError(f"{data}: “{pair.source[:40]}”: {error}") from error


def _bucket(words: str, found: Sequence[str], references: Sequence[Sequence[str]]) -> Bucket:
    score, (bleus, chrfs) = quality(found, references), bootstrap(found, references)
    return Bucket(
        words=words,
        sentences=len(found),
        bleu=_round(score.bleu),
        chrf=_round(score.chrf),
        bleu_interval=_interval(bleus),
        chrf_interval=_interval(chrfs),
    )


def _interval(samples: Samples) -> Interval:
    low, high = percentile_interval(samples)
    return Interval(low=_round(low), high=_round(high))


def listed(samples: Samples, digits: int) -> str:
    """Samples as evaluation.json keeps them."""
    return " ".join(f"{score:.{digits}f}" for score in samples)


def _round(value: float) -> float:
    return round(value, 2)


def sha256_of(path: Path) -> str:
    """What tells that figures are of the same data."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
