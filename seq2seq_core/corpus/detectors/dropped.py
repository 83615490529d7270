"""Dropped clauses: a part of the source of which nothing is in the output, and nothing else stands in its place.

What became of every content word, the `analysis.verdicts` of the lexicon tell. A clause, from one comma or conjunction
to the next, is dropped where none of its words was found, and the words of the output that nothing accounts for are too
few to stand for it. Where the model looked at the clause all the same, it said something for it: then it is no drop but
a wrong translation.
"""

from collections.abc import Iterator, Sequence

from seq2seq_core.analysis.verdicts import Verdict, look_up, unexplained
from seq2seq_core.corpus.detectors.case import TITLES, Case, Finding, Place, listed
from seq2seq_core.corpus.detectors.names import names

NAME = "dropped"
FEWEST = 2  # content words of what is dropped
FEWEST_UNSEEN = 3  # the same, where no attention tells that the model did not look there
LEAST_DEFICIT = 0.6  # of the clause's content words: how many more words are lost than stand there unexplained
MOST_ATTENTION = 0.6  # on a content word, in the mean: from there on something was said for it
LITTLE_ATTENTION = 0.3  # below, the clause is dropped however long the output is
LEAST_SHORTER = 0.5  # of the clause's words: by how many the output is shorter than the source would give
WORDS_FOR_ONE = {"fr": 1.05, "de": 0.95}  # of the output, for one of an English source, in our test data
_BOUNDARIES = {
    "en": listed("""
        and but or so because when while if although though which who whom whose where until unless before after since
        that whether why how
    """),
}  # fmt: skip
_MARKS = listed(', ; : . ! ? " “ ” „ « » ( ) – — …')


def find(case: Case) -> list[Finding]:
    """The dropped clauses; those that follow each other are one finding."""
    if not case.knowledge.lexicon.source or case.languages[0] not in _BOUNDARIES:
        return []
    looked_up = look_up(case.source.text, case.target.text, case.knowledge.lexicon, case.languages)
    number = {start: i for i, (start, _) in enumerate(case.source.spans)}
    missing = {number[one.word[0]]: one.verdict != Verdict.TRANSLATED for one in looked_up.findings}
    standing = len(unexplained(case.source.text, case.target.text, case.knowledge.lexicon, case.languages))
    deficit = sum(missing.values()) - standing
    findings = []
    ends = {i + 1 for i, word in enumerate(case.source.words) if word in (".", "!", "?") and not _is_of_title(case, i)}
    for place in _runs([*_clauses(case)], missing, ends):
        words = list({case.source.stems[i].text: i for i in range(*place) if i in missing}.values())
        if deficit >= LEAST_DEFICIT * len(words) and _is_dropped(case, place, words):
            reason = f"nothing of {case.source.quoted(place)} is in the output"
            findings.append(Finding(NAME, None, place, reason, min(1.0, deficit / len(words))))
    return findings


def _is_of_title(case: Case, i: int) -> bool:
    return i > 0 and case.source.plain[i - 1] in TITLES


def _is_dropped(case: Case, place: Place, words: Sequence[int]) -> bool:
    """Whether a clause with so many content words was not only translated by something that nobody knows."""
    attention = _attention(case, words)
    if attention is None:
        named = names(case)  # a name that is broken is not dropped
        if sum(i not in named for i in words) < FEWEST_UNSEEN:
            return False
    elif len(words) < FEWEST:
        return False
    if attention is not None and attention < LITTLE_ATTENTION:
        return True
    length = place[1] - place[0]
    expected = WORDS_FOR_ONE.get(case.languages[1], 1.0) * (len(case.source.words) - LEAST_SHORTER * length)
    return len(case.target.words) <= expected and (attention is None or attention < MOST_ATTENTION)


def _clauses(case: Case) -> Iterator[Place]:
    """The source in pieces, from one comma or conjunction to the next."""
    start = 0
    boundaries = _BOUNDARIES[case.languages[0]]
    for i, word in enumerate(case.source.plain):
        if word in boundaries or word in _MARKS:
            if i > start:
                yield start, i
            start = i if word in boundaries else i + 1
    if start < len(case.source.words):
        yield start, len(case.source.words)


def _runs(clauses: Sequence[Place], missing: dict[int, bool], ends: set[int]) -> Iterator[Place]:
    """Neighbouring clauses of a sentence of which every content word is missing, together.

    `ends` are the places after full stops and the like. A clause without content words ends no run.
    """
    run: Place | None = None
    for start, end in clauses:
        if start in ends:  # of a sentence before
            if run is not None:
                yield run
            run = None
        words = [i for i in range(start, end) if i in missing]
        if words and all(missing[i] for i in words):
            run = (start, end) if run is None else (run[0], end)
        elif words:
            if run is not None:
                yield run
            run = None
    if run is not None:
        yield run


def _attention(case: Case, words: Sequence[int]) -> float | None:
    """How much all steps looked at these words, in the mean; None without attention."""
    attention = [one for one in map(case.attention_on, words) if one is not None]
    return sum(attention) / len(attention) if attention else None
