"""One sentence pair as some system aligned it, whichever that was, and a file of them.

Rows are target tokens t = 0..T-1, columns are source tokens s = 0..S-1, as everywhere. Links are (source, target).
"""

from dataclasses import dataclass

from seq2seq_core.decoding.trace import Floats
from seq2seq_core.evaluation.hand_alignment import HandAlignment


@dataclass(frozen=True, slots=True, eq=False)
class AlignedPair:
    """One sentence pair as a system aligned it: soft weights, hard links, or both where a file has both."""

    source: tuple[str, ...]  # tokens as the file has them; () where the format has none and no text was given yet
    target: tuple[str, ...]
    weights: Floats | None = None  # (T, S) soft weights; None for hard links
    links: HandAlignment | None = None  # hard links, sure and possible; None for soft weights
    score: float | None = None  # what the file says of it, in whatever unit the other system counts
    number: int = 1  # counted from 1: the sentence in its file


@dataclass(frozen=True, slots=True)
class AlignmentFile:
    """What was read from one file."""

    name: str
    format: str  # a key of `formats.FORMATS`
    pairs: tuple[AlignedPair, ...]
    notes: tuple[str, ...] = ()  # warnings, to be shown


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file seems to hold, to be shown before it is taken."""

    format: str  # a key of `formats.FORMATS`
    why: str  # what in it looks like that format, in words
    pairs: tuple[AlignedPair, ...]  # the first sentences, read under the likeliest answers to the questions
    questions: tuple[str, ...] = ()  # what the data cannot answer: "first" (do words count from 0 or 1?), "text"
    notes: tuple[str, ...] = ()  # warnings, to be shown
