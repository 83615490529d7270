"""What a detector looks at, a source and what a system made of it, and what it says: where, why and how strongly.

Places are words, counted from 0 as `text.split_words` finds them in clean text, so that they are rows and columns of
an alignment by words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seq2seq_core.corpus.detectors.knowledge import Knowledge
from seq2seq_core.decoding.trace import Floats, Translation
from seq2seq_core.stems import Stem, stems
from seq2seq_core.text import clean, split_words, straight_apostrophes

Place = tuple[int, int]  # the first word, and the one after the last
Interval = tuple[int, int]  # of characters


@dataclass(frozen=True, slots=True)
class Finding:
    """One error that a detector found. A place is None where nothing stands there, or nobody knows where."""

    detector: str
    target: Place | None
    source: Place | None
    reason: str  # a few plain words, which may quote the sentence
    strength: float  # 0..1, to put the clearest first; no probability


def listed(words: str) -> frozenset[str]:
    """A list of words that is written as text."""
    return frozenset(words.split())


class Text:
    """A clean text with its words."""

    def __init__(self, text: str, language: str) -> None:
        self.text = clean(text)
        self.language = language
        self.spans = split_words(self.text)
        self.words = [self.text[start:end] for start, end in self.spans]
        self.plain = [plain(word) for word in self.words]  # to compare

    @cached_property
    def stems(self) -> dict[int, Stem]:
        """The stem of every word that has one, by the word's number."""
        number = {start: i for i, (start, _) in enumerate(self.spans)}
        return {number[stem.start]: stem for stem in stems(self.text, self.language)}

    def place(self, interval: Interval) -> Place:
        """The words that an interval of characters touches."""
        touched = [i for i, (start, end) in enumerate(self.spans) if start < interval[1] and end > interval[0]]
        return (touched[0], touched[-1] + 1) if touched else (0, 0)

    def quoted(self, place: Place) -> str:
        """The words of a place as they stand in the text, in quotation marks."""
        return f"“{self.text[self.spans[place[0]][0] : self.spans[place[1] - 1][1]]}”"

    def begins_sentence(self, i: int) -> bool:
        """Whether a capital says nothing about the word: it is the first, or comes after a full stop or a quote."""
        before = self.text[: self.spans[i][0]].rstrip()
        after_title = i >= 2 and self.plain[i - 2] in TITLES and before.endswith(".")
        return not before or (before[-1] in '.!?:"“„«»”—–…' and not after_title)


TITLES = listed("mr mrs ms dr st prof m mme mlle hr fr")


def plain(word: str) -> str:
    """A word as it is compared: lower case, straight apostrophes."""
    return straight_apostrophes(word.casefold())


class Case:
    """A source, a translation of it, and what is known of them. What is worked out of it is worked out once."""

    def __init__(
        self,
        source: str,
        target: str,
        languages: tuple[str, str],
        knowledge: Knowledge,
        *,
        references: Sequence[str] = (),
        translation: Translation | None = None,
    ) -> None:
        self.source = Text(source, languages[0])
        self.target = Text(target, languages[1])
        self.languages = languages
        self.knowledge = knowledge
        self.references = [Text(reference, languages[1]) for reference in references]
        self.weights = _weights(translation, self.source, self.target)

    @cached_property
    def source_words(self) -> frozenset[str]:
        return frozenset(self.source.plain)

    @cached_property
    def reference_words(self) -> frozenset[str]:
        """The words of all references: what stands there is no error."""
        return frozenset(word for reference in self.references for word in reference.plain)

    def looked_at(self, place: Place) -> Place | None:
        """The source word that words of the target looked at most, all of them together; None without attention."""
        if self.weights is None or not self.source.words:
            return None
        most = int(self.weights[place[0] : place[1], : len(self.source.words)].sum(axis=0).argmax())
        return most, most + 1

    def attention_on(self, source_word: int) -> float | None:
        """How much all steps together looked at a source word; None without attention."""
        return None if self.weights is None else float(self.weights[:, source_word].sum())


def _weights(translation: Translation | None, source: Text, target: Text) -> Floats | None:
    """The alignment by words, if it is of these words: a trace of something else says nothing about them."""
    weights = None if translation is None else translation.weights()
    fits = weights is not None and weights.shape == (len(target.words) + 1, len(source.words) + 1)
    return np.asarray(weights) if weights is not None and fits else None
