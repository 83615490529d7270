"""An alignment of the visitor's own: pasted or clicked, drawn over the maps, and every model's links against it.

It belongs to one sentence and one output, and is kept with them for as long as the session lasts.
"""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from figures.links import POSSIBLE, SURE
from seq2seq_core import Side
from seq2seq_core.evaluation.hand_alignment import HandAlignment, LinkScore, read_links, score_links, write_links
from seq2seq_core.interchange import hard_alignment
from seq2seq_core.text import split_words
from seq2seq_core.vocabulary import END
from ui.compare.grid import Tile
from ui.compare.hand_aligned import hand_aligned
from ui.compare.runs import Comparison
from ui.shared.browser_history import came_back
from ui.shared.plain import plain
from ui.shared.shell import muted

MOST_KEPT = 50  # alignments of a session


@dataclass(frozen=True, slots=True)
class Own:
    """The alignment as it was written, what is right in it, and what is wrong."""

    key: tuple[str, str]  # the sentence and the output
    text: str
    usual: str  # our own alignment, of an example of ours
    source: tuple[str, ...]  # the words that links count, without the end of the sentence
    target: tuple[str, ...]
    links: HandAlignment
    wrong: list[str]

    @property
    def in_link(self) -> str | None:
        """What a share link must hold to restore it."""
        return self.text if self.text != self.usual else None


def current(comparison: Comparison, text: str) -> Own | None:
    """The alignment for what is on the screen; None where the two models do not say the same output."""
    session = st.session_state
    if not (comparison.forced and comparison.output and comparison.seen):
        return None
    key = (text, comparison.output)
    side = next(iter(comparison.seen.values())).translation
    ours = hand_aligned(session["pair"], session.get("example"))
    usual = ours.links if ours and ours.text == comparison.output else ""
    if (given := session["compare_given_links"]) is not None:  # by a link that was followed just now
        keep(key, given)
        session["compare_given_links"] = None
    elif came_back():  # to where it was as usual, for the link says nothing
        keep(key, usual)
    written = session.get("compare_links", {}).get(key, usual)
    source, target = _words(side.source), _words(side.target)
    links, wrong = read_links(written, len(source), len(target))
    return Own(key, written, usual, source, target, links, wrong)


def keep(key: tuple[str, str], text: str) -> None:
    """Remember an alignment under its sentence and output; of very many the oldest are forgotten."""
    kept: dict[tuple[str, str], str] = st.session_state.get("compare_links", {})
    others = [(known, links) for known, links in kept.items() if known != key]
    st.session_state["compare_links"] = dict([*others, (key, text)][-MOST_KEPT:])


def mark(own: Own, source: int, target: int) -> None:
    """A click on a cell: a sure link, then a possible one, then none. The end of the sentence has no links."""
    if source < len(own.source) and target < len(own.target):
        keep(own.key, write_links(own.links.turned(source, target)))


def is_marking() -> bool:
    """Whether a click on the map is to mark a link; it is by words that links count."""
    return bool(st.session_state.get("compare_marking")) and st.session_state["level"] == "words"


def draw(own: Own, tiles: list[Tile]) -> None:
    """The field for the links, what they count, and how every model fares."""
    session = st.session_state
    st.header("Against an alignment of your own", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="own-bar"):
        session["compare_own"] = own.text
        st.text_input(
            "Links, source-target, counted from 0",
            key="compare_own",
            placeholder="0-0 1-2 3?2",
            on_change=lambda: keep(own.key, session["compare_own"]),
            max_chars=8000,
            width="stretch",
            help="As Pharaoh and other aligners write them: 1-2 is a sure link, 1?2 a possible one. They count the "
            "words below, punctuation too.",
        )
        st.toggle(
            "Mark by clicking the map",
            key="compare_marking",
            disabled=session["level"] != "words",
            help="A click makes a sure link, a second one a possible one, a third takes it away.",
        )
    if own.wrong:
        st.error(
            plain(f"Some of it cannot be read: {'; '.join(own.wrong)}. The other links count."),
            icon=":material/edit:",
        )
    counted = "Counted from 0, as aligners write links; everything else on this page counts from 1."
    muted(f"{counted}\nsource: {_counted(own.source)}\ntarget: {_counted(own.target)}", "counted")
    if not own.links:
        muted("No links yet. Paste some, or switch on marking and click cells of the map.", "no-links")
        return
    marks = f"{SURE} sure, {POSSIBLE} possible" if session["level"] == "words" else "shown on the map by words only"
    muted(f"{len(own.links.sure)} sure and {len(own.links.possible)} possible links ({marks}).", "links")
    st.dataframe(
        _table(own, tiles), hide_index=True, width=720, alt="Precision, recall and alignment error rate of every model"
    )
    st.caption(
        "A model links each token that it says to the source token it looks at most, the end of the sentence apart. "
        "Precision: share of its links "
        "that are sure or possible. Recall: share of the sure links that it has. Alignment error rate (Och and Ney "
        "2003): 1 − (sure hits + allowed hits) / (its links + sure links); 0 is best."
    )


def score(tile: Tile, own: Own) -> LinkScore | str:
    """One model's links against the alignment, or why it has none."""
    if tile.seen is None:
        return "cannot be used"
    found = tile.seen.translation
    if found.trace.weights is None:
        return "no attention, aligns nothing"
    if (_words(found.source), _words(found.target)) != (own.source, own.target):
        return "cuts the words otherwise"
    return score_links(hard_alignment(found, splits=(split_words, split_words)), own.links)


def _table(own: Own, tiles: list[Tile]) -> pd.DataFrame:
    scores = [(tile.model.name, score(tile, own)) for tile in tiles]
    scored = [(name, one) for name, one in scores if isinstance(one, LinkScore)]
    rows = [
        {
            "model": name,
            "precision": _written(one.precision),
            "recall": _written(one.recall),
            "alignment error rate": _written(one.error_rate),
            "note": "",
        }
        for name, one in sorted(scored, key=lambda pair: (pair[1].error_rate is None, pair[1].error_rate or 0.0))
    ]
    rows += [{"model": name, "note": reason} for name, reason in scores if isinstance(reason, str)]
    return pd.DataFrame(rows).fillna("")


def _written(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _words(side: Side) -> tuple[str, ...]:
    """The words without the end of the sentence."""
    return side.words[:-1] if side.ids[-1:] == (END,) else side.words


def _counted(words: tuple[str, ...]) -> str:
    return "  ".join(f"{i} {word[:40]}" for i, word in enumerate(words))
