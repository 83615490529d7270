"""What the Step through page remembers: the step, the view and the history of edits.

A visitor's edits live in their session alone. The link carries them, with a check that they are for this sentence.
"""

from collections.abc import Iterable

import streamlit as st

from seq2seq_core import InputError, Intervention, UserError
from seq2seq_core.checkpoint import fingerprint_of
from seq2seq_core.registry import Models, of_pair
from seq2seq_core.text import check_sentence
from ui.shared import state
from ui.shared.browser_history import came_back
from ui.shared.link import Parameters
from ui.shared.remembered import Row, Visit
from ui.shared.row_kinds import choice, place
from ui.shared.shell import muted
from ui.step_through.edits import Edit, Edits, add, say_path, set_row
from ui.step_through.history import History
from ui.step_through.intervention_link import fit_in_link, read_edits, write_edit
from ui.step_through.runs import Runs, decode_runs
from ui.step_through.view import VIEWS, told

MOST_MODELS = 2  # A and B


def shown_models() -> list[str]:
    """The models that are stepped through: the first two that were chosen."""
    return st.session_state["models"][:MOST_MODELS]


def _read_history(given: list[str], visit: Visit) -> History:
    """The changes of a link, if they are for this sentence and models of this pair, shown or not."""
    try:
        text = check_sentence(visit.values["text"])
        return History(read_edits(given, text, _fingerprints(visit.models, visit.of_pair)))
    except UserError as error:
        raise InputError(f"Its changes are left out, these are the translations without them: {error}") from error


def _fingerprints(models: Models, names: Iterable[str]) -> dict[str, str]:
    """By name, of those whose configuration can be read."""
    configs = {name: model.config for name, model in models.items() if name in names}
    return {name: fingerprint_of(config) for name, config in configs.items() if config is not None}


TABLE = (
    place("step", "step"),
    choice("view", "view", dict(zip(VIEWS, VIEWS, strict=True)), looks=True),
    Row("history", "change", usual=lambda visit: History(), read_all=_read_history, write_all=lambda history: []),
)


def restore(models: Models) -> list[str]:
    """Give every key a value; read the link when a visitor arrives. Returns what in it cannot be used."""
    session = st.session_state
    session.setdefault("jump", 1)
    before = session.get("history", History())
    problems = state.restore(models, "step_through", *TABLE)
    if came_back():
        session.pop("history_of", None)  # the changes are for the sentence that came with them
        session.update(history=before.at(session["history"].now), jump=session["jump"] + 1)
    return problems


def begin_anew_for(text: str) -> None:
    """Another sentence has other steps: go to its first, without changes."""
    session = st.session_state
    if session.setdefault("history_of", text) != text:
        if session["history"].now:
            st.toast(
                "The changes were made for another sentence, so they are gone. The browser's Back brings both back.",
                icon=":material/undo:",
            )
        session.update(history=History(), history_of=text, step=0, jump=session["jump"] + 1)


def changes_in_link(text: str, models: Models) -> Parameters:
    """The changes of the pair's models, shown or not, as a link holds them; where they are too many, that is said."""
    session = st.session_state
    prints = _fingerprints(models, of_pair(session["pair"], models))
    edits = [edit for edit in session["history"].now if edit.model in prints]
    written = [write_edit(edit, text, prints[edit.model]) for edit in edits]
    if not fit_in_link(written):
        muted(
            "There are more changes than a link can hold: it leads to the translation without them.", "too-many-changes"
        )
        return {}
    return {"change": written} if written else {}


def runs_of(name: str, models: Models) -> Runs:
    """What one model does with the sentence of this session, freely and changed."""
    session = st.session_state
    beam_size, edits = session["beam_size"], session["history"].now
    return decode_runs(models[name], session["history_of"], beam_size, edits, session["hypothesis"])


def change(edits: Edits, *, step: int | None = None) -> None:
    """Go on to other edits, and to a step."""
    session = st.session_state
    session["history"] = session["history"].then(edits)
    session["hypothesis"] = 1
    if step is not None:
        go_to(step)


def go_to(step: int) -> None:
    """Move the step view to a step."""
    st.session_state.update(step=step, jump=st.session_state["jump"] + 1)


def edit_step(name: str, step: int, interventions: tuple[Intervention, ...], runs: Runs) -> Edit:
    """An edit at one step that leaves the tokens before it. Greedy decoding says them again by itself; a beam is made
    to."""
    earlier = say_path(runs.shown.target.ids[:step]) if st.session_state["beam_size"] > 1 else ()
    return Edit(name, (*earlier, *interventions))


def note_step() -> None:
    """The step view came to rest: keep where."""
    step, view = told("step"), told("view")
    if isinstance(step, int | float) and 0 <= step < 1000:
        st.session_state["step"] = int(step)
    if view in VIEWS:
        st.session_state["view"] = view


def take_request(models: Models) -> None:
    """The step view asks for a change: check it, then make it. What cannot be used is said and changes nothing."""
    try:
        asked = told("asked")
        if asked in ({"kind": "undo"}, {"kind": "redo"}):
            return undo() if asked["kind"] == "undo" else redo()
        name, step, interventions = read_request(asked, shown_models())
        runs = runs_of(name, models)
        if step >= len(runs.shown.target.ids):
            raise InputError(f"step {step + 1} is beyond the end of this translation")
        change(add(st.session_state["history"].now, edit_step(name, step, interventions, runs)))
        st.session_state["step"] = step
    except UserError as error:
        st.session_state["refused"] = str(error)


def read_request(asked: object, names: list[str]) -> tuple[str, int, tuple[Intervention, ...]]:
    """The model, the step and the change that a browser asked for; InputError if it is not one of those it can."""
    match asked:
        case {"kind": "say", "model": str(name), "step": int(step), "id": int(piece)} if name in names and step >= 0:
            return name, step, say_path([piece], step)
        case {"kind": "look", "model": str(name), "step": int(step), "row": list(row)} if name in names and step >= 0:
            if all(isinstance(weight, int | float) for weight in row):
                return name, step, (set_row(step, row),)
    raise InputError("the page asked for something that cannot be done")


def undo() -> None:
    """Take back the last change."""
    st.session_state["history"] = st.session_state["history"].undo()


def redo() -> None:
    """Make the change again that was taken back."""
    st.session_state["history"] = st.session_state["history"].redo()


def reset() -> None:
    """Back to the free run; this can be undone too."""
    change(())
