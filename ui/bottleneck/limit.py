"""How much of a long sentence is grown: what the first experiment costs grows faster than its length."""

import streamlit as st

from seq2seq_core.registry import Models
from seq2seq_core.text import clean
from ui.bottleneck.growth import GROWING, MOST_TOKENS, beginning
from ui.shared.models import is_whole, translator


def growing_part(text: str, models: Models) -> str:
    """The sentence, or its beginning where it has more tokens than are grown, which is said. Line breaks as typed."""
    session = st.session_state
    reader = next((models[name] for name in session["models"] if is_whole(models[name])), None)
    if reader is None or text == GROWING.text:  # our own is whole, however small the pieces that a model cuts it into
        return text
    vocabulary = translator(reader).checkpoint.vocabulary
    typed = session["text"] if clean(session["text"]) == text else text
    part = beginning(typed, MOST_TOKENS + 1, lambda some: len(vocabulary.encode(clean(some)).ids))  # and the end token
    if part == typed:
        return text
    st.caption(
        f"Only the beginning of this sentence is grown, {len(clean(part))} of its {len(text)} characters: every length "
        f"is translated, and then scored without many of its words. At most {MOST_TOKENS} subword tokens are grown."
    )
    return part
