"""The second experiment: how much each generated word depends on each source position, with attention and without."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from figures.gradient import SMALLEST_CELL, Profile, gradient_figure, log_scale_figure, profile_figure, shared_scale
from figures.map_axes import cell_size, times_shown
from figures.words import Word
from seq2seq_core.analysis.gradients import path_lengths, profile, share_left
from seq2seq_core.registry import Models, of_pair
from ui.bottleneck.state import NAMED
from ui.shared.alignment import side_words
from ui.shared.chart import draw_chart
from ui.shared.help import WHAT_GRADIENT
from ui.shared.models import reach, translate, translator
from ui.shared.panel import frozen_labels
from ui.shared.problems import problems_shown, show_problem
from ui.shared.reach import TO, Reach
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv
from ui.shared.scale import draw_bar
from ui.shared.shell import muted
from ui.translate.controls import choose_level


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One of the maps: whose, with its attention path or without, and in what words."""

    title: str
    kind: str
    reach: Reach
    path: bool | None  # whether the gradient goes through attention; None where there is none
    origin: str  # the model and its fingerprint

    @property
    def dash(self) -> str:
        """How its profile is drawn."""
        return {True: "solid", False: "dash", None: "dot"}[self.path]

    def norms(self, level: str) -> np.ndarray:
        """What is drawn, (target, source)."""
        return self.reach.norms[st.session_state["to"], level]


def draw(text: str, models: Models) -> None:
    """Force one translation on a model with attention, on the same with the path cut, and on one without attention."""
    looking, blind = _of_pair(models, attention=True), _of_pair(models, attention=False)
    for name in of_pair(st.session_state["pair"], models):
        if models[name].config is None:
            show_problem(f"{name}: its config.json is damaged.")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        looker = _choose(looking, "looker", models)
        plain_one = _choose(blind, "blind", models)
        st.segmented_control("Gradient with respect to", list(TO), key="to", format_func=TO.__getitem__, required=True)
        choose_level()
    if looker is None:
        st.info("There is no model with attention for this pair, so there is no attention path to cut.")
    author, said = _translate_by_first(text, [name for name in (looker, *looking, *blind) if name], models)
    if said is None:
        return
    looker = author if author in looking else None
    with st.container(key="said-forced"):
        st.text(said or "…")
    muted(f"The translation by {author}, which forced decoding gives to every model below.", "forced")
    if not said:
        return
    with st.spinner("Going back from every word", show_time=True):
        panels = _panels(text, said, looker, plain_one, models)
    if panels:
        _draw_panels(panels)
        with st.expander("What exactly is this gradient?"):
            st.markdown(WHAT_GRADIENT)


def _translate_by_first(text: str, names: Sequence[str], models: Models) -> tuple[str, str | None]:
    """The first of these models that can translate, and its translation; what is wrong with those before it is said."""
    for name in dict.fromkeys(names):
        with problems_shown():
            return name, translate(models[name], text, st.session_state["beam_size"])[0].text
    return "", None


def _panels(text: str, target: str, looker: str | None, blind: str | None, models: Models) -> list[Panel]:
    asked: list[tuple[str, str, str, bool | None]] = []
    if looker:
        short = models[looker].name
        asked += [
            (short, "with its attention path", looker, True),
            (f"{short}, cut", "the contexts keep their values, but nothing goes back through them", looker, False),
        ]
    if blind:
        kind = "no attention: all goes through the first decoder state"
        asked.append((models[blind].name, kind, blind, None))
    panels = []
    for title, kind, name, path in asked:
        with problems_shown(name):
            found = reach(models[name], text, target, path is not False)
            panels.append(Panel(title, kind, found, path, f"{name} {translator(models[name]).fingerprint}"))
    return panels


def _draw_panels(panels: Sequence[Panel]) -> None:
    """The maps on one scale, and their profiles."""
    level = st.session_state["level"]
    scale = shared_scale([panel.norms(level) for panel in panels])
    alt = f"Colours of norms from 10 to the {scale[0]:g} to 10 to the {scale[1]:g}"
    draw_bar("Norm of the gradient, logarithmic, on every map", log_scale_figure(scale), alt, "log-scale")
    _say_what_is_left(panels, level)
    cell = cell_size(max(len(panel.norms(level)[0]) for panel in panels), SMALLEST_CELL)
    with st.container(key="panels-gradient"):
        for position, panel in enumerate(panels):
            _draw_map(position, panel, scale, cell, level)
    with st.container(key="panel-profile"):
        _draw_profiles(panels)


def _say_what_is_left(panels: Sequence[Panel], level: str) -> None:
    """What the cut leaves, as a number."""
    by_path = {panel.path: panel.norms(level) for panel in panels}
    if True in by_path and False in by_path:
        left = share_left(by_path[False], by_path[True])
        st.text(f"With the attention path cut, {left:.1%} of the gradient is left at the median cell.")


def _draw_map(position: int, panel: Panel, scale: tuple[float, float], cell: int, level: str) -> None:
    norms = panel.norms(level)
    source, target = side_words(panel.reach.source, level), side_words(panel.reach.target, level)
    figure = gradient_figure(norms, source, target, scale, cell)
    with st.container(key=f"panel-{position}"):
        with st.container(gap=None):
            with st.container(key=f"name-{position}"):
                st.text(panel.title)
            muted(panel.kind, f"kind-{position}")
        draw_chart(
            figure,
            f"gradient-{position}",
            shown=times_shown(cell),
            labels=frozen_labels(figure),
            alt=f"Gradient norms of {panel.title}, {len(target)} generated by {len(source)} source words. "
            "The same as a table is below, under In numbers.",
        )
        said = (
            f"{panel.origin} · log-probability {panel.reach.log_prob:.2f} · median {np.median(norms):.2g} · largest "
            f"{norms.max():.2g}"
        )
        muted(said, f"provenance-{position}")
        table = _table(norms, source, target)
        parts = chart_and_scale(f"gradient-{position}", "log-scale")
        picture = Picture(parts, about(f"Norm of the gradient by forced decoding, {panel.title}: {panel.kind}", said))
        draw_menu(
            f"gradient-{position}",
            f"gradient-{panel.title}",
            picture,
            File("csv", "this map", lambda: table_csv(table)),
        )
        with st.expander("In numbers"):
            st.dataframe(table, hide_index=True, alt=f"Gradient norms of {panel.title}")


def _table(norms: np.ndarray, source: Sequence[Word], target: Sequence[Word]) -> pd.DataFrame:
    table = pd.DataFrame(norms, columns=[f"{s + 1} {word.text}" for s, word in enumerate(source)])
    strongest = [source[int(row.argmax())].text for row in norms]
    table.insert(0, "generated", [word.text for word in target])
    table.insert(1, "strongest", strongest)
    return table


def _draw_profiles(panels: Sequence[Panel]) -> None:
    """The mean norm against the length of the way that the gradient has to go without attention."""
    profiles = []
    for panel in panels:
        norms = panel.norms("pieces")
        distances, means = profile(norms, path_lengths(*norms.shape))
        profiles.append(Profile(panel.title, distances.tolist(), means.tolist(), panel.dash))
    muted("Against distance: steps of recurrence from the source token to the word, were there no attention", "profile")
    draw_chart(
        profile_figure(profiles, "recurrent steps without attention"),
        "profile",
        alt="Mean norm of the gradient against distance, one line a map, logarithmic. The same as a table is below.",
    )
    curves = pd.DataFrame({one.name: pd.Series(list(one.means), index=list(one.distances)) for one in profiles})
    table = curves.rename_axis("steps").reset_index()
    picture = Picture(
        chart_and_scale("profile"),
        about("Mean norm of the gradient, by forced decoding", *dict.fromkeys(p.origin for p in panels)),
    )
    draw_menu("profile", "gradient-against-distance", picture, File("csv", "these curves", lambda: table_csv(table)))
    with st.expander("In numbers"):
        st.dataframe(table, hide_index=True, alt="Mean norms by distance")


def _of_pair(models: Models, *, attention: bool) -> list[str]:
    """The models of the pair with attention or without; those chosen in the sidebar first."""
    session = st.session_state
    there = of_pair(session["pair"], models).items()
    fitting = [name for name, model in there if model.config is not None and model.attends == attention]
    return sorted(fitting, key=lambda name: name not in session["models"])


def _choose(names: Sequence[str], key: str, models: Models) -> str | None:
    """One of the names; no control where there is no choice."""
    if len(names) < 2:
        return names[0] if names else None
    if st.session_state[key] not in names:
        st.session_state[key] = names[0]
    return st.selectbox(NAMED[key], names, key=key, format_func=lambda name: models[name].name, width=220)
