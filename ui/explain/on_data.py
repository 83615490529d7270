"""The same test on held-out sentences: what the probability of a token loses without what each method ranks first."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from figures.methods import Measured, methods_figure
from figures.series import Series
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.evaluation.bootstrap import percentile_interval
from seq2seq_core.evaluation.differences import UNDECIDED, Measure, difference, samples, value
from seq2seq_core.evaluation.faithful import RANDOM
from seq2seq_core.evaluation.results import FaithfulnessScore
from seq2seq_core.registry import Models, name_in_pair
from ui.explain.state import MEASURES
from ui.shared.chart import draw_chart
from ui.shared.evaluated import evaluated
from ui.shared.saving import File, Picture, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted

EXPLAINED: dict[Measure, str] = {
    "comprehensiveness": "Comprehensiveness: what the probability of a token loses without the 1, 5, 10, 20 and 50% of "
    "the source tokens that a method ranks first, in the mean. More is better.",
    "sufficiency": "Sufficiency: what it loses with these tokens alone. Less is better.",
}
Scores = Mapping[str, FaithfulnessScore]  # by method


def draw(models: Models, method: str) -> None:
    """Points with intervals for every method, a mark for every model, and whether attention or `method` is ahead."""
    session = st.session_state
    names = dict.fromkeys(session[key] for key in ("explain_a", "explain_b") if session[key])
    found = {name: _scores(results.faithfulness) for name, results in evaluated(names, models).items()}
    found = {name: scores for name, scores in found.items() if scores}
    if not found:
        st.info("These models were not tested on data yet. This command does it:")
        st.code(f"python -m seq2seq_core faithfulness --all --pair {session['pair']} --data FILE.tsv", language="bash")
        return
    st.segmented_control(
        "What is left",
        list(MEASURES),
        key="explain_measure",
        format_func=MEASURES.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    measure: Measure = st.session_state["explain_measure"]
    st.caption(EXPLAINED[measure])
    series = {name: Series(place, models[name].name, models[name].attends) for place, name in enumerate(names)}
    measured = [_measured(series[name], scores, measure) for name, scores in found.items()]
    titles = [_title(key) for key in (*METHODS, RANDOM) if any(key in scores for scores in found.values())]
    draw_chart(
        methods_figure(measured, titles, measure),
        "on-data",
        alt=f"{measure} of every method on test data, with intervals. The same as a table is below.",
    )
    for name, scores in found.items():
        muted(in_words(scores, method, measure, models[name].name), f"on-data-{name}")
    one = next(iter(next(iter(found.values())).values()))
    said = (
        f"{', '.join(f'{name} {next(iter(scores.values())).fingerprint}' for name, scores in found.items())} · "
        f"{one.sentences:,} sentences of {one.data}, greedy, tokens {one.taken} · 95% percentile intervals"
    )
    muted(said, "on-data-provenance")
    table = _table(found, measure)
    with st.expander("In numbers", key="on-data-numbers"):
        st.dataframe(table, hide_index=True, alt=f"{measure} of every method and model")
    draw_menu(
        "on-data",
        measure,
        Picture(chart_and_scale("on-data"), [said]),
        File("csv", "these figures", lambda: table_csv(table)),
    )


def in_words(scores: Scores, method: str, measure: Measure, name: str) -> str:
    """Whether attention or the method is ahead on this data, or that it is undecided."""
    title = METHODS[method].title
    if "attention" not in scores or method not in scores:
        missing = "Attention" if "attention" not in scores else title
        return f"{name}: {missing} was not measured for this model."
    found = difference(scores["attention"], scores[method], measure)
    low, high = found.interval
    span = f"{found.ahead:+.3f}, 95% of samples {low:+.3f} to {high:+.3f}"
    if found.verdict == UNDECIDED:
        return f"{name}: undecided between attention and {title.lower()} (attention ahead by {span})."
    better, other = ("attention", title.lower()) if found.verdict == "attention" else (title.lower(), "attention")
    return f"{name}: {better} is ahead of {other} here (attention ahead by {span})."


def _scores(all_scores: Sequence[FaithfulnessScore]) -> Scores:
    """Those of the way of taking away that is chosen, else those that there are."""
    wanted = st.session_state["explain_taken"]
    there = {score.taken for score in all_scores}
    taken = wanted if wanted in there else min(there, default=wanted)
    return {score.method: score for score in all_scores if score.taken == taken}


def _measured(series: Series, scores: Scores, measure: Measure) -> Measured:
    keys = [key for key in (*METHODS, RANDOM) if key in scores]
    spans = [percentile_interval(samples(scores[key], measure)) for key in keys]
    return Measured(
        series,
        [_title(key) for key in keys],
        [value(scores[key], measure) for key in keys],
        [low for low, _ in spans],
        [high for _, high in spans],
    )


def _table(found: Mapping[str, Scores], measure: Measure) -> pd.DataFrame:
    rows = []
    for name, scores in found.items():
        for key, score in scores.items():
            low, high = percentile_interval(samples(score, measure))
            rows.append(
                {
                    "model": name_in_pair(name),
                    "method": _title(key),
                    measure: round(value(score, measure), 4),
                    "from": round(low, 4),
                    "to": round(high, 4),
                    "Kendall's tau with attention": score.agreement,
                }
            )
    return pd.DataFrame(rows)


def _title(key: str) -> str:
    return "Random" if key == RANDOM else METHODS[key].title
