"""The content words of a source, each with what became of it in a translation. A click says that it is otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui.shared.javascript import component

_component = component("word_list", Path(__file__).parent, '<ul class="word-list"></ul>', "words")


@dataclass(frozen=True, slots=True)
class Item:
    """A word, the verdict on it, and the word of the translation that it was found as, if it was."""

    word: str
    verdict: str
    found_as: str | None
    corrected: bool


def word_list(items: Sequence[Item], key: str, on_turn: Callable[[], None]) -> None:
    """Draw the words; `on_turn` is called when one was clicked."""
    _component(key=key, data=[asdict(item) for item in items], on_turned_change=on_turn)


def turned(key: str) -> Any:
    """The place of the word that was clicked; not yet checked."""
    return st.session_state.get(key, {}).get("turned")
