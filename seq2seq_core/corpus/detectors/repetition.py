"""Repetition: a word or several that come again more often than the source gives reason for.

The source gives reason where a word of it comes as often, and any of its words that training translated by the repeated
one counts. A word that comes again soon, a group of words that comes again anywhere, and a syllable that comes again
inside a word that does not exist ("Abendabendabend") are told.
"""

from collections import Counter
from collections.abc import Iterator

import regex

from seq2seq_core.corpus.detectors.case import Case, Finding, Place, listed
from seq2seq_core.corpus.detectors.names import LEAST_ALIKE, alike, bare, names
from seq2seq_core.function_words import kind_of

NAME = "repetition"
NEAR = 4  # words from a content word to itself, and fewer: so near, it repeats
LEAST_SHARE = 0.005  # of a source word's links: from there on it may stand for the repeated one
LONGEST_GROUP = 8  # words
_WITHIN = regex.compile(r"(\p{L}{3,})\1")
_MAY_FOLLOW_ITSELF = listed("nous vous très die der das sie den sich sehr")

_BETWEEN = listed("en à après par pour für um zu nach an")  # "de temps en temps", "Tag für Tag"; "vis-à-vis" as well


def find(case: Case) -> list[Finding]:
    """What is repeated: the longest groups, then words, then syllables; what is told once is not told again."""
    told: set[int] = set()
    findings = []
    for place, reason, strength in (*_groups(case), *_words(case), *_syllables(case)):
        if told.isdisjoint(range(*place)):
            told |= set(range(*place))
            findings.append(Finding(NAME, place, case.looked_at(place), reason, strength))
    return sorted(findings, key=lambda finding: finding.target or (0, 0))


Told = tuple[Place, str, float]


def _groups(case: Case) -> Iterator[Told]:
    """Groups of two words and more that stand there again, the longest first."""
    words = case.target.plain
    for length in range(min(LONGEST_GROUP, len(words) // 2), 1, -1):
        last: dict[tuple[str, ...], int] = {}
        for i in range(len(words) - length + 1):
            group = tuple(words[i : i + length])
            before = last.get(group)
            if before is None or i >= before + length:
                last[group] = i
            if before is None or i < before + length or not _says_something(case, i, length):
                continue
            content = [j for j in range(i, i + length) if _is_content(case, j)]
            direct = i - before - length <= 2
            if all(_too_often(case, j) for j in content) and (direct or len(content) > 1):
                place = (before, i + length) if direct else (i, i + length)
                reason = f"{case.target.quoted((i, i + length))} stands there again"
                yield place, reason, 1.0 if direct else 0.8


def _words(case: Case) -> Iterator[Told]:
    words = case.target.plain
    last: dict[str, int] = {}
    for i, word in enumerate(words):
        before = last.get(word)
        last[word] = i
        if before is None or not any(character.isalpha() for character in word):
            continue
        place = (before, i + 1)
        if i == before + 1 and word not in _MAY_FOLLOW_ITSELF and not _doubled_in_source(case):
            yield place, f"{case.target.quoted((i, i + 1))} stands there twice", 1.0
        elif words[before + 1] == "-" or (i - before == 2 and words[i - 1] in _BETWEEN):
            continue
        elif i - before <= NEAR and _is_content(case, i) and _too_often(case, i):
            yield place, f"{case.target.quoted((i, i + 1))} comes again at once", 0.8


def _syllables(case: Case) -> Iterator[Told]:
    named = [bare(case.source.words[i]) for i in names(case)]
    for i, word in enumerate(case.target.words):
        stem = case.target.stems.get(i)
        if any(alike(bare(word), name) >= LEAST_ALIKE for name in named):
            continue  # a broken name
        if stem is None or not case.knowledge.knows_target or case.target.plain[i] in case.source_words:
            continue
        if _WITHIN.search(word.casefold()) and not case.knowledge.is_word(case.target.plain[i], stem.text):
            yield (i, i + 1), f"{case.target.quoted((i, i + 1))} repeats a part of itself", 0.9


def _says_something(case: Case, start: int, length: int) -> bool:
    return any(_is_content(case, i) for i in range(start, start + length))


def _is_content(case: Case, i: int) -> bool:
    if case.target.plain[i - 1 : i + 2] == ["en", "train", "de"]:  # "in the act of" in French
        return False
    return kind_of(case.target.words[i], case.languages[1]) == "content"


def _doubled_in_source(case: Case) -> bool:
    plain = [word for word in case.source.plain if word[0].isalnum()]
    return any(first == second for first, second in zip(plain, plain[1:], strict=False))


def _too_often(case: Case, i: int) -> bool:
    """Whether a word of the output comes more often than the words of the source that it may stand for."""
    stem = case.target.stems.get(i)
    if stem is None:
        return False
    times = Counter(other.text for other in case.target.stems.values())[stem.text]
    source = case.source.stems.values()
    of_it = [one for one in source if one.text == stem.text or case.knowledge.translates(one, stem, LEAST_SHARE)]
    content = (one.text for one in source if kind_of(one.word, case.languages[0]) == "content")
    allowed = len(of_it) or max(Counter(content).values(), default=1)  # a wrong word may stand for the commonest
    in_reference = max((Counter(s.text for s in text.stems.values())[stem.text] for text in case.references), default=0)
    return times > max(1, allowed, in_reference)
