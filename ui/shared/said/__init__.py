"""A translation as running text, every word underlined by its probability: the less probable, the fainter the line.

Streamlit's own text has no place for a number on a word. What the text says reaches the page as text only, never as
HTML.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

from seq2seq_core import Translation
from seq2seq_core.analysis.probabilities import probabilities
from ui.shared.alignment import probability_said
from ui.shared.javascript import component

UNDERLINES = "An underline fades as the probability of its word falls; point at a word for the number."

_component = component("said", Path(__file__).parent, '<p class="said"></p>', "said")


def draw_said(translation: Translation, key: str, boxed: Collection[int] = ()) -> None:
    """Draw a translation, large, the words at the places `boxed` in boxes; a dot for one that says nothing."""
    _component(key=key, data={"parts": said_parts(translation, boxed) or [{"text": "…"}]})


def said_parts(translation: Translation, boxed: Collection[int] = ()) -> list[dict[str, str | float | bool]]:
    """The text of a translation in parts: words with their probabilities, and what stands between them without."""
    text, words = translation.text, translation.target.words
    found = probabilities(translation).tolist()
    parts: list[dict[str, str | float | bool]] = []
    position = 0
    for place, (start, end) in word_spans(text, words).items():
        if position < start:
            parts.append({"text": text[position:start]})
        title = f"{text[start:end]}: probability {probability_said(found[place])}"
        part = {"text": text[start:end], "probability": round(found[place], 4), "title": title}
        parts.append(part | ({"boxed": True} if place in boxed else {}))
        position = end
    return [*parts, {"text": text[position:]}] if position < len(text) else parts


def word_spans(text: str, words: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Where each word stands in the text that they make, (start, end) by its place; what is not in it is left out."""
    spans, position = {}, 0
    for place, word in enumerate(words):
        start = text.find(word, position)
        if word and start >= 0:
            position = start + len(word)
            spans[place] = (start, position)
    return spans
