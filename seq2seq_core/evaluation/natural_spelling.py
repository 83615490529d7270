"""Tokenised text as people write it, and where each token stands in it.

Hand-aligned pairs come lower-cased and with spaces around apostrophes ("l ' heure"): text that no model here has met.
"""

import re
from collections.abc import Sequence

from sacremoses import MosesDetokenizer

from seq2seq_core.text import Spelled, clean

# What Moses leaves apart: hyphens and slashes inside words, and the apostrophe of an elision as a token of its own.
_INSIDE_WORDS = re.compile(r"(?<=\w) ([-/]) (?=\w)")
_ELISION = {
    "fr": re.compile(r"(?<=[^\W\d_]) (['’]) (?=\w)"),
    "en": re.compile(r"(?<=\w) (['’]) (?=(?:s|t|re|ll|ve|m|d)(?: |$))"),
}
_FIRST_LETTER = re.compile(r"[^\W\d_]")
_ENGLISH_I = re.compile(r"\bi\b")


def natural_spelling(tokens: Sequence[str], language: str) -> Spelled:
    """Put clean tokens together as people write them, beginning with a capital; `language` is a code such as "fr"."""
    text = _INSIDE_WORDS.sub(r"\1", " ".join(tokens))
    if language in _ELISION:
        text = _ELISION[language].sub(r"\1", text)
    text = clean(MosesDetokenizer(language).detokenize(text.split(), unescape=False))
    if language == "en":
        text = _ENGLISH_I.sub("I", text)
    if text.replace(" ", "").lower() != "".join(tokens).lower():  # Moses reads some tokens, such as @-@, as its own
        text = " ".join(tokens)
    text = _FIRST_LETTER.sub(lambda letter: _capital(letter[0]), text, count=1)
    return Spelled(text, _places(tokens, text))


def _capital(letter: str) -> str:
    """The capital of a letter, if it has one that is one letter too: ß has none."""
    return letter.upper() if len(letter.upper()) == 1 else letter


def _places(tokens: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Find each token by its characters: in `text` the same stand in the same order, but for spaces."""
    offsets = [i for i, character in enumerate(text) if not character.isspace()]
    spans, seen = [], 0
    for token in tokens:
        spans.append((offsets[seen], offsets[seen + len(token) - 1] + 1))
        seen += len(token)
    return spans
