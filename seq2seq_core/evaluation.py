"""How well a checkpoint translates held-out text, kept in its folder as evaluation.json and told by its card."""

import hashlib
import itertools
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from seq2seq_core.checkpoint import read_json
from seq2seq_core.config import Strict
from seq2seq_core.corpus import Pair, read_lines
from seq2seq_core.decoding import DecodingOptions
from seq2seq_core.errors import CorpusError, InputError
from seq2seq_core.files import write_json
from seq2seq_core.interchange import hard_alignment
from seq2seq_core.metrics import Samples, alignment_error_rate, bootstrap, bootstrap_alignment, middle_of, quality
from seq2seq_core.text import check_sentence
from seq2seq_core.translator import Translator

EVALUATION_FILE = "evaluation.json"
LENGTHS = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 1000))  # source words, both ends counted
JOIN_SEED = 1
SENTENCES = "sentences"  # the usual `inputs`: those of the file as they are
PARTS_OF = "the parts of "  # an `inputs` that names the sentences which others are made of
MOST_REFERENCES = 16  # of a joined input


class Interval(Strict):
    """Where 95% of bootstrap samples of the sentences lie (`metrics.bootstrap`)."""

    low: float
    high: float


class Bucket(Strict):
    """The score of the sentences of one range of lengths."""

    words: str
    sentences: int
    bleu: float
    chrf: float
    bleu_interval: Interval | None = None  # None in files that are older than intervals
    chrf_interval: Interval | None = None


# The score of every bootstrap sample, in order: models on the same data share their samples. "" in older files.
Sampled = Annotated[str, Field(pattern=r"^(\d+\.\d+( \d+\.\d+)*)?$")]


class Evaluation(Strict):
    """One checkpoint on one file with one way of searching."""

    model: str
    fingerprint: str
    data: str  # file name
    data_sha256: str
    inputs: str  # SENTENCES, or how they were made of them
    sentences: int
    beam_size: int
    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str
    by_length: list[Bucket]
    sentences_per_second: float
    bleu_interval: Interval | None = None
    chrf_interval: Interval | None = None
    bleu_samples: Sampled = ""


class AlignmentScore(Strict):
    """One checkpoint's alignment error rate on hand-aligned pairs, by each piece's own row and by the next."""

    model: str
    fingerprint: str
    data: str
    data_sha256: str
    sentences: int
    aer: float
    aer_shifted: float
    aer_samples: Sampled = ""


class Results(Strict):
    """The content of evaluation.json."""

    translation: list[Evaluation]
    alignment: list[AlignmentScore]

    def of(self, fingerprint: str) -> "Results":
        """The figures of these weights alone: a model that was trained anew has none until it is evaluated anew."""
        return Results(
            translation=[e for e in self.translation if e.fingerprint == fingerprint],
            alignment=[a for a in self.alignment if a.fingerprint == fingerprint],
        )


class GoldPair(Strict):
    """A sentence pair aligned by hand."""

    src_words: list[str]
    tgt_words: list[str]
    alignment: list[tuple[int, int]]  # sure links, source and target words counted from 0

    @model_validator(mode="after")
    def _check(self) -> Self:
        for word in [*self.src_words, *self.tgt_words]:
            if len(word.split()) != 1:
                raise ValueError(f"{word!r} is not one word")
        for s, t in self.alignment:
            if not (0 <= s < len(self.src_words) and 0 <= t < len(self.tgt_words)):
                raise ValueError(
                    f"link {s}-{t} is outside of {len(self.src_words)} source and {len(self.tgt_words)} target words"
                )
        return self


def evaluate(
    translator: Translator, pairs: Sequence[Pair], data: Path, *, beam_size: int = 1, inputs: str = SENTENCES
) -> Evaluation:
    """Translate the sources of `pairs`, which come from the file `data`, and score them against all references."""
    started = time.monotonic()
    options = DecodingOptions(beam_size, candidates=1)
    found = [best.text for best, *_ in translator.translate_many([pair.source for pair in pairs], options)]
    seconds = time.monotonic() - started
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
        data_sha256=_sha256(data),
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
        bleu_samples=_listed(bleus, 2),
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


def check_sources(pairs: Sequence[Pair], data: Path) -> None:
    """CorpusError for a source that no model translates, before any time is spent on the others."""
    for pair in pairs:
        try:
            check_sentence(pair.source)
        except InputError as error:
            raise CorpusError(f"{data}: “{pair.source[:40]}”: {error}") from error


def evaluate_alignment(translator: Translator, rows: Sequence[GoldPair], gold: Path) -> AlignmentScore:
    """Force-decode hand-aligned pairs `rows`, which come from the file `gold`, and compare the links."""
    pairs = [(" ".join(row.src_words), " ".join(row.tgt_words)) for row in rows]
    forced = translator.force_many(pairs)
    found = [hard_alignment(translation) for translation in forced]
    sure = [set(row.alignment) for row in rows]
    return AlignmentScore(
        model=translator.name,
        fingerprint=translator.fingerprint,
        data=gold.name,
        data_sha256=_sha256(gold),
        sentences=len(rows),
        aer=round(alignment_error_rate(found, sure), 4),
        aer_shifted=round(alignment_error_rate([hard_alignment(t, shift=1) for t in forced], sure), 4),
        aer_samples=_listed(bootstrap_alignment(found, sure), 4),
    )


def read_gold(path: Path) -> list[GoldPair]:
    """Read hand-aligned pairs, JSON lines like `GoldPair`; CorpusError names the line that is not one."""
    rows = []
    for number, line in enumerate(read_lines(path), start=1):
        try:
            rows.append(GoldPair.model_validate_json(line))
        except ValidationError as error:
            raise CorpusError(
                f"{path}, line {number} is not a hand-aligned pair: {error.errors()[0]['msg']}"
            ) from error
    return rows


def save_results(folder: Path, new: Results) -> Results:
    """Put results into the folder's evaluation.json, in place of older ones; returns what it holds now.

    Figures of other weights than the new ones are no longer true and go.
    """
    old = read_results(folder)
    fingerprints = {e.fingerprint for e in new.translation} | {a.fingerprint for a in new.alignment}
    translation = {(e.data, e.inputs, e.beam_size): e for e in [*old.translation, *new.translation]}
    alignment = {a.data: a for a in [*old.alignment, *new.alignment]}
    results = Results(
        translation=[translation[key] for key in sorted(translation) if translation[key].fingerprint in fingerprints],
        alignment=[alignment[key] for key in sorted(alignment) if alignment[key].fingerprint in fingerprints],
    )
    write_json(folder / EVALUATION_FILE, results.model_dump())
    return results


def read_results(folder: Path) -> Results:
    """What evaluation.json of a model folder holds; nothing if it has none, CheckpointError if it is damaged."""
    if not (folder / EVALUATION_FILE).exists():
        return Results(translation=[], alignment=[])
    return read_json(folder, EVALUATION_FILE, Results)


def told(result: Evaluation | AlignmentScore) -> str:
    """A result as text for a terminal."""
    if isinstance(result, AlignmentScore):
        return (
            f"{result.model} on {result.sentences} pairs of {result.data}: alignment error rate {result.aer:.3f}, "
            f"with the row after each piece's own {result.aer_shifted:.3f}"
        )
    inputs = SENTENCES if result.inputs == SENTENCES else f"inputs ({result.inputs})"
    lines = [
        f"{result.model} on {result.sentences} {inputs} of {result.data}, beam {result.beam_size}: "
        f"BLEU {result.bleu}, chrF {result.chrf}, {result.sentences_per_second} sentences/s",
        f"  {result.bleu_signature}",
        f"  {result.chrf_signature}",
        *(f"  {b.words} words: BLEU {b.bleu}, chrF {b.chrf} ({b.sentences} sentences)" for b in result.by_length),
    ]
    return "\n".join(lines)


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
    low, high = middle_of(samples)
    return Interval(low=_round(low), high=_round(high))


def _listed(samples: Samples, digits: int) -> str:
    return " ".join(f"{score:.{digits}f}" for score in samples)


def _round(value: float) -> float:
    return round(value, 2)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
