"""Sentences to be translated, what people translated them to, and what other systems did."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of a test set; every text is clean."""

    number: int  # of its line in the file, counted from 1 after a header
    source: str
    references: tuple[str, ...] = ()
    hypotheses: dict[str, str] = field(default_factory=dict)  # by the name of the system


@dataclass(frozen=True, slots=True)
class TestSet:
    """What a file holds. Numbers of sentences ascend; one is missing where a line was left out."""

    __test__ = False  # pytest takes it for a class of tests

    name: str
    sentences: tuple[Sentence, ...]
    notes: tuple[str, ...]  # what was left out or read otherwise than it stands there, to be shown
    sha256: str  # of all that is in it, whatever kind of file it came from

    @property
    def systems(self) -> tuple[str, ...]:
        """The names of the systems whose translations came with the file."""
        return tuple(self.sentences[0].hypotheses)

    @property
    def has_references(self) -> bool:
        """Whether any sentence has one."""
        return any(sentence.references for sentence in self.sentences)

    def first(self, count: int) -> "TestSet":
        """Its first so many sentences."""
        return make_test_set(self.name, self.sentences[:count], self.notes)


def make_test_set(name: str, sentences: Sequence[Sentence], notes: Sequence[str] = ()) -> TestSet:
    """Put sentences together, with the checksum of them all."""
    content = [[one.number, one.source, one.references, list(one.hypotheses.items())] for one in sentences]
    checksum = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
    return TestSet(name, tuple(sentences), tuple(notes), checksum)
