"""What attention buys: every model's quality beside its size and its speed, from evaluation.json files."""

from collections.abc import Iterable, Mapping

import pandas as pd
import streamlit as st

from figures.trade import Row, cost_figure, score_figure
from seq2seq_core.checkpoint import WEIGHTS
from seq2seq_core.evaluation.results import SENTENCES, Evaluation, Interval
from seq2seq_core.registry import Models, of_pair
from ui.bottleneck.measure import choose_measure, interval_of, say_no_bands, say_none_evaluated, told
from ui.bottleneck.state import MEASURES
from ui.shared.alike import say_unmatched
from ui.shared.chart import draw_chart
from ui.shared.evaluated import comparable, evaluated, provenance
from ui.shared.problems import show_problem
from ui.shared.saving import File, Picture, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted


def draw(models: Models) -> None:
    """Every model of the pair as a row, the best first: its quality, the size of its file, and its speed."""
    session = st.session_state
    names = of_pair(session["pair"], models)
    shown = comparable(evaluated(names, models), SENTENCES, session["beam_size"])
    if not shown:
        say_none_evaluated(session["pair"])
        return
    measure = choose_measure()
    sizes = _sizes(shown, models)
    if not sizes:
        return
    ordered = sorted(sizes, key=lambda name: -getattr(shown[name], measure))
    shown = {name: shown[name] for name in ordered}
    scores = [_row(name, models, getattr(one, measure), interval_of(one, measure)) for name, one in shown.items()]
    speeds = [_row(name, models, one.sentences_per_second) for name, one in shown.items()]
    charts = {
        "quality": score_figure(scores, MEASURES[measure]),
        "size": cost_figure([_row(name, models, sizes[name]) for name in shown], "Size of the weights", "MB"),
        "speed": cost_figure(speeds, "Speed", "sentences/s"),
    }
    said, table = provenance(list(shown.values())), _table(shown, sizes, models)
    numbers = File("csv", "all three charts", lambda: table_csv(table))
    with st.container(key="panels-measured"):
        for key, figure in charts.items():
            with st.container(key=f"panel-{key}"):
                draw_chart(
                    figure,
                    f"trade-{key}",
                    alt=f"The {key} of every model, a row each. The table below has it all.",
                )
                draw_menu(key, f"{key}-of-models", Picture(chart_and_scale(f"trade-{key}"), [said]), numbers)
    muted(said, "trade-provenance")
    say_unmatched(shown, models)
    muted(
        "Speed is what each evaluation measured in batches on its machine; what else that machine did counts in.",
        "speed",
    )
    st.dataframe(table, hide_index=True, alt="Quality, size and speed of every model")
    say_no_bands([one.bleu_interval for one in shown.values()], "Lines")


def _table(shown: Mapping[str, Evaluation], sizes: Mapping[str, float], models: Models) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "model": models[name].name,
                "BLEU": one.bleu,
                "BLEU 95%": told(one.bleu_interval),
                "chrF": one.chrf,
                "chrF 95%": told(one.chrf_interval),
                "MB": round(sizes[name], 1),
                "sentences/s": one.sentences_per_second,
            }
            for name, one in shown.items()
        ]
    )


def _sizes(names: Iterable[str], models: Models) -> dict[str, float]:
    """How many megabytes the weights of each model take; models whose weights are missing are named and left out."""
    sizes = {}
    for name in names:
        try:
            sizes[name] = (models[name].folder / WEIGHTS).stat().st_size / 1e6
        except OSError:
            show_problem(f"{name}: its {WEIGHTS} is missing.")
    return sizes


def _row(name: str, models: Models, value: float, interval: Interval | None = None) -> Row:
    ends = (interval.low, interval.high) if interval else (None, None)
    return Row(models[name].name, models[name].attends, value, *ends)
