"""Results as one HTML file to send: it needs nothing beside it, runs no script, and loads nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import fmean

from jinja2 import Environment, StrictUndefined

from seq2seq_core.corpus.buckets import Buckets, Interval, Scorer, met_in_training
from seq2seq_core.corpus.measures import MEASURES, Measure
from seq2seq_core.corpus.pairs import Compared, compare
from seq2seq_core.corpus.results import Results, Row
from seq2seq_core.errors import CorpusError
from seq2seq_core.files import write_bytes

TEMPLATE = Path(__file__).with_name("report.html.jinja")
WORST = 10  # sentences of each system
RANKED_BY = ("chrf", "log_prob", "coverage_deviation", "repeated")  # the first of them that was measured
SHOWN_OF_EACH = ("bleu", "chrf", "log_prob", "coverage_deviation", "repeated", "never_met")


@dataclass(frozen=True, slots=True)
class Bar:
    """A number from 0 to `most` as the length of a bar, with its interval."""

    system: str
    color: int
    value: float
    interval: Interval
    most: float

    def share(self, value: float) -> float:
        """Of the whole width, in percent."""
        return round(100 * min(1.0, max(0.0, value / self.most)), 2)


@dataclass(frozen=True, slots=True)
class Group:
    """Bars of all systems under one label."""

    label: str
    count: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Groups of bars with one scale."""

    title: str
    about: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst sentences of a system by one measure."""

    system: str
    by: str
    rows: tuple[Row, ...]


def write_report(results: Results, path: Path) -> None:
    """Write the report of results to a file; CorpusError where that cannot be done."""
    try:
        write_bytes(path, report_html(results).encode())
    except OSError as error:
        raise CorpusError(f"{path} cannot be written: {error}") from error


def report_html(results: Results) -> str:
    """The report: corpus scores, pairs of systems, buckets, means of all measures, the worst sentences, and errors.

    What people and systems wrote is escaped. Without references there are no scores.
    """
    scorer = Scorer(results) if any(row.references for row in results.rows) else None
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        header=results.header,
        rows=results.rows,
        complete=results.complete,
        charts=[] if scorer is None else _charts(results, scorer),
        pairs=[] if scorer is None else _pairs(results, scorer),
        measures=MEASURES,
        means=_means(results),
        worst=[one for system in results.systems if (one := _worst(results, system))],
        shown=SHOWN_OF_EACH,
        failed=[(row, system, said.error) for row in results.rows for system, said in row.said.items() if said.error],
    )


def _charts(results: Results, scorer: Scorer) -> list[Chart]:
    colors = {system: number % 8 for number, system in enumerate(results.systems)}
    everything = [
        Group(
            metric,
            "",
            tuple(Bar(system, colors[system], *_picked(score, metric), 100) for system, score in scorer.all().items()),
        )
        for metric in ("BLEU", "chrF")
    ]
    charts = [
        Chart(
            "Scores",
            "Of all sentences with a reference, by sacrebleu, 0 to 100; the thin line holds 95% of bootstrap samples.",
            tuple(everything),
        )
    ]
    charts += [
        _of_buckets(buckets, colors) for buckets in (scorer.by_length(), scorer.by_frequency(met_in_training(results)))
    ]
    words = tuple(
        Group(
            bucket.label,
            f"{bucket.words:,} words",
            tuple(Bar(s, colors[s], 100 * f, _percent(bucket.interval[s]), 100) for s, f in bucket.f_measure.items()),
        )
        for bucket in scorer.words_by_frequency()
    )
    about = (
        "F measure, in percent, of the words that the references hold so often: how many are said where they should be."
    )
    return [*charts, Chart("Words by how often the references have them", about, words)]


def _of_buckets(buckets: Buckets, colors: dict[str, int]) -> Chart:
    groups = tuple(
        Group(
            bucket.label,
            f"{len(bucket.numbers):,} sentences",
            tuple(Bar(s, colors[s], score.bleu, score.bleu_interval, 100) for s, score in bucket.scores.items()),
        )
        for bucket in buckets.buckets
    )
    return Chart(f"BLEU {buckets.title[0].lower()}{buckets.title[1:]}", buckets.about, groups)


def _picked(score: object, metric: str) -> tuple[float, Interval]:
    name = metric.lower()
    return getattr(score, name), getattr(score, f"{name}_interval")


def _percent(interval: Interval) -> Interval:
    return 100 * interval[0], 100 * interval[1]


def _pairs(results: Results, scorer: Scorer) -> list[Compared]:
    return [compare(results, a, b, "chrf", scorer) for a, b in combinations(results.systems, 2)]


def _means(results: Results) -> list[tuple[Measure, dict[str, float]]]:
    """Each measure that somebody has, with its mean over the sentences of each system."""
    found = []
    for key, measure in MEASURES.items():
        means = {}
        for system in results.systems:
            values = [row.said[system].measures[key] for row in results.rows if key in row.said[system].measures]
            if values:
                means[system] = fmean(values)
        if means:
            found.append((measure, means))
    return found


def _worst(results: Results, system: str) -> Worst | None:
    rows: Sequence[Row] = [row for row in results.rows if not row.said[system].error]
    for key in RANKED_BY:
        measured = [row for row in rows if key in row.said[system].measures]
        if measured:
            sign = 1 if MEASURES[key].better == "high" else -1
            ranked = sorted(measured, key=lambda row: sign * row.said[system].measures[key])
            return Worst(system, key, tuple(ranked[:WORST]))
    return None
