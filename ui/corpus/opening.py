"""Opening a test set of one's own: what is in the files is shown before it is taken; then models translate it."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from seq2seq_core.corpus.lines import Guess, Role, guess_columns, read_test_set, read_text_files
from seq2seq_core.corpus.results import is_results, read_results
from seq2seq_core.corpus.sentences import TestSet
from seq2seq_core.errors import CorpusError
from seq2seq_core.registry import Models
from ui.corpus.jobs import run_models
from ui.corpus.kept import MOST_MEGABYTES, PROMISE, keep_new
from ui.corpus.opened import RESULTS
from ui.shared.counted import counted
from ui.shared.plain import plain
from ui.shared.problems import MISTYPED, problems_shown
from ui.shared.provenance import search_said
from ui.shared.shell import muted

MOST_SENTENCES = 5000  # that the page translates; the command line takes more
ROLES: dict[Role, str] = {
    "source": "source",
    "reference": "reference",
    "hypothesis": "a system's output",
    "ignored": "nothing",
}
SHOWN = 4  # sentences of a preview


def draw(models: Models) -> None:
    """The files, what they seem to hold, and the button that takes them."""
    files: list[UploadedFile] = st.file_uploader(
        "Your files",
        accept_multiple_files=True,
        key="corpus-files",
        max_upload_size=MOST_MEGABYTES,
        help="One file in columns (TSV or CSV): source, references, other systems' output. Or a text file for each "
        "side, a sentence a line. Or results that were saved here (.jsonl).",
    )
    st.caption(PROMISE)
    if not files:
        return
    with problems_shown(icon=MISTYPED):
        if len(files) == 1 and is_results(files[0].getvalue(), files[0].name):
            _take_results(files[0])
            return
        test_set = _in_columns(files[0]) if len(files) == 1 else _side_by_side(files)
        _preview(test_set)
        _choose_models(test_set, models)


def _take_results(file: UploadedFile) -> None:
    results = read_results(file.getvalue(), file.name)
    done, in_all = len(results.rows), results.header.sentences
    st.text(f"Results of {', '.join(results.systems)} on {results.header.set}: {counted(done)}")
    if not results.complete:
        st.warning(f"They are not whole: {done:,} of {counted(in_all)} are in the file.", icon=":material/info:")
    if st.button("Open these results", type="primary"):
        kept = keep_new()
        kept.title = file.name
        (kept.folder / RESULTS).write_bytes(file.getvalue())
        _look_at(kept.name)


def _in_columns(file: UploadedFile) -> TestSet:
    raw = file.getvalue()
    guess = guess_columns(raw, file.name)
    muted(guess.why, "guess")
    roles = _choose_roles([column.name for column in guess.columns], guess.roles, file.name)
    _show_columns(guess)
    return read_test_set(raw, file.name, roles=roles, header=guess.header, most=MOST_SENTENCES)


def _side_by_side(files: Sequence[UploadedFile]) -> TestSet:
    others: list[Role] = ["hypothesis"] * (len(files) - 2)
    usual: list[Role] = ["source", "reference", *others]
    roles = _choose_roles([file.name for file in files], usual, "")
    given = {
        role: [(file.name, file.getvalue()) for file, r in zip(files, roles, strict=True) if r == role]
        for role in ROLES
    }
    if len(given["source"]) != 1:
        raise CorpusError(f"one of the files must be the source, and {len(given['source'])} are")
    hypotheses = {name: (name, raw) for name, raw in given["hypothesis"]}
    return read_text_files(given["source"][0], given["reference"], hypotheses, most=MOST_SENTENCES)


def _choose_roles(names: Sequence[str], usual: Sequence[Role], file: str) -> list[Role]:
    """A list for each column or file: what it is."""
    roles: list[Role] = []
    with st.container(horizontal=True, key="roles"):
        for place, (name, role) in enumerate(zip(names, usual, strict=True)):
            chosen = st.selectbox(
                plain(f"{name} is"),
                list(ROLES),
                index=list(ROLES).index(role),
                format_func=ROLES.__getitem__,
                key=f"role-{place}-{name}-{file}",
                width=190,
            )
            roles.append(chosen)
    return roles


def _show_columns(guess: Guess) -> None:
    names = [f"{place + 1} {column.name}" for place, column in enumerate(guess.columns)]
    rows = pd.DataFrame(list(guess.rows[:SHOWN]), columns=names)
    st.dataframe(rows, hide_index=True, alt="The first lines of the file, in columns")


def _preview(test_set: TestSet) -> None:
    """What was read, in a line, and what was left out."""
    systems = f", with the output of {', '.join(test_set.systems)}" if test_set.systems else ""
    references = "with references" if test_set.has_references else "without references, so there will be no BLEU"
    st.text(f"{counted(len(test_set.sentences))}, {references}{systems}")
    for note in test_set.notes[:SHOWN]:
        st.warning(plain(note), icon=":material/info:")
    if len(test_set.notes) > SHOWN:
        muted(f"and {len(test_set.notes) - SHOWN} more notes of this kind", "more-notes")


def _choose_models(test_set: TestSet, models: Models) -> None:
    """The models that are to translate it, and the button."""
    session = st.session_state
    names = list(session["models"])
    whose = ", ".join(models[name].name for name in names)
    st.caption(
        plain(f"{whose} will translate it, {search_said(session['beam_size'])}: choose others in the sidebar.")
        if names
        else "No model is chosen in the sidebar: only what is in the file is measured."
    )
    share = st.checkbox(
        "Measure the share of the source, too",
        disabled=not names,
        key="corpus-source-share",
        help="How much of what makes each output likely comes from the source, and not from the words said before. It "
        "takes some ten times as long as all the rest.",
    )
    if st.button("Translate and measure", type="primary", disabled=not (names or test_set.systems)):
        kept = keep_new()
        kept.title, kept.sentences = test_set.name, len(test_set.sentences)
        columns = _columns(test_set)
        named = re.sub(r"[^A-Za-z0-9.-]+", "-", Path(test_set.name).stem)[:80]
        file = kept.folder / "set" / f"{named}.tsv"
        file.parent.mkdir()
        file.write_text("".join("\t".join(row) + "\n" for row in columns), encoding="utf-8")
        roles = ["source", *["reference"] * columns[0].count("reference"), *["hypothesis"] * len(test_set.systems)]
        kept.job = run_models(
            [
                *("--data", str(file), "--header", "--roles", ",".join(roles), "--output", str(kept.folder / RESULTS)),
                *("--beam", str(session["beam_size"]), *(f"--model={name}" for name in names)),
                *(["--source-share"] if share else []),
            ],
            kept.folder,
            kept.owner,
        )
        _look_at(kept.name)


def _columns(test_set: TestSet) -> list[list[str]]:
    """The test set as rows of one file under a header; its texts are clean, so that no tab is in them."""
    most = max(len(sentence.references) for sentence in test_set.sentences)
    rows = [["source", *["reference"] * most, *test_set.systems]]
    for one in test_set.sentences:
        references = [*one.references, *[""] * (most - len(one.references))]
        rows.append([one.source, *references, *one.hypotheses.values()])
    return rows


def _look_at(name: str) -> None:
    """Show it, from the beginning."""
    st.session_state.update(corpus_file=name, corpus_row=None, corpus_ranges=())
    st.rerun()
