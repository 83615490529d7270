"""Links of a person's, in a file of any format, that the alignments of another file are held against."""

from pathlib import Path

import streamlit as st

from seq2seq_core.alignments import AlignmentFile, read_alignments
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from ui.corpus.kept import Kept
from ui.shared.problems import MISTYPED, problems_shown

CONTENT = "gold"  # its name in a visitor's folder


def draw(file: AlignmentFile, kept: Kept) -> dict[int, HandAlignment]:
    """The field for the file; returns the links by number of the sentence, none where there are none."""
    path = kept.folder / CONTENT
    with st.popover("Hold it against links of a person", icon=":material/rule:"):
        given = st.file_uploader(
            "Links of a person",
            key="gold-file",
            help="Pharaoh, with p or ? for possible links, talp/NAACL, or any other format that this page opens; for "
            "the same sentences in the same order.",
        )
        if given is not None:
            path.write_bytes(given.getvalue())
        elif path.exists() and st.button("Without them", key="no-gold"):
            path.unlink()
    if not path.exists():
        return {}
    with problems_shown(icon=MISTYPED):
        return _read(str(path), path.stat().st_mtime_ns, file)
    return {}


@st.cache_resource(max_entries=10, show_spinner=False)
def _read(path: str, changed: int, _file: AlignmentFile) -> dict[int, HandAlignment]:
    text = [(" ".join(pair.source), " ".join(pair.target)) for pair in _file.pairs]
    found = read_alignments(Path(path).read_bytes(), "the file of links", text=text)
    return {pair.number: pair.links for pair in found.pairs if pair.links is not None}
