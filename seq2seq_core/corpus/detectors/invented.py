"""Invented words: words of the output that its language does not have, as far as training and a dictionary know.

Models that write by sub-words can join them to anything. What stands in the source or a reference is not invented; what
is an altered copy of a name is a broken name; a German compound of words that exist is a word.
"""

import regex

from seq2seq_core.corpus.detectors.case import Case, Finding
from seq2seq_core.corpus.detectors.names import LEAST_ALIKE, alike, bare, names

NAME = "invented"
SHORTEST = 3  # letters: shorter ones are abbreviations, initials, units
_UNIT = regex.compile(
    r"\d+(?:h\d*|er|re|ère|e|è|es|ème|eme|ième|nd|nde|rd|st|th|km|kg|g|m|mm|cm|cl|ml|l|s|min|°|°c|%|x\d+|er?n)",
    regex.IGNORECASE,
)


def find(case: Case) -> list[Finding]:
    """The invented words, each time that they stand there."""
    if not case.knowledge.knows_target:
        return []
    sources = [bare(case.source.words[i]) for i in names(case)]
    found = []
    for i, word in enumerate(case.target.words):
        if not is_invented(case, i) or (word[0].isupper() and _like_any(bare(word), sources)):
            continue
        place = (i, i + 1)
        reason = f"{case.target.quoted(place)} is no word that training or a dictionary knows"
        doubt = word[0].isupper() and not case.target.begins_sentence(i)  # it may be a name
        found.append(Finding(NAME, place, case.looked_at(place), reason, 0.7 if doubt else 1.0))
    return found


def is_invented(case: Case, i: int) -> bool:
    """Whether a word of the output is none of its language, of the source or of a reference."""
    word, form = case.target.words[i], case.target.plain[i]
    if form in case.source_words or form in case.reference_words or word.startswith(("<", "&")):
        return False
    letters = sum(character.isalpha() for character in word)
    if any(character.isdigit() for character in word):
        return letters >= 2 and not _UNIT.fullmatch(word)
    stem = case.target.stems.get(i)
    return letters >= SHORTEST and stem is not None and not case.knowledge.is_word(form, stem.text)


def _like_any(word: str, sources: list[str]) -> bool:
    return any(alike(word, name) >= LEAST_ALIKE for name in sources)
