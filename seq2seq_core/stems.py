"""Words without their endings, so that "sleeps" and "sleeping" count as one.

The endings are those of Snowball (Porter 1980, "An algorithm for suffix stripping", and its successors by language). A
language without rules keeps its words as they are.
"""

from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from seq2seq_core.text import split_words, straight_apostrophes

_NAMES = {"de": "german", "en": "english", "fr": "french"}  # what Snowball calls the languages of our models


class Stem(NamedTuple):
    """A word without its ending, in lower case; the word itself, and where it stands."""

    text: str
    word: str
    start: int
    end: int


def stems(text: str, language: str) -> list[Stem]:
    """The stems of the words and numbers of a clean text; `language` is a code of a pair, for example "en"."""
    return [
        Stem(_stem(text[start:end], language), text[start:end], start, end)
        for start, end in split_words(text)
        if any(character.isalnum() for character in text[start:end])
    ]


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    plain = straight_apostrophes(word.casefold()).strip("'")
    return _stemmer(language).stemWord(plain) if language in _NAMES else plain


@lru_cache
def _stemmer(language: str) -> "snowballstemmer.Stemmer":
    return snowballstemmer.stemmer(_NAMES[language])
