"""Words as axis labels. What a user typed is escaped here: Plotly reads tick labels and hover text as HTML."""

import html
import unicodedata
from dataclasses import dataclass

SOURCE = "#c2620e"  # the accent of source words, and
TARGET = "#0e8c80"  # of target words: each readable on white and on near black
MUTED = "#757a85"
UNKNOWN_MARK = "⁇"  # what SentencePiece itself writes for a token that is not in its vocabulary

_LONGEST_LABEL, _LONGEST_HOVER = 14, 60
_NARROW, _WIDE = 7.4, 14.0  # pixels of a character at the size of axis labels


@dataclass(frozen=True, slots=True)
class Word:
    """One word or token of a sentence, as it is shown."""

    text: str
    unknown: bool = False  # the model saw only "unknown" here
    end: bool = False  # the end of the sentence


def label(word: Word, accent: str | None = None) -> str:
    """A tick label: shortened, marked if unknown, grey at the end of the sentence, bold in `accent` when it is lit."""
    text = _escape(_marked(word, _LONGEST_LABEL))
    if accent:
        return f'<b><span style="color:{accent}">{text}</span></b>'
    return f'<span style="color:{MUTED}">{text}</span>' if word.end else text


def hover(word: Word) -> str:
    """The word for a hover label, nearly always whole."""
    return _escape(_marked(word, _LONGEST_HOVER))


def width(word: Word) -> float:
    """About how many pixels the label takes."""
    return sum(_WIDE if unicodedata.east_asian_width(c) in "WF" else _NARROW for c in _marked(word, _LONGEST_LABEL))


def _marked(word: Word, longest: int) -> str:
    text = word.text if len(word.text) <= longest else word.text[: longest - 1] + "…"
    return text + UNKNOWN_MARK * word.unknown


def _escape(text: str) -> str:
    return html.escape(text, quote=False)
