"""The gradient against distance: every model relative to itself, so that shapes are compared and not sizes."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from figures.gradient import Profile, profile_figure
from seq2seq_core.analysis.gradients import fall, path_lengths, profile
from ui.bottleneck.panel import Panel, by_model
from ui.shared.chart import draw_chart
from ui.shared.measured import measured, range_said
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted


def draw_profiles(panels: Sequence[Panel], fingerprints: Mapping[str, str]) -> None:
    """The curves, what a step of distance does to each, and how that was on test sentences."""
    profiles = relative_profiles(panels)
    if not profiles:
        return
    cut = next((one.title for one in panels if one.path is False), None)
    of_cut = f"; {cut}: to that of the same model, uncut" if cut else ""
    muted(
        "Against distance: steps of recurrence from the source token to the word, were there no attention. Each model "
        f"relative to its own mean at the shortest distance{of_cut}. So shapes are compared, not sizes.",
        "profile",
    )
    draw_chart(
        profile_figure(profiles, "recurrent steps without attention"),
        "profile",
        alt="Mean norm of the gradient against distance, relative to the shortest, one line a map, logarithmic. The "
        "same as a table is below.",
    )
    st.text("\n".join(falls_said(profiles)))
    if said := measured_said(st.session_state["pair"], st.session_state["to"], fingerprints):
        muted(said, "falls-measured")
    curves = pd.DataFrame({one.name: pd.Series(list(one.means), index=list(one.distances)) for one in profiles})
    table = curves.rename_axis("steps").reset_index()
    picture = Picture(
        chart_and_scale("profile"),
        about(
            "Mean norm of the gradient by forced decoding, each model relative to its own at the shortest distance",
            *dict.fromkeys(panel.origin for panel in panels),
        ),
    )
    draw_menu("profile", "gradient-against-distance", picture, File("csv", "these curves", lambda: table_csv(table)))
    with st.expander("In numbers"):
        st.dataframe(table, hide_index=True, alt="Mean norms by distance")


def relative_profiles(panels: Sequence[Panel]) -> list[Profile]:
    """Mean norms by distance; all maps of a model divided by the first mean of the first of them."""
    found = []
    for maps in by_model(panels).values():
        unit = None
        for panel in maps:
            norms = panel.norms("pieces")
            distances, means = profile(norms, path_lengths(*norms.shape))
            if means.size:
                unit = unit or float(means[0])
                found.append(Profile(panel.title, distances.tolist(), (means / unit).tolist(), panel.dash))
    return found


def falls_said(profiles: Sequence[Profile]) -> list[str]:
    """By what each step of distance multiplies the mean norm, a line for each curve that has two points."""
    return [
        f"{one.name}: a step of distance multiplies the mean norm by {fall(one.distances, one.means):.2f}."
        for one in profiles
        if len(one.distances) > 1
    ]


def measured_said(pair: str, to: str, fingerprints: Mapping[str, str]) -> str:
    """How it was on test sentences (benchmarks/gradients.py), if these very weights were measured."""
    rows = measured("gradients").get(pair, {}).get("rows", [])
    row = next((row for row in rows if row["fingerprints"] == list(fingerprints.values())), None)
    if row is None:
        return ""
    found = row[to]
    low, high = found["left"]
    looker, blind = fingerprints
    often, either_way = (range_said([found[key]]) for key in ("cut_falls_faster", "blind_falls_faster"))
    return (
        f"On {row['sentences']} test sentences: {low:.0%} to {high:.0%} of the gradient is left at the median cell "
        f"with the path cut (nine in ten, by words), and in {often} it falls faster with distance than uncut. "
        f"{blind} falls faster than {looker} in {either_way}: one sentence decides nothing between two models."
    )
