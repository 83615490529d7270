"""The locked cell: which word looks at which, in one model's map, and what that lights in the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from figures.alignment import Lit
from figures.words import Word
from seq2seq_core import Translation
from seq2seq_core.registry import name_in_pair


@dataclass(frozen=True, slots=True)
class Lock:
    """A cell of one model's map; without a target, a source word in every map."""

    source: int
    target: int | None = None
    model: str = ""


def lit_in(lock: Lock | None, model: str, words: Sequence[Word], locked_words: Sequence[Word]) -> Lit:
    """What a lock lights in `model`, whose target is `words`; `locked_words` are the target of the locked model.

    The source word is the same everywhere. The target word is lit where the model said it too: its second "le" for a
    second "le".
    """
    if lock is None:
        return Lit()
    if lock.target is None or lock.model == model:
        return Lit(lock.target, lock.source)
    return Lit(_same_word(words, locked_words, lock.target), lock.source)


def at_level(lock: Lock, level: str, translations: Mapping[str, Translation]) -> Lock:
    """A lock of words among tokens, or of tokens among words ("pieces" or "words"): the first token of a word, the word
    of a token. `translations` are those on the page by model.
    """
    translation = translations.get(lock.model) or next(iter(translations.values()))
    source = _place(lock.source, level, translation.source.groups)
    target = None if lock.target is None else _place(lock.target, level, translation.target.groups)
    return replace(lock, source=source, target=target)


def _place(place: int, level: str, groups: Sequence[Sequence[int]]) -> int:
    """A place that is not there stays as it is."""
    if level == "pieces":
        return groups[place][0] if place < len(groups) else place
    return next((word for word, tokens in enumerate(groups) if place in tokens), place)


def _same_word(words: Sequence[Word], others: Sequence[Word], position: int) -> int | None:
    def places(side: Sequence[Word]) -> list[int]:
        return [i for i, word in enumerate(side) if word.text.casefold() == others[position].text.casefold()]

    here = places(words)
    nth = places(others).index(position)
    return here[min(nth, len(here) - 1)] if here else None


def read_lock(text: str, pair: str) -> Lock | None:
    """A lock from a link, "model:target:source" or "source", for a language pair; None if it is not one."""
    parts = text.rsplit(":", 2)
    if not all(number.isascii() and number.isdecimal() and len(number) < 5 for number in parts[-2:]):
        return None
    match parts:
        case [source]:
            return Lock(int(source))
        case [model, target, source]:
            return Lock(int(source), int(target), f"{pair}/{model}")
    return None


def write_lock(lock: Lock) -> str:
    """The lock as `read_lock` reads it."""
    if lock.target is None:
        return str(lock.source)
    return f"{name_in_pair(lock.model)}:{lock.target}:{lock.source}"
