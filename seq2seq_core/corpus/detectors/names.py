"""Broken names: a name of the source of which the output has an altered copy, or nothing.

A name is written with a capital where no sentence begins, and is no month, title, language or the like, which English
writes so, too. Its copy may have other accents; it may be translated as training saw it translated (England:
Angleterre), or as a reference has it. Where the nearest word of the output is a word of its language, such as Douvres
for Dover, nothing is claimed.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from seq2seq_core.corpus.detectors.case import TITLES, Case, Finding, Place, listed, plain

NAME = "name"
LEAST_ALIKE = 0.45  # 1 - edits / letters of the longer: from there on a word is an altered copy of a name
LONGEST = 40  # letters of a word that is compared
# What English writes with a capital although it is no name, or translates although it is part of one.
_COMMON = listed("""
    i i'm i'll i've i'd january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays christmas easter english french german spanish italian dutch russian chinese japanese european american
    british catalan breton hungarian polish greek latin arabic irish scottish welsh swedish danish norwegian turkish
    doctor professor captain father mother aunt uncle queen king lord lady sir saint madam madame miss mister prince
    princess president pope bishop minister street road lane avenue square church university college school hotel
    north south east west god bible internet sons brothers company bank river lake mount old little great new
""") | TITLES  # fmt: skip


def find(case: Case) -> list[Finding]:
    """The names that are altered or lost."""
    if not case.knowledge.lexicon.source or not case.target.words:
        return []
    return [*_findings(case)]


def _findings(case: Case) -> Iterator[Finding]:
    for i in names(case):
        if said_as_known(case, i):
            continue
        source = (i, i + 1)
        copy = altered_copy(case, i)
        if copy is not None:
            if not _is_translation(case, copy):
                reason = f"{case.source.quoted(source)} became {case.target.quoted(copy)}"
                yield Finding(NAME, copy, source, reason, 1.0)
            continue
        if _is_of_a_title(case, i):
            continue
        yield Finding(NAME, None, source, f"{case.source.quoted(source)} is not in the output", 0.7)


def names(case: Case) -> list[int]:
    """The words of the source that are names."""
    source = case.source
    return [
        i
        for i, word in enumerate(source.words)
        if len(word) > 1
        and word[0].isupper()
        and "'" not in source.plain[i].removesuffix("'s")  # What're
        and not word.isupper()  # US, IRS: others have their own letters
        and source.plain[i].removesuffix("'s") not in _COMMON
        and (not source.begins_sentence(i) or source.plain[i] not in case.knowledge.source_dictionary)
    ]


def _is_of_a_title(case: Case, i: int) -> bool:
    """Whether a common word stands beside a capital: a name like United States may be another one altogether."""
    words = case.source.words
    beside = any(words[k][0].isupper() for k in (i - 1, i + 1) if 0 < k < len(words))
    return beside and case.source.plain[i] in case.knowledge.source_dictionary


def said_as_known(case: Case, i: int) -> bool:
    """Whether the output has a name as it is, with other accents, or as training translates it."""
    word = bare(case.source.words[i]).removesuffix("'s")
    if any(bare(said) in (word, word + "s", word.removesuffix("s")) for said in case.target.words):
        return True
    stem = case.source.stems.get(i)
    if stem is not None and any(case.knowledge.translates(stem, said) for said in case.target.stems.values()):
        return True
    near = (said for said in case.reference_words & set(case.target.plain) if alike(word, bare(said)) >= LEAST_ALIKE)
    return any(len(said) > 2 for said in near)


def altered_copy(case: Case, i: int) -> Place | None:
    """The word of the output that is most like a name, if it is like it."""
    word = bare(case.source.words[i]).removesuffix("'s")
    likeness = [
        (alike(word, bare(said)), -abs(j - i))
        for j, said in enumerate(case.target.words)
        if len(said) > 1 and said[0].isupper() and case.target.plain[j] not in case.source_words
    ]
    places = [
        j
        for j, said in enumerate(case.target.words)
        if len(said) > 1 and said[0].isupper() and case.target.plain[j] not in case.source_words
    ]
    best = max(range(len(places)), key=lambda k: likeness[k], default=None)
    if best is None or likeness[best][0] < LEAST_ALIKE:
        return None
    return places[best], places[best] + 1


def _is_translation(case: Case, copy: Place) -> bool:
    """Whether what looks like an altered copy is a word of its language, so that it may be the right one."""
    stem = case.target.stems.get(copy[0])
    return stem is not None and case.knowledge.is_word(case.target.plain[copy[0]], stem.text)


def bare(word: str) -> str:
    """A word without accents, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFD", plain(word)) if unicodedata.category(c) != "Mn")


@lru_cache(maxsize=100_000)
def alike(first: str, second: str) -> float:
    """How alike two words are: 1 less the edits (Levenshtein) by letters of the longer one."""
    if max(len(first), len(second)) > LONGEST or not (first and second):
        return 0.0
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        above, row[0] = row[0], i
        for j, other in enumerate(second, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (letter != other))
    return 1 - row[-1] / max(len(first), len(second))
