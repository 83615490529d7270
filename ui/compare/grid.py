"""Every model of the pair on the same output, as small maps on one scale, sorted by agreement with one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from figures.small_map import small_cell, small_map_figure
from seq2seq_core import UserError
from seq2seq_core.analysis.alignment_measures import Agreement
from ui.compare import state as compare_state
from ui.compare.laid import lay
from ui.compare.runs import Seen, say
from ui.shared import state
from ui.shared.chart import Point, draw_chart, scroll_box
from ui.shared.panel import origin
from ui.shared.plain import plain
from ui.shared.scale import draw_scale
from ui.shared.shell import muted

TILE = 236  # pixels


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One model: how it sees the output, or what is wrong with it, and how far it agrees with the chosen model."""

    name: str
    seen: Seen | UserError
    agreement: Agreement | str  # or why there is none


def tiles(models: Mapping[str, Path], text: str, output: str, chosen: str) -> list[Tile]:
    """Every model of the pair made to say `output`; the most like the `chosen` one first."""
    names = state.models_of(st.session_state["pair"], models)
    found = {name: say(name, models, text, output) for name in names}
    return sort_tiles([Tile(name, one, _agree(found[chosen], one)) for name, one in found.items()])


def sort_tiles(all_tiles: list[Tile]) -> list[Tile]:
    """By overlap, those that cannot be compared last."""

    def key(tile: Tile) -> tuple[int, float]:
        if isinstance(tile.agreement, Agreement):
            return (0, -tile.agreement.mean_overlap)
        return (2 if isinstance(tile.seen, UserError) else 1, 0.0)

    return sorted(all_tiles, key=key)


def draw(all_tiles: list[Tile], output: str, whose: str) -> None:
    """The maps, each with its numbers and a button that opens it as B."""
    names = [tile.name for tile in all_tiles]
    st.header("Every model on this output", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="grid-bar"):
        st.selectbox(
            "Sorted by agreement with",
            sorted(names),
            key="compare_by",
            format_func=lambda name: name.split("/")[1],
            width=230,
        )
        muted(f"All are made to say “{output}”{whose}. Click a map to open it as B.", "grid")
        draw_scale("Attention weight, on all of these", "grid-scale")
    with st.container(horizontal=True, key="grid", gap="medium"):
        for tile in all_tiles:
            position = sorted(names).index(tile.name)
            with st.container(width=TILE, key=f"tile-{position}", gap="small"):
                _tile(position, tile)


def _tile(position: int, tile: Tile) -> None:
    session = st.session_state
    letters = "".join(f" · {letter}" for letter in "AB" if session[f"compare_{letter.lower()}"] == tile.name)
    with st.container(key=f"name-tile-{position}"):
        st.text(tile.name.split("/")[1] + letters)
    if isinstance(tile.seen, UserError):
        st.error(plain(str(tile.seen)), icon=":material/broken_image:")
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
                compare_state.open_as_b(tile.name)

        with scroll_box(f"small-{position}"):
            draw_chart(
                figure,
                f"small-{position}",
                on_points=clicked,
                alt=f"Small alignment map of {tile.name}. The button below opens it as B.",
            )
    muted(_numbers(tile, tile.seen), f"tile-{position}")
    st.button(
        f"Open {tile.name.split('/')[1]} as B",
        key=f"open-{position}",
        on_click=compare_state.open_as_b,
        args=(tile.name,),
        disabled=session["compare_b"] == tile.name,
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
    per_piece = f"log-probability per piece {seen.per_piece:.2f}"
    return "\n".join(filter(None, [said, per_piece, origin(seen.translation)]))


def _agree(chosen: Seen | UserError, other: Seen | UserError) -> Agreement | str:
    if isinstance(chosen, UserError) or isinstance(other, UserError):
        return "It cannot be compared."
    if chosen.alignment.weights is None:
        return f"{chosen.name.split('/')[1]} has no attention to compare with."
    if [word.text for word in chosen.alignment.target] != [word.text for word in other.alignment.target]:
        return "It cuts the output into different pieces."
    laid = lay(chosen.alignment, other.alignment)
    return "It cuts the sentence into different pieces." if isinstance(laid, str) else laid.agreement
