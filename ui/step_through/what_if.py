"""What if? The ways to change a run that the step view itself does not offer: one small form at a time."""

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from seq2seq_core import (
    DropSource,
    ForceToken,
    InputError,
    Intervention,
    ReplaceWeights,
    SwapSource,
    Temperature,
    UserError,
)
from seq2seq_core.registry import Models
from seq2seq_core.text import clean
from seq2seq_core.translator import MOST_LETTERS
from ui.shared.models import translator, what_it_takes
from ui.shared.problems import MISTYPED, problems_shown, show_problem
from ui.shared.provenance import origin, sums_said
from ui.shared.rows import draw_rows
from ui.shared.shell import muted
from ui.step_through import state as step_state
from ui.step_through.data import labels
from ui.step_through.edits import REPLACEMENTS, add, joined
from ui.step_through.replacements import told_of
from ui.step_through.runs import Runs

AllRuns = Mapping[str, Runs]
Make = Callable[[str], tuple[Intervention, ...]]  # the change to a model's run

TEMPERATURES = (0.1, 0.2, 0.5, 0.8, 1.25, 2.0, 5.0, 10.0)


def draw(models: Models, runs: AllRuns) -> None:
    """Choose a question, then fill in its form."""
    step = st.session_state["step"]
    tools = {
        "Say another word": _say,
        "Replace attention": _replace,
        "Temperature": _temperature,
        "Change the source": _source,
        "What would it take?": _takes,
    }
    st.header("What if …", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        tool = st.pills("What if", list(tools), key="tool", label_visibility="collapsed", wrap=True)
        names = _whom(runs) if tool else []
    if tool:
        tools[tool](models, {name: runs[name] for name in names}, step)
    else:
        st.caption("Use this, beside a word that it could have said, asks the same question with one click.")


def _whom(runs: AllRuns) -> list[str]:
    """The models whose runs are to be changed."""
    if len(runs) < 2:
        return list(runs)
    letters = dict(zip("AB", runs, strict=False))
    chosen = st.segmented_control(
        "Change", ["A", "B", "A and B"], default="A", required=True, key="whom", label_visibility="collapsed"
    )
    return list(runs) if chosen == "A and B" else [letters[chosen]]


def _apply(runs: AllRuns, make: Make, step: int | None) -> None:
    """Make the change to every chosen run, as one action."""
    edits = st.session_state["history"].now
    try:
        for name, run in runs.items():
            changes = make(name)
            edits = add(edits, step_state.edit_step(name, step or 0, changes, run))
        step_state.change(edits, step=step)
    except UserError as error:
        st.session_state["refused"] = str(error)


def _say(models: Models, runs: AllRuns, step: int) -> None:
    word = st.text_input(f"Word to say from step {step + 1} on", key="word", placeholder="chien", width=320)
    st.caption(
        "The words before it stay, the rest is decoded anew. Write </s> to end the sentence here.".replace("<", "\\<")
    )
    if not word:
        return

    def make(name: str) -> tuple[ForceToken, ...]:
        return tuple(translator(models[name]).force_word(step, word))

    try:
        for name in runs:
            vocabulary = translator(models[name]).checkpoint.vocabulary
            tokens = [vocabulary.surface(token.id) for token in make(name)]
            if len(tokens) > 1:
                spelt = " + ".join(joined([surface]) for surface in tokens)
                st.text(f"{models[name].name} says it in {len(tokens)} tokens: {spelt}")
        late = [name for name, run in runs.items() if step >= len(run.shown.target.ids)]
        if late:
            raise InputError(f"step {step + 1} is beyond the end of the translation by {models[late[0]].name}")
    except UserError as error:
        show_problem(f"{error}.", MISTYPED)
        return
    st.button("Say it", type="primary", on_click=_apply, args=(runs, make, step))


def _replace(models: Models, runs: AllRuns, step: int) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            "At every step, use",
            REPLACEMENTS,
            key="replacement",
            format_func=lambda kind: REPLACEMENTS[kind][0],
            width=220,
        )
        seed = 0
        if kind == "shuffled":
            seed = int(st.number_input("Seed", 0, 999, key="seed", width=120))
        runs = _with_attention(runs)
        st.button(
            "Replace",
            type="primary",
            on_click=_apply,
            args=(runs, lambda _: (ReplaceWeights(kind, seed),), None),
            disabled=not runs,
        )
    name, meaning = REPLACEMENTS[kind]
    st.caption(f"{name}: {meaning}. If the words stay, they did not need this attention.")
    for name, run in runs.items():
        if found := told_of(kind, run.original):
            muted(f"{models[name].name}, when one step at a time is replaced like this: {found}.", f"measured-{name}")
    if kind == "uniform" and runs:
        st.caption("Moradi, Kambhatla and Sarkar (2019) counted 68% and 21% for an LSTM from German to English.")


def _temperature(models: Models, runs: AllRuns, step: int) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tau = st.select_slider("Divide the scores by", TEMPERATURES, 0.5, key="tau", width=280)
        where = st.segmented_control("At", ["this step", "all steps"], default="this step", required=True, key="where")
        only = step if where == "this step" else None
        runs = _with_attention(runs)
        st.button(
            "Apply",
            type="primary",
            on_click=_apply,
            args=(runs, lambda _: (Temperature(tau, only),), only),
            disabled=not runs,
        )
    st.caption("Below 1 attention gets sharper, above 1 flatter: the softmax is taken of the divided scores.")


def _source(models: Models, runs: AllRuns, step: int) -> None:
    side = next(iter(runs.values())).original.source
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(
            "Source word",
            range(len(side.words) - 1),
            key="source_word",
            format_func=lambda i: f"{i + 1} · {side.words[i][:40]}",
            width=220,
        )
        word = st.text_input("Read instead (empty: leave it out)", key="swap", width=280)

        def make(name: str) -> tuple[Intervention, ...]:
            first, *rest = runs[name].original.source.groups[place]
            if not word.strip():
                return tuple(DropSource(position) for position in (first, *rest))
            written = clean(word)
            if " " in written or len(written) > MOST_LETTERS:
                raise InputError(f"{written[:20]!r} cannot be read: it must be one word of 1 to {MOST_LETTERS} letters")
            ids = translator(models[name]).checkpoint.vocabulary.encode_word(written).ids
            return (SwapSource(first, ids), *(DropSource(position) for position in rest))

        name = "Swap" if word.strip() else "Leave out"
        st.button(name, type="primary", on_click=_apply, args=(runs, make, None), disabled=len(side.words) < 2)


def _takes(models: Models, runs: AllRuns, step: int) -> None:
    with st.form("takes", border=False):
        word = st.text_input(f"Make it say at step {step + 1}", key="wanted", placeholder="chien", width=320)
        asked = st.form_submit_button("Find the attention", type="primary")
    st.caption(
        "Gradient descent over one row of attention, the model frozen, from the real row on (Lee, Shin and Kim 2017). "
        "Of a word in several tokens, the first is sought."
    )
    if asked:
        st.session_state["sought"] = (word, step)
    if st.session_state.get("sought", ("", -1))[1] != step:
        return
    word = st.session_state["sought"][0]
    for name, run in runs.items():
        with problems_shown(models[name].name, MISTYPED):
            _found(models, name, run, word, step)


def _found(models: Models, name: str, run: Runs, word: str, step: int) -> None:
    wanted, *_ = translator(models[name]).force_word(step, word)
    if step >= len(run.shown.target.ids):
        raise InputError(f"step {step + 1} is beyond the end of this translation")
    said = run.shown.target.ids[:step]
    with st.spinner("Searching for a row of attention", show_time=True):
        found = what_it_takes(models[name], run.original.source, said, wanted.id, run.interventions)
    verdict = "It works" if found.worked else "No row was found that makes it the likeliest"
    st.text(
        f"{models[name].name}: {verdict} after {found.updates} updates. {found.distance:.0%} of the attention moves "
        f"away from where it was; the log-probability of “{joined([_surface(models, name, wanted.id)])}” goes from "
        f"{found.real_log_prob:.2f} to {found.log_prob:.2f}."
    )
    local = run.shown.trace.centers is not None
    sums = sums_said(np.array([found.real, found.row]), local=local)
    source = f"{origin(run.shown)} · step {step + 1}, counted from 1 · {sums}"
    draw_rows(
        found.real,
        found.row,
        labels(run.shown.source),
        "found",
        f"found-{name}",
        f"The attention that was found beside the real one: {found.distance:.0%} of it moves.",
        source,
    )
    muted(source, f"found-of-{name}")
    st.button(
        "Use this attention",
        key=f"use-{name}",
        on_click=_apply,
        args=({name: run}, lambda _: (found.intervention,), step),
    )


def _surface(models: Models, name: str, piece: int) -> str:
    return translator(models[name]).checkpoint.vocabulary.surface(piece)


def _with_attention(runs: AllRuns) -> AllRuns:
    return {name: run for name, run in runs.items() if run.original.trace.weights is not None}
