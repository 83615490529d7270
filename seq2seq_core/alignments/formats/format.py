"""What every format module gives: how it is told from others, read and written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.content import Content
from seq2seq_core.errors import InputError


@dataclass(frozen=True, slots=True)
class Read:
    """What a format's reader found, before text is given to it, links are counted and cells are checked.

    Links are as the file numbers them. `counts_from` is where this format counts words from when nothing tells; None
    where the format itself says it, so that there is nothing to settle.
    """

    pairs: Sequence[AlignedPair]
    notes: tuple[str, ...] = ()
    counts_from: int | None = None
    signed: bool = False  # whether values below zero mean something, as in an attribution
    padded: bool = False  # whether matrices may be larger than their sentences, filled up to those of the longest
    text_by: Literal["order", "number", "sparse"] = "order"  # how a pair finds its line of a text: it is that many
    # in the file; it is that of its number; the same, and lines that no pair has are pairs without links


@dataclass(frozen=True, slots=True)
class Format:
    """One format of alignment files. `write` loses what `keeps` does not name."""

    title: str
    suffixes: tuple[str, ...]  # the first is the one to save with
    about: str  # in one line: who writes it, what it looks like
    recognise: Callable[[Content], str | None]  # why it looks like this format, in words; None where it does not
    read: Callable[[Content], Read]
    write: Callable[[Sequence[AlignedPair]], bytes]
    keeps: frozenset[str]  # of "source", "target", "weights", "links", "score", "number"

    @property
    def is_binary(self) -> bool:
        return self.suffixes[0] in (".npz", ".npy")


def mostly(good: Sequence[str], all_of_them: Sequence[str]) -> bool:
    """Whether nearly all look right, so that it is this format and the others are mistakes to be named."""
    return bool(good) and len(good) >= 0.8 * len(all_of_them)


def spaced(tokens: Sequence[str], pair: AlignedPair, format: str, *, avoid: str = "\t\n\r") -> str:
    """Tokens with spaces between them; InputError for one that a reader would not get back whole."""
    for position, token in enumerate(tokens, start=1):
        if not token or any(character in token for character in " " + avoid) or token == "|||":
            raise InputError(
                f"sentence {pair.number}: token {position}, “{token[:40]}”, is empty or has in it what {format} writes "
                "between tokens; save as JSON, CSV or npz instead"
            )
    return " ".join(tokens)


def shortest(weights: Sequence[float]) -> list[str]:
    """Each 32-bit number as the shortest text that reads as the same number again."""
    return [str(weight).removesuffix(".0") for weight in weights]
