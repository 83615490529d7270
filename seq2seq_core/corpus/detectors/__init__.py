"""Detectors: each finds one kind of translation error, and says what to look for.

They read text alone, so that they work on what any system said; with the trace of a translation they know what it
looked at. How often each is right was judged by hand: measured/detectors.json, by benchmarks/detectors.py.

>>> from seq2seq_core.corpus.detectors import detect
>>> for finding in detect("I paid 30 euros.", "J'ai payé 13 euros.", ("en", "fr")):
...     print(finding.reason)
“30” became “13”
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from seq2seq_core.corpus.detectors import copied, dropped, invented, names, negation, numbers, repetition
from seq2seq_core.corpus.detectors.case import Case, Finding, Place
from seq2seq_core.corpus.detectors.knowledge import Knowledge, knowledge_of
from seq2seq_core.decoding.trace import Translation

__all__ = ["DETECTORS", "Case", "Detector", "Finding", "Knowledge", "Place", "detect"]


@dataclass(frozen=True, slots=True)
class Detector:
    """One kind of error."""

    title: str
    looks_for: str  # one sentence for who looks at its findings
    find: Callable[[Case], list[Finding]]


DETECTORS = {
    repetition.NAME: Detector(
        "Repetition",
        "Words that come again although the source says them once: look whether attention stays on one source word "
        "or comes back to it.",
        repetition.find,
    ),
    dropped.NAME: Detector(
        "Dropped clause",
        "A part of the source of which nothing is in the output: look for source columns that no output word looks at.",
        dropped.find,
    ),
    numbers.NAME: Detector(
        "Wrong number",
        "A number, in digits or in words, that only one side has: look at the row of the wrong number, or the column "
        "of the lost one.",
        numbers.find,
    ),
    copied.NAME: Detector(
        "Copied source",
        "A source word, no name, that stands in the output as it is: look whether its row looks at that word alone.",
        copied.find,
    ),
    names.NAME: Detector(
        "Broken name",
        "A name that came out altered or not at all: look how its sub-words are followed, and where the copy leaves "
        "them.",
        names.find,
    ),
    negation.NAME: Detector(
        "Wrong negation",
        "One side denies and the other does not: look at the column of the “not”, or the row of the new one.",
        negation.find,
    ),
    invented.NAME: Detector(
        "Invented word",
        "A word that the language does not have, joined from sub-words: look which source word it was made from.",
        invented.find,
    ),
}


def detect(
    source: str,
    output: str,
    languages: tuple[str, str],
    *,
    references: Sequence[str] = (),
    translation: Translation | None = None,
    only: Iterable[str] = DETECTORS,
    knowledge: Knowledge | None = None,
) -> list[Finding]:
    """What the detectors find in one output, by detector and place; `languages` are codes such as ("en", "fr").

    References take back what they have, too. The translation, if there is one, is of this source and output.
    """
    known = knowledge or knowledge_of(*languages)
    case = Case(source, output, languages, known, references=references, translation=translation)
    return [finding for name in only for finding in DETECTORS[name].find(case)]
