"""What every alignment map can be saved as beside its picture: files for papers and talks, and alignment files.

The same on all pages. Each file is made when it is asked for.
"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from seq2seq_core.alignments import FORMATS, AlignedPair, with_links, write_alignments
from seq2seq_core.alignments.symmetry import How
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from seq2seq_core.pictures import WEIGHTS, Scale, WordMap, pgfplots, standalone_html, tikz
from seq2seq_core.pictures.word_map import Numbers
from ui.shared.alignment import Alignment
from ui.shared.saving import LINKS, PAPERS, File, Kind

HARD = ("pharaoh", "talp")  # formats of links
SOFT = ("json", "npz", "nematus", "marian", "fairseq")  # formats that keep weights, but for CSV, which is above
BY: dict[str, tuple[str, How | None, float | None]] = {  # links: what they are, then the arguments of `with_links`
    "strongest": ("each generated word’s strongest", None, None),
    "intersection": ("strongest in both directions", "intersection", None),
    "union": ("strongest in either direction", "union", None),
    "grow-diag-final-and": ("both directions, grow-diag-final-and", "grow-diag-final-and", None),
    "from-0.2": ("weights from 0.2 on", None, 0.2),
    "from-0.5": ("weights from 0.5 on", None, 0.5),
}


def word_map(
    alignment: Alignment,
    title: str,
    about: Sequence[str],
    *,
    values: Numbers | None = None,
    scale: Scale = WEIGHTS,
    marks: HandAlignment | None = None,
) -> WordMap:
    """A map for files: its weights, or other `values` (T, S) of the same words; `marks` are a person's links."""
    return WordMap(
        tuple(word.text for word in alignment.source),
        tuple(word.text for word in alignment.target),
        alignment.weights if values is None else values,
        scale,
        title,
        tuple(about),
        *((marks.sure, marks.possible) if marks else ()),
    )


def pictures_of(*maps: WordMap, together: Sequence[WordMap] = ()) -> list[File]:
    """HTML of all the maps, or of those that belong `together`, and LaTeX of each map."""
    if not maps:
        return []
    files = [html_of(together or maps)]
    drawn = [one for one in maps if not one.empty]
    for one in drawn:
        name = one.title.lower() if len(drawn) > 1 else ""
        said = f", {name}" if name else ""
        slug = "-".join(name.split())
        files.append(File("tikz", f"for LaTeX{said}", partial(tikz, one), PAPERS, slug))
        files.append(File("pgfplots", f"for LaTeX{said}", partial(pgfplots, one), PAPERS, slug))
    return files


def html_of(maps: Sequence[WordMap]) -> File:
    """One file with all the maps, under the sentence."""
    sentence = st.session_state.get("last_good")
    title = f"“{sentence}”" if sentence else maps[0].title
    what = "this map" if len(maps) == 1 else f"{len(maps)} maps"
    return File("html", f"{what}, interactive", lambda: standalone_html(maps, title), PAPERS)


def alignment_files(alignment: Alignment) -> list[File]:
    """Its weights in the formats of other programs, and hard links made of them; none without attention."""
    weights = alignment.weights
    if weights is None or not weights.size:
        return []
    words = [tuple(word.text for word in side) for side in (alignment.source, alignment.target)]
    pair = AlignedPair(words[0], words[1], weights, None)
    soft = [File(_kind(key), "weights", partial(write_alignments, [pair], key), LINKS) for key in SOFT]
    hard = [
        File(_kind(key), said, partial(_links, pair, how, at_least, key), LINKS, name)
        for key in HARD
        for name, (said, how, at_least) in BY.items()
    ]
    return [*hard, *soft]


def link_files(pair: AlignedPair) -> list[File]:
    """Links that are hard from the start, sure and possible ones, as they are."""
    return [File(_kind(key), "its links", partial(write_alignments, [pair], key), LINKS) for key in HARD]


def _links(pair: AlignedPair, how: How | None, at_least: float | None, key: str) -> bytes:
    return write_alignments([with_links(pair, how, at_least=at_least)], key)


def _kind(key: str) -> Kind:
    known = FORMATS[key]
    mime = "application/octet-stream" if known.is_binary else "text/plain"
    return Kind(known.title, known.suffixes[0].lstrip("."), mime)
