"""The second experiment: how much each generated word depends on each source position, with attention and without."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from figures.gradient import SMALLEST_CELL, gradient_figure, log_scale_figure, shared_scale
from figures.map_axes import cell_size, times_shown
from figures.words import Word
from seq2seq_core.analysis.gradients import share_left
from seq2seq_core.registry import Models, of_pair
from ui.bottleneck.panel import Panel, by_model
from ui.bottleneck.profiles import draw_profiles
from ui.bottleneck.state import NAMED
from ui.shared.alignment import side_words
from ui.shared.chart import draw_chart
from ui.shared.help import WHAT_GRADIENT
from ui.shared.models import reach, translate, translator
from ui.shared.panel import frozen_labels
from ui.shared.plain import plain
from ui.shared.problems import problems_shown, show_problem
from ui.shared.reach import TO
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv
from ui.shared.scale import draw_bar
from ui.shared.shell import muted
from ui.translate.controls import choose_level


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
            origin = f"{name} {translator(models[name]).fingerprint}"
            panels.append(Panel(title, kind, models[name].name, found, path, origin))
    return panels


def _draw_panels(panels: Sequence[Panel]) -> None:
    """The maps, those of one model on one scale, and their profiles."""
    level = st.session_state["level"]
    groups = by_model(panels)
    scales = {model: shared_scale([panel.norms(level) for panel in maps]) for model, maps in groups.items()}
    with st.container(horizontal=True, gap="large", key="gradient-scales"):
        for number, (model, scale) in enumerate(scales.items()):
            both = "both maps" if len(groups[model]) > 1 else "its map"
            alt = f"Colours of norms from 10 to the {scale[0]:g} to 10 to the {scale[1]:g} on {both} of {model}"
            draw_bar(f"Norm of the gradient in {model}, {both}", log_scale_figure(scale), alt, f"log-scale-{number}")
    _say_what_is_left(panels, level)
    if len(groups) > 1:
        first, second = groups
        st.caption(
            f"Sizes can be compared between the maps of {plain(first)}. {plain(second)} has a scale of its own: its "
            "states have another size, and the gradient of log p tends to be larger where p is small. So a larger norm "
            "says nothing about which model is better; compare shapes."
        )
    cell = cell_size(max(len(panel.norms(level)[0]) for panel in panels), SMALLEST_CELL)
    with st.container(key="panels-gradient"):
        for position, panel in enumerate(panels):
            _draw_map(position, panel, scales[panel.model], list(groups).index(panel.model), cell, level)
    with st.container(key="panel-profile"):
        draw_profiles(panels, {panel.model: panel.origin.split()[-1] for panel in panels})


def _say_what_is_left(panels: Sequence[Panel], level: str) -> None:
    """What the cut leaves, as a number."""
    by_path = {panel.path: panel.norms(level) for panel in panels}
    if True in by_path and False in by_path:
        left = share_left(by_path[False], by_path[True])
        st.text(f"With the attention path cut, {left:.1%} of the gradient is left at the median cell.")


def _draw_map(position: int, panel: Panel, scale: tuple[float, float], number: int, cell: int, level: str) -> None:
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
        said = f"{panel.origin} · log-probability {panel.reach.log_prob:.2f}"
        muted(said, f"provenance-{position}")
        table = _table(norms, source, target)
        parts = chart_and_scale(f"gradient-{position}", f"log-scale-{number}")
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
