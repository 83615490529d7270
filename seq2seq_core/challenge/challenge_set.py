"""Sentences that each ask one thing of a translation, read from challenge/<languages>.toml, and how it is judged.

Isabelle, Cherry and Foster (2017), "A Challenge Set Approach to Evaluating Machine Translation", put a yes-or-no
question to each translation and let people answer it. Here a pattern answers, so that every model and every change of
one can be asked. How far that is right: the patterns were mended on the outputs of some models; then outputs that had
not been seen were drawn, about a third of them right, and whoever wrote the patterns judged these by eye before looking
at the verdicts. The two agree on 154 of 159 in French and 123 of 128 in German (measured/challenge.tsv).

No English sentence is in the data that the models of its pair learnt from, whatever its capitals and punctuation.
"""

import hashlib
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, Self, get_args

import regex
from pydantic import model_validator

from seq2seq_core.errors import ChallengeError, ConfigError
from seq2seq_core.evaluation.hand_alignment import HandAlignment, read_links
from seq2seq_core.registry import languages_of
from seq2seq_core.strict import Strict, parse
from seq2seq_core.text import clean, split_words, straight_apostrophes

FOLDER = Path(__file__).resolve().parents[2] / "challenge"
SENTENCES_EACH = 6  # of every category
SECONDS = 1.0  # that a pattern may take: what a model repeats without end must not stop everything

Category = Literal[
    "agreement across distance",
    "object pronouns",
    "negation",
    "questions",
    "tense",
    "adjective order",
    "possessives",
    "compound nouns",
    "dative",
    "passive",
    "relative clauses",
    "numbers",
    "idiom",
    "repeated words",
    "unknown names",
    "coordination",
    "ellipsis",
    "long movement",
]
CATEGORIES: tuple[Category, ...] = get_args(Category)


class Item(Strict):
    """One sentence and what it asks."""

    id: str
    category: Category
    source: str
    reference: str
    links: str  # between the words of the two, as `read_links` reads them
    asks: str  # what is judged, in words
    right: str  # a pattern that must be found in the translation
    wrong: str | None = None  # a pattern that must not

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in ("source", "reference", "asks"):
            text = getattr(self, name)
            if not text or clean(text) != text:
                raise ValueError(f"{self.id}: {name} is empty or has spaces that do not belong there")
        for name, pattern in (("right", self.right), ("wrong", self.wrong)):
            try:
                regex.compile(pattern or "")
            except regex.error as error:
                raise ValueError(f"{self.id}: {name} is not a regular expression: {error}") from error
        _, problems = self._read_links()
        if problems:
            raise ValueError(f"{self.id}: links: {'; '.join(problems)}")
        if not judge(self, self.reference):
            raise ValueError(f"{self.id}: its own reference does not pass its check")
        return self

    @property
    def alignment(self) -> HandAlignment:
        """The links between the words of source and reference."""
        return self._read_links()[0]

    def _read_links(self) -> tuple[HandAlignment, list[str]]:
        return read_links(self.links, len(split_words(self.source)), len(split_words(self.reference)))


class _File(Strict):
    sentences: tuple[Item, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        for field in ("id", "source"):
            twice = [
                text for text, count in Counter(getattr(item, field) for item in self.sentences).items() if count > 1
            ]
            if twice:
                raise ValueError(f"{field} is there twice: {', '.join(twice)}")
        counts = Counter(item.category for item in self.sentences)
        uneven = [f"{category} has {counts[category]}" for category in CATEGORIES if counts[category] != SENTENCES_EACH]
        if uneven:
            raise ValueError(f"every category has {SENTENCES_EACH} sentences, but {', '.join(uneven)}")
        return self


@dataclass(frozen=True)
class Challenge:
    """All sentences of one pair of languages, by category in the order of CATEGORIES."""

    data: str  # file name
    sha256: str  # of the file: verdicts of other sentences or patterns cannot be compared
    items: tuple[Item, ...]

    @cached_property
    def by_category(self) -> dict[Category, tuple[Item, ...]]:
        """The sentences of each category."""
        return {category: tuple(i for i in self.items if i.category == category) for category in CATEGORIES}


def has_challenge(pair: str, folder: Path = FOLDER) -> bool:
    """Whether there is a set for the languages of a pair such as "en-fr" or "en-fr-broad"."""
    return "-".join(languages_of(pair)) in _known(folder)


def read_challenge(pair: str, folder: Path = FOLDER) -> Challenge:
    """The set for the languages of a pair such as "en-fr" or "en-fr-broad".

    ChallengeError for languages that have none, and for a file that is damaged.
    """
    languages, known = "-".join(languages_of(pair)), _known(folder)
    if languages not in known:
        raise ChallengeError(f"there is no challenge set for {languages}; there are: {', '.join(known) or 'none'}")
    path = known[languages]
    try:
        raw = path.read_bytes()
        content = tomllib.loads(raw.decode("utf-8"))
        read = parse(_File, content, where=path.name, strict=False)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ConfigError) as error:
        raise ChallengeError(f"the challenge set {path.name} cannot be read: {error}") from error
    items = sorted(read.sentences, key=lambda item: CATEGORIES.index(item.category))  # stable: the file's order within
    return Challenge(path.name, hashlib.sha256(raw).hexdigest(), tuple(items))


def judge(item: Item, output: str) -> bool:
    """Whether a translation gets right what this sentence asks; of the rest of it nothing is said.

    ChallengeError where a pattern takes too long on it.
    """
    text = straight_apostrophes(clean(output))
    return _found(item, item.right, text) and not (item.wrong is not None and _found(item, item.wrong, text))


def _found(item: Item, pattern: str, text: str) -> bool:
    try:
        return regex.search(pattern, text, regex.IGNORECASE, timeout=SECONDS) is not None
    except TimeoutError as error:
        raise ChallengeError(f"{item.id}: the pattern takes too long on “{text[:40]}”") from error


def _known(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}
