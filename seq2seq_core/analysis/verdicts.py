"""What became of every content word of a source in a translation: translated, not found, or nobody can tell.

A `lexicon` knows what people write for a word: if something of that is in the translation, the word was found, and as
what. If not, it may be there as a synonym that training never showed. So a word of the translation that nothing in the
source accounts for may stand for one of the missing words: for that without which other models (`omission.losses`) find
it least probable. Unless it cannot be: training met both so often that it would know, or never met it at all, so that
the model made it up. What no word may stand for is not found.

benchmarks/omission.py measures how often this is right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seq2seq_core.analysis.lexicon import Lexicon
from seq2seq_core.analysis.omission import Losses, Span, content_words
from seq2seq_core.function_words import kind_of
from seq2seq_core.stems import Stem, stems
from seq2seq_core.text import split_words

# Set on the development part of benchmarks/judged.tsv and on validation sentences, not on what the pages report.
FEWEST_LINKS = 0.5  # expected in training, for one stem to be found as another,
LEAST_SHARE = 0.003  # and of the times that training met the source stem;
LEAST_SHARE_OF_GRAMMAR = 0.05  # for an article, a pronoun and the like, which stand everywhere
COMPOUND = {"de"}  # languages that write compounds as one word,
SHORTEST_COMPOUND, SHORTEST_PART = 8, 4  # letters of such a word, and of a part of it that is what a stem often becomes
WELL_KNOWN = (5, 20)  # times that training met a stem of the source, and of the target, for their links to be known


class Verdict(StrEnum):
    """What became of a source word."""

    TRANSLATED = "translated"
    NOT_FOUND = "not found"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on a source word, and where in the translation it was found, if the lexicon found it."""

    word: Span
    verdict: Verdict
    found_as: Span | None = None


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a lexicon finds of the content words of a source, and what it leaves open."""

    findings: list[Finding]  # of each content word; what is not translated, nobody can tell yet
    left_open: list[
        Span
    ]  # the words that were not found, though something in the translation may stand for one of them
    may_be: list[
        tuple[Stem, dict[Span, bool]]
    ]  # each unexplained stem, and whether it may stand for each of `left_open`


def look_up(source: str, translation: str, lexicon: Lexicon, languages: tuple[str, str]) -> LookedUp:
    """Look for each of the `content_words` of a clean source in a clean translation.

    Where no word of the translation is unexplained, what was not found is not there: nothing is left open.
    """
    matching = _Matching(lexicon, languages[1])
    words = content_words(source, languages[0])
    all_said, targets = stems(source, languages[0]), stems(translation, languages[1])
    by_start = {stem.start: stem for stem in all_said}
    found = {word: matching.best(by_start[word[0]], targets) for word in words}
    missing = [word for word in words if found[word] is None]
    may_be = [
        (target, {word: not matching.known_apart(by_start[word[0]], target) for word in missing})
        for target in _unexplained(matching, all_said, targets)
    ]
    may_be = [(target, words) for target, words in may_be if any(words.values())]
    rest = Verdict.CANNOT_TELL if may_be else Verdict.NOT_FOUND
    return LookedUp(
        [
            Finding(word, rest) if one is None else Finding(word, Verdict.TRANSLATED, (one.start, one.end))
            for word, one in found.items()
        ],
        missing if may_be else [],
        may_be,
    )


def unexplained(source: str, translation: str, lexicon: Lexicon, languages: tuple[str, str]) -> list[Stem]:
    """The content words of a clean translation for which nothing in its clean source accounts."""
    return _unexplained(_Matching(lexicon, languages[1]), stems(source, languages[0]), stems(translation, languages[1]))


def judge(looked_up: LookedUp, translation: str, ensemble: Sequence[Losses]) -> list[Finding]:
    """A finding for each content word, from what a lexicon found and the losses of what it left open.

    `ensemble` holds the `omission.losses` of the words `looked_up.left_open` that every model found that may judge;
    without any, nobody can tell what became of these. Each unexplained word may stand for the one on which it depends
    most.
    """
    if not ensemble or not looked_up.left_open:
        return looked_up.findings
    column = {start: place for place, (start, _) in enumerate(split_words(translation))}
    losses = np.mean(ensemble, axis=0)
    undecided = set()
    for target, may_be in looked_up.may_be:
        word = looked_up.left_open[int(losses[:, column[target.start]].argmax())]
        if may_be[word]:
            undecided.add(word)
    return [
        Finding(one.word, Verdict.NOT_FOUND)
        if one.verdict == Verdict.CANNOT_TELL and one.word not in undecided
        else one
        for one in looked_up.findings
    ]


def _unexplained(matching: "_Matching", all_said: Sequence[Stem], targets: Sequence[Stem]) -> list[Stem]:
    return [
        target
        for target in targets
        if not matching.is_grammar(target) and not any(matching.match(stem, target) for stem in all_said)
    ]


@dataclass(frozen=True, slots=True)
class _Matching:
    """Whether one stem can be the translation of another."""

    lexicon: Lexicon
    target_language: str

    def best(self, source: Stem, targets: Sequence[Stem]) -> Stem | None:
        """What the source stem was most likely translated as, if it was."""
        return max((t for t in targets if self.match(source, t)), key=lambda t: self._weight(source, t), default=None)

    def match(self, source: Stem, target: Stem) -> bool:
        if self.is_grammar(target):  # "son" is no son in French
            return self.lexicon.share(source.text, target.text) >= LEAST_SHARE_OF_GRAMMAR
        if source.text == target.text:  # a name, a number
            return True
        enough = self.lexicon.linked(source.text, target.text) >= FEWEST_LINKS
        return (enough and self.lexicon.share(source.text, target.text) >= LEAST_SHARE) or self._is_part(source, target)

    def _weight(self, source: Stem, target: Stem) -> tuple[bool, float]:
        return source.text == target.text, self.lexicon.share(source.text, target.text)

    def is_grammar(self, target: Stem) -> bool:
        return kind_of(target.word, self.target_language) == "function"

    def known_apart(self, source: Stem, target: Stem) -> bool:
        """Whether training never linked the two although it knows both, or knows that the target is no word at all."""
        met, said = self.lexicon.source.get(source.text, 0), self.lexicon.target.get(target.text, 0)
        known = met >= WELL_KNOWN[0] and (said >= WELL_KNOWN[1] or said == 0)
        return known and not self.lexicon.linked(source.text, target.text)

    def _is_part(self, source: Stem, target: Stem) -> bool:
        if self.target_language not in COMPOUND or len(target.text) < SHORTEST_COMPOUND:
            return False
        return any(part in target.text for part in self._usual(source))

    def _usual(self, source: Stem) -> Iterator[str]:
        for target in self.lexicon.links.get(source.text, {}):
            if len(target) >= SHORTEST_PART and self.lexicon.share(source.text, target) >= LEAST_SHARE_OF_GRAMMAR:
                yield target
