"""Translations of our own of our own examples, each aligned by hand: links count the words of the maps from 0.

Sure links join words that translate each other. Possible ones ("3?4") join those that belong together only in part: an
article or an auxiliary that has no word of its own on the other side, or a word of a phrase that was translated whole.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandAligned:
    """A translation and its links, as `seq2seq_core.hand_alignment` reads them."""

    text: str
    links: str


# By the languages and the name of the example.
HAND_ALIGNED = {
    ("en", "fr", "Adjectives"): HandAligned(
        "Le chat noir dort sur la chaise rouge.",
        "0-0 1-2 2-1 3-3 4-4 5-5 6-7 7-6 8-8",
    ),
    ("en", "fr", "Negation"): HandAligned(
        "Je n'aime pas le thé froid.",
        "0-0 1?1 1?3 2-1 2-3 3-2 4-6 5-5 5?4 6-7",
    ),
    ("en", "fr", "Clitics"): HandAligned(
        "Elle le lui a donné hier.",
        "0-0 1-4 1?3 2-1 3?2 4-2 5-5 6-6",
    ),
    ("en", "fr", "Question"): HandAligned(
        "Où as-tu mis mes clés ?",
        "0-0 1?1 1?4 2-3 3-4 3?1 4-5 5-6 6-7",
    ),
    ("en", "fr", "Repeated words"): HandAligned(
        "Le chat a vu le chien et le chien a vu le chat.",
        "0-0 1-1 2-3 2?2 3-4 4-5 5-6 6-7 7-8 8-10 8?9 9-11 10-12 11-13",
    ),
    ("en", "fr", "Long sentence"): HandAligned(
        "Quand nous sommes rentrés tard dans la soirée, les enfants dormaient déjà, les lumières étaient éteintes, "
        "et ma mère nous attendait dans la cuisine avec une tasse de café chaud.",
        "0-0 1-1 2-3 2?2 3?3 4-4 5-5 6-6 7-7 8-8 9-9 10-10 11?11 12-12 13-11 14-13 15-14 16-15 17-16 18-17 19-18 20-19 "
        "21-20 22-21 23?23 24-23 25?23 26-22 27-24 28-25 29-26 30-27 31-28 32-29 33-30 34-32 35-31 36-33",
    ),
}


def hand_aligned(pair: str, example: str | None) -> HandAligned | None:
    """Our translation of an example for a language pair such as "en-fr", if there is one."""
    source, _, target = pair.partition("-")
    return HAND_ALIGNED.get((source, target, example or ""))
