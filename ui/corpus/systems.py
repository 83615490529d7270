"""Systems against each other: scores of all sentences, of one system over another, and of parts of the test set."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from figures.columns import spread_figure
from figures.length import Curve, length_figure
from figures.series import Series
from figures.trade import Row, score_figure
from seq2seq_core import InputError
from seq2seq_core.beside import beside
from seq2seq_core.corpus.buckets import Buckets, Score, Scorer, WordBucket, by_score, met_in_training
from seq2seq_core.corpus.pairs import TIE, UNDECIDED, compare
from seq2seq_core.corpus.results import Results
from seq2seq_core.registry import Models
from ui.corpus.finding import DIFFERENCE, NOBODY, set_range
from ui.corpus.opened import Opened
from ui.corpus.state import PARTS
from ui.shared.chart import draw_chart
from ui.shared.number_table import number
from ui.shared.problems import problems_shown
from ui.shared.saving import File, Picture, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted, switch
from ui.shared.waiting import while_waited_for

MOST = 100.0  # BLEU
LEAST = 5  # sentences of a part that is drawn
MANY = 1000  # sentences: more are counted in a process of their own


def draw(opened: Opened, models: Models) -> None:
    """Scores with intervals, the two chosen systems, and parts of the test set."""
    with problems_shown():
        with st.spinner("Counting what systems and references have in common", show_time=True):
            results = opened.results
            scorer = while_waited_for(lambda: _scorer(results.header.sha256, len(results.rows), results))
        series = _series(opened.results, models)
        _draw_scores(scorer.all(), series, opened.about)
        _draw_pair(opened, scorer)
        _draw_parts(opened, scorer, series)


@st.cache_resource(max_entries=6, show_spinner=False)
def _scorer(sha256: str, rows: int, _results: Results) -> Scorer:
    return beside(Scorer, _results) if rows > MANY else Scorer(_results)


def _series(results: Results, models: Models) -> dict[str, Series]:
    """How each system looks in charts."""
    return {
        name: Series(place, name, name not in models or models[name].attends)
        for place, name in enumerate(results.systems)
    }


def _draw_scores(scores: dict[str, Score], series: dict[str, Series], about: str) -> None:
    bleu = [Row(name, series[name].attention, one.bleu, *one.bleu_interval) for name, one in scores.items()]
    chrf = [Row(name, series[name].attention, one.chrf, *one.chrf_interval) for name, one in scores.items()]
    with st.container(horizontal=True, key="corpus-scores"):
        for rows, measure in ((bleu, "BLEU"), (chrf, "chrF")):
            with st.container(width="stretch"):
                alt = f"{measure} of every system. The same as a table is below."
                draw_chart(score_figure(rows, measure), f"scores-{measure}", alt=alt)
    table = pd.DataFrame(
        {
            "system": list(scores),
            "BLEU": [one.bleu for one in scores.values()],
            "from": [one.bleu_interval[0] for one in scores.values()],
            "to": [one.bleu_interval[1] for one in scores.values()],
            "chrF": [one.chrf for one in scores.values()],
            "chrF from": [one.chrf_interval[0] for one in scores.values()],
            "chrF to": [one.chrf_interval[1] for one in scores.values()],
        }
    ).round(2)
    said = f"{about} · scores of all sentences together, all references · 95% percentile intervals"
    muted(said, "scores-provenance")
    with st.expander("In numbers", key="scores-numbers"):
        st.dataframe(table, hide_index=True, alt="Scores of every system")
    picture = Picture([*chart_and_scale("scores-BLEU"), *chart_and_scale("scores-chrF")], [said])
    draw_menu("corpus-scores", "scores", picture, File("csv", "this table", lambda: table_csv(table)))


def _draw_pair(opened: Opened, scorer: Scorer) -> None:
    """The two that are chosen above: who is ahead, and in which sentences."""
    session = st.session_state
    first, second = session["corpus_system"], session["corpus_other"]
    if second == NOBODY:
        return
    found = compare(opened.results, first, second, scorer=scorer)
    low, high = found.interval
    verdict = "undecided" if found.verdict == UNDECIDED else f"{found.verdict} is ahead"
    st.text(f"{first} against {second}: {verdict}")
    muted(
        f"BLEU {_signed(found.ahead)}, in 95% of the bootstrap samples {_signed(low)} to {_signed(high)} (paired, "
        f"Koehn 2004). Of single sentences the first is better in {len(found.wins):,}, the second in "
        f"{len(found.losses):,}, and {len(found.ties):,} are alike.",
        "pair-verdict",
    )
    with st.container(horizontal=True, key="pair-buttons"):
        for label, low, high, there in (
            (f"Show the {len(found.wins):,} that {first} says better", TIE, MOST, found.wins),
            (f"Show the {len(found.losses):,} that {second} says better", -MOST, -TIE, found.losses),
        ):
            st.button(label, disabled=not there, on_click=_show, args=(low, high), key=f"pair-{low}")


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + number(value, 1)


def _show(low: float, high: float) -> None:
    set_range(DIFFERENCE, low, high)
    st.session_state.update(corpus_view="sentences", corpus_sort=DIFFERENCE)


def _draw_parts(opened: Opened, scorer: Scorer, series: dict[str, Series]) -> None:
    part = switch("Parts of the test set", PARTS, "corpus_part")
    if part == "score":
        try:
            found = by_score(opened.results)
        except InputError as error:
            st.info(str(error))
            return
        counts = {series[name]: numbers for name, numbers in found.counts.items()}
        drawn = spread_figure(counts, found.edges, "BLEU of a sentence")
        about, table = "Sentences by their own BLEU.", _table_of_counts(counts, found.edges)
    elif part == "words":
        words = scorer.words_by_frequency()
        curves = [
            _curve(
                one,
                [100 * bucket.f_measure[name] for bucket in words],
                [bucket.interval[name] for bucket in words],
                100,
            )
            for name, one in series.items()
        ]
        labels, counted = [bucket.label for bucket in words], [bucket.words for bucket in words]
        drawn = length_figure(curves, labels, counted, "F measure", "how often the references have a word")
        about, table = (
            "How well words are said, by how often the references have them; n counts words.",
            _of_words(words),
        )
    else:
        by_length = part == "length"
        buckets, few = _with_enough(
            scorer.by_length() if by_length else scorer.by_frequency(met_in_training(opened.results))
        )
        curves = [
            _curve(
                one,
                [bucket.scores[name].bleu for bucket in buckets.buckets],
                [bucket.scores[name].bleu_interval for bucket in buckets.buckets],
            )
            for name, one in series.items()
        ]
        labels = [bucket.label for bucket in buckets.buckets]
        counted = [len(bucket.numbers) for bucket in buckets.buckets]
        across = "source words" if part == "length" else "how often the rarest source word was met"
        drawn, about, table = (
            length_figure(curves, labels, counted, "BLEU", across),
            buckets.about + few,
            _of_buckets(buckets),
        )
    draw_chart(drawn, "corpus-part", alt=f"{PARTS[part]}: every system. The same as a table is below.")
    muted(f"{about} Bands hold 95% of the bootstrap samples." if part != "score" else about, "part-about")
    with st.expander("In numbers", key="part-numbers"):
        st.dataframe(table, hide_index=True, alt=f"{PARTS[part]}, every system")
    picture = Picture(chart_and_scale("corpus-part"), [about, opened.about])
    draw_menu("corpus-part", f"by-{part}", picture, File("csv", "this table", lambda: table_csv(table)))


def _with_enough(found: Buckets) -> tuple[Buckets, str]:
    """Those with enough sentences for a score, and what to say of the others: one sentence has no interval."""
    few = [f"{one.label} ({len(one.numbers)})" for one in found.buckets if len(one.numbers) < LEAST]
    enough = tuple(one for one in found.buckets if len(one.numbers) >= LEAST) or found.buckets
    said = f" Left out, for they have fewer than {LEAST} sentences: {', '.join(few)}." if few else ""
    return replace(found, buckets=enough), said


def _curve(series: Series, scores: Sequence[float], spans: Sequence[tuple[float, float]], times: float = 1) -> Curve:
    low, high = ([times * span[side] for span in spans] for side in (0, 1))
    return Curve(series, list(range(len(scores))), list(scores), low, high)


def _of_buckets(buckets: Buckets) -> pd.DataFrame:
    rows = [
        {
            "range": bucket.label,
            "sentences": len(bucket.numbers),
            "system": name,
            "BLEU": one.bleu,
            "from": one.bleu_interval[0],
            "to": one.bleu_interval[1],
            "chrF": one.chrf,
        }
        for bucket in buckets.buckets
        for name, one in bucket.scores.items()
    ]
    return pd.DataFrame(rows).round(2)


def _of_words(words: Sequence[WordBucket]) -> pd.DataFrame:
    rows = [
        {
            "range": bucket.label,
            "words": bucket.words,
            "system": name,
            "F measure": value,
            "from": bucket.interval[name][0],
            "to": bucket.interval[name][1],
        }
        for bucket in words
        for name, value in bucket.f_measure.items()
    ]
    return pd.DataFrame(rows).round(4)


def _table_of_counts(counts: dict[Series, tuple[int, ...]], edges: Sequence[float]) -> pd.DataFrame:
    ranges = [f"{low:g} to {high:g}" for low, high in zip(edges[:-1], edges[1:], strict=True)]
    return pd.DataFrame({"BLEU": ranges} | {series.name: np.array(numbers) for series, numbers in counts.items()})
