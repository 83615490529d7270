"""Which word is followed: in its own model's maps and, where the other model says it too, in those."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figures.alignment import Lit
from figures.words import Word
from ui.explain.runs import Explained
from ui.shared.lock import Lock, lit_in


@dataclass(frozen=True, slots=True)
class Cursor:
    """A lock that lies in the maps of one of the models."""

    lock: Lock
    letter: str
    row: int | None  # of that model
    words: tuple[Word, ...]  # of that model


def find_cursor(lock: Lock | None, explained: Sequence[Explained]) -> Cursor | None:
    """Where a lock lies; None where there is none, or none of the models has the place."""
    if lock is None or any(lock.source >= len(one.source) for one in explained):
        return None
    for one in explained:
        if lock.target is None:
            return Cursor(lock, one.letter, None, ())
        if lock.model == one.model.full_name and lock.target < len(one.target):
            return Cursor(lock, one.letter, lock.target, one.target)
    return None


def lit_in_map(one: Explained, cursor: Cursor | None) -> Lit:
    """What is lit in the maps of a model: what is followed, else the row of the word that is tested."""
    if cursor is None:
        return Lit(followed(one, cursor))
    return lit_in(cursor.lock, one.model.full_name, one.target, cursor.words)


def followed(one: Explained, cursor: Cursor | None) -> int | None:
    """The target word whose source words are taken away: the one that is followed; None where it is not said here.

    While nobody follows a word it is the longest, of several the first, whatever the method: long words mostly have a
    meaning of their own.
    """
    if not one.target:
        return None
    if cursor is not None and cursor.row is not None:
        return lit_in_map(one, cursor).target
    sizes = [0 if word.end else len(word.text) for word in one.target]
    return sizes.index(max(sizes))


def lock_word(one: Explained, row: int) -> Lock:
    """The lock of a row: at the source word that attention, or without it the method, weighs most."""
    rows = one.attention.weights if one.attention.weights is not None else one.shares
    strongest = 0 if rows is None else int(np.argmax(rows[row]))
    return Lock(strongest, row, one.model.full_name)
