"""The same test on held-out sentences, and the links that each method makes against those that people made."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from figures.methods import Measured, methods_figure
from figures.series import Series
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.evaluation.bootstrap import percentile_interval
from seq2seq_core.evaluation.differences import UNDECIDED, Difference, Measure, Score, difference, samples, value
from seq2seq_core.evaluation.faithful import RANDOM
from seq2seq_core.evaluation.results import FaithfulnessScore, Results
from seq2seq_core.registry import Models
from ui.explain.state import MEASURES
from ui.shared.chart import draw_chart
from ui.shared.evaluated import evaluated
from ui.shared.number_table import number
from ui.shared.saving import File, Picture, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted, switch

MEASURED: dict[str, Measure] = {
    "comprehensiveness": "comprehensiveness",
    "sufficiency": "sufficiency",
    "alignment": "alignment error",
    "both-ways": "alignment error both ways",
}
EXPLAINED = {
    "comprehensiveness": "Comprehensiveness: what the probability of a token loses without the 1, 5, 10, 20 and 50% of "
    "the source tokens that a method ranks first, in the mean. More is better.",
    "sufficiency": "Sufficiency: what it loses with these tokens alone. Less is better.",
    "alignment": "Alignment error rate (Och and Ney 2003) of the links from each target token to the source token that "
    "a method ranks first, under forced decoding of the reference. Less is better. It says what people would link, and "
    "that need not be what the model used.",
    "both-ways": "The same of words that point at each other: the source word is first for the target word, and the "
    "target word has most of the source word. Less is better.",
}
Scores = Mapping[str, Score]  # by method


def draw(models: Models, method: str) -> None:
    """Points with intervals for every method, a mark for every model, and whether attention or `method` is ahead."""
    session = st.session_state
    names = list(dict.fromkeys(session[key] for key in ("explain_a", "explain_b") if session[key]))
    results = evaluated(names, models)
    if not any(some.faithfulness or some.attribution_alignment for some in results.values()):
        st.info("These models were not tested on data yet. This command does it:")
        command = (
            f"python -m seq2seq_core faithfulness --all --pair {session['pair']} --data FILE.tsv --gold FILE.jsonl"
        )
        st.code(command, language="bash")
        return
    chosen = switch("Which test", MEASURES, "explain_measure")
    st.caption(EXPLAINED[chosen])
    found = {name: _scores(some, chosen) for name, some in results.items()}
    found = {name: scores for name, scores in found.items() if scores}
    if not found:
        st.info("These models were not measured in this way.")
        return
    series = {name: Series(place, models[name].name, models[name].attends) for place, name in enumerate(names)}
    _draw(found, series, chosen, method)


def _draw(found: Mapping[str, Scores], series: Mapping[str, Series], chosen: str, method: str) -> None:
    measure = MEASURED[chosen]
    titles = [_title(key) for key in (*METHODS, RANDOM) if any(key in scores for scores in found.values())]
    measured = [_measured(series[name], scores, measure) for name, scores in found.items()]
    draw_chart(
        methods_figure(measured, titles, measure),
        "on-data",
        alt=f"{measure} of every method on test data, with intervals. The same as a table is below.",
    )
    for name, scores in found.items():
        muted(in_words(scores, method, measure, series[name].label), f"verdict-{name.replace('/', '-')}")
    said = _provenance(found)
    muted(said, "on-data-provenance")
    table = pd.concat([_table(one, scores, measure) for one, scores in zip(measured, found.values(), strict=True)])
    with st.expander("In numbers", key="on-data-numbers"):
        st.dataframe(table, hide_index=True, alt=f"{measure} of every method and model")
    draw_menu(
        "on-data",
        f"{chosen}-by-method",
        Picture(chart_and_scale("on-data"), [said]),
        File("csv", "these figures", lambda: table_csv(table)),
    )


def in_words(scores: Scores, method: str, measure: Measure, name: str) -> str:
    """Whether attention or the method is ahead on this data, or that it is undecided."""
    title = METHODS[method].in_sentence
    if "attention" not in scores or method not in scores:
        missing = "attention" if "attention" not in scores else title
        return f"{name}: {missing} was not measured for this model, so there is nothing to compare."
    found = difference(scores["attention"], scores[method], measure)
    if found.verdict == UNDECIDED:
        return f"{name}: undecided between attention and {title} (attention is ahead by {_span(found)})."
    if found.verdict == "attention":
        return f"{name}: attention is ahead of {title} by {_span(found)}."
    return f"{name}: attention is behind {title} by {_span(difference(scores[method], scores['attention'], measure))}."


def _span(found: Difference) -> str:
    low, high = found.interval
    return f"{number(found.ahead)}, in 95% of the bootstrap samples by {number(low)} to {number(high)}"


def _scores(results: Results, chosen: str) -> Scores:
    """Those of what was chosen; of the ways of taking away that of the page, else the one that there is."""
    if chosen in ("alignment", "both-ways"):
        return {score.method: score for score in results.attribution_alignment}
    wanted = st.session_state["explain_taken"]
    there = {score.taken for score in results.faithfulness}
    taken = wanted if wanted in there else min(there, default=wanted)
    return {score.method: score for score in results.faithfulness if score.taken == taken}


def _measured(series: Series, scores: Scores, measure: Measure) -> Measured:
    keys = _in_order(scores)
    spans = [percentile_interval(samples(scores[key], measure)) for key in keys]
    values = [value(scores[key], measure) for key in keys]
    return Measured(
        series, [_title(key) for key in keys], values, [low for low, _ in spans], [high for _, high in spans]
    )


def _table(one: Measured, scores: Scores, measure: Measure) -> pd.DataFrame:
    columns: dict[str, object] = {"model": one.series.name, "method": one.methods, measure: one.values}
    table = pd.DataFrame(columns | {"from": one.low, "to": one.high}).round(4)
    found = [scores[key] for key in _in_order(scores)]
    agreement = [score.agreement for score in found if isinstance(score, FaithfulnessScore)]
    if agreement:
        table["Kendall's tau with attention"] = agreement
    return table


def _provenance(found: Mapping[str, Scores]) -> str:
    one: Score = next(iter(next(iter(found.values())).values()))
    whose = ", ".join(f"{name} {next(iter(scores.values())).fingerprint}" for name, scores in found.items())
    how = f"greedy, tokens {_taken(one)}" if isinstance(one, FaithfulnessScore) else "forced decoding, natural spelling"
    return f"{whose} · {one.sentences:,} sentences of {one.data}, {how} · 95% percentile intervals"


def _taken(score: FaithfulnessScore) -> str:
    return "made unknown" if score.taken == "unknown" else "deleted"


def _in_order(scores: Scores) -> Sequence[str]:
    return [key for key in (*METHODS, RANDOM) if key in scores]


def _title(key: str) -> str:
    return "Random" if key == RANDOM else METHODS[key].title
