"""The first experiment on test data: quality by source length, from evaluation.json files."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from figures.length import Curve, length_figure
from figures.series import Series
from seq2seq_core.evaluation.family import all_common_data
from seq2seq_core.evaluation.results import PARTS_OF, SENTENCES, Bucket, Evaluation
from seq2seq_core.registry import Models
from ui.bottleneck.measure import choose_measure, interval_of, say_no_bands, say_none_evaluated, told
from ui.bottleneck.series import series_of
from ui.bottleneck.state import MEASURES
from ui.shared.alike import say_unmatched
from ui.shared.chart import draw_chart
from ui.shared.evaluated import comparable, evaluated, provenance
from ui.shared.saving import File, Picture, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted


def draw(models: Models) -> None:
    """A chart for the sentences of the test data and one for inputs joined of them, with the chosen models as lines."""
    session = st.session_state
    found = evaluated(session["models"], models)
    kinds = [kind for kind in all_common_data(found.values()) if not kind[0].startswith(PARTS_OF)]
    if not kinds:
        say_none_evaluated(session["pair"])
        return
    choose_measure()
    series = {name: series_of(name, models) for name in session["models"]}
    with st.container(key="panels-measured"):
        for number, (inputs, data) in enumerate(kinds):
            with st.container(key=f"panel-measured-{number}"):
                _draw_ranges(number, inputs, comparable(found, inputs, session["beam_size"], data), series)
    say_unmatched(found, models)


def _draw_ranges(number: int, inputs: str, shown: Mapping[str, Evaluation], series: Mapping[str, Series]) -> None:
    """One chart: score by range of lengths."""
    if not shown:
        return
    measure = st.session_state["measure"]
    buckets = {bucket.words: bucket for one in shown.values() for bucket in one.by_length}
    ranges = sorted(buckets, key=lambda words: int(words.split("-")[0].split()[0]))
    curves = [_curve(series[name], one.by_length, ranges, measure) for name, one in shown.items()]
    with st.container(key=f"name-measured-{number}"):
        data = next(iter(shown.values())).data
        st.text(f"Sentences of {data}" if inputs == SENTENCES else inputs[:1].upper() + inputs[1:])
    draw_chart(
        length_figure(curves, ranges, [buckets[words].sentences for words in ranges], MEASURES[measure]),
        f"length-{number}",
        alt=f"{MEASURES[measure]} by source length on {inputs}, one line a model. The same as a table is below.",
    )
    said = provenance(list(shown.values()))
    muted(said, f"length-provenance-{number}")
    say_no_bands([interval_of(b, measure) for one in shown.values() for b in one.by_length], "Bands")
    table = pd.DataFrame({"words": ranges, "sentences": [buckets[words].sentences for words in ranges]})
    for name, one in shown.items():
        by_words = {bucket.words: bucket for bucket in one.by_length}
        table[series[name].label] = [getattr(by_words.get(words), measure, None) for words in ranges]
        table[f"{series[name].label}: 95%"] = [
            told(interval_of(by_words[words], measure)) if words in by_words else "" for words in ranges
        ]
    draw_menu(
        f"length-{number}",
        f"{measure}-by-length-{number + 1}",
        Picture(chart_and_scale(f"length-{number}"), [said]),
        File("csv", "these curves", lambda: table_csv(table)),
    )
    with st.expander("In numbers"):
        st.dataframe(table, hide_index=True, alt=f"{MEASURES[measure]} by source length on {inputs}")


def _curve(series: Series, buckets: Sequence[Bucket], ranges: Sequence[str], measure: str) -> Curve:
    intervals = [interval_of(bucket, measure) for bucket in buckets]
    known = [interval for interval in intervals if interval is not None]
    whole = len(known) == len(intervals)
    return Curve(
        series,
        [ranges.index(bucket.words) for bucket in buckets],
        [getattr(bucket, measure) for bucket in buckets],
        [interval.low for interval in known] if whole else None,
        [interval.high for interval in known] if whole else None,
    )
