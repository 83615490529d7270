"""Location never looks at the words. The proof: swap a source word and hold the state."""

import numpy as np
import streamlit as st

from seq2seq_core.analysis.step_breakdown import dissect, look_with
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.function_words import kind_of
from seq2seq_core.registry import Models, languages_of
from ui.how_it_works.case import Case, other_case
from ui.how_it_works.equations import SCORES
from ui.how_it_works.parts import beside, case_said, equations
from ui.shared.examples import examples_for
from ui.shared.number_table import number
from ui.shared.plain import plain
from ui.shared.rows import draw_rows

Swap = tuple[int, ...]  # the source ids with another word in them


def draw(case: Case, models: Models) -> None:
    """Choose another word; then each model's row with the state held and with the state run anew."""
    st.markdown(
        "The **location** score reads two things: the current state $h_t$ and how many tokens there are. It never "
        "sees an encoder state. So with the same $h_t$ the row must stay the same, whatever the words are."
    )
    equations([SCORES["location"]])
    swap = _choose_word(case)
    if swap is None:
        return
    location = other_case(case, models, score="location")
    if location is None:
        st.caption("No location model is here. Below is the same experiment with a model whose score reads the words.")
    content = case if case.anatomy.look is not None and case.config.score != "location" else None
    content = content or other_case(case, models, score="general", scope="global")
    content = content or other_case(case, models, score="additive")
    for shown in (location, content):
        if shown is not None:
            _experiment(shown, swap)
    st.markdown(
        "What the row *can* still know: the state itself has read the source. It began as the encoder's last states "
        "and, with input feeding, takes in what earlier steps looked at. Run anew with the other word, the state is "
        "another one, and so the row may move even in a location model."
    )


def _choose_word(case: Case) -> Swap | None:
    """The source with the chosen word swapped; None where there is nothing to swap."""
    source = case.translation.source
    place = next(i for i, group in enumerate(source.groups) if case.word in group)
    if place == len(source.groups) - 1:
        st.info("The end of the sentence cannot be swapped. Choose another source token above.")
        return None
    words = words_to_swap_in(case, place)
    if not words:
        st.info("No other word is at hand that has as many tokens. Choose another source token above.")
        return None
    session = st.session_state
    if session["lecture_swap"] not in words:
        if session["lecture_fresh"] and session["lecture_swap"]:
            wrong = f"“{session['lecture_swap'][:40]}” cannot stand for word {place + 1}: it is not one of those below."
            st.warning(plain(wrong), icon=":material/link_off:")
        session["lecture_swap"] = next(iter(words))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        word = st.selectbox(f"Instead of word {place + 1}, read", list(words), key="lecture_swap", width=260)
    st.text(f"{source.words[place]} → {word}: as many tokens, so every position stays.")
    group = source.groups[place]
    return (*source.ids[: group[0]], *words[word], *source.ids[group[-1] + 1 :])


def words_to_swap_in(case: Case, place: int) -> dict[str, tuple[int, ...]]:
    """Words of the sentence and of the examples that have as many tokens as the word at `place`, with those tokens.

    The first are those that are most like it: function word or content word, capital or not, and of its length.
    """
    source, vocabulary = case.translation.source, case.translator.checkpoint.vocabulary
    language = languages_of(case.reference.pair)[0]
    given = [source.ids[i] for i in source.groups[place]]
    examples = [word.strip(".,?") for example in examples_for(case.reference.pair) for word in example.text.split()]
    found: dict[str, tuple[int, ...]] = {}
    for word in dict.fromkeys([*examples, *source.words[:-1]]):
        pieces = vocabulary.encode_word(word) if word.isalnum() else None
        if pieces and len(pieces.ids) == len(given) and list(pieces.ids) != given and not any(pieces.unknown):
            found[word] = pieces.ids

    typed = source.words[place]

    def unlikeness(word: str) -> tuple[bool, bool, int]:
        other_kind = kind_of(word, language) != kind_of(typed, language)
        return other_kind, word.istitle() != typed.istitle(), abs(len(word) - len(typed))

    return {word: found[word] for word in sorted(found, key=unlikeness)}


def rows_of(case: Case, swap: Swap) -> tuple[Floats, Floats, float]:
    """The row (S,) with the state held, the row with the state run anew, and how far the state moves."""
    held = look_with(case.model, case.anatomy.query, swap, case.step).weights
    anew = dissect(case.model, swap, case.translation.target.ids, case.step)
    assert anew.look is not None
    return held, anew.look.weights, float(np.linalg.norm(anew.query - case.anatomy.query))


def _experiment(case: Case, swap: Swap) -> None:
    held, anew, moved = rows_of(case, swap)
    real = case.look.weights
    st.text(f"{case.name}, step {case.step + 1}")
    left, right = beside(520, 520)
    for column, title, row, key in ((left, "same state", held, "held"), (right, "state run anew", anew, "anew")):
        with column:
            change = float(np.abs(row - real).max())
            draw_rows(
                real,
                row,
                case.source,
                f"other word, {title}",
                f"{key}-{case.name}",
                f"{case.name}: weights with the other word, {title}, beside the real ones. The largest change is "
                f"{change:.4f}.",
                case_said(case),
            )
            st.text(said(case, title, change, moved))


def said(case: Case, title: str, change: float, moved: float) -> str:
    """What a row did, in words."""
    if title == "state run anew":
        return (
            f"State run anew: it moves by {number(moved)}, and the largest change of a weight is {number(change, 4)}."
        )
    if change == 0:
        return "Same state: no weight changes at all. This score cannot see the words."
    reads = "its score reads the words" if case.config.score != "location" else "not what a location score should do"
    return f"Same state: the largest change of a weight is {number(change, 4)}; {reads}."
