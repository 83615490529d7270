"""A map as it is to be drawn: words on two sides, a number for every two of them, and what the numbers are.

S source words, T target words. Rows are target words, columns are source words; links are (source, target).
"""

from dataclasses import dataclass
from math import floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seq2seq_core.errors import InputError

Numbers = NDArray[np.floating[Any]]
Links = frozenset[tuple[int, int]]  # (source word, target word)

NO_LINKS: Links = frozenset()
MOST_NAMED = 2  # source words of a line in words
LEAST_NAMED = 0.05  # of the scale: a second word below that is not worth naming


@dataclass(frozen=True, slots=True)
class Scale:
    """What the numbers of a map are, and the numbers at both ends of its colours; below zero it is for differences."""

    low: float
    high: float
    name: str
    between: str = ", "  # what is said between a target word and a source word
    named: bool = True  # whether the name is said before a number: "chat, cat: A − B +0.123"

    @property
    def signed(self) -> bool:
        """Whether zero is in the middle of the colours."""
        return self.low < 0

    @property
    def ticks(self) -> tuple[float, float, float]:
        """The numbers that stand beside the colours."""
        return self.low, (self.low + self.high) / 2, self.high

    def number(self, value: float) -> str:
        """A number to three digits, with its sign where there are two."""
        sign = "+" if self.signed else ""
        return f"{value:{sign}.3f}" if 0.05 <= self.high <= 1 else f"{value:{sign}.3g}"

    def end(self, value: float) -> str:
        """A number at the scale of colours: as short as it can be, and with a minus that is as wide as a plus."""
        sign = "+" if self.signed and value else ""
        return f"{value:{sign}.3g}".replace("-", "−")

    def sentence(self, target: str, source: str, value: float) -> str:
        """What one cell says: "chat looks at cat: 0.812"."""
        name = f"{self.name} " if self.named else ""
        return f"{target}{self.between}{source}: {name}{self.number(value)}"


WEIGHTS = Scale(0, 1, "attention weight", " looks at ", named=False)


def symmetric(limit: float, name: str) -> Scale:
    """Numbers on both sides of zero, such as a difference of two maps."""
    return Scale(-limit, limit, name)


def limited(values: Numbers, name: str, *, signed: bool) -> Scale:
    """A scale for any numbers (T, S), which ends at the largest of them, rounded up to two digits."""
    high = round_limit(float(np.abs(values).max(initial=0)))
    return Scale(-high if signed else 0, high, name)


def round_limit(largest: float) -> float:
    """The end of a scale: a largest number, rounded up to two digits; 1 where there is none."""
    if not largest > 0:
        return 1.0
    step = 10.0 ** (floor(log10(largest)) - 1)
    return float(np.ceil(largest / step - 1e-9) * step)


@dataclass(frozen=True, slots=True, eq=False)
class WordMap:
    """One map. Without values it shows the links alone; without links too, it says that there is no attention.

    InputError where numbers or links do not fit the words, or are no numbers.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    values: Numbers | None  # (T, S)
    scale: Scale = WEIGHTS
    title: str = ""
    about: tuple[str, ...] = ()  # where the numbers come from, line by line
    sure: Links = NO_LINKS
    possible: Links = NO_LINKS

    def __post_init__(self) -> None:
        wanted = len(self.target), len(self.source)
        if self.values is not None:
            if self.values.shape != wanted:
                raise InputError(
                    f"{wanted[0]} target and {wanted[1]} source words need numbers of the shape {wanted}, not "
                    f"{tuple(self.values.shape)}"
                )
            _check_finite(self)
        for source, target in self.sure | self.possible:
            if not (0 <= source < wanted[1] and 0 <= target < wanted[0]):
                raise InputError(f"there is no link {source}-{target} between {wanted[1]} and {wanted[0]} words")

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        marked = self.values is not None or self.sure or self.possible
        return not (marked and self.source and self.target)


def in_words(drawn: WordMap) -> list[str]:
    """The map read aloud, one line a row: "chat looks at cat: 0.812, then the 0.110"."""
    lines = []
    for t, word in enumerate(drawn.target):
        links = _links_said(drawn, t)
        if drawn.values is not None and drawn.source:
            lines.append(_row_said(drawn, word, drawn.values[t]) + (f"; {links}" if links else ""))
        elif links:
            lines.append(f"{word}: {links}")
    return lines


def _row_said(drawn: WordMap, word: str, row: Numbers) -> str:
    first, *rest = np.argsort(-np.abs(row), kind="stable")[:MOST_NAMED].tolist()
    scale = drawn.scale
    worth = [s for s in rest if abs(row[s]) >= LEAST_NAMED * scale.high]
    said = scale.sentence(word, drawn.source[first], float(row[first]))
    return said + "".join(f", then {drawn.source[s]} {scale.number(float(row[s]))}" for s in worth)


def _links_said(drawn: WordMap, t: int) -> str:
    kinds = (("sure", drawn.sure), ("possible", drawn.possible))
    linked = {kind: [drawn.source[s] for s, row in sorted(links) if row == t] for kind, links in kinds}
    return "; ".join(f"{kind} {', '.join(words)}" for kind, words in linked.items() if words)


def _check_finite(drawn: WordMap) -> None:
    assert drawn.values is not None
    wrong = np.argwhere(~np.isfinite(drawn.values))
    if len(wrong):
        t, s = wrong[0].tolist()
        raise InputError(
            f"row {t + 1} (“{drawn.target[t]}”), column {s + 1} (“{drawn.source[s]}”) is {drawn.values[t, s]}, which "
            "is no number that can be drawn"
        )
