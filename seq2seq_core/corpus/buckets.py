"""Where systems are good and where they are not: scores of parts of a test set, as compare-mt makes them.

Neubig et al. (2019), "compare-mt: A Tool for Holistic Comparison of Language Generation Systems". Scores of a bucket
are those of its sentences as a corpus, with the interval that holds 95% of its bootstrap samples (Koehn 2004).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from seq2seq_core.analysis.familiarity import SOURCE_WORDS, count_words, read_counts
from seq2seq_core.corpus.measures import MEASURES
from seq2seq_core.corpus.results import Results, Row
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.bootstrap import percentile_interval, resampled_totals
from seq2seq_core.evaluation.translation_scores import Counts, count_matches, sampled
from seq2seq_core.registry import known_models
from seq2seq_core.text import split_words

Interval = tuple[float, float]
Span = tuple[int, int]  # smallest and largest, both counted
NO_END = 10**9
LENGTHS: tuple[Span, ...] = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 30), (31, NO_END))  # words between spaces
TIMES: tuple[Span, ...] = ((0, 0), (1, 1), (2, 4), (5, 19), (20, 99), (100, 999), (1000, NO_END))
BINS = 10  # of a measure from 0 to 100


@dataclass(frozen=True, slots=True)
class Score:
    """Corpus scores of some sentences, 0 to 100."""

    bleu: float
    chrf: float
    bleu_interval: Interval
    chrf_interval: Interval


@dataclass(frozen=True, slots=True)
class Bucket:
    """Some of the sentences."""

    label: str
    numbers: tuple[int, ...]  # of the sentences
    scores: dict[str, Score]  # by system


@dataclass(frozen=True, slots=True)
class Buckets:
    """All sentences that have a reference, each in one bucket."""

    title: str
    about: str  # what was counted, and in what
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class WordBucket:
    """Words of the references that are met so often, and how well each system says them."""

    label: str
    words: int  # in the references
    f_measure: dict[str, float]  # 0 to 1, by system
    interval: dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many sentences of each system have a measure in each range."""

    measure: str
    edges: tuple[float, ...]  # one more than ranges; a range has its lower end, the last one both
    counts: dict[str, tuple[int, ...]]  # by system


class Scorer:
    """Scores parts of results whose sentences are counted once, which takes a second for each system and thousand."""

    def __init__(self, results: Results) -> None:
        """InputError where no sentence has a reference."""
        self.rows: list[Row] = [row for row in results.rows if row.references]
        if not self.rows:
            raise InputError("there is no reference in these results, so nothing can be scored")
        references = [row.references for row in self.rows]
        self.counts: dict[str, tuple[Counts, Counts]] = {
            system: count_matches([row.said[system].text for row in self.rows], references)
            for system in results.systems
        }

    def all(self) -> dict[str, Score]:
        """The scores of every system on all sentences."""
        return self.of(range(len(self.rows)))

    def of(self, places: Sequence[int]) -> dict[str, Score]:
        """The scores of every system on some of `rows`."""
        return {system: _score(*(counts.of(places) for counts in both)) for system, both in self.counts.items()}

    def by_length(self, side: Literal["source", "reference"] = "source") -> Buckets:
        """Buckets by how many words between spaces the source has, or the first reference."""

        def length(row: Row) -> int:
            return len((row.source if side == "source" else row.references[0]).split())

        return self._buckets(f"By length of the {side}", f"Words of the {side} between spaces.", LENGTHS, length)

    def by_frequency(self, met: Mapping[str, int] | None = None) -> Buckets:
        """Buckets by how often the rarest word of the source is met: in the training text of the models, by `met`, or,
        without that, in the sources of these results themselves.
        """
        counts = count_words(row.source for row in self.rows) if met is None else met
        where = "these sources themselves" if met is None else "the training text of the models"

        def rarest(row: Row) -> int:
            return min((counts.get(word, 0) for word in count_words([row.source])), default=0)

        about = f"How often the rarest word of the source is in {where}, capitals apart."
        return self._buckets("By rarest word of the source", about, TIMES, rarest)

    def words_by_frequency(self) -> list[WordBucket]:
        """How well words are said that the references have so often: the F measure of words as in compare-mt.

        Of a word, as many are right in a sentence as the output and the first reference both have; precision divides by
        those of the output, recall by those of the reference, 2 P R / (P + R).
        """
        references = [_word_counts(row.references[0]) for row in self.rows]
        often = sum(references, Counter[str]())
        labels = [span for span in TIMES if any(_inside(times, span) for times in often.values())]
        outputs = {system: [_word_counts(row.said[system].text) for row in self.rows] for system in self.counts}
        found = []
        for span in labels:
            words = {word for word, times in often.items() if _inside(times, span)}
            sums = {system: _matches(said, references, words) for system, said in outputs.items()}
            found.append(
                WordBucket(
                    _label(span, "times"),
                    sum(often[word] for word in words),
                    {system: float(_f_measure(one.sum(axis=0))) for system, one in sums.items()},
                    {s: percentile_interval(_f_measure(resampled_totals(one).T)) for s, one in sums.items()},
                )
            )
        return found

    def _buckets(self, title: str, about: str, spans: Sequence[Span], value: Callable[[Row], int]) -> Buckets:
        values = [value(row) for row in self.rows]
        buckets = []
        for span in spans:
            places = [place for place, one in enumerate(values) if _inside(one, span)]
            if places:
                numbers = tuple(self.rows[place].number for place in places)
                buckets.append(Bucket(_label(span, "times" if spans is TIMES else ""), numbers, self.of(places)))
        return Buckets(title, about, tuple(buckets))


def by_score(results: Results, measure: str = "bleu") -> Distribution:
    """How many sentences of each system have a sentence score in each range."""
    known = MEASURES.get(measure)
    values = {
        system: [row.said[system].measures[measure] for row in results.rows if measure in row.said[system].measures]
        for system in results.systems
    }
    if known is None or not any(values.values()):
        raise InputError(f"nobody's {measure!r} was measured in these results")
    low, high = known.range
    everything = [value for said in values.values() for value in said]
    edges = np.linspace(
        min(everything) if low is None else low, max(everything) if high is None else high, BINS + 1
    ).round(6)
    return Distribution(
        measure,
        tuple(edges.tolist()),
        {system: tuple(np.histogram(said, edges)[0].tolist()) for system, said in values.items() if said},
    )


def met_in_training(results: Results) -> Mapping[str, int] | None:
    """How often the models of these results met each source word in training, if they are here and tell."""
    models = known_models()
    for system in results.header.systems:
        if system.origin == "model" and system.name in models:
            path = models[system.name].folder.parent / SOURCE_WORDS
            if path.exists():
                return read_counts(path)
    return None


def _score(bleu: Counts, chrf: Counts) -> Score:
    return Score(bleu.score(), chrf.score(), percentile_interval(sampled(bleu)), percentile_interval(sampled(chrf)))


def _label(span: Span, unit: str) -> str:
    low, high = span
    if unit and high <= 1:
        return ("never", "once")[high]
    said = f"{low:,}" if low == high else f"{low:,} or more" if high == NO_END else f"{low:,} to {high:,}"
    return f"{said} {unit}".strip()


def _inside(value: int, span: Span) -> bool:
    return span[0] <= value <= span[1]


def _word_counts(text: str) -> Counter[str]:
    return Counter(text[start:end] for start, end in split_words(text))


def _matches(outputs: Sequence[Counter[str]], references: Sequence[Counter[str]], words: set[str]) -> np.ndarray:
    """Of each sentence the words that are right, those of the output, and those of the reference: (N, 3)."""
    return np.array(
        [
            [
                sum(min(times, output[word]) for word, times in reference.items() if word in words),
                sum(times for word, times in output.items() if word in words),
                sum(times for word, times in reference.items() if word in words),
            ]
            for output, reference in zip(outputs, references, strict=True)
        ],
        dtype=np.int64,
    )


def _f_measure(sums: np.ndarray) -> np.ndarray:
    """2 P R / (P + R) from sums (3, ...), which is 2 right / (output + reference)."""
    right, output, reference = sums
    return np.divide(2 * right, output + reference, out=np.zeros(np.shape(right)), where=(output + reference) > 0)
