"""What is drawn of what is open: sentences, pictures, systems, errors; or how to open something."""

import streamlit as st

from seq2seq_core.registry import Models
from ui.corpus import aligned, alignment_file, errors, finding, opening, pictures, rows, running, sentence, systems
from ui.corpus.kept import Kept, forget
from ui.corpus.opened import Opened, open_kept
from ui.corpus.state import VIEWS
from ui.shared.shell import muted, switch


def draw(opened: Opened | None, models: Models) -> None:
    """The results that are open, in the chosen view."""
    if opened is None:
        st.info("There are no results for these languages yet. Open a test set of yours, or choose other languages.")
        return
    view = switch("View", VIEWS, "corpus_view")
    table = finding.choose_systems(opened)
    if view == "systems":
        systems.draw(opened, models)
        return
    if view == "errors":
        errors.draw(opened)
        return
    found = finding.find(table)
    if view == "pictures":
        pictures.draw(table, found, opened.about)
    rows.draw(found, opened, len(table))
    sentence.draw(opened, models)


def draw_own(kept: Kept | None, models: Models) -> None:
    """A visitor's test set: to be opened, being translated, or open."""
    if kept is None:
        _say_gone()
        opening.draw(models)
        return
    _draw_close(kept)
    running.draw(kept)
    opened = open_kept(kept)
    if opened is not None:
        draw(opened, models)


def draw_alignments(kept: Kept | None, models: Models) -> None:
    """Alignments of another system: to be opened, or open."""
    found = alignment_file.open_kept(kept) if kept else None
    if kept is None or found is None:
        _say_gone()
        alignment_file.draw()
        return
    _draw_close(kept)
    aligned.draw(found, kept, models)


def _say_gone() -> None:
    session = st.session_state
    if session["corpus_file"]:
        st.warning(
            "The file of this link is not here: files are deleted when their visitor has left, and only the browser "
            "that opened one sees it. To share results, save them and send the file.",
            icon=":material/link_off:",
        )
        session["corpus_file"] = ""


def _draw_close(kept: Kept) -> None:
    """Whose file it is, and a way to have it deleted now."""
    with st.container(horizontal=True, vertical_alignment="center", key="corpus-file-bar"):
        muted(f"{kept.title}: for this browser alone, deleted five minutes after you leave", "kept")
        if st.button("Close and delete", icon=":material/delete:", type="tertiary", key="close-file"):
            forget(kept)
            st.session_state.update(corpus_file="", corpus_row=None, corpus_ranges=())
            st.rerun()
