"""Every model of the pair on the same output, as small maps on one scale, sorted by agreement with one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from figures.small_map import small_cell, small_map_figure
from seq2seq_core import ModelReference
from seq2seq_core.analysis.alignment_measures import Agreement
from seq2seq_core.registry import Models, name_in_pair, of_pair
from ui.compare import state as compare_state
from ui.compare.laid import lay
from ui.compare.runs import Seen, force_output
from ui.shared.chart import Point, draw_chart
from ui.shared.map_files import html_of, word_map
from ui.shared.problems import problems_kept, show_problem
from ui.shared.provenance import origin
from ui.shared.saving import File, Picture, about, draw_menu, table_csv
from ui.shared.scale import draw_scale
from ui.shared.shell import muted

TILE = 236  # pixels


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One model: how it sees the output, or what is wrong with it, and how far it agrees with the chosen model."""

    model: ModelReference
    seen: Seen | None
    problem: str
    agreement: Agreement | str  # or why there is none


def tiles(models: Models, text: str, output: str, chosen: str) -> list[Tile]:
    """Every model of the pair by forced decoding of `output`; the most like the `chosen` one first."""
    found: dict[str, Seen] = {}
    problems: dict[str, str] = {}
    asked = of_pair(st.session_state["pair"], models)
    for name, model in asked.items():
        with problems_kept(problems, name):
            found[name] = force_output(model, text, output)
    return sort_tiles(
        [
            Tile(model, found.get(name), problems.get(name, ""), _agree(found.get(chosen), found.get(name)))
            for name, model in asked.items()
        ]
    )


def sort_tiles(all_tiles: list[Tile]) -> list[Tile]:
    """By overlap, those that cannot be compared last."""

    def key(tile: Tile) -> tuple[int, float]:
        if isinstance(tile.agreement, Agreement):
            return (0, -tile.agreement.mean_overlap)
        return (2 if tile.seen is None else 1, 0.0)

    return sorted(all_tiles, key=key)


def draw(all_tiles: list[Tile], output: str, whose: str) -> None:
    """The maps, each with its numbers and a button that opens it as B."""
    models = {tile.model.full_name: tile.model for tile in all_tiles}
    st.header("Every model on this output", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="grid-bar"):
        st.selectbox(
            "Sorted by agreement with",
            sorted(models),
            key="compare_by",
            format_func=lambda name: models[name].name,
            width=230,
        )
        muted(f"Forced decoding of “{output}”{whose} by all. Click a map to open it as B.", "grid")
        draw_scale("Attention weight, on all of these", "grid-scale")
    with st.container(horizontal=True, key="grid", gap="medium"):
        for tile in all_tiles:
            position = sorted(models).index(tile.model.full_name)
            with st.container(width=TILE, key=f"tile-{position}", gap="small"):
                _tile(position, tile)
    said = about(f"Forced decoding of “{output}”{whose}; every map has the words of both sides in their order")
    maps = [
        word_map(tile.seen.alignment, tile.model.name, [_numbers(tile, tile.seen)]) for tile in all_tiles if tile.seen
    ]
    draw_menu(
        "grid",
        "every-model",
        Picture([".st-key-grid", ".st-key-bar-grid-scale"], said),
        File("csv", "the numbers of every model", lambda: table_csv(_table(all_tiles))),
        *([html_of(maps)] if maps else []),
    )


def _table(all_tiles: list[Tile]) -> pd.DataFrame:
    """A line for every model that could be asked; what cannot be compared is left empty."""
    rows = []
    for tile in all_tiles:
        if tile.seen is not None:
            known = tile.agreement if isinstance(tile.agreement, Agreement) else None
            rows.append(
                {
                    "model": origin(tile.seen.translation),
                    "overlap": known and known.mean_overlap,
                    "distance": known and known.mean_distance,
                    "same strongest word": known and int(known.same.sum()),
                    "log-probability per token": tile.seen.per_piece,
                }
            )
    return pd.DataFrame(rows)


def _tile(position: int, tile: Tile) -> None:
    session = st.session_state
    letters = "".join(f" · {letter}" for letter in "AB" if session[f"compare_{letter.lower()}"] == tile.model.full_name)
    with st.container(key=f"name-tile-{position}"):
        st.text(tile.model.name + letters)
    if tile.seen is None:
        show_problem(tile.problem)
        return
    alignment = tile.seen.alignment
    if alignment.weights is None:
        muted("No attention, so no map: it never looks back at a source word.", f"tile-none-{position}")
    elif alignment.weights.size:
        figure = small_map_figure(
            alignment.weights,
            alignment.source,
            alignment.target,
            cell=small_cell(len(alignment.source), len(alignment.target)),
        )

        def clicked(points: Sequence[Point]) -> None:
            if points:
                compare_state.open_as_b(tile.model.full_name)

        draw_chart(
            figure,
            f"small-{position}",
            on_points=clicked,
            alt=f"Small alignment map of {tile.model.full_name}. The button below opens it as B.",
        )
    muted(_numbers(tile, tile.seen), f"tile-{position}")
    st.button(
        f"Open {tile.model.name} as B",
        key=f"open-{position}",
        on_click=compare_state.open_as_b,
        args=(tile.model.full_name,),
        disabled=session["compare_b"] == tile.model.full_name,
    )


def _numbers(tile: Tile, seen: Seen) -> str:
    agreement = tile.agreement
    if isinstance(agreement, str):
        said = agreement if seen.alignment.weights is not None else ""
    else:
        said = (
            f"overlap {agreement.mean_overlap:.2f}, distance {agreement.mean_distance:.2f}, same strongest word "
            f"{int(agreement.same.sum())} of {len(agreement.same)}"
        )
    per_piece = f"log-probability per token {seen.per_piece:.2f}"
    return "\n".join(filter(None, [said, per_piece, origin(seen.translation)]))


def _agree(chosen: Seen | None, other: Seen | None) -> Agreement | str:
    if chosen is None or other is None:
        return "It cannot be compared."
    if chosen.alignment.weights is None:
        return f"{name_in_pair(chosen.name)} has no attention to compare with."
    if [word.text for word in chosen.alignment.target] != [word.text for word in other.alignment.target]:
        return "It cuts the output into different tokens."
    laid = lay(chosen.alignment, other.alignment)
    return "It cuts the sentence into different tokens." if isinstance(laid, str) else laid.agreement
