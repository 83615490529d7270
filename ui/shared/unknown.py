"""What a model cannot read: named wherever a sentence is shown."""

from collections.abc import Iterable

from figures.words import UNKNOWN_MARK
from seq2seq_core import Side
from ui.shared.shell import muted


def say_unknown(words: Iterable[str]) -> None:
    """Name what is not in the vocabulary, once each; nothing where all is."""
    if named := ", ".join(dict.fromkeys(words)):
        muted(
            f"{UNKNOWN_MARK} marks what is not in the vocabulary; the model saw only “unknown” there: {named}",
            "unknown",
        )


def unknown_tokens(side: Side) -> list[str]:
    """The tokens of a sentence that are not in the vocabulary, as they were typed."""
    return [piece.strip("▁") for piece, unknown in zip(side.pieces, side.unknown, strict=True) if unknown]
