"""An alignment file of any system: what it seems to be is shown before it is taken, and what is not told is asked."""

import json
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from seq2seq_core.alignments import FORMATS, AlignedPair, AlignmentFile, read_alignments, sniff
from seq2seq_core.errors import CorpusError
from seq2seq_core.parallel_text import decode_lines
from ui.corpus.kept import MOST_MEGABYTES, PROMISE, Kept, keep_new
from ui.shared.counted import counted
from ui.shared.plain import plain
from ui.shared.problems import MISTYPED, problems_shown
from ui.shared.shell import muted

CHOICES, CONTENT, SOURCE, TARGET = "choices.json", "alignments", "source", "target"  # names in a visitor's folder
FIRST = {None: "as the data tells", 0: "0", 1: "1"}
SHOWN = 3  # sentences of a preview


@dataclass(frozen=True, slots=True)
class _Choices:
    """How a file is read."""

    name: str
    format: str
    first: int | None


def draw() -> None:
    """The file, the text it belongs to where it has none of its own, what was recognised, and the button."""
    file = st.file_uploader(
        "Alignment file",
        key="alignment-file",
        max_upload_size=MOST_MEGABYTES,
        help="Pharaoh (fast_align, eflomal, awesome-align), talp/NAACL, Nematus and SoftAlignments, Marian, fairseq, "
        "Inseq, our own JSON, a CSV of one matrix, .npz or .npy of one matrix or many.",
    )
    st.caption(PROMISE)
    if file is None:
        return
    with problems_shown(icon=MISTYPED):
        raw = file.getvalue()
        found = sniff(raw, file.name)
        st.text(f"This looks like {FORMATS[found.format].title}: {found.why}.")
        with st.container(horizontal=True, vertical_alignment="bottom", key="alignment-choices"):
            format = st.selectbox(
                "Read as",
                list(FORMATS),
                index=list(FORMATS).index(found.format),
                format_func=lambda name: FORMATS[name].title,
                key=f"read-as-{file.name}",
                width=280,
            )
            first = st.selectbox(
                "Words count from",
                list(FIRST),
                format_func=FIRST.__getitem__,
                key=f"first-{file.name}",
                width=200,
                help="Of links alone. Where index 0 occurs it is 0; where it never does and the last one does, 1.",
            )
        sides = None
        if "text" in found.questions:
            st.text("The file has no words of its own: give the text that it aligns, a sentence a line.")
            with st.container(horizontal=True):
                source = st.file_uploader("Source text", key=f"source-of-{file.name}")
                target = st.file_uploader("Target text", key=f"target-of-{file.name}")
            if source is None or target is None:
                return
            sides = (source.getvalue(), target.getvalue())
        read = _read(raw, _Choices(file.name, format, first), sides)
        _preview(read)
        if st.button("Open these alignments", type="primary"):
            _take(raw, _Choices(file.name, format, first), sides)


def open_kept(kept: Kept) -> AlignmentFile | None:
    """The alignments that a visitor opened, if that is what is in the folder."""
    if not (kept.folder / CHOICES).exists():
        return None
    return _open(str(kept.folder))


def _preview(read: AlignmentFile) -> None:
    st.text(f"{counted(len(read.pairs))}. The first:")
    for pair in read.pairs[:SHOWN]:
        muted(f"{' '.join(pair.source)}\n{' '.join(pair.target)}\n{_said(pair)}", f"preview-{pair.number}")
    for note in read.notes[:6]:
        st.warning(plain(note), icon=":material/info:")
    if len(read.notes) > 6:
        muted(f"and {len(read.notes) - 6} more notes of this kind", "more-notes")


def _said(pair: AlignedPair) -> str:
    if pair.weights is not None:
        return f"a matrix of {pair.weights.shape[0]} target by {pair.weights.shape[1]} source tokens"
    assert pair.links is not None
    return f"{len(pair.links.sure)} sure and {len(pair.links.possible)} possible links"


def _take(raw: bytes, choices: _Choices, sides: tuple[bytes, bytes] | None) -> None:
    kept = keep_new()
    kept.title = choices.name
    (kept.folder / CONTENT).write_bytes(raw)
    for name, content in zip((SOURCE, TARGET), sides or (), strict=False):
        (kept.folder / name).write_bytes(content)
    (kept.folder / CHOICES).write_text(json.dumps([choices.name, choices.format, choices.first]))
    st.session_state.update(corpus_file=kept.name, corpus_row=None)
    st.rerun()


@st.cache_resource(max_entries=10, show_spinner="Reading the alignments")
def _open(folder: str) -> AlignmentFile:
    where = Path(folder)
    choices = _Choices(*json.loads((where / CHOICES).read_text()))
    sides = None
    if (where / SOURCE).exists():
        sides = ((where / SOURCE).read_bytes(), (where / TARGET).read_bytes())
    return _read((where / CONTENT).read_bytes(), choices, sides)


def _read(raw: bytes, choices: _Choices, sides: tuple[bytes, bytes] | None) -> AlignmentFile:
    text = None
    if sides is not None:
        source, target = (decode_lines(content, what) for content, what in zip(sides, (SOURCE, TARGET), strict=True))
        if len(source) != len(target):
            raise CorpusError(f"the source has {len(source):,} lines but the target {len(target):,}; they must match")
        text = list(zip(source, target, strict=True))
    first: object = choices.first
    return read_alignments(raw, choices.name, format=choices.format, text=text, first=first)  # type: ignore[arg-type]
