"""Text before and around the model: cleaning what people type, and the words that sub-word tokens belong to."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

import regex

from seq2seq_core.errors import InputError

MOST_CHARACTERS = 1000
MOST_WORDS = 200
# Bidirectional controls: they show the text around them backwards.
_TURNS_LINES_AROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

SPACE = "▁"  # SentencePiece writes a space in front of a word as this character
_ELISION = (
    r"(?:[ldjnsmtcLDJNSMTC]|(?:jus|lors|puis|Jus|Lors|Puis)?qu|Qu)['’](?=\w)"  # French l', qu', ...: words of their own
)
_MARKUP = r"</?\w+>|&\w+;"  # somebody who types <b> means one thing
# Scripts that put no space between words: where a word ends inside a run takes a dictionary to tell.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Line_Break=SA}]+"
# Else from here to the next word boundary of Unicode (UAX 29), which the w asks for. Format characters are invisible.
_WORD = regex.compile(rf"(?V1w){_MARKUP}|\b{_ELISION}|{_UNSPACED}|(?![\s\p{{Cf}}]).+?\b", regex.DOTALL)


def clean(text: str) -> str:
    """Bring text to Unicode NFC and collapse every run of white space to one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def check_sentence(text: str, *, times: int = 1) -> str:
    """Clean one sentence that a person typed; InputError where it is empty, too long or not text.

    It may be so many `times` as long as what is translated at once.
    """
    if not isinstance(text, str):
        raise InputError(f"a sentence is text (str), not {type(text).__name__}")
    for position, character in enumerate(text):
        control = unicodedata.category(character) in ("Cc", "Cs") and not character.isspace()
        if control or character in _TURNS_LINES_AROUND:
            raise InputError(
                f"character {position + 1} (U+{ord(character):04X}) is a control character or half of a character, "
                "not text; please remove it"
            )
        if character == SPACE:
            raise InputError(
                f"character {position + 1} ({SPACE}, U+2581) is how subword tokens show a space, not a character "
                "that a model reads; please write a space instead"
            )
    cleaned = clean(text)
    if _is_invisible(cleaned):
        raise InputError("there is nothing to translate: type a sentence")
    if len(cleaned) > times * MOST_CHARACTERS:
        raise InputError(
            f"{len(cleaned):,} characters are too many; at most {times * MOST_CHARACTERS:,} are translated at once"
        )
    words = len(cleaned.split())
    if words > times * MOST_WORDS:
        raise InputError(f"{words} words are too many; at most {times * MOST_WORDS} are translated at once")
    return cleaned


def split_words(text: str) -> list[tuple[int, int]]:
    """Find the words of a clean text as (start, end) offsets: L' + ami + dort + . are four, "don't" is one."""
    return [match.span() for match in _WORD.finditer(text)]


def split_at_spaces(text: str) -> list[tuple[int, int]]:
    """Find what stands between spaces in a clean text, as (start, end) offsets."""
    return [match.span() for match in re.finditer(r"\S+", text)]


class Spelled(NamedTuple):
    """A clean text, and the start and end of each of its tokens."""

    text: str
    spans: list[tuple[int, int]]

    def split(self, text: str) -> list[tuple[int, int]]:
        """The spans in this text as a vocabulary writes it: with other spaces, in lower case, with other apostrophes.

        What is visible is there in the same order, so the n-th character of one is the n-th of the other, but for a
        quotation mark that is written as two apostrophes.
        """
        visible = [place for place, character in enumerate(text) if not character.isspace()]
        before = [0]  # of each character of our text: how many visible ones of the other come before it
        for character in self.text:
            n = before[-1]
            doubled = character == '"' and text[visible[n] :][:2] == "''" if n < len(visible) else False
            before.append(n + (0 if character.isspace() else 2 if doubled else 1))
        starts = [*visible, len(text)]
        spans = []
        for start, end in self.spans:
            first, last = (min(before[place], len(visible)) for place in (start, end))
            spans.append((starts[first], starts[last - 1] + 1 if last > first else starts[first]))
        return spans


def tokens_of_line(line: str) -> Spelled:
    """The tokens that Pharaoh alignments count: what stands between spaces or tabs, and nothing else ends one.

    "es-tu\N{NO-BREAK SPACE}?" is one token. One of which cleaning leaves nothing counts, too: it has a place without
    characters.
    """
    text, spans = "", []
    for token in re.split("[ \t]+", line.strip(" \t")):
        word = clean(token)
        text += " " if text and word else ""
        spans.append((len(text), len(text) + len(word)))
        text += word
    return Spelled(text, spans)


def group_pieces(
    surfaces: Sequence[str], split: Callable[[str], list[tuple[int, int]]] = split_words
) -> list[list[int]]:
    """Say which tokens make each word, as lists of token positions in order.

    `surfaces` are tokens as SentencePiece writes them, "▁" for a space. A word in which no token begins is in none of
    the lists: see `word_of_each`.
    """
    positions = groupby(enumerate(word_of_each(surfaces, split)), key=lambda found: found[1])
    return [[position for position, _ in group] for _, group in positions]


def word_of_each(surfaces: Sequence[str], split: Callable[[str], list[tuple[int, int]]] = split_words) -> list[int]:
    """The number of the word, counted from 0, to which each token belongs.

    It is the word in which the token's first visible character lies; a token that nobody sees, such as a space, goes to
    the word after it (or the last, at the end).
    """
    starts = [start for start, _ in split("".join(surfaces).replace(SPACE, " "))]
    found: list[int] = []
    waiting = 0
    for surface, first in zip(surfaces, first_characters(surfaces), strict=True):
        waiting += 1
        if not _is_invisible(surface.replace(SPACE, " ")):
            found += [bisect_right(starts, first) - 1] * waiting
            waiting = 0
    return found + [found[-1] if found else 0] * waiting


def first_characters(surfaces: Sequence[str]) -> list[int]:
    """Where the first visible character of each token is in the text that they make, a space for each "▁"."""
    visible = [surface.replace(SPACE, " ") for surface in surfaces]
    offsets = accumulate(map(len, visible), initial=0)
    return [offset + len(text) - len(text.lstrip()) for offset, text in zip(offsets, visible, strict=False)]


def _is_invisible(text: str) -> bool:
    return all(character.isspace() or unicodedata.category(character) == "Cf" for character in text)


def straight_apostrophes(text: str) -> str:
    """Write every apostrophe as ', so that a model learns one spelling of its own language."""
    return text.replace("’", "'")
