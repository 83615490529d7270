"""What was changed, readable, with undo, redo and reset; and what the changes did, word by word."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from seq2seq_core.registry import Models
from seq2seq_core.vocabulary import Vocabulary
from ui.shared.models import translator
from ui.shared.problems import show_problem
from ui.step_through import state as step_state
from ui.step_through.comparison import compare
from ui.step_through.edits import MARK, Edits, describe
from ui.step_through.runs import Runs


def draw(models: Models, runs: Mapping[str, Runs]) -> None:
    """The list of edits. Before there are any, how to make one."""
    session = st.session_state
    history = session["history"]
    if refused := session.pop("refused", None):
        show_problem(f"That change was not made: {refused}.", ":material/block:")
    for name, run in runs.items():
        if run.problem:
            now = "Its translation without changes is shown; undo the change or make another."
            show_problem(f"{models[name].name}: {run.problem}. {now}", ":material/undo:")
    if not (history.now or history.past or history.future):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="history"):
        st.button("Undo", icon=":material/undo:", on_click=step_state.undo, disabled=not history.past, help="Ctrl+Z")
        st.button(
            "Redo",
            icon=":material/redo:",
            on_click=step_state.redo,
            disabled=not history.future,
            help="Ctrl+Shift+Z, Ctrl+Y",
        )
        st.button("Reset", icon=":material/restart_alt:", on_click=step_state.reset, disabled=not history.now)
        lines = [*_read(models, runs), *kept(history.now, list(runs), session["pair"])]
        st.text("\n".join(lines) or "No changes: this is what the model does by itself.")


def kept(edits: Edits, shown: Sequence[str], pair: str) -> list[str]:
    """What is said of edits of models that are not `shown`: they wait for their model."""
    often = Counter(edit.model for edit in edits if edit.model not in shown)
    return [
        f"{MARK} {name.removeprefix(f'{pair}/')}: {count} change{'s' * (count > 1)} kept until the model is shown again"
        for name, count in often.items()
    ]


def _read(models: Models, runs: Mapping[str, Runs]) -> list[str]:
    lines = []
    for edit in st.session_state["history"].now:
        if edit.model in runs:
            vocabulary = translator(models[edit.model]).checkpoint.vocabulary

            def surface(piece: int, vocabulary: Vocabulary = vocabulary) -> str:  # a link may name any token
                return vocabulary.surface(piece) if piece < len(vocabulary) else f"token {piece}"

            said = describe(edit, surface, runs[edit.model].original.source.pieces)
            lines.append(f"{MARK} {models[edit.model].name}: {said}")
    return lines


def draw_comparison(models: Models, runs: Mapping[str, Runs]) -> None:
    """The changed runs beside the originals as tables."""
    changed = {name: run for name, run in runs.items() if run.changed is not None}
    if not changed:
        return
    folder = st.expander("What changed, step by step", key="comparison", on_change="rerun")
    if not folder.open:  # tables are slow to draw
        return
    with folder:
        for name, run in changed.items():
            assert run.changed is not None
            before, after = run.original, run.changed
            st.text(
                f"{models[name].name}: log-probability {before.log_prob:.3f} → {after.log_prob:.3f} "
                f"({after.log_prob - before.log_prob:+.3f})"
            )
            table = comparison_table(run)
            right = {column: st.column_config.TextColumn(alignment="right") for column in table.columns[-3:]}
            st.dataframe(table, hide_index=True, column_config=right, alt=f"Changes of {name}, one row for each step")
        st.caption(
            "Total variation distance: half the sum of the differences between the two rows of attention, 0 for the "
            "same row, 1 for one that looks nowhere the other did. Log-probabilities are natural. A dash stands where "
            "two steps do not compare: a change in log-probability takes the same word in both, a distance the same "
            "source."
        )


def comparison_table(run: Runs) -> pd.DataFrame:
    """One row for each step of the changed run."""
    assert run.changed is not None
    before, after = run.original, run.changed
    rows = []
    for t, change in enumerate(compare(before, after)):
        rows.append(
            {
                "step": t + 1,
                "now": after.target.pieces[t].replace("▁", " ").strip(),
                "before": "" if change.partner is None else before.target.pieces[change.partner].replace("▁", " "),
                "": "" if change.same else "changed",
                "log-probability": f"{after.trace.log_probs[t]:.3f}",
                "change in log-probability": "–" if change.log_prob is None else f"{change.log_prob:+.3f}",
                "total variation distance": "–" if change.moved is None else f"{change.moved:.3f}",
            }
        )
    return pd.DataFrame(rows)
