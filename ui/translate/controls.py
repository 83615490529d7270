"""Controls that pages share: what is typed, and the choices in the sidebar."""

from collections import Counter
from textwrap import shorten

import streamlit as st

from seq2seq_core import InputError
from seq2seq_core.registry import Models, languages_of, of_pair, pairs_of
from seq2seq_core.text import check_sentence
from ui.shared import state
from ui.shared.enter_key import enter_translates
from ui.shared.examples import Example, examples_for
from ui.shared.focus import keys_reach_the_page
from ui.shared.plain import plain
from ui.shared.turn import wait_for_turn
from ui.translate.order import in_places, with_places

LANGUAGES = {"en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "ja": "Japanese"}
LEVEL_NAMES = {"words": "Words", "pieces": "Subword tokens"}


def sentence(*more: Example, keys: bool = False) -> str | None:
    """The text area with its examples, a page's own `more` first. Returns the sentence to show: the typed one, else the
    last readable one. `keys`: whether the page has keys of its own, so that Enter leaves the text."""
    session = st.session_state
    typed = st.text_area("Sentence to translate", key="text", height="content", on_change=state.clear_lock)
    examples = {example.name: example for example in (*more, *examples_for(session["pair"]))}
    session["example"] = next((name for name, example in examples.items() if example.text == typed), None)

    def take_example() -> None:
        if session["example"]:
            session["text"] = examples[session["example"]].text
            state.clear_lock()

    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="typing"):
        st.pills(
            "Examples", list(examples), key="example", on_change=take_example, label_visibility="collapsed", wrap=True
        )
        st.button("Translate", type="primary", help="Enter in the text does the same; Shift+Enter makes a new line")
    enter_translates()
    keys_reach_the_page(enter_leaves=keys)
    try:
        checked = check_sentence(typed)
        if session["example"]:
            st.caption(f":material/visibility: {examples[session['example']].look_for}")
        wait_for_turn(checked)
        session["last_good"] = checked
    except InputError as error:
        last_good = session.get("last_good")
        kept = f" Below is still “{shorten(last_good, 60, placeholder='…')}”." if last_good else ""
        st.error(plain(f"{_sentence_case(str(error))}.{kept}"), icon=":material/edit:")
    return session.get("last_good")


def sidebar(models: Models) -> None:
    """Languages, models, level and search; the rest is folded away. Values are left in the session."""
    with st.sidebar:
        choose_models(models)
        choose_level()
        choose_beam()
        choose_hypothesis()
        with st.expander("More options"):
            choose_end()


def choose_models(models: Models, label: str = "Models") -> None:
    """The language pair and its models."""
    choose_pair(models)
    session = st.session_state
    session["model_places"] = with_places(session.get("model_places", ()), session["models"])
    st.multiselect(
        label,
        list(of_pair(session["pair"], models)),
        key="models",
        on_change=lambda: session.update(models=in_places(session["models"], session["model_places"])),
        format_func=lambda name: models[name].name,
        placeholder="Choose at least one",
    )


def choose_pair(models: Models) -> None:
    """The language pair."""
    labels = pair_labels(models)
    st.selectbox(
        "Languages",
        list(labels),
        key="pair",
        format_func=labels.__getitem__,
        on_change=_follow_pair,
        args=(models, st.session_state["pair"]),
    )


def choose_level() -> None:
    """Words, or the tokens that the model works with."""
    st.segmented_control(
        "Show",
        state.LEVELS,
        key="level",
        format_func=LEVEL_NAMES.__getitem__,
        required=True,
    )


def choose_end() -> None:
    """Whether the end of the sentence is among the words."""
    st.toggle(
        "Hide the end of the sentence",
        key="hide_end",
        help="Leaves out </s> and rescales what is left of each row to sum to one.",
    )


def choose_beam() -> None:
    """How wide the search is."""
    st.slider(
        "Beam size",
        1,
        state.WIDEST_BEAM,
        key="beam_size",
        on_change=state.clear_lock,
        help="How many translations are pursued at once. 1 takes the best next token at every step (greedy).",
    )


def choose_hypothesis() -> None:
    """Which translation of a beam; nothing to choose in a greedy search."""
    if st.session_state["beam_size"] > 1:
        st.segmented_control(
            "Hypothesis",
            range(1, st.session_state["beam_size"] + 1),
            key="hypothesis",
            required=True,
            on_change=state.clear_lock,
            help="Which translation of the beam is shown, the best first. Each has its own map.",
        )


def pair_labels(models: Models) -> dict[str, str]:
    """The languages of each pair by name, and its folder where another pair has the same languages."""
    said = {pair: _languages(pair, models) for pair in pairs_of(models)}
    often = Counter(said.values())
    return {pair: label if often[label] == 1 else f"{label} ({pair})" for pair, label in said.items()}


def _languages(pair: str, models: Models) -> str:
    """From the first model that can be read, else from the name of the folder."""
    source, target = languages_of(pair)
    for name in of_pair(pair, models):
        if config := models[name].config:
            source, target = config.source_language, config.target_language
            break
    return f"{LANGUAGES.get(source, source)} → {LANGUAGES.get(target, target)}"


def use_pair(models: Models, pair: str) -> None:
    """Choose a language pair; before its control is drawn."""
    before, st.session_state["pair"] = st.session_state["pair"], pair
    _follow_pair(models, before)


def _follow_pair(models: Models, before: str) -> None:
    """Another language pair has other models. What was typed stays if it is in a language that the new pair has."""
    session = st.session_state
    values, pair = state.defaults(models, session["pair"]), session["pair"]
    session.update(models=values["models"], lock=None)
    only_before = {example.text for example in examples_for(before)} - {example.text for example in examples_for(pair)}
    if languages_of(pair)[0] != languages_of(before)[0] or session["text"] in only_before:
        session["text"] = values["text"]
    if languages_of(pair)[1] != languages_of(before)[1]:
        session["compare_typed"] = None  # Compare begins anew with what A says


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
