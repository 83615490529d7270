"""A sentence that grows clause by clause: where to cut a text, and the sentences that come of it."""

import re
from bisect import bisect_right
from collections.abc import Callable

from seq2seq_core.text import clean, split_words
from ui.shared.examples import Example

MOST_CLAUSES = 8
MOST_TOKENS = 50  # that are grown: every length is translated, and scored without many of its words, by every model
FEWEST_WORDS = 3  # of a clause: shorter ones stay with the one before

GROWING = Example(
    "Clause by clause",
    "The old woman bought a red coat and gave it to her youngest son because the winter was very cold "
    "and he wanted to walk to school with his friends every morning.",
    "Five clauses, each of which makes a longer sentence: how much of it is still there in the translation?",
)

# Our own example is cut before these words, and so is what a visitor types; other languages are cut at commas only.
_CONJUNCTIONS = {
    "en": "and but or so because when while although though if unless until since before after with without who which "
    "where that"
}
_PAUSE = re.compile(r"(?<=[,;:.!?…])\s+")
_LAST_MARK = re.compile(r"[.!?…]+[\"'”’»]*$")
_TRAILING = ",;:–—- "


def growing_for(source_language: str) -> tuple[Example, ...]:
    """Our own example that grows, in a language that has one."""
    return (GROWING,) if source_language == "en" else ()


def beginning(typed: str, most: int, tokens: Callable[[str], int]) -> str:
    """As many of the first words as have at most `most` `tokens` together, line breaks kept; the first in any case."""
    ends = [end for _, end in split_words(typed)]
    count = bisect_right(ends, most, key=lambda end: tokens(typed[:end]))
    return typed if count == len(ends) else typed[: ends[max(count, 1) - 1]]


def clauses_of(typed: str, language: str) -> list[str]:
    """Cut a text into clauses: at line breaks if it has any, else at commas, full stops and before conjunctions.

    At most eight; what is left is in the last.
    """
    lines = [clean(line) for line in typed.splitlines() if line.strip()]
    parts = lines if len(lines) > 1 else _cut(clean(typed), language)
    if len(parts) > MOST_CLAUSES:
        parts = [*parts[: MOST_CLAUSES - 1], " ".join(parts[MOST_CLAUSES - 1 :])]
    return parts


def grown(clauses: list[str]) -> list[str]:
    """The sentences of one clause, of two, and so on; each ends with the mark that ends the whole."""
    whole = " ".join(clauses)
    mark = _LAST_MARK.search(whole)
    sentences = [" ".join(clauses[:count]).rstrip(_TRAILING) for count in range(1, len(clauses))]
    ended = [one if _LAST_MARK.search(one) or not mark else one + mark.group()[0] for one in sentences]
    return [*ended, whole]


def _cut(text: str, language: str) -> list[str]:
    conjunctions = set(_CONJUNCTIONS.get(language, "").split())
    parts: list[list[str]] = []
    for stretch in _PAUSE.split(text):
        for first, word in enumerate(stretch.split()):
            starts = first == 0 or word.lower() in conjunctions
            if not parts or (starts and len(parts[-1]) >= FEWEST_WORDS):
                parts.append([])
            parts[-1].append(word)
    if len(parts) > 1 and len(parts[-1]) < FEWEST_WORDS:
        last = parts.pop()
        parts[-1] += last
    return [" ".join(part) for part in parts]
