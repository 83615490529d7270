"""A word of a map is followed without a mouse: the same as a click, from a list."""

from collections.abc import Callable, Sequence

import streamlit as st

from figures.words import Word


def follow_word(
    label: str, words: Sequence[Word], key: str, followed: int | None, on_choose: Callable[[int | None], None]
) -> None:
    """A list of words, the one that is `followed` chosen. `on_choose` is told the place of another, None for none."""
    st.session_state[key] = followed

    def choose() -> None:
        chosen = st.session_state[key]  # a label where the words have changed in the meantime
        on_choose(chosen if isinstance(chosen, int) and chosen < len(words) else None)

    st.selectbox(
        label,
        range(len(words)),
        index=None,
        key=key,
        format_func=lambda place: f"{place + 1} · {words[place].text[:40]}",
        placeholder="Click a cell, or choose here",
        on_change=choose,
        width=230,
    )
