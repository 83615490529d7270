"""All models side by side: one scale, one lock, one panel each."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from figures.alignment import Lit, cell_size, figure_width
from figures.scale import HEIGHT, WIDTH, scale_figure
from figures.words import UNKNOWN_MARK, Word
from seq2seq_core import Translation, UserError
from ui import panel, state
from ui.alignment import Alignment, shown_alignment
from ui.lock import Lock, lit_in
from ui.models import config_of
from ui.plain import plain
from ui.shell import muted

Results = Mapping[str, list[Translation] | UserError]


def draw(results: Results, folders: Mapping[str, Path]) -> None:
    """Draw every result: a panel with its map, in words why there is none, or what is wrong with the model."""
    session = st.session_state
    shown = {
        name: shown_alignment(
            hypotheses[min(session["hypothesis"], len(hypotheses)) - 1], session["level"], session["hide_end"]
        )
        for name, hypotheses in results.items()
        if not isinstance(hypotheses, UserError)
    }
    lock = valid_lock(session["lock"], shown)
    if session["lock"] and not lock:
        muted("The locked cell is not in these maps.", "no-lock")
        state.clear_lock()
    if any(alignment.weights is not None for alignment in shown.values()):
        _legend(shown, lock)
    with st.container(horizontal=True):
        for position, (name, hypotheses) in enumerate(results.items()):
            alignment = shown.get(name)
            with st.container(width=_panel_width(alignment, shown), key=f"panel-{position}"):
                panel.draw_name(position, name, config_of(folders[name]))
                if isinstance(hypotheses, UserError) or alignment is None:
                    st.error(plain(str(hypotheses)), icon=":material/broken_image:")
                else:
                    _panel(position, name, hypotheses, alignment, shown, lock)


def valid_lock(lock: Lock | None, shown: Mapping[str, Alignment]) -> Lock | None:
    """The lock, if what it names is on the page."""
    if lock is None or not shown:
        return None
    if lock.target is None:
        sizes = [len(alignment.source) for alignment in shown.values()]
        return lock if lock.source < max(sizes) else None
    alignment = shown.get(lock.model)
    if alignment is None or lock.target >= len(alignment.target) or lock.source >= len(alignment.source):
        return None
    return lock


def _panel(
    position: int,
    name: str,
    hypotheses: list[Translation],
    alignment: Alignment,
    shown: Mapping[str, Alignment],
    lock: Lock | None,
) -> None:
    session = st.session_state
    hypothesis = min(session["hypothesis"], len(hypotheses))
    translation = hypotheses[hypothesis - 1]
    panel.draw_translation(position, translation)
    if session["hypothesis"] > len(hypotheses):
        muted(f"This model found only {len(hypotheses)} hypotheses; this is the last.", f"fewer-{position}")
    if alignment.weights is None:
        panel.draw_no_attention(position)
    elif alignment.weights.size == 0:
        muted("There is no word to draw a map of.", f"empty-{position}")
    else:
        lit = _lit(lock, name, alignment, shown)
        panel.draw_map(position, name, alignment, _cell(shown), lit)
        panel.draw_lit(position, alignment, lit, lock)
    about = panel.provenance(translation, session["beam_size"], hypothesis, session["level"], session["hide_end"])
    muted(about, f"provenance-{position}")
    if alignment.weights is not None and alignment.weights.size:
        panel.draw_in_words(position, alignment)
    panel.draw_saving(position, hypotheses, alignment)


def _legend(shown: Mapping[str, Alignment], lock: Lock | None) -> None:
    """What the colours say, what the marks mean, and what is locked."""
    source = next(alignment.source for alignment in shown.values() if alignment.weights is not None)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="legend"):
        with st.container(width=WIDTH, gap=None):
            muted("Attention weight, on every map", "scale")
            scale = scale_figure()
            st.plotly_chart(
                scale,
                key="scale",
                width=WIDTH,
                height=HEIGHT,
                config={"staticPlot": True},
                alt="Colours of weights from 0 to 1",
            )
        _follow(source, lock)
        _chip(shown, lock)
    unknown = ", ".join(dict.fromkeys(w.text for alignment in shown.values() for w in alignment.source if w.unknown))
    if unknown:
        muted(
            f"{UNKNOWN_MARK} marks what is not in the vocabulary; the model saw only “unknown” there: {unknown}",
            "unknown",
        )


def _follow(source: tuple[Word, ...], lock: Lock | None) -> None:
    """Choose a source word without a mouse: the same as a click on its column, in every map."""
    st.session_state["follow"] = lock.source if lock else None

    def follow() -> None:
        chosen = st.session_state["follow"]  # a label where the words have changed in the meantime
        st.session_state["lock"] = Lock(chosen) if isinstance(chosen, int) else None

    st.selectbox(
        "Follow a source word",
        range(len(source)),
        index=None,
        key="follow",
        format_func=lambda s: f"{s + 1} · {source[s].text[:40]}",
        placeholder="Click a cell, or choose here",
        on_change=follow,
        width=230,
    )


def _chip(shown: Mapping[str, Alignment], lock: Lock | None) -> None:
    """What is locked, in its words, with a way out."""
    if lock is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chip", width="content"):
        alignment = shown.get(lock.model)
        if alignment is not None and lock.target is not None:
            with st.container(key="target-word", width="content"):
                st.text(alignment.target[lock.target].text[:40])
            st.text("looks at")
        with st.container(key="source-word", width="content"):
            source = alignment or next(iter(shown.values()))
            st.text(source.source[lock.source].text[:40])
        st.button("Clear", icon=":material/close:", type="tertiary", on_click=state.clear_lock, shortcut="Esc")


def _lit(lock: Lock | None, name: str, alignment: Alignment, shown: Mapping[str, Alignment]) -> Lit:
    locked = shown[lock.model].target if lock and lock.target is not None else ()
    lit = lit_in(lock, name, alignment.target, locked)
    return lit if lit.source is None or lit.source < len(alignment.source) else Lit()


def _cell(shown: Mapping[str, Alignment]) -> int:
    """One size of cell for all maps, so that they can be compared by eye."""
    return cell_size(max(len(alignment.source) for alignment in shown.values()))


def _panel_width(alignment: Alignment | None, shown: Mapping[str, Alignment]) -> int:
    """Wide enough for the map if the window is; never so narrow that the translation suffers."""
    if alignment is None or alignment.weights is None or alignment.weights.size == 0:
        return panel.NARROWEST
    return max(panel.NARROWEST, figure_width(alignment.source, alignment.target, _cell(shown)))
