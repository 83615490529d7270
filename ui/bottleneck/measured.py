"""What evaluation.json files say: quality by source length, and quality beside size and speed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from figures.length import Curve, length_figure
from figures.series import Series
from figures.trade import Row, cost_figure, score_figure
from seq2seq_core.checkpoint import WEIGHTS
from seq2seq_core.evaluation import PARTS_OF, Bucket, Evaluation, Interval, Results
from seq2seq_core.metrics import SAMPLES
from ui.alike import say_unmatched
from ui.bottleneck.fixed_vector import series_of
from ui.bottleneck.state import MEASURES, ready
from ui.evaluated import evaluated
from ui.models import config_of
from ui.panel import search_said
from ui.pictures import picture_buttons
from ui.plain import plain
from ui.shell import muted

SENTENCES = "sentences"
PANEL = 350  # pixels of one of three charts beside each other
_EVALUATE = "python -m seq2seq_core evaluate --all --pair {pair} --data FILE.tsv"


def draw_by_length(models: Mapping[str, Path]) -> None:
    """A chart for the sentences of the test data and one for inputs joined of them, with the chosen models as lines."""
    session = st.session_state
    found = evaluated(session["models"], models)
    kinds = dict.fromkeys(
        one.inputs for some in found.values() for one in some.translation if not one.inputs.startswith(PARTS_OF)
    )
    if not kinds:
        muted("None of these models has been evaluated yet.", "none-evaluated")
        st.code(_EVALUATE.format(pair=session["pair"]), language="bash")
        return
    ready("measure")
    st.segmented_control("Measure", list(MEASURES), key="measure", format_func=MEASURES.__getitem__, required=True)
    series = {name: series_of(i, name, models) for i, name in enumerate(session["models"])}
    with st.container(horizontal=True, key="panels-measured"):
        for number, inputs in enumerate(sorted(kinds, key=lambda inputs: inputs != SENTENCES)):
            with st.container(width=520, key=f"panel-measured-{number}"):
                _draw_ranges(number, inputs, _comparable(found, inputs), series)
    say_unmatched(found, models)


def draw_trade(models: Mapping[str, Path]) -> None:
    """Every model of the pair as a row, the best first: its quality, the size of its file, and its speed."""
    session = st.session_state
    names = [name for name in models if name.startswith(f"{session['pair']}/")]
    shown = _comparable(evaluated(names, models), SENTENCES)
    if not shown:
        muted("None of these models has been evaluated yet.", "none-evaluated")
        st.code(_EVALUATE.format(pair=session["pair"]), language="bash")
        return
    ready("measure")
    measure = st.segmented_control(
        "Measure", list(MEASURES), key="measure", format_func=MEASURES.__getitem__, required=True
    )
    sizes = _sizes(shown, models)
    if not sizes:
        return
    ordered = sorted(sizes, key=lambda name: -getattr(shown[name], measure))
    shown = {name: shown[name] for name in ordered}
    scores = [_row(name, models, getattr(one, measure), _interval(one, measure)) for name, one in shown.items()]
    speeds = [_row(name, models, one.sentences_per_second) for name, one in shown.items()]
    charts = {
        "quality": score_figure(scores, MEASURES[measure]),
        "size": cost_figure([_row(name, models, sizes[name]) for name in shown], "Size of the weights", "MB"),
        "speed": cost_figure(speeds, "Speed", "sentences/s"),
    }
    with st.container(horizontal=True, key="panels-measured"):
        for key, figure in charts.items():
            with st.container(width=PANEL, key=f"panel-{key}"):
                st.plotly_chart(
                    figure,
                    key=f"trade-{key}",
                    config=picture_buttons(f"{measure if key == 'quality' else key}-of-models"),
                    alt=f"The {key} of every model, a row each. The table below has it all.",
                )
    muted(_provenance(list(shown.values())), "trade-provenance")
    say_unmatched(shown, models)
    muted(
        "Speed is what each evaluation measured in batches on its machine; what else that machine did counts in.",
        "speed",
    )
    table = pd.DataFrame(
        [
            {
                "model": name.split("/")[1],
                "BLEU": one.bleu,
                "BLEU 95%": _told(one.bleu_interval),
                "chrF": one.chrf,
                "chrF 95%": _told(one.chrf_interval),
                "MB": round(sizes[name], 1),
                "sentences/s": one.sentences_per_second,
            }
            for name, one in shown.items()
        ]
    )
    st.dataframe(table, hide_index=True, alt="Quality, size and speed of every model")
    _say_no_bands([one.bleu_interval for one in shown.values()])


def _sizes(names: Iterable[str], models: Mapping[str, Path]) -> dict[str, float]:
    """How many megabytes the weights of each model take; models whose weights are missing are named and left out."""
    sizes = {}
    for name in names:
        try:
            sizes[name] = (models[name] / WEIGHTS).stat().st_size / 1e6
        except OSError:
            st.error(plain(f"{name}: its {WEIGHTS} is missing."), icon=":material/broken_image:")
    return sizes


def _comparable(found: Mapping[str, Results], inputs: str) -> dict[str, Evaluation]:
    """One evaluation a model, all on the same data with the same search: that of the sidebar if there is one, else
    greedy."""
    fitting = [one for some in found.values() for one in some.translation if one.inputs == inputs]
    if not fitting:
        return {}
    (data, _), *_ = Counter(one.data_sha256 for one in fitting).most_common()
    beams = {one.beam_size for one in fitting if one.data_sha256 == data}
    asked = st.session_state["beam_size"]
    beam = asked if asked in beams else min(beams)
    chosen = {
        name: one
        for name, some in found.items()
        for one in some.translation
        if (one.inputs, one.data_sha256, one.beam_size) == (inputs, data, beam)
    }
    for name in found.keys() - chosen.keys():
        muted(f"{name} has no figures for {inputs} of this data with beam {beam}.", f"missing-{name}-{inputs}")
    return chosen


def _draw_ranges(number: int, inputs: str, shown: Mapping[str, Evaluation], series: Mapping[str, Series]) -> None:
    """One chart: score by range of lengths."""
    if not shown:
        return
    measure = st.session_state["measure"]
    buckets = {bucket.words: bucket for one in shown.values() for bucket in one.by_length}
    ranges = sorted(buckets, key=lambda words: int(words.split("-")[0].split()[0]))
    curves = [_curve(series[name], one.by_length, ranges, measure) for name, one in shown.items()]
    with st.container(key=f"name-measured-{number}"):
        st.text("Test sentences" if inputs == SENTENCES else inputs[:1].upper() + inputs[1:])
    st.plotly_chart(
        length_figure(curves, ranges, [buckets[words].sentences for words in ranges], MEASURES[measure]),
        key=f"length-{number}",
        config=picture_buttons(f"{measure}-by-length-{number + 1}"),
        alt=f"{MEASURES[measure]} by source length on {inputs}, one line a model. The same as a table is below.",
    )
    muted(_provenance(list(shown.values())), f"length-provenance-{number}")
    _say_no_bands([_interval(b, measure) for one in shown.values() for b in one.by_length])
    with st.expander("In numbers"):
        table = pd.DataFrame({"words": ranges, "sentences": [buckets[words].sentences for words in ranges]})
        for name, one in shown.items():
            by_words = {bucket.words: bucket for bucket in one.by_length}
            table[series[name].label] = [getattr(by_words.get(words), measure, None) for words in ranges]
            table[f"{series[name].label}: 95%"] = [
                _told(_interval(by_words[words], measure)) if words in by_words else "" for words in ranges
            ]
        st.dataframe(table, hide_index=True, alt=f"{MEASURES[measure]} by source length on {inputs}")


def _curve(series: Series, buckets: Sequence[Bucket], ranges: Sequence[str], measure: str) -> Curve:
    intervals = [_interval(bucket, measure) for bucket in buckets]
    known = [interval for interval in intervals if interval is not None]
    whole = len(known) == len(intervals)
    return Curve(
        series,
        [ranges.index(bucket.words) for bucket in buckets],
        [getattr(bucket, measure) for bucket in buckets],
        [interval.low for interval in known] if whole else None,
        [interval.high for interval in known] if whole else None,
    )


def _row(name: str, models: Mapping[str, Path], value: float, interval: Interval | None = None) -> Row:
    config = config_of(models[name])
    ends = (interval.low, interval.high) if interval else (None, None)
    return Row(name.split("/")[1], config is None or config.model.attention != "none", value, *ends)


def _interval(scored: Bucket | Evaluation, measure: str) -> Interval | None:
    return scored.bleu_interval if measure == "bleu" else scored.chrf_interval


def _told(interval: Interval | None) -> str:
    return f"{interval.low:.1f} to {interval.high:.1f}" if interval else ""


def _provenance(shown: Sequence[Evaluation]) -> str:
    one = shown[0]
    whose = ", ".join(f"{each.model} {each.fingerprint}" for each in shown)
    return (
        f"{whose} · {one.sentences:,} inputs from {one.data}, {search_said(one.beam_size)}, all references · "
        f"{one.bleu_signature}"
    )


def _say_no_bands(intervals: Sequence[Interval | None]) -> None:
    """Bands are bootstrap intervals; figures that were made before there were any have none."""
    if all(intervals):
        st.caption(f"Bands and bars hold 95% of {SAMPLES:,} bootstrap samples of the sentences (Koehn 2004).")
    elif not any(intervals):
        st.caption("These figures were made before confidence bands were: evaluate again to have them.")
    else:
        st.caption("Some of these figures were made before confidence bands were: evaluate those models again.")
